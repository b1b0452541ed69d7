import { spawn, spawnSync } from 'node:child_process';
import { failure, type Result, success } from '../../catalogue/issues/issue';
import { redacted } from '../../review/plan/secrets';
import type { StackKeys } from './stack-keys';

/** What one run of Terraform said, of its own stream of JSON. Values are never kept: only what it did, and what it says against. */
export interface Ran {
  readonly code: number;
  readonly problems: readonly { readonly summary: string; readonly detail: string }[];
  readonly counts?: Counts;
}

export interface Counts {
  readonly add: number;
  readonly change: number;
  readonly remove: number;
}

/** Least version that every stack asks for: locks in S3 need it. Source: developer.hashicorp.com/terraform/language/backend/s3 (use_lockfile) */
const LEAST = [1, 10] as const;

/** Terraform on the PATH, new enough; reports TERRAFORM_MISSING or TERRAFORM_OLD. */
export function terraformVersion(binary: string): Result<string> {
  const { status, stdout } = spawnSync(binary, ['version', '-json'], { encoding: 'utf8', env: terraformEnvironment() });
  const version = status === 0 ? versionIn(stdout) : undefined;
  if (version === undefined)
    return failure([
      {
        code: 'TERRAFORM_MISSING',
        problem: `${binary} can't be run.`,
        fix: `Install Terraform ${LEAST.join('.')} or newer, or name it in TERRAFORM_BINARY_NAME.`,
      },
    ]);
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1])
    ? success(version)
    : failure([
        {
          code: 'TERRAFORM_OLD',
          problem: `Terraform ${version} knows no locks in S3.`,
          got: version,
          allowed: `${LEAST.join('.')} or newer`,
        },
      ]);
}

function versionIn(text: string): string | undefined {
  try {
    const { terraform_version: version } = JSON.parse(text.slice(text.indexOf('{'))) as { terraform_version?: unknown };
    return typeof version === 'string' ? version : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Never asks anybody home, and never reads what a developer set for runs of his own: another workspace or folder of data has another
 * state, and all would be built a second time. Source: developer.hashicorp.com/terraform/cli/config/environment-variables
 */
export function terraformEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('TF_CLI_ARGS') && name !== 'TF_WORKSPACE' && name !== 'TF_DATA_DIR',
  );
  return { ...Object.fromEntries(own), CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1', TF_INPUT: '0' };
}

/**
 * Runs of Terraform, one at a time, that an interrupt reaches once: Terraform then ends what it is at and keeps its state, where a
 * second interrupt would make it drop everything. It has a process group of its own, so that Ctrl-C comes here and not to both.
 */
export class Terraform {
  private child: ReturnType<typeof spawn> | undefined;
  private asked = 0;
  private readonly onSignal = (): void => {
    this.asked += 1;
    // A runner sends several; the second would make Terraform drop what it is at.
    if (this.asked === 1) this.child?.kill('SIGINT');
  };

  constructor(
    private readonly binary: string,
    private readonly folder: (stack: string) => string,
    /** What each stack is told besides, which is never repeated. */
    private readonly keys: ReadonlyMap<string, StackKeys> = new Map(),
  ) {
    process.on('SIGINT', this.onSignal);
    process.on('SIGTERM', this.onSignal);
  }

  get isInterrupted(): boolean {
    return this.asked > 0;
  }

  /** Signals are the process's own again. */
  done(): void {
    process.off('SIGINT', this.onSignal);
    process.off('SIGTERM', this.onSignal);
  }

  async run(stack: string, ...args: readonly string[]): Promise<Ran> {
    return new Promise((resolve) => {
      const child = spawn(this.binary, [...args], {
        cwd: this.folder(stack),
        env: { ...terraformEnvironment(), ...this.keys.get(stack)?.environment },
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      });
      this.child = child;
      const out: string[] = [];
      const err: string[] = [];
      child.stdout.setEncoding('utf8').on('data', (text: string) => out.push(text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => err.push(text));
      child.on('error', (error) => {
        this.child = undefined;
        resolve({ code: 1, problems: [{ summary: error.message, detail: '' }] });
      });
      child.on('close', (code) => {
        this.child = undefined;
        resolve(
          withoutSecrets(readRun(code ?? 1, out.join(''), err.join('')), this.keys.get(stack)?.secrets ?? new Set()),
        );
      });
    });
  }
}

/** Providers and Terraform itself repeat values in what they say against them. */
function withoutSecrets(ran: Ran, secrets: ReadonlySet<string>): Ran {
  return secrets.size === 0
    ? ran
    : {
        ...ran,
        problems: ran.problems.map(({ summary, detail }) => ({
          summary: redacted(summary, secrets),
          detail: redacted(detail, secrets),
        })),
      };
}

function readRun(code: number, out: string, err: string): Ran {
  const problems: { summary: string; detail: string }[] = [];
  let counts: Counts | undefined;
  for (const line of out.split('\n')) {
    const event = eventOf(line);
    if (event?.type === 'diagnostic' && event.diagnostic?.severity === 'error')
      problems.push({ summary: event.diagnostic.summary, detail: event.diagnostic.detail ?? '' });
    if (event?.type === 'change_summary' && event.changes) counts = event.changes;
  }
  // `init` has no JSON before 1.9, and what fails before any command speaks plainly.
  if (code !== 0 && code !== 2 && problems.length === 0) problems.push(...plainProblems(`${out}\n${err}`));
  return {
    code,
    problems,
    ...(counts ? { counts: { add: counts.add, change: counts.change, remove: counts.remove } } : {}),
  };
}

interface Event {
  readonly type?: string;
  readonly diagnostic?: { readonly severity: string; readonly summary: string; readonly detail?: string };
  readonly changes?: Counts;
}

function eventOf(line: string): Event | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Event;
  } catch {
    return undefined;
  }
}

/** `Error: …` and what stands below it, without the frame. */
function plainProblems(text: string): readonly { readonly summary: string; readonly detail: string }[] {
  const lines = text.split('\n').map((line) => line.replace(/^[│╷╵\s]+/, '').trim());
  const found = lines.flatMap((line, index) => {
    const [, summary] = /^Error: (.*)$/.exec(line) ?? [];
    if (summary === undefined) return [];
    const rest = lines.slice(index + 1, index + 12);
    const end = rest.findIndex((each) => each.startsWith('Error: '));
    return [
      {
        summary,
        detail: rest
          .slice(0, end < 0 ? undefined : end)
          .filter((each) => each !== '')
          .join(' '),
      },
    ];
  });
  return found.length > 0 ? found : [{ summary: 'Terraform failed and said nothing.', detail: '' }];
}
