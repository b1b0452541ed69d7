const { readFileSync } = require('node:fs');
const { SourceMap } = require('node:module');
const path = require('node:path');

/** Lets stack traces name lines of the TypeScript sources; maps are read only once there is a trace to show. */
function showSources(root, bundle) {
  const maps = new Map();
  const mapOf = (file) => {
    if (!maps.has(file)) maps.set(file, new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8'))));
    return maps.get(file);
  };
  const placed = (frame) => {
    const file = frame.getFileName();
    const [line, column] = [frame.getLineNumber(), frame.getColumnNumber()];
    const text = `    at ${frame}`;
    if (!file?.startsWith(bundle + path.sep) || line === null || column === null) return text;
    const found = mapOf(file).findEntry(line - 1, column - 1);
    if (found.originalSource === undefined) return text;
    const source = path.relative(process.cwd(), path.resolve(path.dirname(file), found.originalSource));
    return text.replace(`${file}:${line}:${column}`, `${source}:${found.originalLine + 1}:${found.originalColumn + 1}`);
  };
  Error.prepareStackTrace = (error, frames) => {
    // cdktf asks for a trace of whatever makes a token, which nobody reads.
    if (!(error instanceof Error)) return '';
    try {
      return [String(error), ...frames.map(placed)].join('\n');
    } catch {
      return [String(error), ...frames.map((frame) => `    at ${frame}`)].join('\n');
    }
  };
}

module.exports = { showSources };
