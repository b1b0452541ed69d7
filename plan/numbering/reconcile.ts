import { cidr, type Cidr } from '../../catalogue/cidr';
import { CidrSet } from '../../catalogue/cidr-set';
import type { Problem } from '../../catalogue/draft';
import { compareText, failure, success, type Issue, type Result } from '../../catalogue/issue';
import type { Catalogue, Hub, Tenant } from '../../catalogue/model';
import type { Whereabouts } from '../../catalogue/shape-issues';
import type { Path } from '../../catalogue/source';
import { numberedRules } from '../rules/numbered-rules';
import { domainsAt, isPresent } from './claims';
import type { HubLock, Lock } from '../lock/lock-file';
import { chooseBlock, groupPriorities, signatureIds, type NumberPool } from '../lock/pools';
import { placeSites } from './place-sites';
import { reconcileDatacentres } from './reconcile-datacentres';
import { reconcileLinks } from './reconcile-links';
import { scaleUnitsFor } from '../lock/scale-units';
import { reconcileSites } from './reconcile-sites';
import { sitesTakenAway } from './removal';
import { datacentresReplaced } from './datacentres-replaced';
import { datacentresTakenAway, linksTakenAway } from './removal-datacentres';

export interface ReconcileOptions {
  /** Numbers to keep: the lock in the folder, or with `--base REV` the lock of that revision. */
  readonly keep?: Lock | undefined;
  /** Lock that says whether a missing site may be gone: `--base REV`, else the committed one, else `keep`. */
  readonly start?: Lock | undefined;
  /** The day by which expiry is judged. */
  readonly asOf: string;
  /** Live sites and datacentres that may lose tunnels because somebody asked for it by name. */
  readonly withdraw?: ReadonlySet<string>;
  /** Sites whose numbers may change because somebody asked for it by name. */
  readonly renumber?: ReadonlySet<string>;
  /** Concentrators without connections that may be destroyed. */
  readonly releaseConcentrators?: ReadonlySet<string>;
  /** Azure hubs whose VPN gateway is made as large as its sites need now. */
  readonly raiseGateways?: ReadonlySet<string>;
  /** Sites that get a 2-byte AS number because Azure is to follow. */
  readonly twoByteAsn?: ReadonlySet<string>;
}

/** What the parts of reconciliation share. */
export interface Reconciliation {
  readonly catalogue: Catalogue;
  readonly keep: Lock | undefined;
  readonly renumber: ReadonlySet<string>;
  readonly twoByteAsn: ReadonlySet<string>;
  readonly firstHubs: Lock['firstHubs'];
  report(path: Path, problem: Problem): void;
}

/**
 * The lock that this catalogue needs: every number that `keep` holds and that is still wanted, and new ones for what
 * is new. Pure, and independent of the order of anything. Reports SITE_REMOVED, SITE_WITHDRAWN, CIRCUIT_REMOVED,
 * TUNNEL_REMOVED, LOCK_UNFIT, LOCK_FOREIGN, PREFIX_OVERLAP, ASN_DUPLICATE, ASN_NEEDS_TWO_BYTES and POOL_EXHAUSTED.
 */
export function reconcileLock(catalogue: Catalogue, where: Whereabouts, options: ReconcileOptions): Result<Lock> {
  const { keep } = options;
  const { name, environment } = catalogue.wan;
  if (keep && (keep.wan !== name || keep.environment !== environment)) {
    return failure([
      {
        code: 'LOCK_FOREIGN',
        at: where.at(['wan', 'name']),
        path: 'wan',
        problem: `The lock belongs to ${keep.wan} ${keep.environment}, the catalogue to ${name} ${environment}: its numbers are another network's.`,
        fix: 'Use the right lock; to begin a new WAN, remove the lock file first.',
      },
    ]);
  }
  const issues: Issue[] = [];
  const context: Reconciliation = {
    catalogue,
    keep,
    renumber: options.renumber ?? new Set(),
    twoByteAsn: options.twoByteAsn ?? new Set(),
    firstHubs: firstHubs(catalogue, keep),
    report: (path, problem) => issues.push({ ...problem, at: where.at(path), path: where.named(path) }),
  };
  issues.push(...sitesTakenAway(catalogue, options.start ?? keep, where, options.withdraw));
  issues.push(...datacentresTakenAway(catalogue, options.start ?? keep, where, options.withdraw));
  issues.push(...datacentresReplaced(catalogue, options.start ?? keep, where, options.withdraw));
  issues.push(...linksTakenAway(catalogue, options.start ?? keep, where, options.withdraw));
  const sites = reconcileSites(context, placeSites(context));
  const hubs = reconcileHubs(
    context,
    sites,
    options.releaseConcentrators ?? new Set(),
    options.raiseGateways ?? new Set(),
  );
  const datacentres = reconcileDatacentres(context, sites);
  const { keys, groups } = numberedRules(catalogue, hubs);
  const rules = reconcileNumbers(keys, keep?.rules, keep?.retired.rules, signatureIds());
  const ruleGroups = reconcileNumbers(groups, keep?.ruleGroups, keep?.retired.ruleGroups, groupPriorities());
  if (issues.length > 0) return failure(issues);
  return success({
    version: 1,
    wan: name,
    environment,
    asOf: options.asOf,
    firstHubs: context.firstHubs,
    hubs,
    rules: rules.held,
    ruleGroups: ruleGroups.held,
    retired: { rules: rules.retired, ruleGroups: ruleGroups.retired },
    datacentres,
    links: reconcileLinks(context),
    sites,
  });
}

/** The first hub of a cloud stays the first for ever, while it exists. */
function firstHubs(catalogue: Catalogue, keep: Lock | undefined): Lock['firstHubs'] {
  const first = (cloud: Hub['cloud']): string | undefined => {
    const ids = catalogue.hubs
      .filter((hub) => hub.cloud === cloud)
      .map((hub) => hub.id)
      .sort(compareText);
    const held = keep?.firstHubs[cloud];
    return held ?? ids[0];
  };
  const aws = first('aws');
  const azure = first('azure');
  return { ...(aws === undefined ? {} : { aws }), ...(azure === undefined ? {} : { azure }) };
}

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

function reconcileHubs(
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
      };
      continue;
    }
    const names = ['transit-gateway', 'inspect', ...domainsAt(catalogue, hub).map((domain) => `egress-${domain}`)];
    hubs[hub.id] = {
      zones: zoneSlots(hub.zones, held?.zones ?? {}),
      networks: chooseNetworks(
        context,
        path,
        names,
        held?.networks ?? {},
        [hub.addressSpace],
        24,
        `hubs/${hub.id}`,
        `the address space of hub ${hub.id}`,
      ),
      services: servicesSubnets(context, hub, held?.services ?? {}),
      concentrators: keptConcentrators(hub.id, held?.concentrators ?? [], sites, release),
    };
  }
  return hubs;
}

/** A zone keeps its slot in every VPC; a new one takes the lowest that is free. */
function zoneSlots(zones: readonly string[], held: Readonly<Record<string, number>>): Record<string, number> {
  const slots: Record<string, number> = {};
  for (const zone of zones) {
    const slot = held[zone];
    if (slot !== undefined) slots[zone] = slot;
  }
  const taken = new Set(Object.values(slots));
  for (const zone of [...zones].sort(compareText)) {
    if (slots[zone] !== undefined) continue;
    const free = [0, 1, 2, 3].find((slot) => !taken.has(slot)) ?? 0;
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
  key: string,
  what: string,
): Record<string, string> {
  const networks: Record<string, string> = {};
  const taken = new CidrSet();
  for (const name of names) {
    const text = held[name];
    if (text === undefined) continue;
    if (!ranges.some((range) => range.contains(cidr(text)))) {
      context.report(path, {
        code: 'LOCK_UNFIT',
        problem: `The lock holds ${text} for ${name}, which is outside ${ranges.join(', ')}.`,
        fix: 'Widen the range instead of moving it: a network that moves is destroyed and made again, with every path through it.',
      });
    }
    networks[name] = text;
    taken.add(cidr(text));
  }
  for (const name of [...names].sort(compareText)) {
    if (networks[name] !== undefined) continue;
    const free = chooseBlock(`${key}/${name}`, ranges, bits, taken);
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

/** Numbers that are never reused: what is no longer wanted is retired. */
function reconcileNumbers(
  keys: readonly string[],
  held: Readonly<Record<string, number>> = {},
  retired: readonly number[] = [],
  pool: NumberPool,
): { held: Record<string, number>; retired: number[] } {
  const wanted = new Set(keys);
  const result: Record<string, number> = {};
  const gone = [...retired];
  for (const [key, value] of Object.entries(held)) {
    pool.take(value);
    if (wanted.has(key)) result[key] = value;
    else gone.push(value);
  }
  for (const value of retired) pool.take(value);
  for (const key of [...wanted].sort(compareText)) {
    if (result[key] === undefined) result[key] = pool.choose(key) ?? 0;
  }
  return { held: result, retired: gone.sort((a, b) => a - b) };
}
