import { type Review, type ReviewedPaths, stepsOf } from '../review';
import { reportOf } from './model';

/** A review for programs: everything, nothing folded; values of arguments are left out, since some are secret. */
export function reviewData(review: Review, rest: ReviewedPaths): object {
  const { base, head, day, words, artefacts, effects, cutOff, consent, numbers, ruleNumbers, addresses, quotas } =
    review;
  return {
    base: base.label,
    head: head.label,
    day,
    verdict: reportOf(review, rest).verdict,
    offTheNetwork: cutOff,
    effects: effects.map(({ outage, ...effect }) => ({ ...effect, outage: outage.text, source: outage.source })),
    refused: consent.refused,
    agreed: [...consent.agreed].map(([{ id, owner, expires }, own]) => ({
      id,
      owner,
      expires,
      effects: own.map(({ allowance, whom }) => ({ allowance, whom })),
    })),
    paths: rest.paths,
    names: rest.names,
    routers: rest.routers,
    costs: rest.costs ?? [],
    addresses,
    numbers,
    ruleNumbers,
    quotas,
    catalogue: words.map(({ noun, id, kind, was, fields }) => ({
      noun,
      id,
      kind,
      ...(was === undefined ? {} : { was }),
      fields: fields.map(({ field, from, to }) => ({ field, from: from ?? null, to: to ?? null })),
    })),
    resources: artefacts.changes.map(({ key, action, createsFirst, was, causes }) => ({
      key,
      action,
      ...(action === 'replace' ? { createsFirst } : {}),
      ...(was === undefined ? {} : { was }),
      causes: causes.map(({ argument, verdict, condition, because }) => ({
        argument,
        verdict,
        ...(condition === undefined ? {} : { condition }),
        ...(because === undefined ? {} : { because }),
      })),
    })),
    stacks: rest.steps,
  };
}

/** The same in short, for the summary of a run. */
export function shortData(review: Review): object {
  const steps = stepsOf(review);
  return {
    base: review.base.label,
    verdict: reportOf(review, { paths: [], names: [], routers: [], steps }).verdict,
    offTheNetwork: review.cutOff,
    stacks: steps.map(({ stack }) => stack),
  };
}
