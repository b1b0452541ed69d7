import { spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import ROOMS from '../../rooms.cjs';
import { ROOT } from '../support/run';

/** A checkout with the real launcher and a program of three lines. */
let checkout: string;
const cache = (): string => path.join(checkout, 'node_modules/.cache/wan');
const bundles = (): string[] => readdirSync(cache()).sort();
const main = (text: string): void => writeFileSync(path.join(checkout, 'main.ts'), text);

beforeEach(() => {
  checkout = mkdtempSync(path.join(os.tmpdir(), 'wan-launch-'));
  for (const name of ['bin', 'rooms.cjs'])
    cpSync(path.join(ROOT, name), path.join(checkout, name), { recursive: true });
  const folders = ROOMS.flat().flatMap((room) => (room.endsWith('.ts') ? [] : [room.split('/')[0] ?? room]));
  for (const folder of [...new Set(folders), 'node_modules']) mkdirSync(path.join(checkout, folder));
  for (const file of ['package.json', 'package-lock.json', 'tsconfig.json'])
    writeFileSync(path.join(checkout, file), '{}');
  for (const name of ['esbuild', 'tsx', 'yaml'])
    symlinkSync(path.join(ROOT, 'node_modules', name), path.join(checkout, 'node_modules', name));
  writeFileSync(path.join(checkout, 'stacks/render.ts'), 'export const rendered: string = "rendered";\n');
  writeFileSync(path.join(checkout, 'cli/wan.ts'), 'const said: string = "wan"; process.stdout.write(said);\n');
  main('const said: string = "one"; process.stdout.write(said);\n');
});
afterEach(() => rmSync(checkout, { recursive: true, force: true }));

function run(options: { readonly node?: readonly string[]; readonly env?: NodeJS.ProcessEnv; entry?: string } = {}): {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
} {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...(options.node ?? []), path.join(checkout, 'bin', options.entry ?? 'start.cjs')],
    { cwd: checkout, encoding: 'utf8', env: { ...process.env, ...options.env } },
  );
  return { code: status, stdout, stderr };
}

test('bundles once, and again when a source has changed', () => {
  expect(run().stdout).toBe('one');
  const [first = ''] = bundles();
  const made = statSync(path.join(cache(), first, 'main.js')).mtimeMs;
  expect(run().stdout).toBe('one');
  expect(bundles()).toEqual([first]);
  expect(statSync(path.join(cache(), first, 'main.js')).mtimeMs).toBe(made);
  expect(readdirSync(path.join(cache(), first)).filter((name) => name.endsWith('.code'))).toEqual([
    'main.js.start.code',
  ]);
  main('const said: string = "two"; process.stdout.write(said);\n');
  expect(run().stdout).toBe('two');
  expect(bundles()).toHaveLength(2);
  expect(run({ entry: 'wan.cjs' }).stdout).toBe('wan');
});

test('characters beyond ASCII mean the same in the bundle, in regular expressions too', () => {
  main(
    "process.stdout.write('St Mary\u2019s \u2502 \u{1f534}'.replaceAll(/[’│]/g, '').replace(/🔴/u, 'x') + ' – é');\n",
  );
  expect(run()).toMatchObject({ code: 0, stdout: 'St Marys  x – é' });
});

test('keeps no more than the bundles that one goes back and forth between', () => {
  for (let version = 0; version < 7; version += 1) {
    main(`process.stdout.write('${version}');\n`);
    expect(run().stdout).toBe(String(version));
  }
  expect(bundles()).toHaveLength(4);
});

test('several processes at once on an empty cache all run', async () => {
  const runs = Array.from(
    { length: 4 },
    () =>
      new Promise<string>((resolve) => {
        const child = spawn(process.execPath, [path.join(checkout, 'bin/start.cjs')], { cwd: checkout });
        let text = '';
        child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
        child.on('close', (code) => resolve(`${code} ${text}`));
      }),
  );
  expect(await Promise.all(runs)).toEqual(['0 one', '0 one', '0 one', '0 one']);
  expect(bundles()).toHaveLength(1);
});

test('a bundle that was half written is made again, and damaged compiled code is not used', () => {
  run();
  const [name = ''] = bundles();
  const file = path.join(cache(), name, 'main.js');
  truncateSync(file, 20);
  expect(run()).toEqual({ code: 0, stdout: 'one', stderr: '' });
  expect(statSync(file).size).toBeGreaterThan(20);
  const compiled = `${file}.start.code`;
  const bytes = readFileSync(compiled);
  bytes.fill(7, 40);
  writeFileSync(compiled, bytes);
  expect(run()).toEqual({ code: 0, stdout: 'one', stderr: '' });
  writeFileSync(file, Buffer.alloc(statSync(file).size));
  expect(run()).toEqual({ code: 0, stdout: 'one', stderr: '' });
  writeFileSync(path.join(cache(), name, 'sizes.json'), '{}');
  rmSync(file);
  expect(run()).toEqual({ code: 0, stdout: 'one', stderr: '' });
  rmSync(path.join(cache(), name, 'sizes.json'));
  expect(run()).toEqual({ code: 0, stdout: 'one', stderr: '' });
});

test('another version of Node makes a bundle of its own', () => {
  run();
  const other = path.join(checkout, 'other.cjs');
  writeFileSync(other, "Object.defineProperty(process, 'version', { value: 'v22.99.0' });\n");
  expect(run({ node: ['--require', other] })).toEqual({ code: 0, stdout: 'one', stderr: '' });
  expect(bundles()).toHaveLength(2);
});

test('where nothing can be written, and where it is asked for, the sources run as they are', () => {
  writeFileSync(path.join(checkout, 'node_modules/.cache'), 'a file where the cache would be');
  expect(run()).toEqual({ code: 0, stdout: 'one', stderr: '' });
  rmSync(path.join(checkout, 'node_modules/.cache'));
  expect(run({ env: { WAN_CACHE: '0' } })).toEqual({ code: 0, stdout: 'one', stderr: '' });
  expect(readdirSync(path.join(checkout, 'node_modules'))).not.toContain('.cache');
});

test('a stack trace names the line of the source', () => {
  main('interface Nothing {\n  readonly none: true;\n}\nexport type { Nothing };\n\nthrow new Error("here");\n');
  expect(run().stderr).toMatch(/Error: here\n {4}at .*main\.ts:6:7/);
});

test('a source that does not parse is reported at its own line', () => {
  main('const one = ;\n');
  const { code, stderr } = run();
  expect(code).toBe(1);
  expect(stderr).toContain('main.ts:1:12');
});

test('without packages one line says what to do', () => {
  rmSync(path.join(checkout, 'node_modules'), { recursive: true });
  expect(run()).toEqual({ code: 2, stdout: '', stderr: 'The packages are not installed: run `npm ci` first.\n' });
});

test('npm start means files as they are seen where it was typed, inside of the checkout', () => {
  main('process.stdout.write(process.cwd());\n');
  const typed = (folder: string, event = 'start'): string =>
    run({ env: { INIT_CWD: folder, npm_lifecycle_event: event } }).stdout;
  expect(typed(path.join(checkout, 'plan'))).toBe(path.join(checkout, 'plan'));
  expect(typed(path.join(checkout, 'plan'), 'test')).toBe(checkout);
  expect(typed(os.tmpdir())).toBe(checkout);
  expect(typed(path.join(checkout, 'gone'))).toBe(checkout);
});
