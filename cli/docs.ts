import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
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
import { replaceFile } from './replace-file';

const ROOT = programRoot();

/** Files that are made from the schema and from the shipped catalogue's plan, and committed so that readers need no program. */
export async function generatedFiles(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ['catalogue/sites.schema.json', stableJson(catalogueJsonSchema())],
    ['catalogue/include.schema.json', stableJson(includeJsonSchema())],
    ['docs/catalogue.md', renderCatalogueReference()],
    ...(await ofTheNetwork()),
  ]);
}

/** Of the shipped network; left as they are while the catalogue has problems, which `wan check` names. */
async function ofTheNetwork(): Promise<readonly (readonly [string, string])[]> {
  const prepared = prepare('sites.yaml', ROOT);
  if (!prepared.ok) return [];
  return [
    ['docs/network.svg', await drawn(prepared.value)],
    ['docs/failures.md', failuresPage(prepared.value)],
  ];
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
  const failed = replaceFile(path.resolve(cwd, file), await drawn(prepared.value), file);
  return failed ? { text: '', issues: [failed] } : { text: `${file} written.\n`, issues: [] };
}

/** `wan docs`: writes them; with `check`, says which are stale. */
export async function docsCommand(check: boolean): Promise<CommandResult> {
  const stale = [...(await generatedFiles())].filter(([file, text]) => readOr(path.join(ROOT, file)) !== text);
  if (stale.length === 0)
    return { text: 'Schemas, docs/catalogue.md, docs/network.svg and docs/failures.md are up to date.\n', issues: [] };
  const names = stale.map(([file]) => file).join(', ');
  if (check) return { text: `Stale: ${names}. Run \`npm run docs\` and commit.\n`, issues: [], exitCode: 1 };
  for (const [file, text] of stale) writeFileSync(path.join(ROOT, file), text);
  return { text: `Written: ${names}.\n`, issues: [] };
}

function readOr(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
