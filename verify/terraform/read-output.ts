import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { failure, type Issue, type Result, success } from '../../catalogue/issues/issue';
import { isUnreadable, parseStackText, type Stack } from './stack-json';

/** What a folder of stacks must be to be verified: which WAN's, and from which inputs. */
export interface Expected {
  readonly wan: string;
  readonly environment: string;
  /** Stack name to the hash of what it is made from now. */
  readonly inputs: ReadonlyMap<string, string>;
}

interface OutputRecord {
  readonly wan?: string;
  readonly environment?: string;
  readonly stacks?: Readonly<Record<string, { readonly input?: string }>>;
}

/**
 * The stacks of a folder, or why they can't be verified: OUTPUT_MISSING, OUTPUT_FOREIGN, OUTPUT_STALE, OUTPUT_INCOMPLETE,
 * OUTPUT_SYNTAX. A stack that was edited by hand is read as it stands: it is what would be deployed.
 */
export function readOutput(folder: string, display: string, expected: Expected): Result<readonly Stack[]> {
  const recordFile = path.join(folder, 'wan.json');
  if (!existsSync(recordFile))
    return failure([
      {
        code: 'OUTPUT_MISSING',
        problem: `${display} holds no synthesised network.`,
        fix: 'Run `npm start` first (with the same --catalogue and --out).',
      },
    ]);
  const record = parse(recordFile);
  if (!record || record.wan !== expected.wan || record.environment !== expected.environment)
    return failure([
      {
        code: 'OUTPUT_FOREIGN',
        problem: `${display} holds ${record ? `${record.wan ?? '?'} ${record.environment ?? '?'}` : 'something else'}, the catalogue is of ${expected.wan} ${expected.environment}.`,
        fix: 'Verify a folder with the catalogue it was made from: give --catalogue or --out.',
      },
    ]);
  const issues: Issue[] = [];
  const stale = [...expected.inputs].filter(
    ([name, input]) => record.stacks?.[name] !== undefined && record.stacks[name].input !== input,
  );
  const absent = [...expected.inputs.keys()].filter((name) => record.stacks?.[name] === undefined);
  const surplus = Object.keys(record.stacks ?? {}).filter((name) => !expected.inputs.has(name));
  if (stale.length + absent.length + surplus.length > 0) {
    issues.push({
      code: 'OUTPUT_STALE',
      problem: `${display} was made from another catalogue or lock: ${[...stale.map(([name]) => name), ...absent, ...surplus].sort().join(', ')}.`,
      fix: 'Run `npm start`, then verify again.',
    });
  }
  const stacks =
    issues.length > 0 ? [] : [...expected.inputs.keys()].flatMap((name) => readStack(folder, display, name, issues));
  return issues.length > 0 ? failure(issues) : success(stacks);
}

function readStack(folder: string, display: string, name: string, issues: Issue[]): readonly Stack[] {
  const file = path.join(folder, 'stacks', name, 'cdk.tf.json');
  const shown = `${display}/stacks/${name}/cdk.tf.json`;
  if (!existsSync(file)) {
    issues.push({
      code: 'OUTPUT_INCOMPLETE',
      problem: `${shown} is missing: half a network proves nothing.`,
      fix: 'Run `npm start`, which writes what is missing.',
    });
    return [];
  }
  try {
    return [parseStackText(name, readFileSync(file, 'utf8'))];
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    issues.push({
      code: 'OUTPUT_SYNTAX',
      problem: `${shown} is not JSON that Terraform would read.`,
      fix: 'Run `npm start`, which writes it anew.',
    });
    return [];
  }
}

function parse(file: string): OutputRecord | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as OutputRecord;
  } catch {
    return undefined;
  }
}
