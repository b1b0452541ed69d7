import {
  DefaultTokenResolver,
  StringConcat,
  TerraformDataSource,
  TerraformElement,
  TerraformResource,
  TerraformStack,
  Tokenization,
} from 'cdktf';
import type { Construct } from 'constructs';
import { isAddressed } from '../constructs/naming';
import type { StackCommon } from '../plan/stacks/stack-common';

type Tree = Record<string, unknown>;

/** Terraform versions this project supports: native S3 locking came with 1.10. */
const REQUIRED_TERRAFORM = '>= 1.10.0, < 2.0.0';

/**
 * A stack that refuses to lose a resource. cdktf merges two elements with one address into one without a word; here
 * every resource must have an address from the naming registry, and a second one at the same address throws. Elements
 * are resolved once rather than three times, and construct paths are left out of resources: addresses say as much.
 */
export class WanStack extends TerraformStack {
  private readonly isLeaving: boolean;

  constructor(scope: Construct, { name, isLeaving }: Pick<StackCommon, 'name' | 'isLeaving'>) {
    super(scope, name);
    this.isLeaving = isLeaving === true;
    this.addOverride('terraform.required_version', REQUIRED_TERRAFORM);
  }

  /** Nothing to prepare: no reference crosses stacks through cdktf; remote state is read by name. */
  override prepareStack(): void {
    this.ensureBackendExists();
  }

  override toTerraform(): Tree {
    const elements = this.node
      .findAll()
      .filter((construct): construct is TerraformElement => TerraformElement.isTerraformElement(construct));
    const resolver = new DefaultTokenResolver(new StringConcat());
    const tree: Tree = {
      '//': {
        metadata: {
          version: this.node.tryGetContext('cdktfVersion') as string,
          stackName: this.node.id,
          backend: this.backendType(elements),
          overrides: { stack: ['terraform'] },
        },
        outputs: {},
      },
    };
    for (const element of elements) {
      this.requireAddress(element);
      const fragment = resolvePlain(
        element.toTerraform(),
        (value) => Tokenization.resolve(value, { scope: this, resolver, preparing: false }) as unknown,
      ) as Tree;
      if (this.isLeaving) liftGuards(fragment);
      merge(tree, fragment, this.node.id, []);
    }
    merge(tree, this.rawOverridesOf(), this.node.id, []);
    return tree;
  }

  private backendType(elements: readonly TerraformElement[]): string {
    const fragments = elements.map((element) => element.toMetadata() as { backend?: string });
    return fragments.find((fragment) => fragment.backend !== undefined)?.backend ?? 'local';
  }

  private requireAddress(element: TerraformElement): void {
    const needsOne =
      TerraformResource.isTerraformResource(element) || TerraformDataSource.isTerraformDataSource(element);
    if (needsOne && !isAddressed(element)) throw new Error(`${element.node.path} was given no address`);
  }

  private rawOverridesOf(): Tree {
    return (this as unknown as { rawOverrides: Tree }).rawOverrides;
  }
}

/** What cdktf encodes its tokens as, in texts and in keys; numbers are encoded as very large ones. */
const TOKEN = 'TfToken[';
const LARGEST_PLAIN_NUMBER = 1e100;

/**
 * Resolves the tokens in a value and copies the rest. cdktf's own resolver walks everything with a new context at each
 * step, which is most of the time of a synthesis; here it is asked only about what holds a token.
 */
function resolvePlain(value: unknown, resolve: (value: unknown) => unknown): unknown {
  if (typeof value === 'string') return value.includes(TOKEN) ? resolve(value) : value;
  if (typeof value === 'number') return Math.abs(value) < LARGEST_PLAIN_NUMBER ? value : resolve(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    // A list token stands as one text in a list, and stands for all of it.
    if (value.some((item) => typeof item === 'string' && item.startsWith(`#{${TOKEN}`))) return resolve(value);
    return value.map((item) => resolvePlain(item, resolve)).filter((item) => item !== undefined);
  }
  if (Object.getPrototypeOf(value) !== Object.prototype || 'resolve' in value) return resolve(value);
  const copy: Tree = {};
  for (const [key, inner] of Object.entries(value)) {
    if (key.includes(TOKEN)) return resolve(value);
    const resolved = resolvePlain(inner, resolve);
    if (resolved !== undefined) copy[key] = resolved;
  }
  return copy;
}

/** Takes away whatever keeps Terraform or a cloud from destroying resources. */
function liftGuards({ resource }: Tree): void {
  for (const ofType of Object.values((resource ?? {}) as Record<string, Record<string, Tree>>))
    for (const attributes of Object.values(ofType)) {
      const { prevent_destroy: _guard, ...lifecycle } = (attributes['lifecycle'] ?? {}) as Tree;
      if (Object.keys(lifecycle).length === 0) delete attributes['lifecycle'];
      else attributes['lifecycle'] = lifecycle;
      if (attributes['delete_protection'] === true) attributes['delete_protection'] = false;
    }
}

/** Deep merge of objects that throws where two fragments set one leaf, except to the same value. */
function merge(into: Tree, from: Tree, stack: string, path: readonly string[]): void {
  const isElement = path[0] === 'resource' || path[0] === 'data';
  for (const [key, value] of Object.entries(from)) {
    if (value === undefined) continue;
    const present = into[key];
    if (isTree(value) && path.length < 2) {
      into[key] ??= {};
      merge(into[key] as Tree, value, stack, [...path, key]);
    } else if (present === undefined) {
      into[key] = isElement ? withoutPath(value as Tree) : value;
    } else if (path[0] === 'provider' && Array.isArray(present) && Array.isArray(value)) {
      into[key] = [...(present as unknown[]), ...(value as unknown[])];
    } else if (isElement || JSON.stringify(present) !== JSON.stringify(value)) {
      throw new Error(`${stack} has two elements at ${[...path, key].join('.')}`);
    }
  }
}

/** cdktf's own path of a construct, which Terraform ignores and which would only lengthen every diff. */
function withoutPath(attributes: Tree): Tree {
  const { '//': _path, ...rest } = attributes;
  return rest;
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
