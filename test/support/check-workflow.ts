import { buildSync } from 'esbuild';
import { createRequire } from 'node:module';
import path from 'node:path';
import { ROOT } from './run';
import { temporaryFolder } from './workspace';

interface Parser {
  readonly parseWorkflow: (
    file: { name: string; content: string },
    trace: object,
  ) => { context: Context; value?: object };
  readonly convertWorkflowTemplate: (context: Context, value: object) => Promise<object>;
  readonly NoOperationTraceWriter: new () => object;
}

interface Context {
  readonly errors: { getErrors(): readonly { readonly message: string }[] };
}

let parser: Parser | undefined;

/** GitHub's own parser of workflows. It is written for bundlers, as modules that Node loads neither way. */
function load(): Parser {
  if (parser) return parser;
  const outfile = path.join(temporaryFolder(), 'parser.cjs');
  buildSync({
    entryPoints: [path.join(ROOT, 'node_modules/@actions/workflow-parser/dist/index.js')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile,
    logLevel: 'silent',
  });
  parser = createRequire(__filename)(outfile) as Parser;
  return parser;
}

/** What GitHub would say against a workflow: unknown keys, missing ones, jobs that don't exist, contexts that are not there. */
export async function workflowErrors(name: string, content: string): Promise<readonly string[]> {
  const { parseWorkflow, convertWorkflowTemplate, NoOperationTraceWriter } = load();
  const result = parseWorkflow({ name, content }, new NoOperationTraceWriter());
  if (result.value) await convertWorkflowTemplate(result.context, result.value);
  return result.context.errors.getErrors().map(({ message }) => message);
}
