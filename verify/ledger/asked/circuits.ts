import type { Datacentre } from '../../../catalogue/model';
import type { Resource } from '../../terraform/stack-json';
import type { AskedArguments, Places } from './places';

/** What is asked of ports, interfaces and circuits; undefined where the catalogue has none of that name. */
export function askedOfCircuits({ catalogue }: Places, resource: Resource): AskedArguments | undefined {
  const datacentre = catalogue.datacentres.find(({ id }) => resource.stack.endsWith(`-datacentre-${id}`));
  if (!datacentre) return undefined;
  if (resource.type === 'aws_dx_gateway') return { amazon_side_asn: String(datacentre.gatewayAsn) };
  const circuit = datacentre.circuits.find(({ id }) => id === resource.name);
  if (!circuit || circuit.state === 'planned') return undefined;
  return circuit.kind === 'direct-connect'
    ? directConnect(resource, datacentre, circuit)
    : {
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
  { id, mbps, location, vlan, connection }: Extract<Datacentre['circuits'][number], { kind: 'direct-connect' }>,
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
            encryption_mode: macsec ? 'must_encrypt' : undefined,
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
