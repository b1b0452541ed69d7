import type { EgressDomain } from '../../../catalogue/model';
import { leavingBy } from '../../intent/tenants';
import type { Resource } from '../../terraform/stack-json';
import type { Places } from './places';

/** Whether what a resource is for is leaving, so that nothing keeps it from being destroyed any more. */
export function mayGo(places: Places, { stack, type, name }: Resource): boolean {
  const { catalogue, lock } = places;
  const isLeaving = (state: string | undefined): boolean => state === 'leaving';
  const azure = catalogue.hubs.filter(({ cloud }) => cloud === 'azure');
  if (stack === 'azure-wan') return azure.every(({ state }) => isLeaving(state));
  const aws = places.awsHub(stack);
  const domain = places.breakout(stack);
  const hub = aws ?? places.azureHub(stack);
  const ofTenant = catalogue.tenants.find(({ id }) => stack === `${places.prefixOf(stack)}-${id}-net`);
  if (isLeaving(ofTenant?.state) || isLeaving(hub?.state)) return true;
  if (domain && isBreakoutLeaving(places, domain, aws?.id ?? '')) return true;
  const datacentre = catalogue.datacentres.find(({ id }) => stack.endsWith(`-datacentre-${id}`));
  if (isLeaving(datacentre?.state)) return true;
  if (datacentre?.circuits.some(({ id, state }) => id === name && isLeaving(state)) === true) return true;
  const some = (entries: readonly { readonly id: string; readonly state: string }[], table: string): boolean =>
    entries.some(({ id, state }) => isLeaving(state) && name === `${table}${id}`);
  switch (type) {
    case 'aws_ec2_transit_gateway_route_table':
      return (
        some(catalogue.tenants, 'rt-') ||
        catalogue.egressDomains.some(
          (each) => name === `rt-post-${each.id}` && isBreakoutLeaving(places, each, aws?.id ?? ''),
        ) ||
        some(catalogue.datacentres, 'rt-dxgw-') ||
        some(azure, 'rt-cloudlink-') ||
        (name === 'rt-cloudlink' && azure.some(({ id, state }) => id === lock.firstHubs.azure && isLeaving(state)))
      );
    case 'aws_vpn_concentrator':
    case 'aws_ec2_transit_gateway_route_table_association':
    case 'aws_ec2_transit_gateway_route_table_propagation':
      return catalogue.tenants.some(({ id, state }) => isLeaving(state) && name.replace(/-\d+$/, '') === id);
    case 'azurerm_express_route_gateway':
      return catalogue.datacentres
        .flatMap(({ state, circuits }) => circuits.map((circuit) => ({ ...circuit, of: state })))
        .filter(
          ({ kind, hub, state, of }) =>
            kind === 'express-route' && stack === `azure-${hub}-hub` && state !== 'planned' && of !== 'planned',
        )
        .every(({ state, of }) => isLeaving(state) || isLeaving(of));
    case 'aws_eip': {
      const [, zone = '', number = ''] = /^(.+)_(\d+)$/.exec(name) ?? [];
      const kept = (domain?.natAddressesPerZone ?? 0) - (domain?.leavingAddresses ?? 0);
      return (aws?.leavingZones.includes(zone) ?? false) || Number(number) > kept;
    }
    default:
      return false;
  }
}

/** Whether a domain's breakout at an AWS hub is leaving: with the domain, or with all whom it lets out there. */
function isBreakoutLeaving({ catalogue }: Places, { id, state }: EgressDomain, hub: string): boolean {
  const here = leavingBy(catalogue, id, hub);
  return state === 'leaving' || (here.length > 0 && here.every((tenant) => tenant.state === 'leaving'));
}
