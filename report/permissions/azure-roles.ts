import type { Catalogue } from '../../catalogue/model';
import type { Needs } from './needs';

/** A custom role as `az role definition create` takes it. */
export interface RoleDefinition {
  readonly Name: string;
  readonly IsCustom: true;
  readonly Description: string;
  readonly Actions: readonly string[];
  readonly NotActions: readonly [];
  readonly DataActions: readonly [];
  readonly NotDataActions: readonly [];
  readonly AssignableScopes: readonly string[];
}

/**
 * The provider reads the list of resource providers at start, whatever it registers, and stops where it may not.
 * Source: github.com/hashicorp/terraform-provider-azurerm issues 26628 and 27435
 */
const AT_START = 'Microsoft.Resources/subscriptions/providers/read';
/** Source: learn.microsoft.com/azure/virtual-wan/roles-permissions */
const PEER = 'Microsoft.Network/virtualNetworks/peer/action';

export function roleDefinition(
  name: string,
  description: string,
  scope: string,
  actions: readonly string[],
): RoleDefinition {
  return {
    Name: name,
    IsCustom: true,
    Description: description,
    Actions: [...new Set(actions)].sort(),
    NotActions: [],
    DataActions: [],
    NotDataActions: [],
    AssignableScopes: [`/subscriptions/${scope}`],
  };
}

/** Roles in a hub's subscription: one that plans, and what deploying takes besides. */
export function hubRoles(
  { account, read, write }: Needs,
  prefix: string,
): readonly (readonly [string, RoleDefinition])[] {
  return [
    [
      `azure-${account}-plan`,
      roleDefinition(`${prefix} plan (${account})`, `Reads what ${prefix} has made, for terraform plan.`, account, [
        ...read,
        AT_START,
      ]),
    ],
    [
      `azure-${account}-deploy`,
      roleDefinition(
        `${prefix} deploy (${account})`,
        `Makes and changes what ${prefix} is made of; assigned beside the role that plans.`,
        account,
        write,
      ),
    ],
  ];
}

/** One role for each subscription whose VNets are connected to a hub of another. */
export function peerRoles(
  { hubs, tenants }: Catalogue,
  prefix: string,
): readonly (readonly [string, RoleDefinition])[] {
  const own = new Set(hubs.flatMap((hub) => (hub.cloud === 'azure' ? [hub.subscription.id] : [])));
  const others = new Set(tenants.flatMap(({ vnets }) => vnets.map(({ subscription }) => subscription)));
  return [...others]
    .filter((subscription) => !own.has(subscription))
    .sort()
    .map((subscription) => [
      `azure-${subscription}-peer`,
      roleDefinition(
        `${prefix} peer (${subscription})`,
        `Connects VNets there to hubs of ${prefix}; assigned on those VNets.`,
        subscription,
        [PEER],
      ),
    ]);
}
