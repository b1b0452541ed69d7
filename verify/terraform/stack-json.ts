import { repeatedKeys } from './repeated-keys';

/** A synthesised stack as Terraform JSON; everything this proof knows of what is configured. */
export interface Stack {
  readonly name: string;
  readonly resources: readonly Resource[];
  /** Output name to its expression. */
  readonly outputs: ReadonlyMap<string, unknown>;
  /** Name of a remote state to the stack whose state it reads. */
  readonly remoteStates: ReadonlyMap<string, string>;
  /** All of it, for what is held as it stands. */
  readonly tree: Json;
  /** Lines of its file on which a key stands a second time. */
  readonly repeatedKeys: readonly number[];
}

export interface Resource {
  readonly stack: string;
  readonly type: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** `aws-hub/aws_ec2_transit_gateway.hub`: how a resource is named across stacks. */
export type Key = string;

export function keyOf(resource: Pick<Resource, 'stack' | 'type' | 'name'>): Key {
  return `${resource.stack}/${resource.type}.${resource.name}`;
}

/** `aws_vpn_connection.crewe-library_…`: how Terraform names it. */
export function addressOf(key: Key): string {
  return key.slice(key.indexOf('/') + 1);
}

export type Json = Readonly<Record<string, unknown>>;

/** True for what a text that is no Terraform JSON throws; also in jest, whose errors come from another realm. */
export function isUnreadable(error: unknown): boolean {
  const name = (error as { name?: unknown } | undefined)?.name;
  return name === 'SyntaxError' || name === 'TypeError';
}

/** A stack's text as data; throws where it is not what Terraform would read. */
export function parseStackText(name: string, text: string): Stack {
  const tree = JSON.parse(text) as Json & {
    resource?: Json;
    output?: Json;
    data?: { terraform_remote_state?: Json };
  };
  const resources = Object.entries(tree.resource ?? {}).flatMap(([type, byName]) =>
    Object.entries(byName as Json).map(([id, attributes]): Resource => ({
      stack: name,
      type,
      name: id,
      attributes: attributes as Json,
    })),
  );
  const outputs = new Map(Object.entries(tree.output ?? {}).map(([id, output]) => [id, (output as Json)['value']]));
  const remoteStates = new Map(
    Object.entries(tree.data?.terraform_remote_state ?? {}).map(([id, state]) => [
      id,
      stateStack(state as Json, id) ?? id,
    ]),
  );
  return { name, resources, outputs, remoteStates, tree, repeatedKeys: repeatedKeys(text, tree) };
}

/** The stack whose state a remote state reads, from where it looks: file, object key, blob or workspace. */
function stateStack(state: Json, id: string): string | undefined {
  const config = (state['config'] ?? {}) as Json;
  const workspaces = (config['workspaces'] ?? {}) as Json;
  // A workspace is called after the WAN and the stack, with hyphens in both.
  const workspace = workspaces['name'];
  if (typeof workspace === 'string' && workspace.endsWith(`-${id}`)) return id;
  const place = config['key'] ?? config['path'] ?? workspace;
  if (typeof place !== 'string') return undefined;
  const last = place.split('/').at(-1) ?? '';
  return last.replace(/\.tfstate$/, '');
}

const REMOTE = /^\$\{data\.terraform_remote_state\.([^.]+)\.outputs\.([^.}]+)\}$/;
const LOCAL = /^\$\{((?:aws|azurerm)_[a-z0-9_]+)\.([A-Za-z0-9_-]+)\.([a-z0-9_]+)(?:\[[^}]*)?\}$/;

/** What an expression refers to: a resource, or a literal. */
export type Target = { readonly key: Key; readonly attribute: string } | { readonly literal: string };

/** Follows references across stacks, through outputs. */
export class References {
  constructor(private readonly stacks: ReadonlyMap<string, Stack>) {}

  /** The resource an expression means, however many stacks away; undefined where it leads nowhere. */
  follow(stack: string, expression: unknown): Target | undefined {
    if (typeof expression !== 'string') return undefined;
    const remote = REMOTE.exec(expression);
    if (remote) {
      const producer = this.stacks.get(stack)?.remoteStates.get(remote[1] ?? '');
      const value = producer === undefined ? undefined : this.stacks.get(producer)?.outputs.get(remote[2] ?? '');
      return producer === undefined ? undefined : this.follow(producer, value);
    }
    const local = LOCAL.exec(expression);
    if (local) {
      const [, type = '', name = '', attribute = ''] = local;
      const key = keyOf({ stack, type, name });
      return { key, attribute };
    }
    return expression.includes('${') ? undefined : { literal: expression };
  }

  /** What an expression is in the end, where it reads other stacks' outputs, and in which stack that stands. */
  meaning(stack: string, expression: unknown): { readonly stack: string; readonly expression: string } | undefined {
    if (typeof expression !== 'string') return undefined;
    const remote = REMOTE.exec(expression);
    if (!remote) return { stack, expression };
    const producer = this.stacks.get(stack)?.remoteStates.get(remote[1] ?? '');
    const value = producer === undefined ? undefined : this.stacks.get(producer)?.outputs.get(remote[2] ?? '');
    return producer === undefined ? undefined : this.meaning(producer, value);
  }

  /** The key an expression refers to. */
  key(stack: string, expression: unknown): Key | undefined {
    const target = this.follow(stack, expression);
    return target && 'key' in target ? target.key : undefined;
  }
}

const ENDPOINT =
  /^\$\{one\(\[for state in aws_networkfirewall_firewall\.([\w-]+)\.firewall_status\[0\]\.sync_states : state\.attachment\[0\]\.endpoint_id if state\.attachment\[0\]\.subnet_id == aws_subnet\.([\w-]+)\.id\]\)\}$/;

/** The firewall endpoint that an expression looks up, by firewall and subnet. */
export function endpointLookUp(
  stack: string,
  expression: unknown,
): { readonly firewall: Key; readonly subnet: Key } | undefined {
  const found = typeof expression === 'string' ? ENDPOINT.exec(expression) : null;
  if (!found) return undefined;
  return {
    firewall: keyOf({ stack, type: 'aws_networkfirewall_firewall', name: found[1] ?? '' }),
    subnet: keyOf({ stack, type: 'aws_subnet', name: found[2] ?? '' }),
  };
}

export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

/** A block, which Terraform JSON writes as an object or as a list of one. */
export function block(value: unknown): Json {
  if (Array.isArray(value)) return block(value[0]);
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}

export function blocks(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.map(block) : value === undefined ? [] : [block(value)];
}
