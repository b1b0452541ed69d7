import { spawnSync } from 'node:child_process';
import { failure, type Result, success } from '../../catalogue/issues/issue';
import { secretTexts } from '../../review/plan/secrets';

/** What a stack is told besides its file: secrets, by the variables that it declares. */
export interface StackKeys {
  readonly environment: Readonly<Record<string, string>>;
  /** All that must not be printed. */
  readonly secrets: ReadonlySet<string>;
}

/** Variables that a stack declares, and which of them have to be given. */
export interface StackVariables {
  readonly all: readonly string[];
  readonly needed: ReadonlySet<string>;
}

export function variablesOf(stackText: string): StackVariables {
  const { variable = {} } = JSON.parse(stackText) as { variable?: Readonly<Record<string, object>> };
  const names = Object.keys(variable);
  return { all: names, needed: new Set(names.filter((name) => !Object.hasOwn(variable[name] ?? {}, 'default'))) };
}

/**
 * Fetches what a stack's variables hold from the store: `command` is a line of shell that prints the value of variable `$2` of stack `$1`. What
 * stands in the environment already (`TF_VAR_…`) is not asked for; an empty command is none, as a pipeline's variable is that nobody set. Reports
 * CREDENTIALS_MISSING where the store gives nothing, or there is none; what it printed is never repeated.
 */
export function fetchKeys(stack: string, { all, needed }: StackVariables, said: string | undefined): Result<StackKeys> {
  const command = said === undefined || said.trim() === '' ? undefined : said;
  const environment: Record<string, string> = {};
  const secrets = new Set<string>();
  for (const variable of all) {
    const name = `TF_VAR_${variable}`;
    const given = process.env[name];
    const value = given ?? (command === undefined ? undefined : asked(command, stack, variable));
    if (value === undefined && command !== undefined)
      return failure([
        {
          code: 'CREDENTIALS_MISSING',
          path: stack,
          problem: `The store of keys gives nothing for ${variable} of ${stack}.`,
          fix: `Put it there (docs/secrets.md), and let the role that plans and deploys read it. To see what the store says, by hand: sh -c "$WAN_KEYS" wan-keys ${stack} ${variable}`,
        },
      ]);
    if (value === undefined && needed.has(variable))
      return failure([
        {
          code: 'CREDENTIALS_MISSING',
          path: stack,
          problem: `${stack} has to be told ${variable}, and nobody says from where: neither ${name} nor WAN_KEYS is set.`,
          fix: 'WAN_KEYS is the line of shell that reads your store of keys (docs/secrets.md); in a pipeline a variable of that name.',
        },
      ]);
    if (value === undefined) continue;
    environment[name] = value;
    for (const secret of secretTexts(value)) secrets.add(secret);
  }
  return success({ environment, secrets });
}

function asked(command: string, stack: string, variable: string): string | undefined {
  const { status, stdout } = spawnSync('sh', ['-c', command, 'wan-keys', stack, variable], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 16 * 1024 * 1024,
  });
  const value = stdout.trim();
  return status === 0 && value !== '' ? value : undefined;
}
