import type { Change, Site } from './model';
import type { Allowance } from './schema/changes';

/** One name under which something may be agreed to, as `changes[].for` has it. */
export interface Subject {
  readonly kind: keyof Change['for'];
  readonly id: string;
}

/** All names of one thing: whoever agrees to any of them has agreed to it. */
export type Target = readonly Subject[];

export function isNamed(change: Change, target: Target): boolean {
  return target.some(({ kind, id }) => change.for[kind]?.includes(id) ?? false);
}

/** Names under which a site as a whole can be agreed to: its own, its profile's, its first tenant's, its hubs'. */
export function siteTarget({
  id,
  profile,
  segments,
  hubs,
}: Pick<Site, 'id' | 'profile' | 'segments' | 'hubs'>): Target {
  const [home] = segments;
  return [
    { kind: 'sites', id },
    { kind: 'profiles', id: profile },
    ...(home ? [{ kind: 'tenants', id: home.tenant } as const] : []),
    ...hubs.map((hub): Subject => ({ kind: 'hubs', id: hub.id })),
  ];
}

/**
 * The entries that allow something on a day to each of these; undefined where nobody agreed for one of them, or it has expired.
 * What happens to two tenants needs both.
 */
export function agreedBy(
  changes: readonly Change[],
  allowance: Allowance,
  targets: readonly Target[],
  day: string,
): readonly Change[] | undefined {
  const valid = changes.filter((change) => change.expires >= day && change.allows.includes(allowance));
  const found = targets.map((target) => valid.find((change) => isNamed(change, target)));
  const all = found.filter((change) => change !== undefined);
  return targets.length > 0 && all.length === targets.length ? [...new Set(all)] : undefined;
}
