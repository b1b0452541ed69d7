import { closest, distance } from 'fastest-levenshtein';
import { Cidr, parseCidr } from '../../catalogue/values/cidr';
import type { Datacentre, Flow, Hub, Service, Site, Supplier, Tenant } from '../../catalogue/model';
import type { StackInput } from '../../plan/stacks/stack-input';
import type { Prepared } from '../../plan/prepare';
import { segmentPrefixes } from '../../plan/routing/connections';

/** Something that `wan show` has a page for, and what of it was asked for where that was not its id. */
export type Found = (
  | { readonly kind: 'site'; readonly it: Site }
  | { readonly kind: 'datacentre'; readonly it: Datacentre }
  | { readonly kind: 'tenant'; readonly it: Tenant }
  | { readonly kind: 'hub'; readonly it: Hub }
  | { readonly kind: 'service'; readonly it: Service }
  | { readonly kind: 'flow'; readonly it: Flow }
  | { readonly kind: 'supplier'; readonly it: Supplier }
  | { readonly kind: 'stack'; readonly it: StackInput }
) & { readonly why?: string };

const KIND = /^(site|datacentre|tenant|hub|service|flow|supplier|stack) (?=\S)/;

/** What is meant by an id, an address or prefix, a postcode, or a part of a name; `supplier care-records` where several kinds have an id. */
export function find(prepared: Prepared, said: string): readonly Found[] {
  const kind = KIND.exec(said)?.[1];
  const asked = said.replace(KIND, '');
  const all = everything(prepared).filter((found) => kind === undefined || found.kind === kind);
  const named = all.filter((found) => idOf(found) === asked);
  if (named.length > 0) return named.slice(0, 1);
  const prefix = parseCidr(asked.includes('/') ? asked : `${asked}/32`);
  if (prefix instanceof Cidr) return holding(prepared, prefix, asked);
  const postcode = compact(asked);
  const there = all.filter((found) => found.kind === 'site' && isAt(found.it, postcode));
  if (there.length > 0) return there.map((found) => ({ ...found, why: 'its postcode' }));
  const part = asked.toLowerCase();
  return (
    all
      // A stack is asked for by its whole name: many have a place's name in theirs.
      .filter(
        (found) =>
          found.kind !== 'stack' && [nameOf(found).toLowerCase(), idOf(found)].some((each) => each.includes(part)),
      )
      .map((found) => ({ ...found, why: 'its name' }))
  );
}

/** Names and ids that are spelt most like something, nearest first. */
export function nearest(prepared: Prepared, asked: string): readonly string[] {
  const ids = everything(prepared).map(idOf);
  const words = asked.toLowerCase().replaceAll(' ', '-');
  const near = ids
    .map((id) => ({
      id,
      off: Math.min(distance(words, id), ...id.split('-').map((word) => distance(words, word) + 1)),
    }))
    .filter(({ off }) => off <= Math.max(1, Math.floor(words.length / 3)))
    .sort((a, b) => a.off - b.off || (a.id < b.id ? -1 : 1))
    .slice(0, 3)
    .map(({ id }) => id);
  return near.length > 0 || ids.length === 0 ? near : [closest(words, ids)].filter((id) => distance(words, id) < 8);
}

/** What it is called in commands. */
export function idOf(found: Found): string {
  return found.kind === 'stack' ? found.it.name : found.it.id;
}

/** What people call it. */
export function nameOf({ kind, it }: Found): string {
  switch (kind) {
    case 'flow':
      return it.reason;
    case 'hub':
      return it.region;
    case 'stack':
      return it.name;
    default:
      return it.name;
  }
}

function everything({ catalogue, plan }: Prepared): readonly Found[] {
  const { sites, datacentres, tenants, hubs, services, flows, suppliers } = catalogue;
  return [
    ...sites.map((it): Found => ({ kind: 'site', it })),
    ...datacentres.map((it): Found => ({ kind: 'datacentre', it })),
    ...tenants.map((it): Found => ({ kind: 'tenant', it })),
    ...hubs.map((it): Found => ({ kind: 'hub', it })),
    ...services.map((it): Found => ({ kind: 'service', it })),
    ...flows.map((it): Found => ({ kind: 'flow', it })),
    ...suppliers.map((it): Found => ({ kind: 'supplier', it })),
    ...plan.stacks.map((it): Found => ({ kind: 'stack', it })),
  ];
}

/** `CW2 6DL` and its outward half `CW2`, however they are spaced. */
function isAt(site: Site, postcode: string): boolean {
  const own = site.place?.postcode;
  if (own === undefined) return false;
  return compact(own) === postcode || compact(own.split(' ')[0] ?? '') === postcode;
}

function compact(text: string): string {
  return text.replaceAll(/\s/g, '').toUpperCase();
}

/** Whose an address is: a place that holds it, else the tenant whose block it is in. */
function holding(prepared: Prepared, prefix: Cidr, asked: string): readonly Found[] {
  const { catalogue, lock, plan } = prepared;
  const inside = (other: Cidr): boolean => other.contains(prefix) || prefix.contains(other);
  const sites = catalogue.sites.flatMap((it): Found[] => {
    const own = plan.connections.filter(({ site }) => site === it.id);
    const circuit = it.circuits.find(({ address }) => address === asked);
    const segment = it.segments.find((each) => segmentPrefixes(it, each, lock).some(inside));
    const loopback = own.find((each) => each.loopback && inside(each.loopback));
    const tunnel = own.find((each) => each.cloud === 'aws' && each.insideRanges.some(inside));
    const why = circuit
      ? `the public address of circuit ${circuit.id}`
      : segment
        ? `its ${segment.tenant} segment`
        : loopback
          ? `the router's loopback for ${loopback.tenant} on ${loopback.circuit}`
          : tunnel
            ? `an inside range of ${tunnel.name}`
            : undefined;
    return why === undefined ? [] : [{ kind: 'site', it, why }];
  });
  const datacentres = catalogue.datacentres.flatMap((it): Found[] => {
    const entry = it.tenants.find(({ prefixes }) => prefixes.some(inside));
    if (entry) return [{ kind: 'datacentre', it, why: `what it holds of ${entry.tenant}` }];
    if (it.transport && inside(it.transport)) return [{ kind: 'datacentre', it, why: 'the ends of its tunnels' }];
    return it.vpnBackup?.address === asked ? [{ kind: 'datacentre', it, why: 'the address of its backup' }] : [];
  });
  if (sites.length + datacentres.length > 0) return [...sites, ...datacentres];
  return catalogue.tenants.flatMap((it): Found[] => {
    const cloud = [...it.vpcs, ...it.vnets].find(({ cidrs }) => cidrs.some(inside));
    if (cloud) return [{ kind: 'tenant', it, why: `its ${'vpcId' in cloud ? 'VPC' : 'VNet'} ${cloud.id}` }];
    const { aws, azure, datacentre } = it.supernets;
    const block = [...aws, ...azure, ...datacentre].find((supernet) => supernet.contains(prefix));
    return block ? [{ kind: 'tenant', it, why: `its block ${block}, where nobody has it yet` }] : [];
  });
}
