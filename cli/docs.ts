import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { type Result, success } from '../catalogue/issues/issue';
import { catalogueJsonSchema, includeJsonSchema } from '../catalogue/json-schema';
import { programRoot } from '../output/program';
import { stableJson } from '../output/stable-json';
import { datacentrePolicies } from '../plan/policies/datacentre-policy';
import { prepare, type Prepared } from '../plan/prepare';
import { renderCatalogueReference } from '../report/catalogue-reference';
import { networkGraph } from '../report/network-picture';
import { DatacentrePaths } from '../verify/failures/datacentre-paths';
import { Failures } from '../verify/failures/failures';
import { buildNetwork } from '../verify/read/read-network';
import { renderFailuresPage } from '../verify/report/failures-page';
import { parseStackText } from '../verify/terraform/stack-json';
import { prepareProof } from '../verify/walk/proof';
import type { CommandResult } from './command-result';
import { replaceFile, writePage } from './writing/replace-file';

const ROOT = programRoot();

/** What committed pages are made of: a network that changes only when somebody means to show something. */
const EXAMPLE = 'examples/small.yaml';

/** Files that are made from the schema and from an example's plan, and committed so that readers need no program. */
export async function generatedFiles(catalogue: string, cwd: string): Promise<Result<ReadonlyMap<string, string>>> {
  const prepared = prepare(catalogue, cwd);
  if (!prepared.ok) return prepared;
  return success(
    new Map([
      ['catalogue/sites.schema.json', stableJson(catalogueJsonSchema())],
      ['catalogue/include.schema.json', stableJson(includeJsonSchema())],
      ['docs/catalogue.md', renderCatalogueReference()],
      ['docs/network.svg', await drawn(prepared.value)],
      ['docs/failures.md', failuresPage(prepared.value)],
    ]),
  );
}

function failuresPage({ catalogue, lock, plan }: Prepared): string {
  // Loading what makes resources takes a second that no other command should wait for.
  const { renderStack } = createRequire(__filename)('../stacks/render') as typeof import('../stacks/render');
  const stacks = plan.stacks.map((input) => parseStackText(input.name, renderStack(input, { localRoot: '' })));
  const proof = prepareProof(catalogue, lock, buildNetwork(stacks));
  const failures = new Failures(proof, lock);
  const paths = new DatacentrePaths(proof, failures.elements, datacentrePolicies(catalogue, plan));
  return renderFailuresPage(catalogue, failures, failures.single(), paths);
}

async function drawn(prepared: Prepared): Promise<string> {
  const { instance } = await import('@viz-js/viz');
  return (await instance()).renderString(networkGraph(prepared), { format: 'svg', engine: 'dot' });
}

/** `wan picture FILE`: the tables and VPCs of the chosen catalogue as SVG. */
export async function pictureCommand(catalogue: string, cwd: string, file: string): Promise<CommandResult> {
  const prepared = prepare(catalogue, cwd);
  if (!prepared.ok) return { text: '', issues: prepared.issues };
  const failed = writePage(cwd, file, await drawn(prepared.value), '.svg');
  return failed ? { text: '', issues: [failed] } : { text: `${file} written.\n`, issues: [], data: { written: file } };
}

/** `wan failures FILE`: what traffic of the chosen catalogue does when something fails, as a page. */
export function failuresPageCommand(catalogue: string, cwd: string, file: string | undefined): CommandResult {
  const prepared = prepare(catalogue, cwd);
  if (!prepared.ok) return { text: '', issues: prepared.issues };
  const page = failuresPage(prepared.value);
  if (file === undefined) return { text: page, issues: [], data: { page } };
  const failed = writePage(cwd, file, page, '.md');
  return failed ? { text: '', issues: [failed] } : { text: `${file} written.\n`, issues: [], data: { written: file } };
}

/**
 * `wan docs`: writes them; with `check`, says which are stale. Of the small example, since pages of the live network would
 * go stale with every site; of another catalogue where one is named.
 */
export async function docsCommand(check: boolean, cwd: string, catalogue?: string): Promise<CommandResult> {
  const files = catalogue === undefined ? await generatedFiles(EXAMPLE, ROOT) : await generatedFiles(catalogue, cwd);
  if (!files.ok) return { text: '', issues: files.issues };
  const stale = [...files.value].filter(([file, text]) => readOr(path.join(ROOT, file)) !== text);
  const names = stale.map(([file]) => file);
  const data = { files: [...files.value.keys()], stale: names, written: !check && stale.length > 0 };
  if (stale.length === 0)
    return {
      text: 'Schemas, docs/catalogue.md, docs/network.svg and docs/failures.md are up to date.\n',
      issues: [],
      data,
    };
  const command = catalogue === undefined ? 'npm run docs' : `npx wan --catalogue ${catalogue} docs`;
  if (check)
    return { text: `Stale: ${names.join(', ')}. Run \`${command}\` and commit.\n`, issues: [], data, exitCode: 1 };
  for (const [file, text] of stale) {
    const failed = replaceFile(path.join(ROOT, file), text, file);
    if (failed) return { text: '', issues: [failed] };
  }
  return { text: `Written: ${names.join(', ')}.\n`, issues: [], data };
}

function readOr(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
