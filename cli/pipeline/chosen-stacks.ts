import { emergencySites } from '../../catalogue/emergency';
import { failure, type Issue, type Result, success } from '../../catalogue/issues/issue';
import type { Prepared } from '../../plan/prepare';
import { laneOf } from '../../plan/stacks/deployment-order';
import { goingAll, LAST_WAVE, mergedGoing, rollout, type RolloutWave, WAVE_NAMES } from '../../plan/stacks/rollout';
import { rolloutOf, type Review } from '../../review/review';
import { comparedWith, type ComparedOptions } from './compared-with';

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

export interface ChoosingOptions extends ComparedOptions {
  readonly stacks?: readonly string[];
  readonly changed?: boolean;
  readonly all?: boolean;
  readonly wave?: string;
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
  if (options.begun !== undefined && options.unfinished !== true)
    return failure([{ code: 'USAGE', problem: '--begun says what --unfinished compares with: give both.' }]);
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

/** Stacks of a change, in waves: of the change against its base, and against whatever else may be deployed in part. */
function ofChange(prepared: Prepared, catalogue: string, cwd: string, options: ChoosingOptions): Result<Chosen> {
  const compared = comparedWith(catalogue, cwd, options);
  if (!compared.ok) return compared;
  const { reviews, warnings } = compared.value;
  const rollouts = reviews.map(rolloutOf);
  const order = prepared.plan.stacks.map(({ name }) => name);
  const going = mergedGoing(
    rollouts.map((each) => each.going),
    order,
    new Map(prepared.plan.stacks.map(({ name, dependencies }) => [name, dependencies])),
  );
  const [own] = rollouts;
  // One rollout is in an order of its own, which minds what is destroyed.
  const waves = own && rollouts.length === 1 ? own.waves : rollout(going);
  const late = waves.filter(({ wave }) => wave > LAST_WAVE).flatMap(({ rows }) => rows.flatMap(({ stacks }) => stacks));
  if (late.length > 0)
    return failure([
      {
        code: 'ROLLOUT_TOO_LONG',
        problem: `This change needs more than ${LAST_WAVE + 1} waves: ${late.join(', ')} can't go beside any of those before.`,
        fix: 'Take a part of it into a change of its own: places of one emergency district, or sites of one Azure gateway.',
      },
    ]);
  const numbers = numbersOf(waves);
  const byName = new Map(going.map((each) => [each.stack, each]));
  const steps = rollouts.flatMap((each) => each.steps);
  return success({
    reviews,
    warnings,
    waves,
    stacks: waves
      .flatMap(({ rows }) => rows.flatMap(({ stacks }) => stacks))
      .map((stack): ChosenStack => {
        const lane = byName.get(stack)?.lane;
        // What reads something fresh by any of them can't be planned before it is there.
        const waits = steps.find((step) => step.stack === stack && step.plannable !== 'now');
        return {
          stack,
          wave: numbers.get(stack) ?? 0,
          ...(lane === undefined ? {} : { lane }),
          plannable: waits?.plannable ?? 'now',
          gone: !order.includes(stack),
          after: byName.get(stack)?.after ?? [],
        };
      }),
  });
}
