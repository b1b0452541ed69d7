import { compareText, failure, type Issue, type Result, success } from '../../catalogue/issues/issue';
import type { Catalogue, Hub } from '../../catalogue/model';
import type { Whereabouts } from '../../catalogue/shape-issues';
import type { Lock } from '../lock/lock-file';
import { groupPriorities, type NumberPool, signatureIds } from '../lock/pools';
import { numberedRules } from '../rules/numbered-rules';
import { datacentresReplaced } from './datacentres-replaced';
import { placeSites } from './place-sites';
import { reconcileDatacentres } from './reconcile-datacentres';
import { reconcileHubs } from './reconcile-hubs';
import { reconcileLinks } from './reconcile-links';
import { reconcileSites } from './reconcile-sites';
import type { Reconciliation } from './reconciliation';
import { sitesTakenAway } from './removal';
import { datacentresTakenAway, linksTakenAway } from './removal-datacentres';

export interface ReconcileOptions {
  /** Numbers to keep: the lock in the folder, or with `--base REV` the lock of that revision. */
  readonly keep?: Lock | undefined;
  /** Lock that says whether a missing site may be gone: `--base REV`, else the committed one, else `keep`; `nothing`: nothing is deployed. */
  readonly start?: Lock | 'nothing' | undefined;
  /** The day by which expiry is judged. */
  readonly asOf: string;
  /** Live sites and datacentres that may lose tunnels because somebody asked for it by name. */
  readonly withdraw?: ReadonlySet<string>;
  /** Sites and datacentres in use that may go although nobody wrote `leaving` first. */
  readonly remove?: ReadonlySet<string>;
  /** Sites whose numbers may change because somebody asked for it by name. */
  readonly renumber?: ReadonlySet<string>;
  /** Concentrators without connections that may be destroyed. */
  readonly releaseConcentrators?: ReadonlySet<string>;
  /** Azure hubs whose VPN gateway is made as large as its sites need now. */
  readonly raiseGateways?: ReadonlySet<string>;
  /** Sites that get a 2-byte AS number because Azure is to follow. */
  readonly twoByteAsn?: ReadonlySet<string>;
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
  const start = options.start === 'nothing' ? undefined : (options.start ?? keep);
  const context: Reconciliation = {
    catalogue,
    keep,
    renumber: options.renumber ?? new Set(),
    twoByteAsn: options.twoByteAsn ?? new Set(),
    firstHubs: firstHubs(catalogue, keep),
    report: (path, problem) => issues.push({ ...problem, at: where.at(path), path: where.named(path) }),
  };
  issues.push(...sitesTakenAway(catalogue, start, where, options));
  issues.push(...datacentresTakenAway(catalogue, start, where, options));
  issues.push(...datacentresReplaced(catalogue, start, where, options.withdraw));
  issues.push(...linksTakenAway(catalogue, start, where, options.withdraw));
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
    // It stays while there is a hub in it.
    ...(keep?.adoptedWan !== undefined && catalogue.hubs.some(({ cloud }) => cloud === 'azure')
      ? { adoptedWan: keep.adoptedWan }
      : {}),
    hubs,
    rules: rules.held,
    ruleGroups: ruleGroups.held,
    retired: { rules: rules.retired, ruleGroups: ruleGroups.retired },
    datacentres,
    links: reconcileLinks(context),
    sites,
  });
}

/** The first hub of a cloud stays the first for ever, gone or not: a later one never takes over its short names. */
export function firstHubs(catalogue: Catalogue, keep: Lock | undefined): Lock['firstHubs'] {
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
