import { emergencySites } from '../../catalogue/emergency';
import path from 'node:path';
import { failure, type Issue, type Result, success } from '../../catalogue/issues/issue';
import type { Prepared } from '../../plan/prepare';
import { laneOf } from '../../plan/stacks/deployment-order';
import { goingAll, LAST_WAVE, mergedGoing, rollout, type RolloutWave, WAVE_NAMES } from '../../plan/stacks/rollout';
import { rolloutOf, type Review } from '../../review/review';
import { NOTHING_DEPLOYED } from '../../review/reviewing';
import { commitsSince, lastCommits } from '../../review/sides/git';
import { reviewedHere } from '../review';

/** One stack of those that somebody asked for, in order. */
export interface ChosenStack {
  readonly stack: string;
  readonly wave: number;
  readonly lane?: string;
  readonly plannable: 'now' | { readonly after: string };
  /** Whether it is made no more: it is destroyed from the base. */
  readonly gone: boolean;
  /** Stacks of those asked for, or of the whole network, that go before it. */
  readonly after: readonly string[];
}

export interface Chosen {
  readonly stacks: readonly ChosenStack[];
  readonly waves: readonly RolloutWave[];
  /**
   * What the change is predicted to do, where it is a change that was asked for: against the base first, then against whatever else may be
   * deployed in part.
   */
  readonly reviews: readonly Review[];
  /** What could not be compared with. */
  readonly warnings: readonly Issue[];
}

export interface ChoosingOptions {
  readonly stacks?: readonly string[];
  readonly changed?: boolean;
  readonly all?: boolean;
  readonly wave?: string;
  readonly base?: string;
  /** What came after the base may be deployed in part: runs that did not go through. */
  readonly unfinished?: boolean;
  readonly out: string;
  readonly today: string;
}

/**
 * Stacks by name, of a change, of a wave, or all. By name beside `--changed` are those of the change that are named: what is
 * predicted of them is known. Reports USAGE, STACK_UNKNOWN, BASE_UNKNOWN and what a review does.
 */
export function chooseStacks(
  prepared: Prepared,
  catalogue: string,
  cwd: string,
  options: ChoosingOptions,
): Result<Chosen> {
  const { stacks: names = [], wave, all, changed } = options;
  const usage = waveUsage(wave);
  if (usage) return failure([usage]);
  if (options.unfinished === true && (changed !== true || options.base === undefined))
    return failure([
      { code: 'USAGE', problem: '--unfinished compares with what came since a base: give --changed and --base.' },
    ]);
  if (all === true && (changed === true || names.length > 0))
    return failure([{ code: 'USAGE', problem: '--all is every stack: nothing else chooses beside it.' }]);
  const every = changed === true ? ofChange(prepared, catalogue, cwd, options) : success(ofNetwork(prepared));
  if (!every.ok) return every;
  const known = new Set([
    ...prepared.plan.stacks.map(({ name }) => name),
    ...every.value.stacks.map(({ stack }) => stack),
  ]);
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length > 0)
    return failure(
      unknown.map((name) => ({
        code: 'STACK_UNKNOWN' as const,
        problem: `There is no stack "${name}" in this network.`,
        fix: '`npx wan stacks --all` lists them.',
      })),
    );
  const isChosen = (stack: string): boolean => names.length === 0 || names.includes(stack);
  const stacks = every.value.stacks.filter(
    (each) => isChosen(each.stack) && (wave === undefined || String(each.wave) === wave),
  );
  const left = new Set(stacks.map(({ stack }) => stack));
  const waves = every.value.waves.flatMap(({ wave: number, rows }) => {
    const own = rows.flatMap((row) => {
      const kept = row.stacks.filter((stack) => left.has(stack));
      return kept.length === 0 ? [] : [{ ...row, stacks: kept }];
    });
    return own.length === 0 ? [] : [{ wave: number, rows: own }];
  });
  return success({ ...every.value, stacks, waves });
}

/** Whether it is the number of a wave that pipelines have. */
export function isWave(wave: string): boolean {
  return /^\d$/.test(wave) && Number(wave) <= LAST_WAVE;
}

function waveUsage(wave: string | undefined): Issue | undefined {
  return wave === undefined || isWave(wave)
    ? undefined
    : {
        code: 'USAGE',
        problem: `--wave takes 0 to ${LAST_WAVE}: ${WAVE_NAMES.join(', ')}, and who can't go beside them.`,
        got: wave,
      };
}

function ofNetwork({ catalogue, plan, lock }: Prepared): Chosen {
  const waves = rollout(goingAll(plan.stacks, lock, emergencySites(catalogue)));
  const waveOfStack = numbersOf(waves);
  return {
    waves,
    reviews: [],
    warnings: [],
    stacks: plan.stacks.map((input) => {
      const lane = laneOf(input);
      return {
        stack: input.name,
        wave: waveOfStack.get(input.name) ?? 0,
        ...(lane === undefined ? {} : { lane }),
        plannable: 'now' as const,
        gone: false,
        after: input.dependencies,
      };
    }),
  };
}

function numbersOf(waves: readonly RolloutWave[]): ReadonlyMap<string, number> {
  return new Map(waves.flatMap(({ wave, rows }) => rows.flatMap(({ stacks }) => stacks.map((stack) => [stack, wave]))));
}

function ofChange(prepared: Prepared, catalogue: string, cwd: string, options: ChoosingOptions): Result<Chosen> {
  const first = reviewOfBase(catalogue, cwd, options);
  if (!first.ok) return first;
  const reviews = [first.value];
  const { base, unfinished } = options;
  const warnings: Issue[] = [];
  if (unfinished === true && base !== undefined) {
    const folder = path.dirname(path.resolve(cwd, catalogue));
    // Where nothing has gone through yet, the merges just before this one are what may have been begun.
    const since = base === NOTHING_DEPLOYED ? lastCommits(folder, MOST_BEGUN) : commitsSince(folder, base);
    if (since.length > MOST_SINCE)
      return failure([
        {
          code: 'USAGE',
          problem: `${since.length} merges came since ${base.slice(0, 7)} was deployed: which of them are deployed in part can't be told any more.`,
          allowed: `${MOST_SINCE} at most`,
          fix: 'Deploy by name what differs (`npx wan drift` says it), and set WAN_DEPLOYED to that commit.',
        },
      ]);
    for (const commit of since) {
      const other = reviewOfBase(catalogue, cwd, { ...options, base: commit });
      if (other.ok) {
        // One that builds what this one does has nothing to add.
        if (other.value.artefacts.stacks.length > 0 || other.value.artefacts.removed.length > 0)
          reviews.push(other.value);
        continue;
      }
      const [why] = other.issues;
      // Before this catalogue stood there, or its lock, nothing of it was deployed.
      if (why?.code === 'BASE_FOREIGN') continue;
      warnings.push({
        code: why?.code ?? 'BASE_UNREADABLE',
        severity: 'warning',
        problem: `${commit.slice(0, 7)} may be deployed in part, and can't be compared with: ${why?.problem ?? ''}`,
        fix: 'If it was: `npx wan drift` says what is left of it.',
      });
    }
  }
  const rollouts = reviews.map(rolloutOf);
  const order = prepared.plan.stacks.map(({ name }) => name);
  const [own] = rollouts;
  const waves =
    own && rollouts.length === 1
      ? own.waves
      : rollout(
          mergedGoing(
            rollouts.map(({ going }) => going),
            order,
            new Map(prepared.plan.stacks.map(({ name, dependencies }) => [name, dependencies])),
          ),
        );
  const late = waves.filter(({ wave }) => wave > LAST_WAVE).flatMap(({ rows }) => rows.flatMap(({ stacks }) => stacks));
  if (late.length > 0)
    return failure([
      {
        code: 'ROLLOUT_TOO_LONG',
        problem: `This change needs more than ${LAST_WAVE + 1} waves: ${late.join(', ')} can't go beside any of those before.`,
        fix: 'Take a part of it into a change of its own: places of one emergency district, or sites of one Azure gateway.',
      },
    ]);
  const steps = new Map(rollouts.toReversed().flatMap((each) => each.steps.map((step) => [step.stack, step] as const)));
  const waitsFor = (stack: string): ChosenStack['plannable'] =>
    // What reads something fresh by any of them can't be planned before it is there.
    rollouts
      .flatMap((each) => each.steps.filter((step) => step.stack === stack))
      .find(({ plannable }) => plannable !== 'now')?.plannable ?? 'now';
  return success({
    reviews,
    warnings,
    waves,
    stacks: waves.flatMap(({ wave, rows }) =>
      rows
        .flatMap(({ stacks }) => stacks)
        .flatMap((stack): readonly ChosenStack[] => {
          const step = steps.get(stack);
          if (!step) return [];
          const { lane } = step;
          return [
            {
              stack,
              wave,
              ...(lane === undefined ? {} : { lane }),
              plannable: waitsFor(stack),
              gone: !order.includes(stack),
              after: rollouts.flatMap((each) => each.steps.find((other) => other.stack === stack)?.after ?? []),
            },
          ];
        }),
    ),
  });
}

/** Merges before the first deployment that went through, of which any may have been begun. */
const MOST_BEGUN = 10;

/** Merges since the last deployment that are looked at: each takes seconds. */
const MOST_SINCE = 30;

function reviewOfBase(catalogue: string, cwd: string, options: ChoosingOptions): Result<Review> {
  const reviewed = reviewedHere(catalogue, cwd, options);
  if (!reviewed.ok) return reviewed;
  switch (reviewed.value.kind) {
    case 'unchanged':
      return success(reviewed.value.nothing());
    case 'not-compared':
      return failure([
        {
          code: 'BASE_UNKNOWN',
          problem: 'There is nothing to compare with: nobody can say what has changed.',
          fix: 'Run it in a clone, or ask for --all.',
        },
      ]);
    case 'reviewed':
      return success(reviewed.value.review);
  }
}
