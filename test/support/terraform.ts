import { execFile, spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from './workspace';

/**
 * Runs real Terraform over synthesised AWS stacks without an account. The bindings are for hashicorp/aws 6.25, a
 * machine may hold a filesystem mirror with 5.100.0 only (WAN_PROVIDER_MIRROR names its root). A copy of the stack is
 * then changed as little as that takes, and every change is listed here and counted: what 6.x added is removed by a
 * reviewed list, so anything else that 5.100 doesn't know fails the run. A green run therefore says "valid but for
 * the listed attributes", never "6.25 valid". With WAN_PROVIDER_MIRROR=registry the real pin is used and nothing is
 * removed.
 */
export const MIRROR_VERSION = '5.100.0';

/** What 6.x added and this project uses: attribute or block names by resource type, searched at any depth. */
export const ADDED_IN_6: Readonly<Record<string, readonly string[]>> = {
  aws_vpn_connection: ['vpn_concentrator_id', 'bgp_log_enabled', 'bgp_log_group_arn', 'bgp_log_output_format'],
};

/** Resource types that 6.x added; what referred to them gets a literal id instead. */
export const TYPES_ADDED_IN_6: readonly string[] = ['aws_vpn_concentrator'];

/** Attributes that 6.x computes and 5.100 does not: whoever reads one gets a literal id instead. */
export const READ_ADDED_IN_6: readonly string[] = ['aws_dx_gateway_association.transit_gateway_attachment_id'];

/** A node of a stack's JSON. */
export type Tree = Record<string, unknown>;

export interface StackCopy {
  readonly folder: string;
  /** What was removed for 5.100, as `type.attribute` and `type` with how often. */
  readonly removed: ReadonlyMap<string, number>;
  /** Safety settings that were there and had to be stripped to run offline. */
  readonly stripped: {
    readonly preventDestroy: number;
    readonly allowedAccountIds: number;
    readonly assumeRole: number;
    /** Azure's half of a link: these machines hold no provider of it. */
    readonly azureResources: number;
  };
}

export function terraformInstalled(): boolean {
  return spawnSync('terraform', ['version'], { env: environment(), stdio: 'ignore' }).status === 0;
}

/** Why real runs are impossible here; undefined where they are possible. */
export function terraformUnavailable(): string | undefined {
  if (!terraformInstalled()) return 'terraform is not installed';
  const mirror = process.env['WAN_PROVIDER_MIRROR'];
  if (mirror === undefined || mirror === '') return 'WAN_PROVIDER_MIRROR names no provider mirror';
  return mirror === 'registry' || existsSync(mirror)
    ? undefined
    : `WAN_PROVIDER_MIRROR names ${mirror}, which does not exist`;
}

/** The environment may name a CLI configuration that isn't there; checkpoint calls home. */
function environment(): NodeJS.ProcessEnv {
  const { TF_CLI_CONFIG_FILE: _config, TF_PLUGIN_CACHE_DIR: _cache, ...rest } = process.env;
  return { ...rest, CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1', AWS_EC2_METADATA_DISABLED: 'true' };
}

/** A copy of a stack that runs offline, in a new temporary folder. `producers` are the stacks whose outputs it reads. */
export function copyForTerraform(stack: string, producers: Readonly<Record<string, string>>): StackCopy {
  const folder = temporaryFolder();
  const tree = JSON.parse(stack) as Tree;
  const removed = new Map<string, number>();
  const registry = process.env['WAN_PROVIDER_MIRROR'] === 'registry';
  if (!registry) downgrade(tree, removed);
  const azureResources = withoutAzure(tree);
  const stripped = { ...goOffline(tree), azureResources };
  const states = child(child(tree, 'data'), 'terraform_remote_state') as Record<string, Tree>;
  for (const name of Object.keys(states)) {
    const producer = producers[name];
    if (producer === undefined) throw new Error(`no stack ${name} was given, whose outputs are read`);
    const file = path.join(folder, `${name}.tfstate`);
    writeFileSync(file, fabricatedState(JSON.parse(producer) as Tree));
    states[name] = { backend: 'local', config: { path: file } };
  }
  writeFileSync(path.join(folder, 'cdk.tf.json'), JSON.stringify(tree, undefined, 1));
  return { folder, removed, stripped };
}

/** The half of a stack that is in AWS; nothing there may refer to the other half. */
function withoutAzure(tree: Tree): number {
  const resources = child(tree, 'resource');
  delete child(tree, 'provider')['azurerm'];
  delete child(child(tree, 'terraform'), 'required_providers')['azurerm'];
  const azure = Object.keys(resources).filter((type) => type.startsWith('azurerm_'));
  const count = azure.reduce((sum, type) => sum + Object.keys(child(resources, type)).length, 0);
  for (const type of azure) delete resources[type];
  return count;
}

function downgrade(tree: Tree, removed: Map<string, number>): void {
  const aws = child(child(child(tree, 'terraform'), 'required_providers'), 'aws');
  aws['version'] = MIRROR_VERSION;
  const resources = child(tree, 'resource');
  const count = (what: string, times = 1): void => {
    removed.set(what, (removed.get(what) ?? 0) + times);
  };
  for (const type of TYPES_ADDED_IN_6) {
    if (resources[type] === undefined) continue;
    count(type, Object.keys(child(resources, type)).length);
    delete resources[type];
  }
  for (const [type, attributes] of Object.entries(ADDED_IN_6)) {
    for (const resource of Object.values(child(resources, type)))
      removeDeep(resource, attributes, (name) => count(`${type}.${name}`));
  }
  // Whatever referred to a removed resource gets a literal id.
  const gone = new RegExp(`\\$\\{(?:${TYPES_ADDED_IN_6.join('|')})\\.[^}]+\\}`, 'g');
  let text = JSON.stringify(tree).replace(gone, 'tgw-attach-0123456789abcdef0');
  for (const attribute of READ_ADDED_IN_6) {
    const [type = '', name = ''] = attribute.split('.');
    text = text.replace(new RegExp(`\\$\\{${type}\\.[\\w-]+\\.${name}\\}`, 'g'), () => {
      count(attribute);
      return 'tgw-attach-0123456789abcdef0';
    });
  }
  for (const key of Object.keys(tree)) delete tree[key];
  Object.assign(tree, JSON.parse(text) as Tree);
}

function removeDeep(value: unknown, names: readonly string[], onRemove: (name: string) => void): void {
  if (Array.isArray(value)) value.forEach((item) => removeDeep(item, names, onRemove));
  if (typeof value !== 'object' || value === null) return;
  for (const key of Object.keys(value)) {
    if (names.includes(key)) {
      delete (value as Tree)[key];
      onRemove(key);
    } else {
      removeDeep((value as Tree)[key], names, onRemove);
    }
  }
}

/** A provider of AWS that asks nobody. */
export const OFFLINE_AWS = {
  access_key: 'fake',
  secret_key: 'fake',
  skip_credentials_validation: true,
  skip_requesting_account_id: true,
  skip_metadata_api_check: true,
} as const;

/** Local state, fake credentials, no call to STS or the metadata service; what guards a real deploy is counted. */
function goOffline(tree: Tree): Omit<StackCopy['stripped'], 'azureResources'> {
  const counts = { preventDestroy: 0, allowedAccountIds: 0, assumeRole: 0 };
  child(tree, 'terraform')['backend'] = { local: { path: 'terraform.tfstate' } };
  for (const provider of child(tree, 'provider')['aws'] as Tree[]) {
    if (provider['allowed_account_ids'] !== undefined) counts.allowedAccountIds += 1;
    if (provider['assume_role'] !== undefined) counts.assumeRole += 1;
    delete provider['allowed_account_ids'];
    delete provider['assume_role'];
    Object.assign(provider, OFFLINE_AWS);
  }
  for (const resources of Object.values(child(tree, 'resource'))) {
    for (const resource of Object.values(resources as Record<string, Tree>)) {
      const lifecycle = resource['lifecycle'] as Tree | undefined;
      if (lifecycle?.['prevent_destroy'] === true) {
        counts.preventDestroy += 1;
        delete lifecycle['prevent_destroy'];
      }
    }
  }
  return counts;
}

/** The tree under a key; an empty one, not put into place, where there is none. */
export function child(tree: Tree, key: string): Tree {
  return (tree[key] ?? {}) as Tree;
}

/** State of a stack that has never been applied here: plausible values under the names of its outputs. */
function fabricatedState(producer: Tree): string {
  const outputs = Object.fromEntries(
    Object.keys(child(producer, 'output')).map((name) => [name, { value: plausible(name), type: 'string' }]),
  );
  return JSON.stringify({
    version: 4,
    terraform_version: '1.11.4',
    serial: 1,
    lineage: '00000000-0000-4000-8000-000000000000',
    outputs,
    resources: [],
  });
}

function plausible(output: string): string {
  if (output === 'transit_gateway_id') return 'tgw-0123456789abcdef0';
  // Public addresses of an Azure gateway's instances.
  if (output.startsWith('gateway_address_')) return `198.18.9.${output.slice(-1)}`;
  if (output === 'vpc_id') return 'vpc-0123456789abcdef0';
  if (output.startsWith('route_table_')) return 'tgw-rtb-0123456789abcdef0';
  if (output === 'transit_gateway_arn')
    return 'arn:aws:ec2:eu-west-2:111122223333:transit-gateway/tgw-0123456789abcdef0';
  if (output === 'flow_log_role_arn') return 'arn:aws:iam::111122223333:role/flow-logs';
  if (output.endsWith('_arn')) return 'arn:aws:kms:eu-west-2:111122223333:key/00000000-0000-4000-8000-000000000000';
  return 'vcn-0123456789abcdef0';
}

export interface TerraformResult {
  readonly ok: boolean;
  readonly output: string;
}

/** One Terraform command in a copy. */
export async function terraform(folder: string, ...args: string[]): Promise<TerraformResult> {
  return new Promise((resolve) => {
    execFile(
      'terraform',
      args,
      { cwd: folder, env: environment(), maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        resolve({ ok: error === null, output: `${stdout}\n${stderr}` });
      },
    );
  });
}

/** `terraform init` from the mirror, or from the registry where that is asked for. */
export async function terraformInit(folder: string): Promise<TerraformResult> {
  const mirror = process.env['WAN_PROVIDER_MIRROR'];
  return terraform(
    folder,
    'init',
    '-input=false',
    '-no-color',
    ...(mirror === 'registry' || mirror === undefined ? [] : [`-plugin-dir=${mirror}`]),
  );
}

/** An offline plan as `terraform show -json` prints it; undefined where there is none. */
export async function plannedJson(folder: string): Promise<TerraformResult & { readonly plan: unknown }> {
  const planned = await terraform(
    folder,
    'plan',
    '-refresh=false',
    '-input=false',
    '-no-color',
    '-lock=false',
    '-out=plan.bin',
  );
  if (!planned.ok) return { ...planned, plan: undefined };
  const shown = await terraform(folder, 'show', '-json', 'plan.bin');
  return { ...planned, plan: JSON.parse(shown.output) as unknown };
}

/** Addresses and actions of an offline plan. */
export async function terraformPlan(folder: string): Promise<{
  readonly ok: boolean;
  readonly output: string;
  readonly changes: readonly { address: string; previous?: string; actions: readonly string[] }[];
}> {
  const { plan, ...planned } = await plannedJson(folder);
  const { resource_changes: changes = [] } = (plan ?? {}) as {
    resource_changes?: { address: string; previous_address?: string; change: { actions: string[] } }[];
  };
  return {
    ...planned,
    changes: changes.map(({ address, previous_address: previous, change }) => ({
      address,
      ...(previous === undefined ? {} : { previous }),
      actions: change.actions,
    })),
  };
}

/** A resource of a state, as if it had been applied. */
export interface HeldResource {
  /** The module that has it; the root where there is none. */
  readonly module?: string;
  readonly type: string;
  readonly name: string;
  readonly attributes: Record<string, unknown>;
  /** Of the provider's schema of this type. */
  readonly version?: number;
}

/** Puts resources into the copy's state. */
export function writeStates(folder: string, held: readonly HeldResource[]): void {
  const resources = held.map(({ module, type, name, attributes, version = 0 }) => ({
    ...(module === undefined ? {} : { module: `module.${module}` }),
    mode: 'managed',
    type,
    name,
    provider: 'provider["registry.terraform.io/hashicorp/aws"]',
    instances: [{ schema_version: version, attributes }],
  }));
  writeStateFile(folder, resources);
}

/** A local state that holds these resources, as Terraform writes them. */
export function writeStateFile(folder: string, resources: readonly object[]): void {
  const state = {
    version: 4,
    terraform_version: '1.11.4',
    serial: 1,
    lineage: '00000000-0000-4000-8000-000000000000',
    outputs: {},
    resources,
  };
  writeFileSync(path.join(folder, 'terraform.tfstate'), JSON.stringify(state));
}
