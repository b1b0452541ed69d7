import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { child, MIRROR_VERSION, type StackCopy, type Tree } from './terraform';
import { temporaryFolder } from './workspace';

export interface Joined {
  readonly folder: string;
  readonly aliases: readonly (string | undefined)[];
  /** The providers of the root. */
  readonly providers: readonly Tree[];
  /** The stacks' own, whose place they take. */
  readonly own: readonly Tree[];
}

/**
 * One configuration that has copies of stacks as modules, with the root's providers in place of their own: one process serves
 * all, the provider's schema is read once, and it alone can be mocked. Terraform ignores the stacks' backends, and says so in a
 * warning. Where two stacks have providers of one alias the first's is taken; their settings are those of an offline run.
 */
export function joinedUnderRoot(
  copies: Readonly<Record<string, StackCopy>>,
  outputs: Readonly<Record<string, Tree>> = {},
): Joined {
  const folder = temporaryFolder();
  const replaced: Tree[] = [];
  const providers = new Map<string | undefined, Tree>();
  const modules: Tree = {};
  for (const [name, copy] of Object.entries(copies)) {
    const file = path.join(folder, name, 'cdk.tf.json');
    const tree = JSON.parse(readFileSync(path.join(copy.folder, 'cdk.tf.json'), 'utf8')) as Tree;
    const own = child(tree, 'provider')['aws'] as Tree[];
    const aliases = own.flatMap(({ alias }) => (typeof alias === 'string' ? [alias] : []));
    for (const each of own) {
      const alias = typeof each['alias'] === 'string' ? each['alias'] : undefined;
      if (!providers.has(alias)) providers.set(alias, each);
    }
    replaced.push(...own);
    delete tree['provider'];
    const aws = child(child(child(tree, 'terraform'), 'required_providers'), 'aws');
    tree['terraform'] = {
      required_providers: { aws: { ...aws, configuration_aliases: aliases.map((alias) => `aws.${alias}`) } },
    };
    const added = outputs[name] ?? {};
    if (Object.keys(added).length > 0) tree['output'] = { ...child(tree, 'output'), ...added };
    modules[name] = {
      source: `./${name}`,
      providers: { aws: 'aws', ...Object.fromEntries(aliases.map((alias) => [`aws.${alias}`, `aws.${alias}`])) },
    };
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(tree, undefined, 1));
  }
  const version = process.env['WAN_PROVIDER_MIRROR'] === 'registry' ? {} : { version: MIRROR_VERSION };
  const root = {
    terraform: { required_providers: { aws: { source: 'hashicorp/aws', ...version } } },
    provider: { aws: [...providers.values()] },
    module: modules,
  };
  writeFileSync(path.join(folder, 'main.tf.json'), JSON.stringify(root, undefined, 1));
  return { folder, aliases: [...providers.keys()], providers: [...providers.values()], own: replaced };
}

/** What is asserted of a module once it has been applied: an expression inside of it, and its value. */
export interface Assertion {
  readonly expression: string;
  readonly value: string;
}

/** Stacks as modules with a test that applies them mocked; what is asserted is an output, since a test sees nothing else. */
export function joinedForMock(
  copies: Readonly<Record<string, StackCopy>>,
  overrides: Readonly<Record<string, readonly Override[]>>,
  assertions: Readonly<Record<string, readonly Assertion[]>>,
  defaults: string,
): string {
  const outputs = Object.entries(assertions).map(([name, list]): [string, Tree] => [
    name,
    Object.fromEntries(list.map(({ expression }, index) => [`asserted_${index}`, { value: `\${${expression}}` }])),
  ]);
  const { folder, aliases } = joinedUnderRoot(copies, Object.fromEntries(outputs));
  const mocks = aliases.map(
    (alias) => `mock_provider "aws" {\n${alias === undefined ? '' : `  alias = "${alias}"\n`}${defaults}}`,
  );
  const overridden = Object.entries(overrides).flatMap(([name, list]) =>
    list.map(
      ({ target, values }) => `override_resource {\n  target = module.${name}.${target}\n  values = ${values}\n}`,
    ),
  );
  const asserted = Object.entries(assertions).flatMap(([name, list]) =>
    list.map(
      ({ expression, value }, index) =>
        `  assert {\n    condition = module.${name}.asserted_${index} == "${value}"\n    error_message = "${name}: ${expression} is not ${value}"\n  }`,
    ),
  );
  writeMockTest(folder, [...mocks, ...overridden].join('\n'), asserted.join('\n'));
  return folder;
}

/** Values that a mock would leave empty. */
export interface Override {
  /** `aws_subnet.transit_a`. */
  readonly target: string;
  /** As HCL. */
  readonly values: string;
}

/** A `terraform test` file beside the stack that applies it with a mocked provider. */
function writeMockTest(folder: string, mocks: string, assertions: string): void {
  mkdirSync(path.join(folder, 'tests'), { recursive: true });
  writeFileSync(
    path.join(folder, 'tests', 'apply.tftest.hcl'),
    `${mocks}\n\nrun "apply" {\n  command = apply\n${assertions}\n}\n`,
  );
}
