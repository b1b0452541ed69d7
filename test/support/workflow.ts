import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { ROOT, type Ran } from './run';

interface Step {
  readonly id?: string;
  readonly run?: string;
  readonly uses?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Job {
  readonly 'timeout-minutes'?: number;
  readonly uses?: string;
  readonly if?: string;
  readonly environment?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly steps?: readonly Step[];
}

export interface Workflow {
  readonly permissions: object;
  readonly jobs: Readonly<Record<string, Job>>;
}

export const WORKFLOWS = path.join(ROOT, '.github/workflows');

export function readWorkflow(file: string): Workflow {
  return parse(readFileSync(path.join(WORKFLOWS, file), 'utf8')) as Workflow;
}

/** The shell of one step as it stands in a workflow: the one whose text holds `part`. */
export function stepShell(
  file: string,
  job: string,
  part: string,
): { readonly run: string; readonly env: readonly string[] } {
  const { steps = [], env: ofJob = {} } = readWorkflow(file).jobs[job] ?? {};
  const found = steps.filter(({ run }) => run?.includes(part) === true);
  const [step] = found;
  if (found.length !== 1 || step?.run === undefined)
    throw new Error(`${file} ${job} has ${found.length} steps with "${part}"`);
  return { run: step.run, env: [...Object.keys(step.env ?? {}), ...Object.keys(ofJob)] };
}

/** Runs a line of shell as GitHub's runner does (`bash -e`), while this process goes on. */
export async function shell(
  script: string,
  cwd: string,
  env: Readonly<Record<string, string>>,
  onStart?: (kill: (signal: 'SIGINT' | 'SIGTERM') => void) => void,
): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn('bash', ['-e', '-c', script], {
      cwd,
      env: { ...clean(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('close', (code) => resolve({ code: code ?? -1, stdout, stderr }));
    onStart?.((signal) => child.kill(signal));
  });
}

/** The environment without what a pipeline that runs these tests has set for itself. */
function clean(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(GITHUB_|CI$|CI_|SYSTEM_|WAN_|TF_|AWS_|ARM_|INIT_CWD|npm_)/.test(name),
    ),
  );
}
