import type { ArtefactChanges } from './artefacts/resource-changes';
import { compareArtefacts } from './artefacts/resource-changes';
import { judge, type Judged } from './consent/consent';
import type { Effect } from './meaning/effect';
import { cutOff, effectsOf } from './meaning/effects';
import type { Side } from './sides/side';
import { type Rollout, type StackStep, stackSteps } from './stack-steps';
import { catalogueChanges, type EntryChange } from './words/catalogue-changes';
import { type NumberMove, numberMoves, ruleMoves } from './words/numbers';
import { type NameChange, nameChanges } from './words/names';
import { type PathChange, pathChanges } from './words/paths';
import { type AddressChange, addressChanges, resolverMoves } from './words/public-addresses';
import { type QuotaMove, quotaMoves } from './words/quotas';
import { type RouterChange, routerChanges } from './words/routers';

/** What a change of the network does, as data: whatever is said of it is said from here. */
export interface Review {
  readonly base: Side;
  readonly head: Side;
  /** The day by which consent is judged. */
  readonly day: string;
  readonly words: readonly EntryChange[];
  readonly artefacts: ArtefactChanges;
  readonly effects: readonly Effect[];
  readonly cutOff: readonly Effect['whom'][];
  readonly consent: Judged;
  readonly numbers: readonly NumberMove[];
  readonly ruleNumbers: readonly string[];
  readonly addresses: readonly AddressChange[];
  readonly quotas: readonly QuotaMove[];
}

/** The rest of a review, which takes longer: only a report asks for it. */
export interface ReviewedPaths {
  readonly paths: readonly PathChange[];
  readonly names: readonly NameChange[];
  readonly routers: readonly RouterChange[];
  readonly steps: readonly StackStep[];
  /** What the change does to the cost, in words; absent where nobody asked. */
  readonly costs?: readonly string[];
}

/** Compares two sides. `named` says that the base is what is deployed, and not merely what is committed. */
export function reviewOf(base: Side, head: Side, day: string, named: boolean): Review {
  const words = catalogueChanges(base.prepared.raw, head.prepared.raw);
  const artefacts = compareArtefacts(base, head);
  const effects = effectsOf(base, head, artefacts);
  return {
    base,
    head,
    day,
    words,
    artefacts,
    effects,
    cutOff: cutOff(effects),
    consent: judge(effects, words, base, head, day, named),
    numbers: numberMoves(base, head, words),
    ruleNumbers: ruleMoves(base.prepared.lock, head.prepared.lock),
    addresses: [...addressChanges(artefacts.changes), ...resolverMoves(base, head)],
    quotas: quotaMoves(base, head),
  };
}

/** Paths, names and stacks of a review. */
export function pathsAndSteps(review: Review): ReviewedPaths {
  const { base, head, artefacts } = review;
  const kinds = new Map(
    [...base.prepared.plan.stacks, ...head.prepared.plan.stacks].map(({ name, kind }) => [name, kind]),
  );
  const isLocal = artefacts.stacks.every((name) => /-sites$/.test(kinds.get(name) ?? ''));
  return {
    paths: pathChanges(base, head, isLocal),
    names: nameChanges(base, head, isLocal),
    routers: isUnchanged(review) ? [] : routerChanges(base, head),
    steps: stepsOf(review),
  };
}

/** Stacks alone, for who doesn't ask which paths change. */
export function stepsOf(review: Review): ReviewedPaths['steps'] {
  return rolloutOf(review).steps;
}

/** The same with the waves in which they go, and what goes side by side in each. */
export function rolloutOf({ base, head, artefacts, effects }: Review): Rollout {
  return stackSteps(base, head, artefacts, effects);
}

/** Whether anything is built otherwise, or anything is written otherwise. */
export function isUnchanged({ words, artefacts, numbers }: Review): boolean {
  return words.length === 0 && numbers.length === 0 && artefacts.changes.length === 0 && artefacts.stacks.length === 0;
}
