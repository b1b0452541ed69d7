import { ANYWHERE, type Cidr, cidr, formatAddress, holds, PRIVATE_BLOCKS } from '../../catalogue/values/cidr';
import type { Catalogue } from '../../catalogue/model';
import type { Lock } from '../../plan/lock/lock-file';
import { supernetsOf } from '../intent/tenants';
import type { Fault, StaticRow, TransitTable } from '../network/network';
import { PrefixMap } from '../network/prefix-map';
import { isPublic } from '../walk/outcome';
import type { Proof } from '../walk/proof';
import { isLinked, isOfLink, linkRowFaults } from './link-rows';
import { staticRowFaults } from './static-rows';
import type { Ownership } from './ownership';

/**
 * What each table of a transit gateway says by itself, whatever stands behind it. Every row has to be asked for, and what
 * is private and not asked for has to be a blackhole: a missing row is the first half of a leak. A table that takes
 * announcements has to hold rows that beat an announcement of everything, since a site may announce anything.
 */
export function transitRowFaults(
  catalogue: Catalogue,
  lock: Lock,
  proof: Proof,
  ownership: Ownership,
): readonly Fault[] {
  const faults: Fault[] = [...staticRowFaults(proof)];
  const addresses = proof.atomsIn(ANYWHERE).map((atom) => atom.address);
  const isStaticEnd = ({ to }: StaticRow): boolean => proof.network.attachments.get(to ?? '')?.isStatic === true;
  for (const table of proof.network.tables.values()) {
    if (table.azure) continue;
    const rows = new PrefixMap(table.statics.map((row) => [row.prefix, row] as const));
    if (table.propagated.length > 0) {
      // What circuits announce is known to circuits alone.
      const inside = [...proof.network.attachments.values()].filter((each) => each.table === table.key);
      if (inside.every((each) => each.kind === 'direct') && table.statics.length === 0) continue;
      takesEverything(table, rows, addresses, isStaticEnd, faults);
      continue;
    }
    const hub = ownership.hubOf(table.key);
    if (hub !== undefined && isOfLink(proof, table)) {
      linkRowFaults(proof, table, hub, addresses, faults);
      continue;
    }
    const [tenant, ...others] = ownership.ownersOf(table.key);
    if (tenant === undefined || hub === undefined) continue;
    if (others.length > 0)
      faults.push({
        where: table.key,
        label: 'MISBUILT',
        problem: `is the table of ${[tenant, ...others].join(' and ')}.`,
      });
    const asked = askedFor(catalogue, lock, tenant, hub);
    const found = new Set<string>();
    for (const address of addresses) {
      const fault = rowFault(table, rows.get(address), address, asked(address));
      const key = `${fault?.where ?? ''} ${fault?.label ?? ''}`;
      if (!fault || found.has(key)) continue;
      found.add(key);
      faults.push(fault);
    }
  }
  return faults;
}

function rowFault(table: TransitTable, row: StaticRow | undefined, address: number, asked: boolean): Fault | undefined {
  const at = formatAddress(address);
  if (isPublic(address)) {
    if (!row || row.prefix.bits === 0) return undefined;
    return { where: row.where, label: 'TOO WIDE', problem: `${row.prefix} takes in ${at}, which is public.` };
  }
  const leads = row?.to !== undefined && row.prefix.bits > 0;
  if (leads && !asked)
    return {
      where: row.where,
      label: 'TOO WIDE',
      problem: `leads ${at} (of ${row.prefix}) somewhere, and nobody asked for that.`,
    };
  if (!leads && asked)
    return { where: row?.where ?? table.key, label: 'TOO NARROW', problem: `does not lead ${at}, which is asked for.` };
  if (leads || (row && row.to === undefined)) return undefined;
  return { where: table.key, label: 'TOO WIDE', problem: `has no blackhole for ${at}, which nobody asked for.` };
}

/** Everything and each private block, announced by a site that means harm or has a slip in its filter. */
function takesEverything(
  table: TransitTable,
  rows: PrefixMap<StaticRow>,
  addresses: readonly number[],
  isStaticEnd: (row: StaticRow) => boolean,
  faults: Fault[],
): void {
  const leading = table.statics.filter((row) => row.to !== undefined && !isStaticEnd(row));
  const [first] = leading;
  if (first)
    faults.push({
      where: table.key,
      label: 'TOO WIDE',
      problem: `takes announcements and holds ${leading.length} static ${leading.length === 1 ? 'row that leads' : 'rows that lead'} somewhere, ${first.prefix} for one; only announcements should fill it.`,
    });
  for (const block of [ANYWHERE, ...PRIVATE_BLOCKS]) {
    const open = addresses.find(
      (address) =>
        block.first <= address && address <= block.last && (rows.get(address)?.prefix.bits ?? -1) < block.bits,
    );
    if (open !== undefined)
      faults.push({
        where: table.key,
        label: 'TOO WIDE',
        problem: `takes announcements and has no row that beats ${block}: a site that announces it would draw ${formatAddress(open)} to itself.`,
      });
  }
  for (const row of table.statics)
    if (![ANYWHERE, ...PRIVATE_BLOCKS].some((block) => block.bits <= row.prefix.bits && block.contains(row.prefix)))
      faults.push({ where: row.where, label: 'TOO NARROW', problem: `${row.prefix} takes in public addresses.` });
}

/** What a tenant's table at a hub has to lead somewhere. Replies may be led wider than they are asked for: the firewall decides. */
function askedFor(catalogue: Catalogue, lock: Lock, tenant: string, hub: string): (address: number) => boolean {
  const must: Cidr[] = [];
  const own = (id: string): readonly Cidr[] =>
    catalogue.tenants.filter((each) => each.id === id && each.hubs.includes(hub)).flatMap(supernetsOf);
  const pair = (from: string, to: string, addresses: readonly Cidr[], replies: readonly Cidr[]): void => {
    // Who isn't at this hub can't be reached through it.
    if (own(from).length === 0 || own(to).length === 0) return;
    if (tenant === from) must.push(...addresses);
    if (tenant === to) must.push(...replies);
  };
  const owner = catalogue.tenants.find((each) => each.servicesVpcs.some((vpc) => vpc.hub === hub));
  const held = lock.hubs[hub];
  must.push(...own(tenant));
  for (const service of catalogue.services)
    for (const consumer of service.consumers) pair(consumer, service.owner, service.addresses, own(consumer));
  for (const flow of catalogue.flows) pair(flow.from.tenant, flow.to.tenant, flow.to.prefixes, own(flow.from.tenant));
  for (const supplier of catalogue.suppliers) {
    if (supplier.kind === 'egress') continue;
    for (const consumer of supplier.consumers) {
      if (supplier.kind === 'vpn') pair(consumer, supplier.tenant, supplier.addresses.map(cidr), own(consumer));
      else if (supplier.kind === 'privatelink' && supplier.hub === hub && owner)
        pair(consumer, owner.id, chosen(held?.services[`supplier-${supplier.id}`]), own(consumer));
      else if (supplier.kind === 'private-endpoint' && isLinked(catalogue, hub, supplier.hub)) {
        const there = catalogue.tenants.find((each) => each.servicesVnets.some((vnet) => vnet.hub === supplier.hub));
        const subnet = lock.hubs[supplier.hub]?.services[`supplier-${supplier.id}`];
        if (there) pair(consumer, there.id, chosen(subnet), own(consumer));
      }
    }
  }
  const forwards = chosen(held?.services['resolver']);
  for (const each of catalogue.tenants) {
    const servers = (each.dns?.servers ?? []).map((server) => cidr(`${server}/32`));
    if (owner && servers.length > 0) pair(owner.id, each.id, servers, forwards);
    if (each.management.length === 0) continue;
    for (const managed of catalogue.tenants)
      if (managed.kind !== 'public-wifi' && managed.id !== each.id)
        pair(each.id, managed.id, Object.values(managed.loopbacks), each.management);
  }
  const self = catalogue.tenants.find((each) => each.id === tenant);
  // The resolver's subnets: the first quarter of the breakout's network.
  if (self && self.kind !== 'supplier')
    must.push(...chosen(held?.networks[`egress-${self.egress}`]).map((network) => network.subnet(26, 0)));
  // A guest's own networks are no business of its table.
  if (self?.kind === 'public-wifi') {
    const guests = own(tenant);
    return (address) => !holds(guests, address) && holds(must, address);
  }
  return (address) => holds(must, address);
}

function chosen(text: string | undefined): readonly Cidr[] {
  return text === undefined ? [] : [cidr(text)];
}
