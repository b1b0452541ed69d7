import path from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { type Issue, type Result, success } from '../../catalogue/issues/issue';
import type { Paint } from '../../catalogue/text/paint';
import { shortText } from '../../review/report/text';
import { isUnchanged } from '../../review/review';
import { lockInWords, type LockOptions, planLock, type PlannedLock } from '../lock/lock';
import { type Writing, writeUninterrupted } from '../writing/write-together';

/** Who proposes: where they are, and how they look at it. */
export interface Desk {
  readonly catalogue: string;
  readonly cwd: string;
  readonly today: string;
  readonly width: number;
  readonly paint: Paint;
  /** Shows that something is being done; the returned function takes it away. */
  readonly busy?: (label: string) => () => void;
}

/** What files would hold, tried as if they held it: nothing is wrong with it, and nobody goes off the network who did not agree. */
export interface Proposal {
  /** Files that would be another, the lock the last. */
  readonly files: readonly string[];
  /** Lines that would differ, as `diff -u` has them. */
  readonly diff: string;
  /** What the lock would choose, and what the review says. */
  readonly effect: string;
  readonly planned: PlannedLock;
  readonly warnings: readonly Issue[];
  /** Writes all or nothing. */
  write(): Promise<readonly Issue[]>;
}

/** More lines than this are told by number. */
const MOST_DIFF_LINES = 200;

/** Tries what files would hold. Reports all that `wan lock` would of it, and writes nothing. */
export function propose(
  desk: Desk,
  texts: ReadonlyMap<string, string>,
  before: ReadonlyMap<string, string>,
  lock: Pick<LockOptions, 'base' | 'keep'> = {},
): Result<Proposal> {
  const { catalogue, cwd, today, width, paint } = desk;
  const unsaved = new Map([...texts].map(([file, text]) => [path.resolve(cwd, file), text]));
  const done = desk.busy?.('Trying it');
  const planned = planLock(catalogue, cwd, { today, ...lock }, unsaved);
  done?.();
  if (!planned.ok) return planned;
  const { target, text, lockText, review, changes } = planned.value;
  const lockWriting: readonly Writing[] = lockText === text ? [] : [{ file: target, text, before: lockText }];
  const writings = [
    ...[...texts].map(([file, next]): Writing => ({ file, text: next, before: before.get(file) })),
    ...lockWriting,
  ];
  const numbers = changes === undefined ? '' : `${target}: ${lockInWords(planned.value)}.\n`;
  const said =
    review === undefined
      ? 'There is nothing committed to compare with: no review.\n'
      : isUnchanged(review)
        ? 'Review: nothing of what is built changes.\n'
        : shortText(review, width);
  return success(
    {
      files: writings.map(({ file }) => file),
      diff: [...texts].map(([file, next]) => diffOf(file, before.get(file) ?? '', next, paint)).join(''),
      effect: `${numbers}${said}`,
      planned: planned.value,
      warnings: planned.warnings,
      write: () => writeUninterrupted(cwd, writings),
    },
    planned.warnings,
  );
}

function diffOf(file: string, before: string, after: string, paint: Paint): string {
  const plain = (text: string): string => text.replaceAll('\r\n', '\n');
  const lines = createTwoFilesPatch(file, file, plain(before), plain(after), '', '', { context: 3 })
    .split('\n')
    .filter((line) => !/^(?:=+|Index: .*|\\ No newline.*|)$/.test(line))
    .map((line) => line.trimEnd());
  const shown = lines.slice(0, MOST_DIFF_LINES).map((line) => {
    if (/^(?:---|\+\+\+) /.test(line)) return paint('strong', line);
    if (line.startsWith('+')) return paint('good', line);
    if (line.startsWith('-')) return paint('bad', line);
    return line.startsWith('@') ? paint('faint', line) : line;
  });
  const more = lines.length > shown.length ? [`… and ${lines.length - shown.length} lines more`] : [];
  return `${[...shown, ...more].join('\n')}\n`;
}
