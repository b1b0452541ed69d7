/**
 * Runs the TypeScript sources as they are, and fast: they are bundled into a cache whenever they have changed, and V8
 * keeps what it compiled of them. There is no build step to forget, and nothing of the cache is ever needed: where it
 * can't be written the sources run through tsx. `WAN_CACHE=0` asks for that (a debugger sees the files themselves).
 */
const { existsSync, realpathSync } = require('node:fs');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');

/** Runs a source file of the checkout, `main.ts` or `cli/wan.ts`. */
function launch(entry) {
  if (!existsSync(path.join(ROOT, 'node_modules', 'yaml'))) {
    process.stderr.write('The packages are not installed: run `npm ci` first.\n');
    process.exitCode = 2;
    return;
  }
  const typed = typedIn(process.env);
  if (typed !== undefined) process.chdir(typed);
  const made = process.env['WAN_CACHE'] === '0' ? undefined : require('./bundle.cjs').bundleOf(ROOT);
  // Node loads by the real path, whatever is a link on the way (node_modules may be one).
  const bundle = made === undefined ? undefined : realpathSync(made);
  if (bundle === undefined) {
    require('tsx/cjs');
    require(path.join(ROOT, entry));
    return;
  }
  require('./compiled.cjs').keepCompiled(bundle, entry, process.argv.slice(2));
  require('./positions.cjs').showSources(ROOT, bundle);
  require(path.join(bundle, entry.replace(/\.ts$/, '.js')));
}

/**
 * The folder of the checkout in which `npm start` or `npm run wan` was typed: npm goes to the root before it runs
 * anything, and `--catalogue` means a file as the user sees it. Undefined where nobody typed them, or outside.
 */
function typedIn(env) {
  const folder = env['INIT_CWD'];
  if (!['start', 'wan'].includes(env['npm_lifecycle_event'] ?? '') || !folder || process.cwd() !== ROOT)
    return undefined;
  const inside = path.relative(ROOT, folder);
  return inside === '' || inside.startsWith('..') || path.isAbsolute(inside) || !existsSync(folder)
    ? undefined
    : folder;
}

module.exports = { launch };
