import type { Change, Site } from './model';
import type { Allowance } from './schema/changes';

/** One thing that a change of the network may be agreed for, by the name that `changes[].for` has for it. */
export interface Subject {
  readonly kind: keyof Change['for'];
  readonly id: string;
}

/** Whether an entry names any of these; what happens to a site is also agreed by its tenants, its profile and its hubs. */
export function isNamed(change: Change, subjects: readonly Subject[]): boolean {
  return subjects.some(({ kind, id }) => change.for[kind]?.includes(id) ?? false);
}

/** Names under which a site can be agreed to. */
export function subjectsOf(site: Pick<Site, 'id' | 'profile' | 'segments' | 'hubs'>): readonly Subject[] {
  return [
    { kind: 'sites', id: site.id },
    ...site.segments.map(({ tenant }): Subject => ({ kind: 'tenants', id: tenant })),
    { kind: 'profiles', id: site.profile },
    ...site.hubs.map(({ id }): Subject => ({ kind: 'hubs', id })),
  ];
}

/** The entry that allows this to any of these on a day; undefined where nobody agreed, or it has expired. */
export function agreedBy(
  changes: readonly Change[],
  allowance: Allowance,
  subjects: readonly Subject[],
  day: string,
): Change | undefined {
  return changes.find(
    (change) => change.expires >= day && change.allows.includes(allowance) && isNamed(change, subjects),
  );
}
