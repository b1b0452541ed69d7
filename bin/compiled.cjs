const { createHash } = require('node:crypto');
const { readFileSync, renameSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const vm = require('node:vm');

/** Bytes of the hash that a file of compiled code begins with: V8 itself doesn't notice a damaged one. */
const HASH_BYTES = 20;

/**
 * Loads files of a bundle with what V8 compiled of them the last time the same command ran, and keeps it where there is
 * none. Commands use different parts of one bundle, so each has its own.
 */
function keepCompiled(bundle, entry, args) {
  const load = Module._extensions['.js'];
  const command = commandOf(args);
  Module._extensions['.js'] = (module, filename) => {
    if (!filename.startsWith(bundle + path.sep)) return load(module, filename);
    // The bundle is ASCII.
    const text = readFileSync(filename, 'latin1');
    const kept = path.join(bundle, `${path.relative(bundle, filename).replaceAll(path.sep, '-')}.${command}.code`);
    const cachedData = readKept(kept);
    const script = new vm.Script(text, {
      filename,
      ...(cachedData === undefined ? {} : { cachedData }),
    });
    if (cachedData === undefined || script.cachedDataRejected) process.once('exit', () => keep(kept, script));
    const run = script.runInThisContext();
    const require = Module.createRequire(filename);
    run.call(module.exports, module.exports, require, module, filename, path.dirname(filename));
  };
}

/** The first word that is no option's value: `check`, `verify`. */
function commandOf(args) {
  const word = args.find((arg, index) => /^[a-z]{1,20}$/.test(arg) && !/^--[a-z-]+$/.test(args[index - 1] ?? ''));
  return word ?? 'start';
}

function readKept(file) {
  try {
    const bytes = readFileSync(file);
    const data = bytes.subarray(HASH_BYTES);
    return hashOf(data).equals(bytes.subarray(0, HASH_BYTES)) ? data : undefined;
  } catch {
    return undefined;
  }
}

function keep(file, script) {
  try {
    const data = script.createCachedData();
    const beside = `${file}.${process.pid}`;
    writeFileSync(beside, Buffer.concat([hashOf(data), data]));
    renameSync(beside, file);
  } catch {
    // It is only faster with it.
  }
}

function hashOf(bytes) {
  return createHash('sha1').update(bytes).digest();
}

module.exports = { keepCompiled };
