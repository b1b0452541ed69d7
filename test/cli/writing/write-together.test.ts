import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { renderIssues } from '../../../catalogue/issues/render-issues';
import { textOf, writeTogether, writeUninterrupted } from '../../../cli/writing/write-together';
import { temporaryFolder } from '../../support/workspace';

const read = (folder: string, name: string): string => readFileSync(path.join(folder, name), 'utf8');

test('all files are written, or those that were are put back', () => {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'a'), 'old');
  expect(
    writeTogether(folder, [
      { file: 'a', text: 'new', before: 'old' },
      { file: 'b', text: 'b', before: undefined },
    ]),
  ).toEqual([]);
  expect([read(folder, 'a'), read(folder, 'b')]).toEqual(['new', 'b']);
  // A folder that is not there can't be written into.
  const refused = writeTogether(folder, [
    { file: 'a', text: 'newer', before: 'new' },
    { file: 'd', text: 'd', before: undefined },
    { file: 'none/c', text: 'c', before: undefined },
  ]);
  expect(renderIssues(refused)).toContain("OUTPUT_UNWRITABLE\n    none/c can't be written: ENOENT.");
  expect(read(folder, 'a')).toBe('new');
  expect(textOf(path.join(folder, 'd'))).toBeUndefined();
  // Where a folder is in the way it is named.
  expect(() => textOf(folder)).toThrow(expect.objectContaining({ code: 'EISDIR', path: folder }) as Error);
});

test('what another wrote meanwhile is never written over, and every such file is named', async () => {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'a'), 'theirs');
  const refused = await writeUninterrupted(folder, [
    { file: 'a', text: 'ours', before: 'old' },
    { file: 'b', text: 'ours', before: 'gone' },
  ]);
  expect(refused.map(({ code, at }) => `${code} ${at?.file ?? ''}`)).toEqual(['FILE_CHANGED a', 'FILE_CHANGED b']);
  expect(read(folder, 'a')).toBe('theirs');
  expect(textOf(path.join(folder, 'b'))).toBeUndefined();
});
