import type { Datacentre } from '../../../catalogue/model';
import type { Resource } from '../../terraform/stack-json';
import type { AskedArguments, Places } from './places';

/** What is asked of ports, interfaces and circuits; undefined where the catalogue has none of that name. */
export function askedOfCircuits(places: Places, resource: Resource): AskedArguments | undefined {
  const datacentre = places.catalogue.datacentres.find(({ id }) => resource.stack.endsWith(`-datacentre-${id}`));
  if (!datacentre) return undefined;
  const mayGo = (circuit: Datacentre['circuits'][number]): boolean =>
    datacentre.state === 'leaving' || circuit.state === 'leaving';
  if (resource.type === 'aws_dx_gateway' || resource.type === 'aws_dx_gateway_association') {
    const here = datacentre.circuits.filter(
      ({ kind, hub, state }) =>
        kind === 'direct-connect' && hub === places.awsHub(resource.stack)?.id && state !== 'planned',
    );
    const kept = { 'lifecycle.prevent_destroy': here.every(mayGo) ? undefined : true };
    return resource.type === 'aws_dx_gateway' ? { ...kept, amazon_side_asn: String(datacentre.gatewayAsn) } : kept;
  }
  const circuit = datacentre.circuits.find(({ id }) => id === resource.name);
  if (!circuit || circuit.state === 'planned') return undefined;
  // A port or a circuit takes months to get back: it goes once it has been leaving, and never before.
  const kept = { 'lifecycle.prevent_destroy': mayGo(circuit) ? undefined : true };
  if (circuit.kind === 'direct-connect') {
    const asked = directConnect(resource, datacentre, circuit);
    return asked && resource.type === 'aws_dx_connection' ? { ...kept, ...asked } : asked;
  }
  return {
    ...kept,
    bandwidth_in_mbps: circuit.mbps,
    peering_location: circuit.location,
    service_provider_name: circuit.provider,
    'sku.family': 'MeteredData',
    'sku.tier': 'Standard',
  };
}

function directConnect(
  { type }: Resource,
  { asn }: Datacentre,
  { id, state, mbps, location, vlan, connection }: Extract<Datacentre['circuits'][number], { kind: 'direct-connect' }>,
): AskedArguments | undefined {
  const macsec = connection.type === 'dedicated' ? connection.macsec : undefined;
  switch (type) {
    case 'aws_dx_connection':
      return connection.type !== 'dedicated'
        ? undefined
        : {
            bandwidth: `${mbps / 1_000}Gbps`,
            location,
            request_macsec: macsec ? true : undefined,
            // An order carries no mode: what isn't available yet is only asked to be able to encrypt.
            encryption_mode: macsec && state !== 'building' ? macsec.encryption : undefined,
          };
    case 'aws_dx_macsec_key_association':
      return macsec && { secret_arn: macsec.secretArn, connection_id: `\${aws_dx_connection.${id}.id}` };
    case 'aws_dx_connection_confirmation':
      return connection.type === 'hosted' ? { connection_id: connection.connectionId } : undefined;
    case 'aws_dx_transit_virtual_interface':
      return {
        bgp_asn: asn,
        vlan,
        connection_id:
          connection.type === 'hosted'
            ? `\${aws_dx_connection_confirmation.${id}.connection_id}`
            : `\${aws_dx_connection.${connection.type === 'shared' ? connection.port : id}.id}`,
      };
    default:
      return undefined;
  }
}
