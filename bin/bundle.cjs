const { createHash } = require('node:crypto');
const {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} = require('node:fs');
const path = require('node:path');
const ROOMS = require('../rooms.cjs').flat();

/** What commands begin with, and what is loaded only where a stack has to be built. */
const ENTRIES = ['main.ts', 'cli/wan.ts', 'stacks/render.ts'];
/** Where sources are: in the rooms, whichever there are, and here. */
const FOLDERS = [...new Set(ROOMS.flatMap((room) => (room.endsWith('.ts') ? [] : [room.split('/')[0]]))), 'bin'];
const FILES = ['main.ts', 'package.json', 'package-lock.json', 'tsconfig.json'];
/** Written last: a bundle without it, or of another size, is not used. */
const DONE = 'sizes.json';
/** Bundles that are kept: of as many branches one may go back and forth between. */
const KEPT = 4;

/** The folder of the bundle of the sources as they are now; undefined where there is none and none can be made. */
function bundleOf(root) {
  const cache = path.join(root, 'node_modules', '.cache', 'wan');
  const folder = path.join(cache, keyOf(root));
  if (isWhole(folder)) return folder;
  try {
    make(root, cache, folder);
  } catch {
    // No room, no right to write, or sources that don't parse, which tsx says better.
  }
  return isWhole(folder) ? folder : undefined;
}

/** Hash of everything that a bundle is made from. */
function keyOf(root) {
  const hash = createHash('sha256').update(`${process.version} ${process.arch} ${root}`);
  const add = (file) => hash.update(`\0${file}\0`).update(readFileSync(path.join(root, file)));
  const walk = (folder) => {
    for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
      const inside = `${folder}/${entry.name}`;
      if (entry.isDirectory()) walk(inside);
      else if (/\.(ts|cjs)$/.test(entry.name)) add(inside);
    }
  };
  FOLDERS.forEach(walk);
  FILES.forEach(add);
  return hash.digest('hex').slice(0, 24);
}

/** Whether every file is there in the size in which it was written: a disk that was full leaves shorter ones. */
function isWhole(folder) {
  try {
    const sizes = JSON.parse(readFileSync(path.join(folder, DONE), 'utf8'));
    const isMade = ENTRIES.every((entry) => sizes[entry.replace(/\.ts$/, '.js')] > 0);
    return (
      isMade &&
      Object.entries(sizes).every(([file, size]) => {
        const at = path.join(folder, file);
        return statSync(at).size === size && lastByte(at, size) !== 0;
      })
    );
  } catch {
    return false;
  }
}

/** After a power cut a file may have its length and be all zeros. */
function lastByte(file, size) {
  const byte = Buffer.alloc(1);
  const handle = openSync(file, 'r');
  try {
    readSync(handle, byte, 0, 1, size - 1);
  } finally {
    closeSync(handle);
  }
  return byte[0];
}

/** esbuild writes ASCII but for regular expressions, and what it writes is read as ASCII: it is half as long to V8. */
function escapeRest(file) {
  const text = readFileSync(file, 'utf8');
  const escaped = text.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  if (escaped !== text) writeFileSync(file, escaped);
}

/** Made beside its place and moved there, so that two processes at once both find a whole one. */
function make(root, cache, folder) {
  mkdirSync(cache, { recursive: true });
  const beside = mkdtempSync(path.join(cache, 'making-'));
  try {
    require('esbuild').buildSync({
      absWorkingDir: root,
      entryPoints: ENTRIES,
      outbase: root,
      outdir: beside,
      bundle: true,
      platform: 'node',
      target: 'node20',
      sourcemap: 'external',
      sourcesContent: false,
      logLevel: 'silent',
      // Packages that are modules ask where they stand.
      define: { 'import.meta.url': 'placeOfBundle' },
      // The function that Node puts around a file, so that no copy has to be made of the text to put it there.
      banner: {
        js: "(function (exports, require, module, __filename, __dirname) { const placeOfBundle = require('node:url').pathToFileURL(__filename).href;",
      },
      footer: { js: '})' },
      minifyWhitespace: true,
      minifySyntax: true,
      lineLimit: 160,
      // What is loaded late is required: a script that V8 compiled before can't import.
      supported: { 'dynamic-import': false },
      // WebAssembly, and half a megabyte for workbooks, each for one command; found in node_modules from the cache as well.
      external: ['@viz-js/viz', '@e965/xlsx'],
    });
    for (const entry of ENTRIES) escapeRest(path.join(beside, entry.replace(/\.ts$/, '.js')));
    const files = ENTRIES.map((entry) => entry.replace(/\.ts$/, '.js')).flatMap((file) => [file, `${file}.map`]);
    const sizes = Object.fromEntries(files.map((file) => [file, statSync(path.join(beside, file)).size]));
    writeFileSync(path.join(beside, DONE), JSON.stringify(sizes));
    // Another process was faster, and somebody may be reading what it made: only what is no whole bundle is taken away.
    if (isWhole(folder)) return;
    if (existsSync(folder)) rmSync(folder, { recursive: true, force: true });
    renameSync(beside, folder);
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
  forget(cache, path.basename(folder));
}

/** Removes bundles of sources that are long gone. */
function forget(cache, keep) {
  const age = (name) => statSync(path.join(cache, name)).mtimeMs;
  const others = readdirSync(cache).filter((name) => name !== keep);
  const dated = others.map((name) => ({ name, at: age(name) })).sort((a, b) => b.at - a.at);
  for (const { name } of dated.slice(KEPT - 1)) rmSync(path.join(cache, name), { recursive: true, force: true });
}

module.exports = { bundleOf };
