import { type Cidr, cidr } from '../../catalogue/values/cidr';
import { CidrSet } from '../../catalogue/values/cidr-set';
import { compareText } from '../../catalogue/issues/issue';
import type { Hub, Tenant } from '../../catalogue/model';
import type { Path } from '../../catalogue/yaml/source';
import type { HubLock, Lock } from '../lock/lock-file';
import { chooseBlock } from '../lock/pools';
import { scaleUnitsFor } from '../lock/scale-units';
import { domainsAt, isPresent } from '../places/hubs';
import type { Reconciliation } from './reconciliation';

/**
 * Concentrators of a hub: those in use, and those that were. The hub's stack is applied before its sites', so a
 * concentrator that went with its last connection would be destroyed while the connection is still on it.
 */
function keptConcentrators(
  hub: string,
  held: readonly string[],
  sites: Lock['sites'],
  release: ReadonlySet<string>,
): string[] {
  const used = Object.values(sites)
    .filter((site) => site.hubs.aws === hub)
    .flatMap((site) => Object.values(site.segments))
    .flatMap((segment) => Object.values(segment.circuits))
    .flatMap(({ concentrator }) => (concentrator === undefined ? [] : [concentrator]));
  return [...new Set([...used, ...held.filter((name) => !release.has(name))])].sort(compareText);
}

export function reconcileHubs(
  context: Reconciliation,
  sites: Lock['sites'],
  release: ReadonlySet<string>,
  raise: ReadonlySet<string>,
): Lock['hubs'] {
  const { catalogue, keep } = context;
  const hubs: Record<string, HubLock> = {};
  for (const hub of [...catalogue.hubs].sort((a, b) => compareText(a.id, b.id))) {
    const path: Path = ['hubs', catalogue.hubs.indexOf(hub), 'addressSpace'];
    const held = keep?.hubs[hub.id];
    if (hub.cloud === 'azure') {
      hubs[hub.id] = {
        zones: {},
        networks: {},
        services: servicesSubnets(context, hub, held?.services ?? {}),
        concentrators: [],
        scaleUnits: scaleUnitsFor(catalogue, hub, held?.scaleUnits, raise.has(hub.id)),
        ...adoptedAzureOf(context, hub, held),
      };
      continue;
    }
    const names = [
      'transit-gateway',
      'inspect',
      ...domainsAt(catalogue, hub, keep?.hubs ?? {}).map((domain) => `egress-${domain}`),
    ];
    hubs[hub.id] = {
      zones: zoneSlots(hub.zones, held?.zones ?? {}),
      networks: chooseNetworks(
        context,
        path,
        names,
        held?.networks ?? {},
        [hub.addressSpace],
        24,
        hub.id,
        `hubs/${hub.id}`,
        `the address space of hub ${hub.id}`,
      ),
      services: servicesSubnets(context, hub, held?.services ?? {}),
      concentrators: keptConcentrators(hub.id, held?.concentrators ?? [], sites, release),
      ...(held?.adopted === undefined ? {} : { adopted: held.adopted }),
    };
  }
  return hubs;
}

/** A virtual network that is at no tenant any more, or is another one, is forgotten: an import of what is gone stops a plan. */
function adoptedAzureOf(
  { catalogue }: Reconciliation,
  hub: Hub,
  held: HubLock | undefined,
): Pick<HubLock, 'adoptedAzure'> {
  const { adoptedAzure } = held ?? {};
  if (adoptedAzure === undefined) return {};
  const there = new Map<string, string>(
    catalogue.tenants.flatMap(({ id, vnets }) =>
      vnets.flatMap((vnet) =>
        vnet.hub === hub.id ? [[`${id}_${vnet.id}`, vnet.resourceId.toLowerCase()] as const] : [],
      ),
    ),
  );
  const vnets = Object.fromEntries(
    Object.entries(adoptedAzure.vnets).filter(([name, { vnet }]) => there.get(name) === vnet.toLowerCase()),
  );
  return { adoptedAzure: { ...adoptedAzure, vnets } };
}

/**
 * A zone keeps its slot in every VPC; a new one takes the lowest that is free. The slot of a zone that goes now is given out last: its
 * subnets are destroyed after the new zone's are made, and AWS makes no two of one range.
 */
function zoneSlots(zones: readonly string[], held: Readonly<Record<string, number>>): Record<string, number> {
  const slots: Record<string, number> = {};
  for (const zone of zones) {
    const slot = held[zone];
    if (slot !== undefined) slots[zone] = slot;
  }
  const taken = new Set(Object.values(slots));
  const going = new Set(Object.values(held).filter((slot) => !taken.has(slot)));
  for (const zone of [...zones].sort(compareText)) {
    if (slots[zone] !== undefined) continue;
    const free =
      [0, 1, 2, 3].find((slot) => !taken.has(slot) && !going.has(slot)) ??
      [0, 1, 2, 3].find((slot) => !taken.has(slot)) ??
      0;
    slots[zone] = free;
    taken.add(free);
  }
  return slots;
}

/** The services network of a hub: a /26 each for its parts and every supplier endpoint, inside the CIDR operations wrote. */
function servicesSubnets(
  context: Reconciliation,
  hub: Hub,
  held: Readonly<Record<string, string>>,
): Record<string, string> {
  const { catalogue } = context;
  const [key, endpoint, parts] = SERVICES[hub.cloud];
  const owner = catalogue.tenants.find(
    (tenant: Tenant) =>
      tenant[key].some((each) => each.hub === hub.id) && (hub.cloud === 'azure' || isPresent(tenant, hub)),
  );
  if (!owner) return {};
  const index = owner[key].findIndex((each) => each.hub === hub.id);
  const ranges = owner[key].flatMap((each) => (each.hub === hub.id ? [each.cidr] : []));
  const suppliers = catalogue.suppliers
    .filter((supplier) => supplier.kind === endpoint && supplier.hub === hub.id)
    .map((supplier) => `supplier-${supplier.id}`);
  const path: Path = ['tenants', catalogue.tenants.indexOf(owner), key, index, 'cidr'];
  return chooseNetworks(
    context,
    path,
    [...parts, ...suppliers],
    held,
    ranges,
    26,
    hub.id,
    `services/${hub.id}`,
    `the services ${hub.cloud === 'aws' ? 'VPC' : 'VNet'} of hub ${hub.id}`,
  );
}

/** Where operations writes the services network of a cloud's hub, what stands in it for suppliers, and its own parts. */
const SERVICES = {
  aws: ['servicesVpcs', 'privatelink', ['resolver', 'transit']],
  azure: ['servicesVnets', 'private-endpoint', ['inbound', 'outbound']],
} as const;

function chooseNetworks(
  context: Reconciliation,
  path: Path,
  names: readonly string[],
  held: Readonly<Record<string, string>>,
  ranges: readonly Cidr[],
  bits: number,
  hub: string,
  key: string,
  what: string,
): Record<string, string> {
  const networks: Record<string, string> = {};
  const taken = new CidrSet();
  for (const name of names) {
    const text = held[name];
    if (text === undefined) continue;
    if (!ranges.some((range) => range.contains(cidr(text)))) {
      if (context.renumber.has(hub)) continue;
      context.report(path, {
        code: 'LOCK_UNFIT',
        problem: `The lock holds ${text} for ${name}, which is outside ${ranges.join(', ')}.`,
        fix: `Widen the range instead of moving it: a network that moves is destroyed and made again, with every path through it. Where nothing of it is deployed yet, run \`npx wan lock --renumber ${hub}\`.`,
      });
    }
    networks[name] = text;
    taken.add(cidr(text));
  }
  // What goes now is given out last: it is destroyed after what is new is made.
  const going = new CidrSet();
  for (const text of Object.values(held)) going.add(cidr(text));
  for (const name of [...names].sort(compareText)) {
    if (networks[name] !== undefined) continue;
    const apart = chooseBlock(`${key}/${name}`, ranges, bits, going);
    if (apart) taken.add(apart);
    const free = apart ?? chooseBlock(`${key}/${name}`, ranges, bits, taken);
    if (free) networks[name] = free.toString();
    else
      context.report(path, {
        code: 'POOL_EXHAUSTED',
        problem: `No free /${bits} is left for "${name}" in ${what}.`,
        got: ranges.join(', '),
        fix: 'Widen it (a shorter prefix that contains the present one).',
      });
  }
  return networks;
}
