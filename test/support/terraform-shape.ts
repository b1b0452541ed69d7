import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { verdictOf } from '../../review/facts/facts';
import type { Side } from '../../review/sides/side';
import type { StackStep } from '../../review/stack-steps';
import { localReferences } from '../../review/artefacts/references-in';
import { keyOf, type Key, type Resource, type Stack } from '../../verify/terraform/stack-json';
import { temporaryFolder } from './workspace';

/**
 * Real Terraform over every stack in the shape of the shipped folders, without any provider: each resource stands as a
 * `terraform_data` of the same lifecycle, order and references, across stacks too. Terraform's own part of a change is proven by it:
 * what `prevent_destroy` stops, in which order resources are made, changed and destroyed, and that no graph has a circle. What a
 * cloud says to each call is not: `heldBy` says which resources still named one when it was destroyed, which clouds refuse.
 */
export class ShapedWorld {
  private readonly folder = temporaryFolder();
  private readonly deployed: Map<string, Stack>;

  /** An empty world, or one in which everything stands as in another. */
  constructor(like?: ShapedWorld) {
    this.deployed = new Map(like?.deployed);
    if (like) cpSync(like.folder, this.folder, { recursive: true });
  }

  /** Applies stacks of a side one after the other. */
  apply(side: Side, stacks: readonly string[] = side.stacks): readonly Applied[] {
    return stacks.map((stack) => this.one(side.read(stack), 'apply'));
  }

  /** Applies what a review says, in its order: what is gone is destroyed as the base has it. */
  follow(base: Side, head: Side, steps: readonly Pick<StackStep, 'stack' | 'isGone'>[]): readonly Applied[] {
    return steps.map(({ stack, isGone }) =>
      isGone ? this.one(base.read(stack), 'destroy') : this.one(head.read(stack), 'apply'),
    );
  }

  /** Lays stacks out without applying any; returns the folder of one of them. `withKeys`: with the variables that hold keys, in state too. */
  lay(side: Side, withKeys = false): (stack: string) => string {
    for (const name of side.stacks) {
      mkdirSync(path.join(this.folder, name), { recursive: true });
      writeFileSync(
        path.join(this.folder, name, 'main.tf.json'),
        JSON.stringify(withKeys ? keyed(side.read(name), this.folder) : shaped(side.read(name), this.folder)),
      );
    }
    return (stack) => path.join(this.folder, stack);
  }

  private one(stack: Stack, command: 'apply' | 'destroy'): Applied {
    const folder = path.join(this.folder, stack.name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'main.tf.json'), JSON.stringify(shaped(stack, this.folder)));
    const old = this.deployed.get(stack.name);
    const events = run(folder, [
      command,
      '-auto-approve',
      '-input=false',
      '-json',
      '-parallelism=10',
      '-refresh=false',
      '-lock=false',
    ]);
    const failed = events.flatMap(({ type, diagnostic }) =>
      type === 'diagnostic' && diagnostic?.severity === 'error' ? [`${diagnostic.summary} ${diagnostic.detail}`] : [],
    );
    const destroyed = old ? this.destroyed(old, events) : [];
    if (failed.length === 0) {
      if (command === 'destroy') {
        this.deployed.delete(stack.name);
        rmSync(folder, { recursive: true });
      } else this.deployed.set(stack.name, stack);
    }
    return { stack: stack.name, command, failed, destroyed };
  }

  /** What was destroyed, with who still named it then: in its own stack by the order of events, elsewhere by what is deployed. */
  private destroyed(old: Stack, events: readonly Event[]): Applied['destroyed'] {
    const at = (type: string, name: string, action?: string): number =>
      events.findIndex(
        (event) =>
          event.type === type &&
          event.hook?.resource.addr === name &&
          (action === undefined || event.hook.action === action),
      );
    const names = new Map(old.resources.map((resource) => [shapedName(resource), resource]));
    return [...names].flatMap(([name, resource]) => {
      const start = at('apply_start', `terraform_data.${name}`, 'delete');
      if (start < 0) return [];
      const heldHere = old.resources.filter((other) => {
        if (!locals(other).some((read) => read === `${resource.type}.${resource.name}`)) return false;
        const done = at('apply_complete', `terraform_data.${shapedName(other)}`);
        return done < 0 || done > start;
      });
      const heldElsewhere = [...this.deployed.values()]
        .filter(({ name: stack }) => stack !== old.name)
        .flatMap((stack) => stack.resources.filter((other) => this.remotes(stack, other).includes(keyOf(resource))));
      return [{ resource, heldBy: [...heldHere, ...heldElsewhere].map(keyOf) }];
    });
  }

  private remotes(stack: Stack, resource: Resource): readonly Key[] {
    const text = JSON.stringify(resource.attributes);
    return [...text.matchAll(REMOTE)].flatMap(([, state = '', output = '']) => {
      const producer = stack.remoteStates.get(state) ?? state;
      const value = JSON.stringify(this.deployed.get(producer)?.outputs.get(output) ?? '');
      return localReferences(value).map(({ type, name }) => `${producer}/${type}.${name}`);
    });
  }
}

export interface Applied {
  readonly stack: string;
  readonly command: 'apply' | 'destroy';
  /** What Terraform says against it. */
  readonly failed: readonly string[];
  readonly destroyed: readonly { readonly resource: Resource; readonly heldBy: readonly Key[] }[];
}

interface Event {
  readonly type: string;
  readonly hook?: { readonly action: string; readonly resource: { readonly addr: string } };
  readonly diagnostic?: { readonly severity: string; readonly summary: string; readonly detail: string };
}

const REMOTE = /data\.terraform_remote_state\.([\w-]+)\.outputs\.([\w-]+)/g;
const LOCAL = /\b((?:aws|azurerm)_\w+)\.([\w-]+)\b/g;

/** What a resource names; only what comes after another is not held by it. */
function locals({ attributes: { depends_on: _order, ...attributes } }: Resource): readonly string[] {
  return [...JSON.stringify(attributes).matchAll(LOCAL)].map(([whole]) => whole);
}

function shapedName({ type, name }: Pick<Resource, 'type' | 'name'>): string {
  return `${type}__${name}`;
}

/** A stack of `terraform_data`; values that name others name their counterparts' ids. */
function shaped(stack: Stack, root: string): object {
  const own = new Set(stack.resources.map(({ type, name }) => `${type}.${name}`));
  const inText = (text: string): string => {
    if (!text.includes('${')) return text;
    const reads = [
      ...[...text.matchAll(LOCAL)].flatMap(([whole, type = '', name = '']) =>
        own.has(whole) ? [`terraform_data.${type}__${name}.id`] : [],
      ),
      ...[...text.matchAll(REMOTE)].map(([whole]) => `jsonencode(${whole})`),
    ];
    return reads.length === 0 ? 'from outside' : `\${join("/", [${[...new Set(reads)].join(', ')}])}`;
  };
  const inside = (value: unknown): unknown => {
    if (typeof value === 'string') return inText(value);
    if (Array.isArray(value)) return value.map(inside);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inside(inner)]));
  };
  const resource = Object.fromEntries(
    stack.resources.map(({ type, name, attributes }) => {
      const { lifecycle, depends_on, provider: _provider, timeouts: _timeouts, ...rest } = attributes;
      const forcing = Object.entries(rest).filter(([key]) => verdictOf(type, key) === 'replace');
      return [
        shapedName({ type, name }),
        {
          input: inside(rest),
          triggers_replace: inside(Object.fromEntries(forcing)),
          ...(lifecycle === undefined ? {} : { lifecycle }),
          ...(Array.isArray(depends_on)
            ? {
                depends_on: (depends_on as string[]).map((each) =>
                  each.replace(LOCAL, (_, other: string, called: string) => `terraform_data.${other}__${called}`),
                ),
              }
            : {}),
        },
      ];
    }),
  );
  const moved = stack.tree['moved'] as readonly { from: string; to: string }[] | undefined;
  const renamed = (address: string): string => `terraform_data.${address.replace('.', '__')}`;
  return {
    resource: { terraform_data: resource },
    ...(stack.remoteStates.size === 0
      ? {}
      : {
          data: {
            terraform_remote_state: Object.fromEntries(
              [...stack.remoteStates].map(([name, producer]) => [
                name,
                { backend: 'local', config: { path: path.join(root, producer, 'terraform.tfstate') } },
              ]),
            ),
          },
        }),
    ...(stack.outputs.size === 0
      ? {}
      : { output: Object.fromEntries([...stack.outputs].map(([name, value]) => [name, { value: inside(value) }])) }),
    ...(moved ? { moved: moved.map(({ from, to }) => ({ from: renamed(from), to: renamed(to) })) } : {}),
  };
}

/** The same with its variables, each of which a resource holds: so keys stand in plans and state, as they do for real. */
function keyed(stack: Stack, root: string): object {
  const variables = (stack.tree['variable'] ?? {}) as Readonly<Record<string, object>>;
  const made = shaped(stack, root) as { readonly resource: { readonly terraform_data: object } };
  const held = Object.fromEntries(
    Object.keys(variables).map((name) => [`held__${name}`, { input: `\${var.${name}}` }]),
  );
  return {
    ...made,
    ...(Object.keys(variables).length === 0 ? {} : { variable: variables }),
    resource: { terraform_data: { ...made.resource.terraform_data, ...held } },
  };
}

function run(folder: string, args: readonly string[]): readonly Event[] {
  const { TF_CLI_CONFIG_FILE: _config, ...env } = process.env;
  const options = {
    cwd: folder,
    env: { ...env, CHECKPOINT_DISABLE: '1' },
    encoding: 'utf8' as const,
    stdio: ['ignore' as const, 'pipe' as const, 'pipe' as const],
    maxBuffer: 1 << 28,
  };
  let text: string;
  try {
    text = execFileSync('terraform', args, options);
  } catch (error) {
    text = (error as { readonly stdout: string }).stdout;
  }
  return text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Event);
}
