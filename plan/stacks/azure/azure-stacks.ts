import { cidr } from '../../../catalogue/cidr';
import { compareText } from '../../../catalogue/issue';
import type { AzureHub, Catalogue } from '../../../catalogue/model';
import { azureDatacentres, transportsAt, tunnelEnds } from './datacentre';
import { planForwarding, privateEndpointsAt, privateZones, refusedZones } from '../../dns/azure-dns';
import { egressGroups } from '../../rules/azure-egress';
import { azureHubs, inboundAddress } from '../../places/hubs';
import type {
  AzureConnectionInput,
  AzureDatacentreStackInput,
  AzureHubIdentity,
  AzureHubStackInput,
  AzureNetStackInput,
  AzureServicesStackInput,
  AzureSitesStackInput,
  AzureStackInput,
} from './azure-input';
import { circuitRules, planAzureRules, type AzureRules } from '../../rules/azure-rules';
import type { AzureConnection } from '../../routing/connections';
import { planEgress } from '../../rules/egress-policy';
import { linkAddresses } from '../link';
import type { Lock } from '../../lock/lock-file';
import { coverOf, withoutPrefixes } from '../../places/prefix-cover';
import { ownSupernets, type Rule } from '../../rules/plan-rules';
import { stackCommon } from '../aws/hub-parts';

export interface AzureParts {
  readonly catalogue: Catalogue;
  readonly lock: Lock;
  readonly connections: readonly AzureConnection[];
  readonly rules: readonly Rule[];
}

const WAN_STACK = 'azure-wan';
/** A Log Analytics workspace keeps logs from 30 to 730 days. Source: registry, azurerm_log_analytics_workspace */
const WORKSPACE_DAYS = { least: 30, most: 730 } as const;

/** Stacks of all Azure hubs: the Virtual WAN first, then hub after hub. */
export function planAzureStacks(parts: AzureParts): readonly AzureStackInput[] {
  const hubs = azureHubs(parts.catalogue);
  const first = hubs.find((hub) => hub.id === parts.lock.firstHubs.azure) ?? hubs[0];
  if (!first) return [];
  return [{ ...base(parts, first, WAN_STACK, []), kind: 'azure-wan' }, ...hubs.flatMap((hub) => hubStacks(parts, hub))];
}

/** Everything at a hub that its firewall decides. */
export function azureRulesAt({ catalogue, lock, rules }: Omit<AzureParts, 'connections'>, hub: AzureHub): AzureRules {
  const domain = catalogue.egressDomains.find((each) => each.id === hub.egress);
  const inside = planAzureRules(rules, catalogue.tenants, lock.hubs);
  const outside = domain ? egressGroups(planEgress(catalogue, lock.hubs, hub, domain)) : [];
  const circuits = circuitRules(tunnelEnds(catalogue, lock, hub), hub.addressSpace);
  return { ipGroups: inside.ipGroups, groups: [...circuits, ...inside.groups, ...outside] };
}

/**
 * Firewall and rules first, then routing intent, then whatever is connected: nothing is ever connected to a hub that
 * would let it pass unseen. From there each stack waits for the one before, since a hub takes one change at a time.
 */
function hubStacks(parts: AzureParts, hub: AzureHub): readonly AzureStackInput[] {
  const name = (suffix: string): string => `azure-${hub.id}-${suffix}`;
  const hubStack = name('hub');
  const connected = [
    ...servicesStack(parts, hub),
    ...netStacks(parts, hub),
    ...datacentreStacks(parts, hub),
    ...siteStacks(parts, hub),
  ];
  return [
    hubStackInput(parts, hub),
    { ...base(parts, hub, name('rules'), [hubStack]), kind: 'azure-rules', hubStack, rules: azureRulesAt(parts, hub) },
    { ...base(parts, hub, name('intent'), [hubStack, name('rules')]), kind: 'azure-intent', hubStack },
    ...connected.map((stack, index) => ({
      ...stack,
      dependencies: [...stack.dependencies, connected[index - 1]?.name ?? name('intent')],
    })),
  ];
}

function hubStackInput(parts: AzureParts, hub: AzureHub): AzureHubStackInput {
  const { catalogue, lock } = parts;
  const domain = catalogue.egressDomains.find((each) => each.id === hub.egress);
  const held = lock.hubs[hub.id];
  const endpoints = Object.entries(held?.services ?? {}).flatMap(([key, subnet]) =>
    key.startsWith('supplier-') ? [cidr(subnet)] : [],
  );
  const wanted = domain?.logRetentionDays ?? catalogue.wan.logRetentionDays;
  const gatewayUnits = expressRouteUnits(catalogue, hub);
  const linked = linkAddresses(catalogue, lock, hub);
  return {
    ...base(parts, hub, `azure-${hub.id}-hub`, [WAN_STACK]),
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
    ...(linked === undefined ? {} : { linkAddresses: linked }),
    logRetentionDays: Math.min(WORKSPACE_DAYS.most, Math.max(WORKSPACE_DAYS.least, wanted)),
  };
}

/** Mbps that one scale unit of an ExpressRoute gateway carries. Source: learn.microsoft.com/azure/virtual-wan/virtual-wan-expressroute-about */
const EXPRESS_ROUTE_UNIT_MBPS = 2_000;

/** Scale units for all circuits of datacentres to a hub; none where no circuit is there or being built. */
function expressRouteUnits({ datacentres }: Catalogue, hub: AzureHub): number {
  const mbps = datacentres
    .flatMap((datacentre) => (datacentre.state === 'planned' ? [] : datacentre.circuits))
    .filter((circuit) => circuit.kind === 'express-route' && circuit.hub === hub.id && circuit.state !== 'planned')
    .reduce((sum, circuit) => sum + circuit.mbps, 0);
  return Math.ceil(mbps / EXPRESS_ROUTE_UNIT_MBPS);
}

function servicesStack(parts: AzureParts, hub: AzureHub): readonly AzureServicesStackInput[] {
  const { catalogue, lock } = parts;
  const owner = catalogue.tenants.find((tenant) => tenant.servicesVnets.some((vnet) => vnet.hub === hub.id));
  const vnet = owner?.servicesVnets.find((each) => each.hub === hub.id);
  const subnets = lock.hubs[hub.id]?.services ?? {};
  const address = inboundAddress(lock.hubs, hub);
  if (!owner || !vnet || address === undefined) return [];
  const hubStack = `azure-${hub.id}-hub`;
  return [
    {
      ...base(parts, hub, `azure-${hub.id}-services`, [hubStack]),
      kind: 'azure-services',
      hubStack,
      tenant: owner.id,
      costCentre: owner.costCentre,
      cidr: vnet.cidr.toString(),
      inbound: { subnet: subnets['inbound'] ?? '', address },
      outbound: subnets['outbound'] ?? '',
      forwarding: planForwarding(catalogue, lock.hubs, hub),
      refused: refusedZones(catalogue, hub),
      suppliers: privateEndpointsAt(catalogue, hub).map((supplier) => ({
        id: supplier.id,
        resourceId: supplier.resourceId,
        ...(supplier.subresource === undefined ? {} : { subresource: supplier.subresource }),
        subnet: subnets[`supplier-${supplier.id}`] ?? '',
        zones: privateZones(supplier),
      })),
    },
  ];
}

function netStacks(parts: AzureParts, hub: AzureHub): readonly AzureNetStackInput[] {
  const hubStack = `azure-${hub.id}-hub`;
  return [...parts.catalogue.tenants]
    .sort((a, b) => compareText(a.id, b.id))
    .flatMap((tenant) => {
      const vnets = tenant.vnets.filter((vnet) => vnet.hub === hub.id).sort((a, b) => compareText(a.id, b.id));
      if (vnets.length === 0) return [];
      return [
        {
          ...base(parts, hub, `azure-${hub.id}-${tenant.id}-net`, [hubStack]),
          kind: 'azure-net' as const,
          hubStack,
          tenant: tenant.id,
          costCentre: tenant.costCentre,
          vnets: vnets.map(({ id, subscription, resourceId }) => ({ id, subscriptionId: subscription, resourceId })),
        },
      ];
    });
}

/** Circuits, tunnels over them and beside them. */
function datacentreStacks(parts: AzureParts, hub: AzureHub): readonly AzureDatacentreStackInput[] {
  const hubStack = `azure-${hub.id}-hub`;
  return azureDatacentres(parts.catalogue, parts.lock, hub).map(({ datacentre, circuits, tunnels }) => ({
    ...base(parts, hub, `azure-${hub.id}-datacentre-${datacentre.id}`, [WAN_STACK, hubStack]),
    kind: 'azure-datacentre' as const,
    hubStack,
    wanStack: WAN_STACK,
    datacentre: datacentre.id,
    datacentreName: datacentre.name,
    asn: datacentre.asn,
    circuits,
    tunnels,
  }));
}

function siteStacks(parts: AzureParts, hub: AzureHub): readonly AzureSitesStackInput[] {
  const { catalogue, lock, connections } = parts;
  const hubStack = `azure-${hub.id}-hub`;
  const sites = new Map(catalogue.sites.map((site) => [site.id, site]));
  const byStack = new Map<string, AzureConnection[]>();
  for (const connection of connections)
    if (connection.hub === hub.id)
      byStack.set(connection.stack, [...(byStack.get(connection.stack) ?? []), connection]);
  return [...byStack]
    .sort(([a], [b]) => compareText(a, b))
    .map(([name, members]) => ({
      ...base(parts, hub, name, [WAN_STACK, hubStack]),
      kind: 'azure-sites' as const,
      hubStack,
      wanStack: WAN_STACK,
      wave: lock.sites[members[0]?.site ?? '']?.wave ?? 2,
      connections: members.map((connection) => {
        const site = sites.get(connection.site);
        return connectionInput(connection, site?.router ?? '', site?.hubs[0]?.id === hub.id, site?.was);
      }),
    }));
}

function connectionInput(
  connection: AzureConnection,
  router: string,
  isHome: boolean,
  was: string | undefined,
): AzureConnectionInput {
  const { address, fqdn, loopback } = connection;
  if (loopback === undefined) throw new Error(`the lock was not checked: ${connection.name} has no loopback`);
  if (address === undefined && fqdn === undefined) throw new Error(`${connection.name} has neither address nor name`);
  return {
    name: connection.name,
    deviceName: connection.deviceName,
    site: connection.site,
    siteName: connection.siteName,
    state: connection.state,
    tenant: connection.tenant,
    costCentre: connection.costCentre,
    circuit: connection.circuit,
    role: connection.role,
    supplier: connection.supplier,
    router,
    mbps: connection.mbps,
    asn: connection.asn,
    loopback: loopback.toString().replace('/32', ''),
    endpoint: address === undefined ? { fqdn: fqdn ?? '' } : { address },
    crypto: connection.crypto,
    isHome,
    ...(was === undefined ? {} : { was: `${was}_${connection.tenant}_${connection.circuit}` }),
  };
}

function base(
  { catalogue }: AzureParts,
  hub: AzureHub,
  name: string,
  dependencies: readonly string[],
): ReturnType<typeof stackCommon> & { readonly hub: AzureHubIdentity } {
  const { id, tenantId } = hub.subscription;
  return {
    ...stackCommon(catalogue, name, dependencies),
    hub: { id: hub.id, region: hub.region, subscriptionId: id, ...(tenantId === undefined ? {} : { tenantId }) },
  };
}
