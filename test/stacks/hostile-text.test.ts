import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { type JsonSchema, schemasAt } from '../../catalogue/json-schema';
import { lockCommand } from '../../cli/lock/lock';
import { prepare } from '../../plan/prepare';
import { escaped } from '../../stacks/literal-text';
import { renderStack } from '../../stacks/render';
import { must } from '../support/synth';
import { terraform, terraformInstalled } from '../support/terraform';
import { applyEdit, smallWorkspace, temporaryFolder } from '../support/workspace';

/** What somebody may write where the catalogue takes any text, told apart by its number. */
const hostile = (number: number): string =>
  `H${number}H \${file("/etc/hostname")} %{ if true }x%{ endif } $\${a} %%{b} $ % "q" 'r' \\ </script> é`;

type Step = string | number;

/** Every text of a value with its path, keys of mappings left out. */
function textsIn(value: unknown, at: readonly Step[] = []): readonly (readonly Step[])[] {
  if (typeof value === 'string') return [at];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    textsIn(inner, [...at, Array.isArray(value) ? Number(key) : key]),
  );
}

const isAnyText = ({ type, pattern, format, const: one, enum: several }: JsonSchema): boolean =>
  type === 'string' && [pattern, format, one, several].every((each) => each === undefined);

/** Sets every text of the small example that may be any text to a hostile one; says which path has which number. */
function plant(folder: string): ReadonlyMap<number, string> {
  const planted = new Map<number, string>();
  for (const name of ['small.yaml', 'small/sites.yaml']) {
    const file = path.join(folder, name);
    const value = parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    for (const at of textsIn(value)) {
      const schemas = schemasAt(at, value);
      if (at[0] === 'include' || schemas.length === 0 || !schemas.every(isAnyText)) continue;
      const number = planted.size;
      planted.set(number, at.join('.'));
      const holder = at.slice(0, -1).reduce<unknown>((inner, step) => (inner as Record<Step, unknown>)[step], value);
      (holder as Record<Step, unknown>)[at.at(-1) ?? ''] = hostile(number);
    }
    if (name === 'small.yaml') {
      const number = planted.size;
      planted.set(number, 'wan.tags, a key');
      (value['wan'] as { tags: Record<string, string> }).tags[hostile(number)] = 'value';
    }
    writeFileSync(file, JSON.stringify(value));
  }
  return planted;
}

const folder = smallWorkspace();
const planted = plant(folder);
// The provider of a circuit stands in the lock too: another one is another circuit.
applyEdit(folder, {
  file: 'small/changes.yaml',
  append:
    '  - { id: other, allows: [tunnels-removed, tunnels-replaced], for: { datacentres: [dc-one] }, reason: Trial, owner: a@example.org, expires: 2026-12-31 }\n',
});
const locked = lockCommand('small.yaml', folder, { today: '2026-11-22' });
const { plan } = must(prepare('small.yaml', folder, '2026-11-22'));
const stacks = plan.stacks.map((input) => renderStack(input, { localRoot: '../state' }));

/** Every text and key of the stacks that holds something planted. */
const found = [
  ...new Set(
    stacks.flatMap((text) => {
      const strings: string[] = [];
      JSON.parse(text, (key: string, value: unknown) => {
        for (const each of [key, value]) if (typeof each === 'string' && /H\d+H/.test(each)) strings.push(each);
        return value;
      });
      return strings;
    }),
  ),
];
const numberOf = (text: string): number => Number(/H(\d+)H/.exec(text)?.[1]);

test('the lock takes it as well', () => {
  expect(locked.issues).toEqual([]);
  expect(readFileSync(path.join(folder, 'small.lock.yaml'), 'utf8')).toMatch(/H\d+H \$\{file/);
});

test('any text may be anything: every field that takes some was tried, and reaches tags, names of alarms and outputs', () => {
  const paths = [...planted.values()];
  expect(paths.length).toBeGreaterThan(60);
  for (const field of [
    /^wan\.operator/,
    /^wan\.title/,
    /^tenants\.0\.costCentre/,
    /^sites\.\d+\.name/,
    /supplier$/,
    /^wan\.tags/,
  ])
    expect(paths).toContainEqual(expect.stringMatching(field));
  expect(new Set(found.map(numberOf)).size).toBeGreaterThan(15);
});

test('nothing planted is left that Terraform would evaluate', () => {
  for (const text of found) expect(text).toContain(escaped(hostile(numberOf(text))));
});

const real = terraformInstalled() ? test : test.skip;
if (!terraformInstalled()) process.stderr.write('Text is not read by Terraform itself: terraform is not installed.\n');

test('in CI Terraform reads it', () => {
  if (process.env['CI'] === 'true') expect(terraformInstalled()).toBe(true);
});

real(
  'read by Terraform itself, in values and in keys, it is the text that was written',
  async () => {
    const at = temporaryFolder();
    const output = Object.fromEntries<{ readonly value: unknown }>(
      found.flatMap((text, index) => [
        [`value_${index}`, { value: text }],
        [`key_${index}`, { value: { [text]: 1 } }],
      ]),
    );
    writeFileSync(path.join(at, 'main.tf.json'), JSON.stringify({ output }));
    const applied = await terraform(at, 'apply', '-auto-approve', '-no-color', '-input=false');
    expect(applied.ok ? '' : applied.output).toBe('');
    const read = await terraform(at, 'output', '-json');
    const values = JSON.parse(read.output) as Record<string, { readonly value: unknown }>;
    found.forEach((text, index) => {
      const raw = hostile(numberOf(text));
      expect(values[`value_${index}`]?.value).toContain(raw);
      expect(Object.keys(values[`key_${index}`]?.value as object)).toEqual([expect.stringContaining(raw)]);
    });
  },
  60_000,
);

real(
  'and without the escape it would be evaluated',
  async () => {
    const at = temporaryFolder();
    writeFileSync(path.join(at, 'main.tf.json'), JSON.stringify({ output: { all: { value: hostile(0) } } }));
    const applied = await terraform(at, 'apply', '-auto-approve', '-no-color', '-input=false');
    const read = applied.ok ? await terraform(at, 'output', '-json') : applied;
    expect(read.output).not.toContain('file(');
  },
  60_000,
);
