import type { Resource, Stack } from '../../verify/terraform/stack-json';
import { block, blocks } from '../../verify/terraform/stack-json';
import type { TypeActions } from './actions';
import { AWS_DNS } from './actions/aws-dns';
import { AWS_FIREWALL } from './actions/aws-firewall';
import { AWS_TRANSIT } from './actions/aws-transit';
import { AWS_VPC } from './actions/aws-vpc';
import { AWS_VPN } from './actions/aws-vpn';
import { AZURE } from './actions/azure';

const ACTIONS: Readonly<Record<string, TypeActions>> = {
  ...AWS_DNS,
  ...AWS_FIREWALL,
  ...AWS_TRANSIT,
  ...AWS_VPC,
  ...AWS_VPN,
  ...AZURE,
};

/** What is asked for in one account or subscription. */
export interface Needs {
  readonly cloud: 'aws' | 'azure';
  /** Account number, or subscription. */
  readonly account: string;
  readonly regions: readonly string[];
  readonly read: readonly string[];
  readonly write: readonly string[];
  readonly serviceRoles: readonly string[];
}

interface Gathered {
  readonly cloud: Needs['cloud'];
  readonly account: string;
  readonly regions: Set<string>;
  readonly read: Set<string>;
  readonly write: Set<string>;
  readonly serviceRoles: Set<string>;
}

/**
 * What Terraform calls in each account, worked out from what is synthesised. A type all of whose resources are guarded
 * (`prevent_destroy`) needs no leave to be deleted: who has only this can't take a hub away, whatever a plan says.
 */
export function needsOf(stacks: readonly Stack[]): readonly Needs[] {
  const mayGo = new Set(
    stacks.flatMap(({ resources }) =>
      resources.filter((each) => !isGuarded(each)).map((each) => placeOf(stacks, each).key + each.type),
    ),
  );
  const found = new Map<string, Gathered>();
  for (const { resources } of stacks)
    for (const resource of resources) {
      const { key, cloud, account, region } = placeOf(stacks, resource);
      const actions = ACTIONS[resource.type];
      if (!actions) throw new Error(`nobody has said what ${resource.type} needs`);
      const needs = found.get(key) ?? {
        cloud,
        account,
        regions: new Set<string>(),
        read: new Set<string>(),
        write: new Set<string>(),
        serviceRoles: new Set<string>(),
      };
      found.set(key, needs);
      if (region !== undefined) needs.regions.add(region);
      if (actions.serviceRole !== undefined) needs.serviceRoles.add(actions.serviceRole);
      actions.read.forEach((each) => needs.read.add(each));
      actions.write.forEach((each) => needs.write.add(each));
      if (mayGo.has(key + resource.type)) actions.delete.forEach((each) => needs.write.add(each));
    }
  return [...found.values()]
    .map(({ cloud, account, ...sets }) => ({
      cloud,
      account,
      regions: [...sets.regions].sort(),
      read: [...sets.read].sort(),
      write: [...sets.write].filter((each) => !sets.read.has(each)).sort(),
      serviceRoles: [...sets.serviceRoles].sort(),
    }))
    .sort((a, b) => (`${a.cloud} ${a.account}` < `${b.cloud} ${b.account}` ? -1 : 1));
}

function isGuarded({ attributes }: Resource): boolean {
  return block(attributes['lifecycle'])['prevent_destroy'] === true;
}

/** The account or subscription that a resource's provider is limited to. */
function placeOf(
  stacks: readonly Stack[],
  { stack, type, attributes }: Resource,
): { readonly key: string; readonly cloud: Needs['cloud']; readonly account: string; readonly region?: string } {
  const cloud = type.startsWith('azurerm_') ? 'azure' : 'aws';
  const kind = cloud === 'azure' ? 'azurerm' : 'aws';
  const alias = typeof attributes['provider'] === 'string' ? attributes['provider'].split('.')[1] : undefined;
  const tree = stacks.find(({ name }) => name === stack)?.tree;
  const provider = blocks(block(tree?.['provider'])[kind]).find((each) => each['alias'] === alias) ?? {};
  const [own] = [provider['allowed_account_ids'] ?? provider['subscription_id']].flat();
  const account = typeof own === 'string' ? own : '';
  if (account === '') throw new Error(`${stack} limits ${type} to no account`);
  const region = provider['region'];
  return { key: `${cloud} ${account} `, cloud, account, ...(typeof region === 'string' ? { region } : {}) };
}
