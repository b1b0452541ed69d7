import path from 'node:path';
import { failure, type Issue, type Result, success } from '../../catalogue/issues/issue';
import type { LoadedCatalogue } from '../../catalogue/load';
import { defaultOutput } from '../../catalogue/find-catalogue';
import { type RenderContext, renderContext } from '../../output/stack-hash';
import type { Lock } from '../../plan/lock/lock-file';
import { planNetwork } from '../../plan/network-plan';
import { quotaUses } from '../../plan/preflight/preflight';
import type { Prepared } from '../../plan/prepare';
import { judge } from '../../review/consent/consent';
import type { Effect } from '../../review/meaning/effect';
import type { Review } from '../../review/review';
import type { StackInput } from '../../plan/stacks/stack-input';
import { type BaseOf, baseOf, comparedWith, isNamed, isNotComparable } from '../../review/reviewing';
import type { Base } from '../../review/sides/base';
import { madeHere } from '../../review/sides/side';
import { loadRenderer } from '../made-here';

/** What a lock would do to buildings, once it is built. */
export interface ReviewedLock {
  readonly effects: readonly Effect[];
  /** Absent where there is nothing to compare with, or nothing differs. */
  readonly review?: Review;
  /** What nobody agreed to, by what the catalogue's `changes` say then. */
  judge(catalogue: LoadedCatalogue): readonly Issue[];
}

/** What is deployed, as far as there is something to compare with. */
export interface LockBase {
  /** Whether what goes is found by comparing what is built: then the lock itself need not guess. */
  readonly isCompared: boolean;
  reviewed(prepared: Prepared): ReviewedLock;
}

/** The base of what is about to be locked. Where there is none nothing is refused by effect, only by what the lock itself says. */
export function lockBase(
  loaded: LoadedCatalogue,
  catalogue: string,
  cwd: string,
  { base, today }: { readonly base?: string; readonly today: string },
  held: Lock | undefined,
  unsaved = false,
): Result<LockBase> {
  const common = {
    catalogue,
    cwd,
    base,
    unsaved,
    context: renderContext(path.resolve(cwd, defaultOutput(catalogue, false)), cwd),
    render: (input: StackInput, context: RenderContext) => loadRenderer().renderStack(input, context),
  };
  const found = baseOf({ ...common, loaded });
  if (!found.ok)
    return isNotComparable(found.issues, base ?? loaded.catalogue.wan.base)
      ? success(
          NOT_COMPARED,
          found.issues.map((issue): Issue => ({ ...issue, severity: 'warning' })),
        )
      : failure(found.issues);
  if (typeof found.value === 'string') return success(NOT_COMPARED);
  // Nothing is written otherwise yet: what flags are about to write has the present state as its base.
  const side = found.value.side ? found.value : { ...found.value, ...present(loaded, held, found.value, common) };
  // A branch that is merged is not what is deployed: what was agreed for it is not spent.
  const named = base === undefined && isNamed(loaded.catalogue.wan.base);
  return success({
    isCompared: side.side !== undefined,
    reviewed: (prepared) => {
      const reviewed = comparedWith(side, { ...common, prepared, day: today });
      if (reviewed.kind !== 'reviewed') return NOTHING;
      const { review } = reviewed;
      return {
        effects: review.effects,
        review,
        judge: (model) => {
          const head = { ...review.head, prepared: { ...review.head.prepared, ...model } };
          const { refused, entries } = judge(review.effects, review.words, review.base, head, today, named);
          return [...refused, ...entries];
        },
      };
    },
  });
}

/** The side of a checkout that is its own base, by the lock that is there. */
function present(
  loaded: LoadedCatalogue,
  lock: Lock | undefined,
  { revision }: Base,
  { context, render }: Pick<BaseOf, 'context' | 'render'>,
): Pick<Base, 'side'> {
  if (!lock) return {};
  const plan = planNetwork(loaded.catalogue, lock);
  const prepared = { ...loaded, lock, plan, uses: quotaUses(loaded.catalogue, plan), accepted: [] };
  return { side: madeHere(`${revision.name} (${revision.commit.slice(0, 7)})`, prepared, context, render) };
}

const NOTHING: ReviewedLock = { effects: [], judge: () => [] };
/** Nothing is deployed, or nobody can say what: nothing is refused by what it would do. */
export const NOT_COMPARED: LockBase = { isCompared: false, reviewed: () => NOTHING };
