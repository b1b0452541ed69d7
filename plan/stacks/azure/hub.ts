import { cidr } from '../../../catalogue/values/cidr';
import { compareText } from '../../../catalogue/issues/issue';
import type { AzureHub, Catalogue } from '../../../catalogue/model';
import { mayGo } from '../../places/circuits';
import { ownSupernets } from '../../places/own-supernets';
import { coverOf, withoutPrefixes } from '../../places/prefix-cover';
import { linkAddresses } from '../link';
import { transportsAt } from './datacentre';
import { type AzureHubParts, type AzureStackBase, azureStackBase, WAN_STACK } from './hub-parts';
import { type There, thereOf } from './there';

/** What all sites and VNets of a hub share. */
export interface AzureHubStackInput extends AzureStackBase {
  readonly kind: 'azure-hub';
  readonly wanStack: string;
  readonly addressPrefix: string;
  readonly zones: readonly string[];
  readonly scaleUnits: number;
  /** Scale units of an ExpressRoute gateway; absent where no datacentre has a circuit here. */
  readonly expressRouteUnits?: number;
  /** Every circuit here is leaving: the gateway is not guarded any more. */
  readonly expressRouteMayGo?: true;
  /** Inside addresses of tunnels between the clouds, by instance of the VPN gateway. */
  readonly linkAddresses?: readonly [readonly string[], readonly string[]];
  /** Public addresses of the firewall, which everybody at the hub leaves by. */
  readonly publicAddresses: number;
  /** What the firewall never translates: all tenants' and hubs' prefixes but the subnets of Private Endpoints. */
  readonly privateRanges: readonly string[];
  /** Resolvers on the internet that the firewall itself asks, which know no private name; empty: Azure's own. */
  readonly dnsServers: readonly string[];
  readonly logRetentionDays: number;
  /** Virtual hub and VPN gateway that were there before; absent where this program makes them. */
  readonly adopted?: { readonly hub: There; readonly gateway: There };
}

/** A Log Analytics workspace keeps logs from 30 to 730 days. Source: registry, azurerm_log_analytics_workspace */
const WORKSPACE_DAYS = { least: 30, most: 730 } as const;

export function hubStackInput(parts: AzureHubParts, hub: AzureHub): AzureHubStackInput {
  const { catalogue, lock } = parts;
  const domain = catalogue.egressDomains.find((each) => each.id === hub.egress);
  const held = lock.hubs[hub.id];
  const endpoints = Object.entries(held?.services ?? {}).flatMap(([key, subnet]) =>
    key.startsWith('supplier-') ? [cidr(subnet)] : [],
  );
  const wanted = domain?.logRetentionDays ?? catalogue.wan.logRetentionDays;
  const circuits = expressRoutesAt(catalogue, hub);
  const gatewayUnits = Math.ceil(circuits.reduce((sum, { mbps }) => sum + mbps, 0) / EXPRESS_ROUTE_UNIT_MBPS);
  const gatewayMayGo = circuits.every(({ isLeaving }) => isLeaving);
  const adopted = held?.adoptedAzure;
  const linked = linkAddresses(catalogue, lock, hub);
  return {
    ...azureStackBase(parts, hub, `azure-${hub.id}-hub`, [WAN_STACK]),
    kind: 'azure-hub',
    wanStack: WAN_STACK,
    addressPrefix: hub.addressSpace.toString(),
    zones: [...hub.zones].sort(compareText),
    scaleUnits: held?.scaleUnits ?? 1,
    publicAddresses: (domain?.natAddressesPerZone ?? 1) * Math.max(1, hub.zones.length),
    privateRanges: withoutPrefixes(
      coverOf([
        ...catalogue.tenants.flatMap(ownSupernets),
        ...catalogue.hubs.map((each) => each.addressSpace),
        ...transportsAt(catalogue, hub),
      ]),
      endpoints,
    ).map(String),
    dnsServers:
      domain === undefined || domain.resolver.kind === 'aws' ? [] : [...domain.resolver.addresses].sort(compareText),
    ...(gatewayUnits === 0 ? {} : { expressRouteUnits: gatewayUnits }),
    ...(gatewayUnits > 0 && gatewayMayGo ? { expressRouteMayGo: true } : {}),
    ...(linked === undefined ? {} : { linkAddresses: linked }),
    logRetentionDays: Math.min(WORKSPACE_DAYS.most, Math.max(WORKSPACE_DAYS.least, wanted)),
    ...(adopted === undefined ? {} : { adopted: { hub: thereOf(adopted.hub), gateway: thereOf(adopted.gateway) } }),
  };
}

/** Mbps that one scale unit of an ExpressRoute gateway carries. Source: learn.microsoft.com/azure/virtual-wan/virtual-wan-expressroute-about */
const EXPRESS_ROUTE_UNIT_MBPS = 2_000;

/** Circuits of datacentres to a hub, those that are there or being built. */
function expressRoutesAt(
  { datacentres }: Catalogue,
  hub: AzureHub,
): readonly { readonly mbps: number; readonly isLeaving: boolean }[] {
  return datacentres.flatMap((datacentre) =>
    datacentre.circuits
      .filter(({ kind, hub: at, state }) => kind === 'express-route' && at === hub.id && state !== 'planned')
      .filter(() => datacentre.state !== 'planned')
      .map((circuit) => ({ mbps: circuit.mbps, isLeaving: mayGo(datacentre, circuit) })),
  );
}
