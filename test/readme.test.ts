import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { lockCommand } from '../cli/lock';
import { showCommand } from '../cli/show';
import { loadCatalogue } from '../catalogue/load';
import { prepareOrThrow } from './support/synth';
import { ROOT } from './support/run';
import { temporaryFolder } from './support/workspace';
import { cpSync, writeFileSync } from 'node:fs';

const readme = readFileSync(path.join(ROOT, 'README.md'), 'utf8');

/** Text of every fenced block of a language. */
function blocks(language: string): readonly string[] {
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
    (found) => found[1] ?? '',
  );
}

test('the numbers of the first paragraph are those of the shipped catalogue', () => {
  const { catalogue } = prepareOrThrow('sites.yaml');
  expect(readme).toContain(`${catalogue.sites.length} sites of ${catalogue.tenants.length} tenants`);
});

test('the site of the README can be added, locked and shown', () => {
  const folder = temporaryFolder();
  for (const name of ['sites.yaml', 'sites.lock.yaml', 'sites'])
    cpSync(path.join(ROOT, name), path.join(folder, name), { recursive: true });
  const [example = ''] = blocks('yaml');
  writeFileSync(path.join(folder, 'sites/example.yaml'), example);
  const loaded = loadCatalogue('sites.yaml', folder);
  expect(loaded.ok ? [] : loaded.issues).toEqual([]);
  const [site] = (parse(example) as { sites: { id: string }[] }).sites;
  expect(readme).toContain(`npx wan show ${site?.id ?? ''}`);
  expect(lockCommand('sites.yaml', folder, { today: '2026-11-22' }).text).toBe(
    `sites.lock.yaml written: 1 new site (${site?.id ?? ''}).\n`,
  );
  const { text } = showCommand('sites.yaml', folder, site?.id ?? '');
  expect(text).toContain('aws-fire-01');
  expect(text).toMatch(/police {2,}10\.9[6-9]\.\d+\.\d+\/27/);
});

test('every command that the README types exists', () => {
  const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const named = [...readme.matchAll(/npm run ([a-z]+)/g)].map((found) => found[1] ?? '');
  expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  const wan = readFileSync(path.join(ROOT, 'cli/wan.ts'), 'utf8');
  for (const [, command = ''] of readme.matchAll(/npx wan ([a-z]+)/g)) expect(wan).toContain(`.command('${command}')`);
});

test('every file that the README and CONTRIBUTING link to exists', () => {
  const contributing = readFileSync(path.join(ROOT, 'CONTRIBUTING.md'), 'utf8');
  const links = [...`${readme}${contributing}`.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map((found) => found[1] ?? '');
  expect(links.length).toBeGreaterThan(3);
  expect(links.filter((link) => !existsSync(path.join(ROOT, link)))).toEqual([]);
});

test('the Node versions of the README are those of package.json', () => {
  const { engines } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
    engines: { node: string };
  };
  expect(engines.node).toBe('>=20.19 <23');
  expect(readme).toContain('Node 20.19 or newer, or 22');
});
