import type { ResourceChange } from './resource-change';

/** Arguments with which a cloud itself refuses to destroy something. */
const PROTECTIONS = ['delete_protection', 'deletion_protection', 'enable_deletion_protection'] as const;

/**
 * What kept a resource from being destroyed and no longer does; undefined where it is as well guarded as before. Terraform
 * itself only stops where the guard is still written: a block that is gone takes its guard along.
 */
export function guardLost({ before, after, action }: ResourceChange): string | undefined {
  if (!before) return undefined;
  const guards = guardsOf(before.attributes);
  if (guards.length === 0) return undefined;
  const all = guards.join(' and ');
  if (action === 'destroy') return `${all} no longer keeps it from being destroyed, since it is not written any more`;
  if (action === 'replace') return `${all} stands against its being made anew: the apply fails, or half of it is gone`;
  const left = after ? guardsOf(after.attributes) : [];
  const lost = guards.filter((guard) => !left.includes(guard));
  return lost.length === 0 ? undefined : `${lost.join(' and ')} is lifted`;
}

/** Whether the cloud itself refuses to destroy it. */
export function isProtected(attributes: Readonly<Record<string, unknown>>): boolean {
  return PROTECTIONS.some((name) => attributes[name] === true);
}

/** Whether an update does nothing but to bring guards back. */
export function isGuardedAgain({ before, after, action, causes }: ResourceChange): boolean {
  if (action !== 'update' || !before || !after) return false;
  const names: readonly string[] = PROTECTIONS;
  return (
    guardsOf(after.attributes).length > guardsOf(before.attributes).length &&
    causes.every(({ argument }) => names.includes(argument))
  );
}

function guardsOf(attributes: Readonly<Record<string, unknown>>): readonly string[] {
  const lifecycle = attributes['lifecycle'] as { prevent_destroy?: unknown } | undefined;
  return [
    ...(lifecycle?.prevent_destroy === true ? ['prevent_destroy'] : []),
    ...PROTECTIONS.filter((name) => attributes[name] === true),
  ];
}
