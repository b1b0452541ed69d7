import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { failure, type Issue, type Result, success } from '../../catalogue/issues/issue';
import { displayPath, type Path, readBytes, Source, systemErrorCode } from '../../catalogue/yaml/source';
import type { Proof } from '../walk/proof';
import { ask, type Entries } from './ask';
import type { Question } from './question';

const expectationSchema = z.strictObject({
  from: z.string().min(1).optional(),
  to: z.string().min(1),
  port: z.string().min(1).optional(),
  name: z.string().min(1).optional(),
  expect: z.enum(['pass', 'drop']),
  because: z.string().optional(),
});
type Expectation = z.output<typeof expectationSchema>;

const KEYS = Object.keys(expectationSchema.shape).join(', ');

/** The operator's own acceptance tests of a catalogue: `sites.expect.yaml` beside `sites.yaml`. */
export function expectationsPathOf(catalogueFile: string): string {
  return `${catalogueFile.replace(/\.ya?ml$/, '')}.expect.yaml`;
}

/** A file of expectations that was read: what has to pass and what must not, each with its place. */
export interface Expectations {
  readonly display: string;
  /** The text, for whatever remembers what a proof was made with. */
  readonly text: string;
  readonly list: readonly { readonly expectation: Expectation; readonly at: (key: string) => Issue['at'] }[];
}

/** The file beside a catalogue; undefined where nobody keeps one. Reports EXPECTATION_SYNTAX and what YAML has to say. */
export function committedExpectations(catalogueFile: string, cwd: string): Result<Expectations | undefined> {
  const file = expectationsPathOf(catalogueFile);
  try {
    readFileSync(path.resolve(cwd, file));
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return success(undefined);
  }
  return readExpectations(file, cwd);
}

/** Reports FILE_MISSING, FILE_NOT_A_FILE, FILE_UNREADABLE, YAML_SYNTAX and EXPECTATION_SYNTAX, all with line and column. */
export function readExpectations(file: string, cwd: string): Result<Expectations> {
  const display = displayPath(file, cwd);
  const bytes = readBytes(path.resolve(cwd, file), display);
  if (!(bytes instanceof Uint8Array)) return failure([bytes]);
  const source = Source.parse(bytes, display);
  if (!(source instanceof Source)) return failure(source);
  const given = (source.value as { readonly expectations?: unknown } | null)?.expectations;
  if (!Array.isArray(given))
    return failure([
      {
        code: 'EXPECTATION_SYNTAX',
        at: source.at([]),
        problem: 'A file of expectations holds one list.',
        allowed: 'expectations: [{ from: fire, to: police, expect: drop }, …]',
      },
    ]);
  const issues: Issue[] = [];
  const list = (given as readonly unknown[]).flatMap((entry, index) => {
    const parsed = expectationSchema.safeParse(entry);
    if (parsed.success) {
      const place = (key: string): Issue['at'] => source.at(['expectations', index, key]);
      return [{ expectation: parsed.data, at: place }];
    }
    for (const { path: inner, code, message } of parsed.error.issues) {
      const at: Path = [
        'expectations',
        index,
        ...inner.map((step) => (typeof step === 'symbol' ? String(step) : step)),
      ];
      issues.push({
        code: 'EXPECTATION_SYNTAX',
        at: source.at(at),
        path: at.join('.'),
        problem:
          code === 'unrecognized_keys' ? `${message}.` : `"${String(inner.at(-1) ?? 'entry')}" is missing or wrong.`,
        allowed: code === 'invalid_value' ? 'pass, drop' : KEYS,
      });
    }
    return [];
  });
  return issues.length > 0 ? failure(issues) : success({ display, text: new TextDecoder().decode(bytes), list });
}

/** Every expectation that isn't met (EXPECTATION_FAILED), or whose words this network doesn't know (PACKET_SYNTAX). */
export function unmet(proof: Proof, { list }: Expectations, entries: Entries): readonly Issue[] {
  return list.flatMap(({ expectation, at }): readonly Issue[] => {
    const { from, to, port, name, expect, because } = expectation;
    const question: Question = {
      to,
      ...(from === undefined ? {} : { from }),
      ...(port === undefined ? {} : { port }),
      ...(name === undefined ? {} : { name }),
    };
    const answer = ask(proof, question, entries);
    if (!answer.ok)
      return answer.issues.map((issue) => {
        const key = /^--(\w+)/.exec(issue.problem)?.[1] ?? 'to';
        const place = at(key);
        return { ...issue, ...(place ? { at: place } : {}), problem: issue.problem.replace(/^--(\w+)/, '"$1"') };
      });
    if ((expect === 'pass') === answer.value.passes) return [];
    const place = at('expect');
    const words = [from ?? 'anybody', '→', to, port, name].filter((word) => word !== undefined).join(' ');
    return [
      {
        code: 'EXPECTATION_FAILED',
        ...(place ? { at: place } : {}),
        problem: `${words}: ${expect === 'pass' ? 'expected to pass, and nothing does' : 'expected to be dropped, and something passes'}.`,
        got: firstLines(answer.value.text),
        ...(because === undefined ? {} : { fix: because }),
      },
    ];
  });
}

/** What is said of it, on one line. */
function firstLines(text: string): string {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const verdict = lines.find((line) => /^(Dropped|Passes|Arrives)/.test(line));
  return verdict ?? lines.slice(1, 3).join('; ');
}
