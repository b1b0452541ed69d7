import { compareText } from '../../catalogue/issues/issue';
import type { AzureHub, Catalogue } from '../../catalogue/model';
import { nameContains, parseName } from '../../catalogue/values/names';
import { OPEN_RESOLVERS } from '../../catalogue/values/open-resolvers';
import type { Lock } from '../../plan/lock/lock-file';
import type { Stack } from '../terraform/stack-json';
import { AzureResolvers } from './azure-resolvers';
import { inZone, type NameDifference, namesOf, type NamesVerified, resolverAddresses } from './asked-names';

/** Asks the resolver of every Azure hub every kind of name there is, and compares who answers. */
export function verifyAzureNames(catalogue: Catalogue, lock: Lock, stacks: readonly Stack[]): NamesVerified {
  const world = new AzureResolvers(stacks);
  const names = namesOf(catalogue, stacks);
  const differences: NameDifference[] = [];
  let queries = 0;
  for (const hub of catalogue.hubs) {
    const inbound = resolverAddresses(lock.hubs[hub.id]?.services['inbound'])[0];
    if (hub.cloud !== 'azure' || inbound === undefined) continue;
    const vnet = world.vnetOf(inbound);
    for (const name of names) {
      queries += 1;
      const got = vnet === undefined ? 'nobody' : world.answer(vnet, name);
      const wanted = expected(catalogue, lock, hub, name);
      if (got !== wanted) differences.push({ domain: hub.egress, hub: hub.id, name, got, wanted });
    }
  }
  return { queries, differences };
}

/** Zones that answer at a hub before anything is sent on: suppliers' endpoints, and what nobody may resolve. */
function zonesAt(
  { suppliers, egressDomains }: Catalogue,
  hub: AzureHub,
): readonly { readonly name: string; readonly supplier?: Catalogue['suppliers'][number] }[] {
  const names = egressDomains.find((domain) => domain.id === hub.egress)?.names;
  const refused = names?.default === 'allow' ? [...OPEN_RESOLVERS, ...names.deny] : [];
  const endpoints = suppliers.flatMap((supplier) =>
    supplier.kind === 'private-endpoint' && supplier.hub === hub.id
      ? supplier.dnsNames.map((text) => ({ name: parseName(text).name, supplier }))
      : [],
  );
  return [...endpoints, ...refused.map((text) => ({ name: parseName(text).name }))];
}

/** Who should answer at a hub, from the catalogue. */
function expected(catalogue: Catalogue, lock: Lock, hub: AzureHub, name: string): string {
  const { tenants, suppliers } = catalogue;
  const here = tenants.filter(
    (tenant) => tenant.kind !== 'public-wifi' && tenant.egress === hub.egress && tenant.supernets.azure.length > 0,
  );
  const zone = zonesAt(catalogue, hub)
    .filter(({ name: zoned }) => inZone(zoned, name))
    .sort((a, b) => b.name.length - a.name.length)[0];
  if (zone) {
    const named = zone.supplier?.dnsNames.some((pattern) => nameContains(parseName(pattern), parseName(name)));
    return zone.supplier && named ? `azurerm_private_endpoint.supplier-${zone.supplier.id}` : 'nobody';
  }
  const holding = here
    .flatMap((tenant) =>
      (tenant.dns?.zones ?? []).map((zone) => ({ zone: parseName(zone).name, servers: tenant.dns?.servers ?? [] })),
    )
    .filter(({ zone }) => inZone(zone, name))
    .sort((a, b) => b.zone.length - a.zone.length);
  const [owner] = holding;
  if (owner) return [...owner.servers].sort(compareText).join(', ');
  for (const supplier of suppliers) {
    const zoned = supplier.dnsNames.map(parseName).some((pattern) => inZone(pattern.name, name));
    if (!zoned) continue;
    const consumed = here.some(
      (tenant) =>
        supplier.consumers.includes(tenant.id) &&
        supplier.kind === 'privatelink' &&
        tenant.hubs.includes(supplier.hub) &&
        tenant.kind !== 'supplier',
    );
    const held = supplier.kind === 'privatelink' && consumed ? lock.hubs[supplier.hub] : undefined;
    const network = held?.networks[`egress-${hub.egress}`];
    if (held && network !== undefined) return awsResolvers(network, held.zones).join(', ');
  }
  const resolver = catalogue.egressDomains.find((domain) => domain.id === hub.egress)?.resolver;
  return resolver === undefined || resolver.kind === 'aws'
    ? 'the cloud'
    : [...resolver.addresses].sort(compareText).join(', ');
}

/** Addresses of a breakout's resolver: the first that AWS leaves free in the DNS subnet of every zone, two where there is one. */
function awsResolvers(network: string, zones: Readonly<Record<string, number>>): readonly string[] {
  const slots = Object.values(zones);
  const [first = '', second = '', third = '', fourth = ''] = network.split(/[./]/);
  const base = Number(fourth);
  const offsets = slots.length === 1 ? [4, 5] : [4];
  return slots
    .flatMap((slot) => offsets.map((offset) => `${first}.${second}.${third}.${base + slot * 16 + offset}`))
    .sort(compareText);
}
