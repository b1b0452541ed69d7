import { parseDocument } from 'yaml';
import { failure, type Issue, type Result, success } from '../../catalogue/issues/issue';
import { type KeyEdit, withKeys } from '../../catalogue/yaml/set-keys';
import type { Hold } from './holds';

/**
 * Files of a catalogue with what waits written where it waits; those that stay as they are left out. Reports USAGE where a file is
 * laid out so that nothing can be put into an entry.
 */
export function filesHolding(
  files: ReadonlyMap<string, string>,
  holds: readonly Hold[],
): Result<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  const issues: Issue[] = [];
  const left = new Set(holds);
  for (const [file, text] of files) {
    const value: unknown = parseDocument(text).toJS();
    const edits = holds.flatMap((hold) => {
      const found = editsIn(value, hold);
      if (found.length > 0) left.delete(hold);
      return found;
    });
    if (edits.length === 0) continue;
    const result = withKeys(text, edits);
    const own = holds.filter((hold) => editsIn(value, hold).length > 0);
    if (result === undefined)
      issues.push({
        code: 'USAGE',
        at: { file, line: 1, column: 1 },
        problem: `It is laid out so that nothing can be put into ${said(own)}.`,
        fix: 'Write these entries without anchors and aliases, and run it again.',
      });
    else texts.set(file, result);
  }
  if (left.size > 0)
    throw new Error(`no file holds ${[...left].map(({ id, circuit }) => `${id}.${circuit}`).join(', ')}`);
  return issues.length > 0 ? failure(issues) : success(texts);
}

/** Entries of a message, none twice. */
function said(holds: readonly Hold[]): string {
  return [...new Set(holds.map(({ noun, id }) => `${noun}.${id}`))].slice(0, 6).join(', ');
}

/** Where in a file's own value the mappings of a hold stand, by position. */
function editsIn(value: unknown, { noun, id, edits }: Hold): readonly KeyEdit[] {
  const entries = (value as Readonly<Record<string, unknown>> | null)?.[noun];
  const index = positionOf(entries, id);
  if (index === undefined) return [];
  const entry = (entries as readonly unknown[])[index] as Readonly<Record<string, unknown>>;
  return edits.flatMap(({ at: [list, of, ...rest], keys }) => {
    const inner = positionOf(entry[String(list)], String(of));
    return inner === undefined ? [] : [{ at: [noun, index, String(list), inner, ...rest], keys }];
  });
}

function positionOf(list: unknown, id: string): number | undefined {
  if (!Array.isArray(list)) return undefined;
  const index = list.findIndex((each: unknown) => {
    const entry = each as { readonly id?: unknown; readonly tenant?: unknown } | null;
    return (entry?.id ?? entry?.tenant) === id;
  });
  return index < 0 ? undefined : index;
}
