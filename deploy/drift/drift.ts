import { compareText, type Issue } from '../../catalogue/issues/issue';
import { People } from '../../review/meaning/whom';
import { tunnelEnds } from '../../review/meaning/tunnel-ends';
import type { PlannedChange, PlanReview } from '../../review/plan/compare-plan';
import type { Side } from '../../review/sides/side';

/** One resource that is not as it was deployed. */
export interface DriftRow {
  /** The building it belongs to, or what is shared. */
  readonly site: string;
  /** Tenants whose it is; `all` for what everybody shares. */
  readonly owner: string;
  readonly stack: string;
  readonly address: string;
  readonly what: string;
}

export interface StackDrift {
  readonly stack: string;
  readonly rows: readonly DriftRow[];
  /** Whether nothing of it stands: it has never been deployed, or somebody took all of it away. */
  readonly isAbsent: boolean;
  readonly perpetual: ReadonlyMap<string, number>;
  /** Why nobody can say. */
  readonly problem?: Issue;
}

/** Says of plans, made with nothing to change, what differs and whose it is. */
export function driftOf(plans: readonly PlanReview[], side: Side): readonly StackDrift[] {
  const whose = owners(side);
  return plans.map(({ stack, disagreed, drift, perpetual, counts, failed }) => {
    if (failed !== undefined)
      return { stack, rows: [], isAbsent: false, perpetual, problem: { code: 'STACK_FAILED', problem: failed } };
    const held = side.stacks.includes(stack) ? side.read(stack).resources.length : 0;
    const isAbsent = held > 0 && counts.create === held;
    const changed = isAbsent
      ? []
      : [...disagreed, ...drift.filter(({ address }) => !disagreed.some((each) => each.address === address))];
    return {
      stack,
      isAbsent,
      perpetual,
      rows: changed
        .map((change) => ({ ...whose(stack, change.address), stack, address: change.address, what: wordsOf(change) }))
        .sort((a, b) => compareText(a.site, b.site) || compareText(a.address, b.address)),
    };
  });
}

function wordsOf({ action, arguments: names, predicted }: PlannedChange): string {
  switch (action) {
    case 'create':
      return 'is gone, and would be made anew';
    case 'destroy':
      return 'stands, and is no longer asked for';
    case 'replace':
      return `would be replaced: ${names.join(', ')}`;
    case 'nothing':
      return predicted === 'nothing' ? 'differs' : 'was to change, and does not';
    default:
      return names.length === 0 ? action : `${names.slice(0, 6).join(', ')}${names.length > 6 ? '…' : ''}`;
  }
}

/** Whose a resource is: of the connection whose name it begins with, else of whoever shares its stack. */
function owners(side: Side): (stack: string, address: string) => Pick<DriftRow, 'site' | 'owner'> {
  const ends = tunnelEnds(side);
  const people = new People(side, side);
  const byStack = new Map<string, [string, Pick<DriftRow, 'site' | 'owner'>][]>();
  for (const [key, { name, tenant }] of ends) {
    const at = key.indexOf('/');
    const stack = key.slice(0, at);
    byStack.set(stack, [...(byStack.get(stack) ?? []), [key.slice(at + 1), { site: name, owner: tenant }]]);
  }
  return (stack, address) => {
    const dot = address.indexOf('.');
    const [type, name] = [address.slice(0, dot), address.slice(dot + 1).replace(/ \(deposed.*/, '')];
    const [, end] =
      (byStack.get(stack) ?? [])
        .filter(([each]) => name === each || name.startsWith(`${each}_`) || name.startsWith(`${each}-`))
        .sort(([a], [b]) => b.length - a.length)[0] ?? [];
    if (end) return end;
    const { text, targets } = people.of({ stack, type, name });
    const tenants = new Set(
      targets.flatMap((target) => target.flatMap(({ kind, id }) => (kind === 'tenants' ? [id] : []))),
    );
    return { site: text, owner: tenants.size === 0 ? 'all' : [...tenants].sort(compareText).join(', ') };
  };
}
