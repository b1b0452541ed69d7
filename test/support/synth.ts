import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { AzurermProvider } from '@cdktf/provider-azurerm/lib/provider';
import { RootConstruct } from 'constructs';
import type { Result } from '../../catalogue/issues/issue';
import { loadCatalogue, type LoadedCatalogue } from '../../catalogue/load';
import { renderIssues } from '../../catalogue/issues/render-issues';
import { prepare, type Prepared } from '../../plan/prepare';
import { renderStack } from '../../stacks/render';
import { WanStack } from '../../stacks/wan-stack';

export type Resources = Readonly<Record<string, Readonly<Record<string, Record<string, unknown>>>>>;

/** A synthesised stack as data. */
export interface Synthesised {
  readonly terraform: Record<string, unknown>;
  readonly provider: Readonly<Partial<Record<'aws' | 'azurerm', readonly Record<string, unknown>[]>>>;
  readonly resource: Resources;
  readonly data: Resources;
  readonly output: Readonly<Record<string, { value: string }>>;
  readonly variable?: Readonly<Record<string, { readonly sensitive?: boolean; readonly default?: unknown }>>;
  readonly moved?: readonly { from: string; to: string }[];
}

/** The value of a result, or a failure that shows every problem. */
export function must<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(renderIssues(result.issues));
}

export function loadOrThrow(file: string): LoadedCatalogue {
  return must(loadCatalogue(file, process.cwd()));
}

export function prepareOrThrow(file: string): Prepared {
  return must(prepare(file, process.cwd()));
}

const rendered = new Map<string, ReadonlyMap<string, string>>();

/** Text of every stack of a catalogue, by name; rendered once per test file. */
export function renderAll(file: string): ReadonlyMap<string, string> {
  const known = rendered.get(file);
  if (known) return known;
  const stacks = new Map(
    prepareOrThrow(file).plan.stacks.map((input) => [input.name, renderStack(input, { localRoot: '../../../state' })]),
  );
  rendered.set(file, stacks);
  return stacks;
}

export function parseStack(text: string | undefined): Synthesised {
  if (text === undefined) throw new Error('there is no such stack');
  return { data: {}, output: {}, ...(JSON.parse(text) as Partial<Synthesised>) } as Synthesised;
}

/** Synthesises one construct in a stack of its own; validations and the duplicate guard run. */
export function synthConstruct(build: (stack: WanStack) => void, cloud: 'aws' | 'azure' = 'aws'): Synthesised {
  const root = new RootConstruct();
  const stack = new WanStack(root, { name: 'test' });
  if (cloud === 'aws') new AwsProvider(stack, 'aws', { region: 'eu-west-2' });
  else new AzurermProvider(stack, 'azurerm', { features: [{}] });
  build(stack);
  stack.runAllValidations();
  const tree = JSON.parse(JSON.stringify(stack.toTerraform())) as Partial<Synthesised>;
  return {
    terraform: tree.terraform ?? {},
    provider: tree.provider ?? {},
    resource: tree.resource ?? {},
    data: tree.data ?? {},
    output: tree.output ?? {},
  };
}

/** How many resources of each type: a sibling that shouldn't be there can't hide behind one that should. */
export function resourceCounts(stack: Synthesised): Record<string, number> {
  const counts = Object.entries(stack.resource).map(([type, resources]): [string, number] => [
    type,
    Object.keys(resources).length,
  ]);
  return Object.fromEntries(counts.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The one resource of a type; fails where there are none or several. */
export function only(stack: Synthesised, type: string): Record<string, unknown> {
  const resources = Object.values(stack.resource[type] ?? {});
  expect(resources).toHaveLength(1);
  return resources[0] ?? {};
}
