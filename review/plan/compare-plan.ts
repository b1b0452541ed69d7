import { compareText } from '../../catalogue/issues/issue';
import type { Action, ResourceChange } from '../artefacts/resource-change';
import { changedArguments } from '../artefacts/arguments';
import type { Side } from '../sides/side';
import { isForeseenOfImport } from './foreseen-of-import';
import type { PlanFile, PlannedResource } from './read-plan';

/** What a plan says of one resource, beside what was expected. */
export interface PlannedChange {
  readonly address: string;
  readonly action: PlannedAction;
  readonly predicted: Action | 'import' | 'nothing';
  /** Arguments that differ, by name; values are never said. */
  readonly arguments: readonly string[];
  /** What forces a replacement, as Terraform has it. */
  readonly replacedBy: readonly string[];
  readonly reason?: string;
}

export type PlannedAction = Action | 'import' | 'read' | 'forget' | 'nothing';

export interface PlanReview {
  readonly stack: string;
  readonly display: string;
  readonly terraform: string;
  readonly counts: Readonly<Record<'create' | 'import' | 'update' | 'replace' | 'destroy', number>>;
  /** As predicted. */
  readonly agreed: number;
  /** Planned and not predicted, predicted and not planned, or otherwise planned than predicted. */
  readonly disagreed: readonly PlannedChange[];
  /** What somebody changed behind Terraform's back. */
  readonly drift: readonly PlannedChange[];
  /** Whether nothing is left to do though something was foreseen: it has been applied, and the base is from before. */
  readonly isDone: boolean;
  /** Differences that are there on every plan, by what they are. */
  readonly perpetual: ReadonlyMap<string, number>;
  /** Why there is no plan, where it could not be made. */
  readonly failed?: string;
}

/** Arguments that differ on every plan, whatever anybody does. */
const PERPETUAL: readonly { readonly type: string; readonly argument: string; readonly why: string }[] = [
  {
    type: 'azurerm_vpn_gateway_connection',
    argument: 'vpn_link.shared_key',
    // github.com/hashicorp/terraform-provider-azurerm issue 30630
    why: 'the shared key of an Azure connection reads back empty',
  },
];

/** The stack that a plan is of: its file's name where that is one, else the one whose resources it names; undefined where it is none of them. */
export function stackOf({ stem, plan }: PlanFile, base: Side, head: Side): string | undefined {
  const planned = (plan.resource_changes ?? [])
    .filter(({ mode }) => mode === 'managed')
    .map(({ address }) => bare(address));
  const names = [...new Set([...head.stacks, ...base.stacks])];
  const known = (stack: string): ReadonlySet<string> =>
    new Set(
      [base, head].flatMap((side) =>
        side.stacks.includes(stack) ? side.read(stack).resources.map(({ type, name }) => `${type}.${name}`) : [],
      ),
    );
  const fits = (stack: string): number => {
    const own = known(stack);
    return planned.filter((address) => own.has(address)).length;
  };
  if (names.includes(stem)) return planned.length === 0 || fits(stem) >= planned.length / 2 ? stem : undefined;
  if (planned.length === 0) return undefined;
  const [best] = names.map((stack) => [stack, fits(stack)] as const).sort((a, b) => b[1] - a[1]);
  return best && best[1] >= planned.length / 2 ? best[0] : undefined;
}

/** Holds a plan against what was predicted for its stack. */
export function comparePlan(file: PlanFile, stack: string, changes: readonly ResourceChange[]): PlanReview {
  const predicted = new Map(
    changes.filter((change) => change.stack === stack).map((change) => [`${change.type}.${change.name}`, change]),
  );
  const perpetual = new Map<string, number>();
  const disagreed: PlannedChange[] = [];
  const counts = { create: 0, import: 0, update: 0, replace: 0, destroy: 0 };
  let agreed = 0;
  const seen = new Set<string>();
  for (const resource of file.plan.resource_changes ?? []) {
    if (resource.mode !== 'managed') continue;
    const address = bare(resource.address);
    seen.add(address);
    const action = actionOf(resource);
    if (action in counts) counts[action as keyof typeof counts] += 1;
    const expected = expectedOf(predicted.get(address));
    const own = argumentsOf(resource);
    const always =
      action === 'update'
        ? PERPETUAL.find((each) => each.type === resource.type && own.every((name) => name === each.argument))
        : undefined;
    if (always && expected === 'nothing') {
      perpetual.set(always.why, (perpetual.get(always.why) ?? 0) + 1);
      continue;
    }
    // What is taken over is to stay as it is, but for what it is called and what a hub is told.
    const unlike = action === 'import' ? own.filter((name) => !isForeseenOfImport(resource.type, name)) : [];
    if (unlike.length > 0) {
      disagreed.push({ ...planned(resource, 'update', expected), arguments: unlike });
      continue;
    }
    if (action === expected || (action === 'nothing' && isSeenLater(predicted.get(address)))) {
      if (action !== 'nothing') agreed += 1;
      continue;
    }
    if (action === 'read') continue;
    disagreed.push(planned(resource, action, expected));
  }
  for (const [address, change] of predicted)
    if (!seen.has(address) && !isSeenLater(change))
      disagreed.push({ address, action: 'nothing', predicted: expectedOf(change), arguments: [], replacedBy: [] });
  // What was foreseen and is not planned, in a plan that does nothing at all, is there already.
  const isDone =
    disagreed.length > 0 &&
    disagreed.every(({ action }) => action === 'nothing') &&
    Object.values(counts).every((count) => count === 0);
  return {
    stack,
    display: file.display,
    terraform: file.plan.terraform_version ?? 'unknown',
    counts,
    agreed,
    isDone,
    disagreed: (isDone ? [] : disagreed).sort((a, b) => compareText(a.address, b.address)),
    drift: (file.plan.resource_drift ?? [])
      .filter(({ mode }) => mode === 'managed')
      .map((resource) => planned(resource, actionOf(resource), 'nothing'))
      .sort((a, b) => compareText(a.address, b.address)),
    perpetual,
  };
}

function planned(
  resource: PlannedResource,
  action: PlannedAction,
  predicted: PlannedChange['predicted'],
): PlannedChange {
  return {
    address: `${bare(resource.address)}${resource.deposed === undefined ? '' : ` (deposed ${resource.deposed})`}`,
    action,
    predicted,
    arguments: argumentsOf(resource),
    replacedBy: (resource.change.replace_paths ?? []).map((steps) =>
      steps.filter((step) => typeof step === 'string').join('.'),
    ),
    ...(resource.action_reason === undefined ? {} : { reason: resource.action_reason }),
  };
}

/** What a plan of its stack says of a predicted change; a change of `lifecycle` alone is none to Terraform. */
function expectedOf(change: ResourceChange | undefined): PlannedChange['predicted'] {
  if (change === undefined || (change.action === 'update' && change.causes.length === 0)) return 'nothing';
  return change.imports === undefined ? change.action : 'import';
}

/** Whether a plan may say nothing of it: it only moved, or another stack has to be applied first. */
function isSeenLater(change: ResourceChange | undefined): boolean {
  if (change === undefined) return false;
  const others = change.causes.filter(
    ({ because }) => because !== undefined && !because.startsWith(`${change.stack}/`),
  );
  return (
    change.action === 'move' ||
    expectedOf(change) === 'nothing' ||
    (others.length > 0 && others.length === change.causes.length)
  );
}

/** One word for Terraform's list of actions; membership of `delete` decides (delete and create, either order). */
function actionOf({ change: { actions, importing } }: PlannedResource): PlannedAction {
  const has = (action: string): boolean => actions.includes(action);
  if (has('delete')) return has('create') ? 'replace' : 'destroy';
  if (has('forget')) return 'forget';
  if (has('create')) return 'create';
  // Taken over, whether or not something of it is changed in place.
  if (importing !== undefined) return 'import';
  if (has('update')) return 'update';
  return has('read') ? 'read' : 'nothing';
}

/** Arguments that differ or become known later, of a resource that is on both sides. */
function argumentsOf({ change: { before, after, after_unknown: unknown } }: PlannedResource): readonly string[] {
  if (typeof before !== 'object' || before === null || typeof after !== 'object' || after === null) return [];
  const known = changedArguments(before as Record<string, unknown>, {
    ...after,
    ...unknownOnly(before, unknown),
  });
  return [...new Set(known.map(({ argument }) => argument))].sort(compareText);
}

/** Top arguments that are known after apply: what they were counts as unchanged, for who reads names alone. */
function unknownOnly(before: object, unknown: unknown): object {
  if (typeof unknown !== 'object' || unknown === null) return {};
  return Object.fromEntries(
    Object.entries(unknown).flatMap(([key, mark]) =>
      mark === true ? [[key, (before as Record<string, unknown>)[key]]] : [],
    ),
  );
}

/** An address without a module or an index: this program makes neither. */
function bare(address: string): string {
  return address.replace(/\[[^\]]*\]$/, '');
}
