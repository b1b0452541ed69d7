import { spawnSync } from 'node:child_process';
import type { Issue, Result } from '../../catalogue/issues/issue';
import { success } from '../../catalogue/issues/issue';
import { terraformEnvironment } from '../run/terraform';
import { comparePlan, type PlanReview } from '../../review/plan/compare-plan';
import { parsePlan } from '../../review/plan/read-plan';
import { secretsOf } from '../../review/plan/secrets';
import type { Review } from '../../review/review';

/** What a plan says beside what the review foresaw, and what must not be printed of it. */
export interface Examined {
  readonly review: PlanReview;
  readonly secrets: ReadonlySet<string>;
}

/** Reads a plan with the Terraform that made it. What it prints holds keys: it goes nowhere but here. */
export function examinePlan(
  stack: string,
  planFile: string,
  terraform: { readonly binary: string; readonly folder: string },
  reviews: readonly Pick<Review, 'artefacts'>[],
): Result<Examined> {
  const shown = spawnSync(terraform.binary, ['show', '-json', planFile], {
    cwd: terraform.folder,
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    env: terraformEnvironment(),
  });
  const plan = parsePlan(shown.stdout, `the plan of ${stack}`);
  if (!plan.ok) return plan;
  const [first = comparePlan(plan.value, stack, []), ...others] = reviews.map(({ artefacts }) =>
    comparePlan(plan.value, stack, artefacts.changes),
  );
  return success({ review: others.reduce(explained, first), secrets: secretsOf(plan.value.plan) });
}

/** What neither comparison foresaw, where what is deployed is partly the one and partly the other. */
function explained(one: PlanReview, other: PlanReview): PlanReview {
  if (one.isDone || other.isDone) return one.isDone ? one : other;
  const also = new Set(other.disagreed.map(({ address }) => address));
  return {
    ...one,
    agreed: Math.max(one.agreed, other.agreed),
    disagreed: one.disagreed.filter(({ address }) => also.has(address)),
  };
}

/**
 * What a run that was cut off left of something that was foreseen to be made: half made it is made anew, and what it replaced goes at
 * last. Source: developer.hashicorp.com/terraform/internals/json-format (action_reason, deposed)
 */
function isLeftOver({ address, action, predicted, reason }: PlanReview['disagreed'][number]): boolean {
  const isForeseen = predicted === 'create' || predicted === 'replace';
  return (
    isForeseen &&
    ((action === 'replace' && reason === 'replace_because_tainted') ||
      (action === 'destroy' && address.includes(' (deposed ')))
  );
}

/**
 * PLAN_SURPRISE where a plan does what nobody foresaw. A plan that somebody can still look at is stopped where it takes something
 * away; one that is applied as it comes, since it couldn't be made before, has to be what was foreseen to the last resource.
 */
export function surpriseIn({ stack, disagreed }: PlanReview, isSeen: boolean): Issue | undefined {
  const surprising = disagreed.filter((each) => !isLeftOver(each));
  // What was foreseen and is not planned is there already.
  const taken = surprising.filter(({ action }) =>
    isSeen ? action === 'destroy' || action === 'replace' : action !== 'nothing',
  );
  if (taken.length === 0) return undefined;
  const names = taken.slice(0, 5).map(({ address, action }) => `${address} (${action})`);
  const more = taken.length > 5 ? ` and ${taken.length - 5} more` : '';
  return {
    code: 'PLAN_SURPRISE',
    path: stack,
    problem: isSeen
      ? `The plan of ${stack} takes away what the review did not foresee: ${names.join(', ')}${more}.`
      : `The plan of ${stack}, which nobody has seen, is not what the review foresaw: ${names.join(', ')}${more}.`,
    fix: isSeen
      ? 'Somebody changed it by hand, or the base is not what is deployed: `npx wan review --plan` says what differs. To apply it all the same, name the stack instead of --changed.'
      : 'What it reads from is applied now: run it again, and look at its plan before it is applied.',
  };
}
