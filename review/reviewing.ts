import type { LoadedCatalogue } from '../catalogue/load';
import { failure, type Issue, type Result, success } from '../catalogue/issues/issue';
import type { RenderContext } from '../output/stack-hash';
import type { Prepared } from '../plan/prepare';
import { isUnchanged, type Review, reviewOf } from './review';
import { type Base, type NothingToCompare, readBase } from './sides/base';
import { madeHere, type RenderStack, type Side } from './sides/side';

/** What it takes to find the base. */
export interface BaseOf {
  readonly loaded: LoadedCatalogue;
  /** The catalogue as the user would type it, and where from. */
  readonly catalogue: string;
  readonly cwd: string;
  /** The revision that somebody named. @default - `wan.base` of the catalogue, else HEAD */
  readonly base?: string | undefined;
  readonly context: RenderContext;
  readonly render: RenderStack;
  /** Whether what is compared is not in the files yet: that they are as committed says nothing then. @default false */
  readonly unsaved?: boolean;
}

export interface ReviewingOptions extends Omit<BaseOf, 'loaded'> {
  readonly prepared: Prepared;
  /** Stacks of the working tree that have been made already. */
  readonly made?: ReadonlyMap<string, string>;
  /** The day by which consent is judged. */
  readonly day: string;
}

/** What came of comparing the working tree with what is deployed. */
export type Reviewed = {
  /** The base that the catalogue names, where nobody else named one. */
  readonly asked: string | undefined;
} & (
  | { readonly kind: 'reviewed'; readonly review: Review; readonly byItsOwnProgram: boolean }
  /** Catalogue, lock and program are the base's, byte for byte. */
  | { readonly kind: 'unchanged'; readonly base: string; readonly nothing: () => Review }
  | { readonly kind: 'not-compared'; readonly why: NothingToCompare }
);

/** In place of a revision: nothing has ever been deployed. */
export const NOTHING_DEPLOYED = 'none';

/** A network of which nothing stands: everything of this one is new. */
function nothingBefore({ prepared, context, render }: ReviewingOptions): Side {
  const { plan } = prepared;
  const nothing = { ...prepared, plan: { ...plan, stacks: [], connections: [], tables: new Map(), rules: [] } };
  return madeHere('nothing', nothing, context, render);
}

/** Compares the working tree with its base; reports what `readBase` does. */
export function reviewing(options: ReviewingOptions): Result<Reviewed> {
  if (options.base === NOTHING_DEPLOYED) {
    const head = madeHere('the working tree', options.prepared, options.context, options.render, options.made);
    const review = reviewOf(nothingBefore(options), head, options.day, true);
    return success({ asked: options.prepared.catalogue.wan.base, kind: 'reviewed', byItsOwnProgram: false, review });
  }
  const base = baseOf({ ...options, loaded: options.prepared });
  return base.ok ? success(comparedWith(base.value, options)) : base;
}

/** The base of a comparison: the one that somebody named, else the catalogue's, else HEAD. */
export function baseOf({
  loaded,
  catalogue,
  cwd,
  base,
  context,
  render,
  unsaved = false,
}: BaseOf): Result<Base | NothingToCompare> {
  const rev = base ?? loaded.catalogue.wan.base ?? 'HEAD';
  return readBase({
    catalogue,
    cwd,
    rev,
    ...(unsaved ? {} : { files: loaded.files }),
    wan: loaded.catalogue.wan,
    context,
    render,
  });
}

/** Whether a base says what is deployed: what is merely committed doesn't. */
export function isNamed(base: string | undefined): boolean {
  return base !== undefined && base !== 'HEAD';
}

/** The working tree against a base that has been read. */
export function comparedWith(base: Base | NothingToCompare, options: ReviewingOptions): Reviewed {
  const { prepared, context, render, day } = options;
  const asked = prepared.catalogue.wan.base;
  if (typeof base === 'string') return { asked, kind: 'not-compared', why: base };
  const { side, revision, byItsOwnProgram } = base;
  const named = isNamed(options.base ?? prepared.catalogue.wan.base);
  const label = `${revision.name} (${revision.commit.slice(0, 7)})`;
  const head = madeHere('the working tree', prepared, context, render, options.made);
  if (side) return { asked, kind: 'reviewed', byItsOwnProgram, review: reviewOf(side, head, day, named) };
  const nothing = (): Review => reviewOf(madeHere(label, prepared, context, render), head, day, named);
  // Nothing differs: entries that are over or spent are said all the same.
  if (prepared.catalogue.changes.length === 0) return { asked, kind: 'unchanged', base: label, nothing };
  return { asked, kind: 'reviewed', byItsOwnProgram, review: nothing() };
}

/**
 * Whether a base that can't be compared with is no reason to refuse: it fails its own check, or its program can't be run, and what
 * is written now may be what mends it. A revision that isn't here is a reason, where the catalogue or somebody names one.
 */
export function isNotComparable(issues: readonly Issue[], named: string | undefined): boolean {
  return issues.every(
    ({ code }) =>
      code === 'BASE_UNREADABLE' || code === 'BASE_PROGRAM' || (named === undefined && code.startsWith('BASE_')),
  );
}

/**
 * What is about to be written, held against the base: what takes anybody off the network is refused until `changes` allows it.
 * Undefined where there is nothing to compare with, or nothing differs. `npm start` judges consent by the lock's own day, as it does
 * expiry, so that the same commit always builds the same.
 */
export function reviewedBeforeWriting(options: ReviewingOptions): Result<Review | undefined> {
  const reviewed = reviewing(options);
  if (!reviewed.ok) {
    if (!isNotComparable(reviewed.issues, options.prepared.catalogue.wan.base)) return reviewed;
    return success(
      undefined,
      reviewed.issues.map((issue): Issue => ({ ...issue, severity: 'warning' })),
    );
  }
  if (reviewed.value.kind !== 'reviewed') return success(undefined);
  const { review } = reviewed.value;
  const { refused, entries } = review.consent;
  const all = [...refused, ...entries];
  if (all.some(({ severity }) => severity !== 'warning')) return failure(all);
  return success(isUnchanged(review) ? undefined : review, entries);
}
