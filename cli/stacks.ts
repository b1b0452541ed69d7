import { stableJson } from '../output/stable-json';
import { prepare } from '../plan/prepare';
import { laneOf, waveOf } from '../plan/stacks/deployment-order';
import { stepsOf } from '../review/review';
import type { CommandResult } from './command-result';
import { reviewedHere } from './review';

export interface StacksOptions {
  readonly changed?: boolean;
  readonly base?: string;
  readonly wave?: string;
  readonly all?: boolean;
  readonly format: 'text' | 'json' | 'github' | 'markdown';
  readonly out: string;
  readonly today: string;
}

/** One job of a pipeline. */
interface Job {
  readonly stack: string;
  readonly wave: 0 | 1 | 2;
  readonly lane: string | null;
  readonly plannable: 'now' | { readonly after: string };
  /** Whether it is made no more: it is destroyed from the base. */
  readonly gone: boolean;
}

const WAVES = ['0', '1', '2'];

/**
 * `wan stacks`: names of stacks in order of deployment; as JSON a matrix for a pipeline. `--changed` those that a change plans,
 * `--wave` those of one wave (0 what all share, 1 canaries, 2 the rest), `--all` every one.
 */
export function stacksCommand(catalogue: string, cwd: string, options: StacksOptions): CommandResult {
  const asked = [options.changed, options.all, options.wave !== undefined].filter((each) => each === true).length;
  if (asked === 0 || (options.changed === true && options.all === true))
    return usage('Say which: --changed, --wave N or --all.');
  if (options.wave !== undefined && !WAVES.includes(options.wave))
    return usage(`--wave takes ${WAVES.join(', ')}: what all share, canaries, the rest.`, options.wave);
  const jobs = options.changed ? changed(catalogue, cwd, options) : every(catalogue, cwd);
  if ('issues' in jobs) return jobs;
  const chosen = jobs.filter(({ wave }) => options.wave === undefined || String(wave) === options.wave);
  return {
    text:
      options.format === 'json'
        ? stableJson({ include: chosen })
        : chosen.map(({ stack, gone }) => `${stack}${gone ? '   (gone: destroy it from the base)' : ''}\n`).join(''),
    issues: [],
  };
}

function usage(problem: string, got?: string): CommandResult {
  return { text: '', issues: [{ code: 'USAGE', problem, ...(got === undefined ? {} : { got }) }] };
}

function every(catalogue: string, cwd: string): readonly Job[] | CommandResult {
  const prepared = prepare(catalogue, cwd);
  if (!prepared.ok) return { text: '', issues: prepared.issues };
  return prepared.value.plan.stacks.map((input) => ({
    stack: input.name,
    wave: waveOf(input, prepared.value.lock),
    lane: laneOf(input) ?? null,
    plannable: 'now' as const,
    gone: false,
  }));
}

function changed(catalogue: string, cwd: string, options: StacksOptions): readonly Job[] | CommandResult {
  const reviewed = reviewedHere(catalogue, cwd, options);
  if (!reviewed.ok) return { text: '', issues: reviewed.issues };
  switch (reviewed.value.kind) {
    case 'unchanged':
      return [];
    case 'not-compared':
      return {
        text: '',
        issues: [
          {
            code: 'BASE_UNKNOWN',
            problem: 'There is nothing to compare with: nobody can say what has changed.',
            fix: 'Run it in a clone, or ask for --all.',
          },
        ],
      };
    case 'reviewed':
      return stepsOf(reviewed.value.review).map(({ stack, wave, lane, plannable, isGone }) => ({
        stack,
        wave,
        lane: lane ?? null,
        plannable,
        gone: isGone,
      }));
  }
}
