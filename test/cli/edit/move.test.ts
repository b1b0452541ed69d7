import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { renderIssues } from '../../../catalogue/issues/render-issues';
import { moveCommand, type MoveOptions } from '../../../cli/edit/move';
import { renameCommand } from '../../../cli/edit/rename';
import type { Desk } from '../../../cli/edit/proposal';
import { checkCommand } from '../../../cli/check';
import { changedLines, commit, filesOf, smallDesk } from '../../support/desk';

const wrong = (issues: Parameters<typeof renderIssues>[0]): string =>
  renderIssues(issues.filter(({ severity }) => severity !== 'warning'));

async function moved(desk: Desk, sites: readonly string[], options: MoveOptions) {
  const before = filesOf(desk.cwd);
  const { text, issues } = await moveCommand(desk, sites, options);
  const lines = changedLines(before, filesOf(desk.cwd)).filter((line) => !/^.small\.lock/.test(line));
  return { lines, text, said: wrong(issues) };
}

test('a site is moved where it is written, and the lock and the review with it', async () => {
  const desk = smallDesk();
  const { lines, text } = await moved(desk, ['library'], { state: 'leaving' });
  expect(lines).toEqual(['-small/sites.yaml:     state: live', '+small/sites.yaml:     state: leaving']);
  expect(text).toContain('small.lock.yaml: 1 changed site (library).');
  expect(text).toMatch(/^Against HEAD/m);
  expect(wrong(checkCommand('small.yaml', desk.cwd, '2026-11-22').issues)).toBe('');
  expect((await moved(desk, ['library'], { state: 'leaving' })).text).toBe('It is written so already.\n');
});

test('several at once, each in its place', async () => {
  const { lines } = await moved(smallDesk(), ['library', 'both-clouds'], { state: 'leaving' });
  expect(lines.filter((line) => line.includes('state: leaving'))).toHaveLength(2);
});

test.each<readonly [string, readonly string[], MoveOptions, string]>([
  ['nowhere', ['library'], {}, 'USAGE\n    Nothing is said of where to.\n    Give --state or --profile.\n'],
  [
    'sites that are not there, all of them',
    ['librry', 'library', 'zzzzzz'],
    { state: 'leaving' },
    'SITE_UNKNOWN\n    There is no site "librry".\n    Did you mean "library"?\n\nSITE_UNKNOWN\n    There is no site "zzzzzz".\n',
  ],
  ['a state that is none', ['library'], { state: 'gone' }, 'Allowed: planned, building, live, leaving'],
  ['a profile that is not there', ['library'], { profile: 'palace' }, 'palace'],
  ['off the network without consent', ['library'], { state: 'planned' }, 'SITE_REMOVED'],
])('nothing is written: %s', async (_, sites, options, wanted) => {
  const { lines, said } = await moved(smallDesk(), sites, options);
  expect(said).toContain(wanted);
  expect(lines).toEqual([]);
});

const renamed = async (desk: Desk, from: string, to: string, name?: string) => {
  const before = filesOf(desk.cwd);
  const { text, issues } = await renameCommand(desk, from, to, name === undefined ? {} : { name });
  const lines = changedLines(before, filesOf(desk.cwd)).filter((line) => !/^.small\.lock/.test(line));
  return { lines, text, said: wrong(issues) };
};

test('a renamed site keeps its numbers, its name changes where one is given, and nothing of it is replaced', async () => {
  const desk = smallDesk();
  const { lines, text } = await renamed(desk, 'library', 'old-library', 'The Old Library');
  expect(lines).toEqual([
    '-small/changes.yaml:       sites: [library]',
    '+small/changes.yaml:       sites: [old-library]',
    '-small/sites.yaml:   - id: library',
    '-small/sites.yaml:     name: Library',
    '+small/sites.yaml:   - id: old-library',
    '+small/sites.yaml:     was: library',
    '+small/sites.yaml:     name: The Old Library',
  ]);
  expect(text).toContain('small.lock.yaml: 1 renamed site (old-library).');
  expect(text).toContain('nobody goes off the network');
  expect(wrong(checkCommand('small.yaml', desk.cwd, '2026-11-22').issues)).toBe('');
});

test('who is expected to reach it, and whom it is, is asked of its new id; nothing else of that file changes', async () => {
  const desk = smallDesk();
  const file = path.join(desk.cwd, 'small.expect.yaml');
  const text = [
    '# What has to work.',
    'expectations:',
    '  - { from: library, to: 10.16.1.10, port: tcp/443, expect: pass, because: "library" } # library',
    "  - to: 'library/council'",
    '    from: wifi',
    '    expect: drop',
    '  - { from: old-library-annex, to: library-two, expect: drop }',
    '',
  ].join('\n');
  writeFileSync(file, text);
  commit(desk.cwd);
  const { lines } = await renamed(desk, 'library', 'old-library');
  expect(lines.filter((line) => line.includes('expect.yaml'))).toEqual([
    '-small.expect.yaml:   - { from: library, to: 10.16.1.10, port: tcp/443, expect: pass, because: "library" } # library',
    "-small.expect.yaml:   - to: 'library/council'",
    '+small.expect.yaml:   - { from: old-library, to: 10.16.1.10, port: tcp/443, expect: pass, because: "library" } # library',
    '+small.expect.yaml:   - to: old-library/council',
  ]);
});

test('a second step before the first is deployed is refused, after it not', async () => {
  const desk = smallDesk();
  await renamed(desk, 'library', 'old-library');
  const { lines, said } = await renamed(desk, 'old-library', 'archive-library');
  expect(lines).toEqual([]);
  expect(said).toBe(`\
WAS_IN_USE
    old-library was library until now, and is still deployed under that id: one change can't take two steps.
    Deploy it as old-library first; or take the first step back (\`git checkout\` its file and the lock) and rename library to archive-library.
`);
  commit(desk.cwd);
  expect((await renamed(desk, 'old-library', 'archive-library')).lines).toEqual([
    '-small/changes.yaml:       sites: [old-library]',
    '+small/changes.yaml:       sites: [archive-library]',
    '-small/sites.yaml:   - id: old-library',
    '-small/sites.yaml:     was: library',
    '+small/sites.yaml:   - id: archive-library',
    '+small/sites.yaml:     was: old-library',
  ]);
});

test.each<readonly [string, string, string, string]>([
  [
    'what is no site',
    'fire',
    'fire-and-rescue',
    'USAGE\n    fire is one of tenants: its id is in the names of what is built, and is permanent.\n    What people call it may change freely: edit its `name:`.\n',
  ],
  ['nothing', 'librry', 'x', 'SITE_UNKNOWN\n    There is no site "librry".\n    Did you mean "library"?\n'],
  ['to the same', 'library', 'library', 'USAGE\n    library is called that already.\n'],
  ['to another', 'library', 'town-hall', 'USAGE\n    There is a site "town-hall" already.\n    Choose another id.\n'],
  ['to what is no id', 'library', 'The Library', 'BAD_FORMAT'],
])('nothing is renamed: %s', async (_, from, to, wanted) => {
  const { lines, said } = await renamed(smallDesk(), from, to);
  expect(said).toContain(wanted);
  expect(lines).toEqual([]);
});
