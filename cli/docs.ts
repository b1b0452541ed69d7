import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { catalogueJsonSchema, includeJsonSchema } from '../catalogue/json-schema';
import { stableJson } from '../output/stable-json';
import { renderCatalogueReference } from '../report/catalogue-reference';
import type { CommandResult } from './wan';

/** Files that are made from the schema, and committed so that editors and readers need no program. */
export function generatedFiles(): ReadonlyMap<string, string> {
  return new Map([
    ['catalogue/sites.schema.json', stableJson(catalogueJsonSchema())],
    ['catalogue/include.schema.json', stableJson(includeJsonSchema())],
    ['docs/catalogue.md', renderCatalogueReference()],
  ]);
}

/** `wan docs`: writes them; with `check`, says which are stale. */
export function docsCommand(check: boolean): CommandResult {
  const root = path.join(__dirname, '..');
  const stale = [...generatedFiles()].filter(([file, text]) => readOr(path.join(root, file)) !== text);
  if (stale.length === 0) return { text: 'Schemas and docs/catalogue.md are up to date.\n', issues: [] };
  const names = stale.map(([file]) => file).join(', ');
  if (check) return { text: `Stale: ${names}. Run \`npm run docs\` and commit.\n`, issues: [], exitCode: 1 };
  for (const [file, text] of stale) writeFileSync(path.join(root, file), text);
  return { text: `Written: ${names}.\n`, issues: [] };
}

function readOr(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
