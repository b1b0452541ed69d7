import { stableJson } from '../../output/stable-json';
import { prepare } from '../../plan/prepare';
import { LAST_WAVE } from '../../plan/stacks/rollout';
import { type Chosen, chooseStacks, type ChoosingOptions } from './chosen-stacks';
import type { CommandResult } from '../command-result';

export interface StacksOptions extends Omit<ChoosingOptions, 'stacks'> {
  /** One entry for each machine instead of each stack. */
  readonly rows?: boolean;
  /** Only what can be planned before anything is applied. */
  readonly plannable?: boolean;
  readonly format: 'text' | 'json' | 'github' | 'markdown' | 'sarif';
}

/**
 * `wan stacks`: names of stacks in order of deployment; as JSON a matrix for a pipeline. `--changed` those that a change plans,
 * `--wave` those of one wave (0 what all share, 1 canaries, 2 a tenth, 3 the rest), `--all` every one; `--rows` what one machine takes
 * one after the other, by wave.
 */
export function stacksCommand(catalogue: string, cwd: string, options: StacksOptions): CommandResult {
  const failed = (issues: CommandResult['issues']): CommandResult => ({ text: '', issues });
  if (options.changed !== true && options.all !== true && options.wave === undefined)
    return failed([{ code: 'USAGE', problem: 'Say which: --changed, --wave N or --all.' }]);
  const prepared = prepare(catalogue, cwd);
  if (!prepared.ok) return failed(prepared.issues);
  const chosen = chooseStacks(prepared.value, catalogue, cwd, options);
  if (!chosen.ok) return failed(chosen.issues);
  const { value } = chosen;
  const stacks = value.stacks.filter(
    ({ plannable, gone }) => options.plannable !== true || (plannable === 'now' && !gone),
  );
  const left = new Set(stacks.map(({ stack }) => stack));
  if (options.rows === true) return { ...rowsOf(value, left, options.format === 'json'), issues: value.warnings };
  return {
    text:
      options.format === 'json'
        ? stableJson({
            include: stacks.map(({ lane, after: _all, ...each }) => ({ ...each, lane: lane ?? null })),
          })
        : stacks.map(({ stack, gone }) => `${stack}${gone ? '   (gone: destroy it from the base)' : ''}\n`).join(''),
    issues: value.warnings,
  };
}

/** A matrix for each wave that a pipeline has a job for; one without rows is empty, and its job is left out. */
function rowsOf({ waves }: Chosen, left: ReadonlySet<string>, isJson: boolean): CommandResult {
  const rows = waves.flatMap(({ wave, rows: own }) =>
    own.flatMap(({ stacks, lanes: [lane] }) => {
      const kept = stacks.filter((stack) => left.has(stack));
      const [first] = kept;
      return first === undefined ? [] : [{ wave, name: lane ?? first, stacks: kept.join(' ') }];
    }),
  );
  if (!isJson) return { text: rows.map(({ wave, stacks }) => `wave ${wave}: ${stacks}\n`).join(''), issues: [] };
  const numbers = Array.from({ length: LAST_WAVE + 1 }, (_, index) => index);
  return {
    text: stableJson({
      waves: numbers.map((wave) => ({
        include: rows.filter((row) => row.wave === wave).map(({ name, stacks }) => ({ name, stacks })),
      })),
    }),
    issues: [],
  };
}
