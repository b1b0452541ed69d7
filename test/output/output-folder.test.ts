import fs from 'node:fs';
import path from 'node:path';
import { renderIssue } from '../../catalogue/issues/render-issues';
import { discardAbandoned } from '../../output/interrupts';
import { checkOwner, isIntact, type OutputFiles, readRecord, sha256, writeOutput } from '../../output/output-folder';
import { temporaryFolder } from '../support/workspace';

function files(stacks: Readonly<Record<string, string>>): OutputFiles {
  const record = {
    wan: 'cngw',
    environment: 'lab',
    program: 'p',
    stacks: Object.fromEntries(
      Object.entries(stacks).map(([name, text]) => [name, { input: 'i', output: sha256(text) }]),
    ),
  };
  return { record, stacks: new Map(Object.entries(stacks)), manifest: `manifest of ${Object.keys(stacks).join()}` };
}

/** Every file below a folder with its content. */
function snapshot(folder: string): Record<string, string> {
  return Object.fromEntries(
    fs
      .readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => [
        path.relative(folder, path.join(entry.parentPath, entry.name)),
        fs.readFileSync(path.join(entry.parentPath, entry.name), 'utf8'),
      ]),
  );
}

afterEach(() => jest.restoreAllMocks());

test('writes stacks, record and manifest, and nothing beside them', () => {
  const parent = temporaryFolder();
  const out = path.join(parent, 'out');
  expect(writeOutput(out, 'out', files({ a: 'A', b: 'B' })).ok).toBe(true);
  expect(Object.keys(snapshot(out)).sort()).toEqual([
    'manifest.json',
    'stacks/a/cdk.tf.json',
    'stacks/b/cdk.tf.json',
    'wan.json',
  ]);
  expect(fs.readdirSync(parent)).toEqual(['out']);
  const record = readRecord(out);
  expect(record && isIntact(out, 'a', record)).toBe(true);
});

test('the manifest is moved into place last', () => {
  const out = path.join(temporaryFolder(), 'out');
  const moved: string[] = [];
  const rename = fs.renameSync;
  jest.spyOn(fs, 'renameSync').mockImplementation((from, to) => {
    moved.push(path.relative(out, String(to)));
    rename(from, to);
  });
  writeOutput(out, 'out', files({ a: 'A', b: 'B' }));
  expect(moved).toEqual(['stacks/a/cdk.tf.json', 'stacks/b/cdk.tf.json', 'wan.json', 'manifest.json']);
});

test('a file that is as it should be is not touched; a stack that is gone goes, Terraform’s own folder stays', () => {
  const out = path.join(temporaryFolder(), 'out');
  writeOutput(out, 'out', files({ a: 'A', b: 'B', c: 'C' }));
  fs.mkdirSync(path.join(out, 'stacks/b/.terraform'));
  const before = fs.statSync(path.join(out, 'stacks/a/cdk.tf.json')).mtimeMs;
  const written = writeOutput(out, 'out', files({ a: 'A' }));
  expect(written.ok && written.value).toEqual(['wan.json', 'manifest.json']);
  expect(fs.statSync(path.join(out, 'stacks/a/cdk.tf.json')).mtimeMs).toBe(before);
  expect(fs.readdirSync(path.join(out, 'stacks')).sort()).toEqual(['a', 'b']);
  expect(fs.readdirSync(path.join(out, 'stacks/b'))).toEqual(['.terraform']);
});

test.each([
  ['ENOSPC', 'the disk is full (ENOSPC)'],
  ['EROFS', 'the disk is read-only (EROFS)'],
])('%s while writing leaves the last good output as it was', (code, words) => {
  const parent = temporaryFolder();
  const out = path.join(parent, 'out');
  writeOutput(out, 'out', files({ a: 'A', b: 'B' }));
  const before = snapshot(parent);
  const write = fs.writeFileSync;
  let writes = 0;
  jest.spyOn(fs, 'writeFileSync').mockImplementation((file, data, options) => {
    writes += 1;
    if (writes === 2) throw Object.assign(new Error(code), { code });
    write(file, data, options);
  });
  const result = writeOutput(out, 'out', files({ a: 'A2', b: 'B2' }));
  jest.restoreAllMocks();
  expect(result.ok ? '' : result.issues.map((issue) => renderIssue(issue)).join('')).toBe(
    `OUTPUT_UNWRITABLE\n    out can't be written: ${words}.\n    The last good output is still there. Make room or permission, and run it again.\n`,
  );
  expect(snapshot(parent)).toEqual(before);
});

test('a file that cannot be moved into place takes back those that were', () => {
  const parent = temporaryFolder();
  const out = path.join(parent, 'out');
  writeOutput(out, 'out', files({ a: 'A', b: 'B' }));
  const before = snapshot(parent);
  const rename = fs.renameSync;
  jest.spyOn(fs, 'renameSync').mockImplementation((from, to) => {
    if (String(to).includes('/b/')) throw Object.assign(new Error('EPERM'), { code: 'EPERM' });
    rename(from, to);
  });
  expect(writeOutput(out, 'out', files({ a: 'A2', b: 'B2', c: 'C' })).ok).toBe(false);
  jest.restoreAllMocks();
  const { 'out/stacks/c/cdk.tf.json': _none, ...after } = snapshot(parent);
  expect(after).toEqual(before);
  expect(_none).toBeUndefined();
});

test('a folder that holds something else is refused', () => {
  const folder = temporaryFolder();
  fs.writeFileSync(path.join(folder, 'thesis.txt'), 'precious');
  expect(checkOwner(folder, 'out', { wan: 'cngw', environment: 'lab' }).ok).toBe(false);
});

test('a file where the folder should be is reported, and stays', () => {
  const parent = temporaryFolder();
  fs.writeFileSync(path.join(parent, 'out'), 'precious');
  const result = writeOutput(path.join(parent, 'out'), 'out', files({ a: 'A' }));
  expect(result.ok ? '' : result.issues[0]?.problem).toContain('a file stands where a folder should be');
  expect(snapshot(parent)).toEqual({ out: 'precious' });
});

test('an output changed by hand does not count as intact', () => {
  const out = path.join(temporaryFolder(), 'out');
  writeOutput(out, 'out', files({ a: 'A' }));
  fs.writeFileSync(path.join(out, 'stacks/a/cdk.tf.json'), 'changed');
  const record = readRecord(out);
  expect(record && isIntact(out, 'a', record)).toBe(false);
  expect(record && isIntact(out, 'none', record)).toBe(false);
});

describe('whose folder it is', () => {
  const owner = { wan: 'cngw', environment: 'lab' };
  const made = (): string => {
    const out = path.join(temporaryFolder(), 'out');
    writeOutput(out, 'out', files({ a: 'A' }));
    return out;
  };

  test('its own, or an empty one, may be written', () => {
    expect(checkOwner(made(), 'out', owner).ok).toBe(true);
    expect(checkOwner(temporaryFolder(), 'out', owner).ok).toBe(true);
    expect(checkOwner('/nowhere/at/all', 'out', owner).ok).toBe(true);
  });

  test('another network’s may not, nor stacks that somebody else wrote', () => {
    const foreign = checkOwner(made(), 'cdktf.out', { wan: 'cngw', environment: 'production' });
    expect(foreign.ok ? '' : foreign.issues.map((issue) => renderIssue(issue)).join('')).toBe(
      'OUTPUT_FOREIGN\n    cdktf.out holds cngw lab, and this is cngw production.\n    Write elsewhere (--out DIR, or `npx cdktf … --output DIR`), or say that it may be replaced: --replace, or WAN_REPLACE=1.\n',
    );
    const unknown = made();
    fs.rmSync(path.join(unknown, 'wan.json'));
    expect(checkOwner(unknown, 'out', owner).ok).toBe(false);
  });
});

test('what an interrupted run left beside the folder is removed; a running one keeps its own', () => {
  const parent = temporaryFolder();
  const running = `out.next-${process.pid}`;
  for (const name of ['out.next-999999999', running, 'out.next-notes', 'other']) fs.mkdirSync(path.join(parent, name));
  discardAbandoned(path.join(parent, 'out'));
  expect(fs.readdirSync(parent).sort()).toEqual(['other', running, 'out.next-notes'].sort());
});

test.each([0, 1, 2, 3, 4])(
  'a run that is killed behind its move %i: the next reader finishes, and nothing is mixed',
  (moves) => {
    const parent = temporaryFolder();
    const out = path.join(parent, 'out');
    writeOutput(out, 'out', files({ a: 'A', b: 'B', gone: 'G' }));
    const wanted = path.join(temporaryFolder(), 'out');
    writeOutput(wanted, 'out', files({ a: 'A2', b: 'B2' }));
    // Killed: no more renames, no undoing, no clearing away.
    const rename = fs.renameSync;
    let left = moves;
    jest.spyOn(fs, 'renameSync').mockImplementation((from, to) => {
      if (left === 0) throw new Error('killed');
      left -= 1;
      rename(from, to);
    });
    const remove = jest.spyOn(fs, 'rmSync').mockImplementation(() => undefined);
    const copied = jest.spyOn(fs, 'copyFileSync').mockImplementation(() => undefined);
    try {
      writeOutput(out, 'out', files({ a: 'A2', b: 'B2' }));
    } catch {
      // As it would be in another process.
    }
    jest.restoreAllMocks();
    expect([remove, copied]).toHaveLength(2);
    const staging = path.join(parent, `out.next-${process.pid}`);
    fs.renameSync(staging, path.join(parent, 'out.next-999999999'));
    discardAbandoned(out);
    expect(snapshot(out)).toEqual(snapshot(wanted));
    expect(fs.readdirSync(parent)).toEqual(['out']);
  },
);

const SHM = '/dev/shm';
const isOtherDisk = fs.existsSync(SHM) && fs.statSync(SHM).dev !== fs.statSync(temporaryFolder()).dev;
(isOtherDisk ? test : test.skip)('a folder on a disk of its own is written inside', () => {
  const disk = fs.mkdtempSync(path.join(SHM, 'wan-'));
  try {
    const out = path.join(temporaryFolder(), 'out');
    fs.symlinkSync(disk, out);
    expect(writeOutput(out, 'out', files({ a: 'A' })).ok).toBe(true);
    expect(Object.keys(snapshot(disk)).sort()).toEqual(['manifest.json', 'stacks/a/cdk.tf.json', 'wan.json']);
  } finally {
    fs.rmSync(disk, { recursive: true, force: true });
  }
});
