import type { Cidr } from '../../catalogue/values/cidr';
import type { Intent } from '../intent/intent';
import type { Announcements, Owner } from '../network/announcement';
import type { Network } from '../network/network';
import { PrefixMap } from '../network/prefix-map';
import type { AddressMatch } from '../terraform/suricata-rule';
import type { TransitLookup } from './transit-lookup';

/** Addresses that neither configuration nor intent can tell apart. */
export interface AddressClass {
  readonly id: number;
  /** One address each of up to two different places, so that a class can be walked to itself. */
  readonly members: readonly Member[];
}

export interface Member {
  readonly address: number;
  /** Whose it is; absent for an address that nobody announces. */
  readonly owner?: Owner;
}

const END = 2 ** 32;
const FIRST = 2 ** 24;

/** Splits the address space at every boundary there is, and joins what behaves alike. */
export function addressClasses(
  network: Network,
  announcements: Announcements,
  lookup: TransitLookup,
  intent: Intent,
): AddressSpace {
  const owners = ownerMap(announcements);
  const features = featuresOf(network, intent);
  const atoms = boundaries(network, announcements, intent);
  const tables = [...network.tables.keys()];
  const classes = new Map<string, { id: number; members: Member[] }>();
  const ofAtom: AddressClass[] = [];
  for (const address of atoms) {
    const owner = owners.get(address);
    const routed = tables.map((table) => {
      const hit = lookup.find(table, address);
      if (!hit) return '-';
      if (hit.to === undefined) return 'x';
      if (!hit.owner) return hit.to;
      // Where its own announcement wins, one site is like another of its tenant; where another's does, it is not.
      return hit.owner.place === owner?.place && hit.owner.tenant === owner.tenant
        ? `own ${network.attachments.get(hit.to)?.table ?? ''}`
        : `${hit.to} ${hit.owner.place}`;
    });
    const signature = [
      owner ? `${owner.kind} ${owner.tenant}` : '',
      ...routed,
      ...features.map((feature) => feature(address)),
    ].join('|');
    const found = classes.get(signature);
    const member: Member = { address, ...(owner ? { owner } : {}) };
    const made = found ?? { id: classes.size, members: [member] };
    if (!found) classes.set(signature, made);
    else if (found.members.length === 1 && found.members[0]?.owner?.place !== owner?.place) found.members.push(member);
    ofAtom.push(made);
  }
  return { classes: [...classes.values()], atomsIn: (prefix) => within(atoms, ofAtom, prefix) };
}

/** The whole address space, split. */
export interface AddressSpace {
  readonly classes: readonly AddressClass[];
  /** The intervals that a prefix is made of: their first addresses and classes. */
  readonly atomsIn: (prefix: Cidr) => readonly { readonly address: number; readonly class: AddressClass }[];
}

function within(
  atoms: readonly number[],
  classes: readonly AddressClass[],
  prefix: Cidr,
): readonly { readonly address: number; readonly class: AddressClass }[] {
  let low = 0;
  let high = atoms.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((atoms[middle] ?? 0) <= prefix.first) low = middle;
    else high = middle;
  }
  const found = [];
  for (let at = low; at < atoms.length && (atoms[at] ?? END) <= prefix.last; at += 1) {
    const made = classes[at];
    if (made) found.push({ address: Math.max(atoms[at] ?? 0, prefix.first), class: made });
  }
  return found;
}

function ownerMap(announcements: Announcements): PrefixMap<Owner> {
  return new PrefixMap(
    [...announcements.byAttachment.values()].flat().map(({ prefix, owner }) => [prefix, owner] as const),
  );
}

/** Everything besides transit tables that looks at an address: VPC routes, firewall rules, groups, intent. */
function featuresOf(network: Network, intent: Intent): readonly ((address: number) => string)[] {
  const lists = new Map<string, readonly Cidr[]>();
  const add = (prefixes: readonly Cidr[]): void => {
    if (prefixes.length > 0) lists.set(prefixes.join(), prefixes);
  };
  const side = (match: AddressMatch): void => {
    add(match.prefixes);
  };
  for (const firewall of network.firewalls.values()) {
    add(firewall.home);
    for (const rule of firewall.rules) {
      side(rule.source);
      side(rule.destination);
    }
  }
  for (const group of network.groups.values())
    for (const rule of [...group.ingress, ...group.egress]) add([rule.prefix]);
  for (const want of intent.wants) {
    add(want.sources);
    add(want.destinations);
  }
  for (const prefix of intent.publicPrefixes) add([prefix]);
  const membership = [...lists.values()].map((prefixes) => {
    const map = new PrefixMap(prefixes.map((prefix) => [prefix, true] as const));
    return (address: number): string => (map.get(address) ? '1' : '0');
  });
  const inVpcs = [...network.vpcs.values()].flatMap((vpc) => [
    vpc.cidr,
    ...vpc.subnets.map((subnet) => subnet.cidr),
    ...vpc.interfaces.map((each) => each.prefix),
  ]);
  const places = new PrefixMap(
    [...inVpcs].sort((a, b) => a.bits - b.bits).map((prefix) => [prefix, prefix.toString()] as const),
  );
  const routes = new Map<string, PrefixMap<string>>();
  const targets = (list: readonly { readonly prefix: Cidr; readonly to: { readonly kind: string } }[]): void => {
    const key = list.map((route) => `${route.prefix} ${route.to.kind}`).join();
    if (list.length > 0)
      routes.set(key, new PrefixMap(list.map((route, index) => [route.prefix, `${index}`] as const)));
  };
  for (const vpc of network.vpcs.values()) for (const subnet of vpc.subnets) targets(subnet.routes);
  for (const list of network.foreignRoutes.values()) targets(list);
  return [
    ...membership,
    (address) => places.get(address) ?? '',
    ...[...routes.values()].map((map) => (address: number) => map.get(address) ?? ''),
  ];
}

/** First addresses of all intervals, in order. */
function boundaries(network: Network, announcements: Announcements, intent: Intent): readonly number[] {
  // 0.0.0.0/8 is nobody's destination; the first interval stands for the internet.
  const points = new Set<number>([FIRST]);
  const cut = (prefix: Cidr): void => {
    points.add(prefix.first);
    if (prefix.last + 1 < END) points.add(prefix.last + 1);
  };
  for (const table of network.tables.values()) for (const row of table.statics) cut(row.prefix);
  for (const list of announcements.byAttachment.values()) for (const { prefix } of list) cut(prefix);
  for (const vpc of network.vpcs.values()) {
    cut(vpc.cidr);
    for (const each of vpc.interfaces) cut(each.prefix);
    for (const subnet of vpc.subnets) {
      cut(subnet.cidr);
      for (const route of subnet.routes) cut(route.prefix);
    }
  }
  for (const list of network.foreignRoutes.values()) for (const route of list) cut(route.prefix);
  for (const firewall of network.firewalls.values()) {
    firewall.home.forEach(cut);
    for (const rule of firewall.rules) {
      rule.source.prefixes.forEach(cut);
      rule.destination.prefixes.forEach(cut);
    }
  }
  for (const group of network.groups.values()) for (const rule of [...group.ingress, ...group.egress]) cut(rule.prefix);
  for (const want of intent.wants) {
    want.sources.forEach(cut);
    want.destinations.forEach(cut);
  }
  intent.publicPrefixes.forEach(cut);
  return [...points].filter((point) => point >= FIRST).sort((a, b) => a - b);
}
