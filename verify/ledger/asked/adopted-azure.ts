import type { AdoptedAzureCircuit } from '../../../plan/lock/lock-file';
import type { Resource } from '../../terraform/stack-json';
import type { AskedArguments, Places } from './places';

/** The id by which Terraform is to take a resource of Azure over, by the lock; undefined for what this network makes itself. */
export function azureImportOf(places: Places, resource: Resource): string | undefined {
  const { stack, type, name } = resource;
  const hub = places.azureHub(stack);
  const own = hub === undefined ? undefined : places.lock.hubs[hub.id]?.adoptedAzure;
  switch (type) {
    case 'azurerm_virtual_wan':
      return places.lock.adoptedWan;
    case 'azurerm_virtual_hub':
      return own?.hub;
    case 'azurerm_vpn_gateway':
      return own?.gateway;
    case 'azurerm_virtual_hub_connection':
      return own?.vnets[name]?.connection;
    case 'azurerm_vpn_site':
      return circuitOf(places, resource)?.site;
    case 'azurerm_vpn_gateway_connection':
      return circuitOf(places, resource)?.connection;
    default:
      return undefined;
  }
}

/** Types whose names, and groups, are somebody else's where they were there before: with another one they are made anew. */
const MAY_BE_THERE: ReadonlySet<string> = new Set([
  'azurerm_virtual_hub',
  'azurerm_virtual_hub_connection',
  'azurerm_virtual_wan',
  'azurerm_vpn_gateway',
  'azurerm_vpn_gateway_connection',
  'azurerm_vpn_site',
]);

/** The group of what this program makes beside it. */
const OWN_GROUP = /^\$\{azurerm_resource_group\.(?:hub|wan)\.name\}$/;

/** What is asked of names and groups, since they can't change in place. Source: hashicorp/azurerm 4.55 (arguments that force a new one) */
export function askedOfNames(places: Places, resource: Resource): AskedArguments {
  if (!MAY_BE_THERE.has(resource.type)) return {};
  const id = azureImportOf(places, resource);
  const held = circuitOf(places, resource);
  const linkName = resource.type === 'azurerm_vpn_site' ? (held?.link ?? 'link') : (held?.linkConnection ?? 'link');
  return {
    // As this program calls things does nothing to traffic.
    ...(id === undefined ? {} : { name: id.slice(id.lastIndexOf('/') + 1) }),
    ...(hasOwnGroup(resource) ? { resource_group_name: groupIn(id) ?? OWN_GROUP } : {}),
    ...(resource.type === 'azurerm_vpn_site' ? { 'link[].name': linkName, ...groupOf(id) } : {}),
    ...(resource.type === 'azurerm_vpn_gateway_connection' ? { 'vpn_link[].name': linkName } : {}),
    ...(resource.type === 'azurerm_virtual_wan'
      ? {}
      : {
          'lifecycle.ignore_changes':
            id === undefined ? undefined : ignored(places, resource, held?.keeps !== undefined),
        }),
  };
}

/** What stays as it was: how Azure spells what it hangs on, and until somebody settles it all that a connection is set to. */
function ignored(places: Places, { stack, type }: Resource, isKept: boolean): readonly string[] {
  const hub = places.azureHub(stack)?.id;
  const isLinked = Object.keys(places.lock.links).some((key) => key.endsWith(`_${hub ?? ''}`));
  switch (type) {
    case 'azurerm_virtual_hub':
      return ['virtual_wan_id'];
    case 'azurerm_vpn_gateway':
      return [...(isLinked ? [] : ['bgp_settings']), 'tags', 'virtual_hub_id'];
    case 'azurerm_virtual_hub_connection':
      return ['remote_virtual_network_id', 'virtual_hub_id'];
    case 'azurerm_vpn_site':
      return isKept ? ['address_cidrs', 'virtual_wan_id'] : ['virtual_wan_id'];
    default:
      return isKept
        ? ['internet_security_enabled', 'remote_vpn_site_id', 'traffic_selector_policy', 'vpn_gateway_id', 'vpn_link']
        : ['remote_vpn_site_id', 'vpn_gateway_id'];
  }
}

/** Whether it stands in a group that its own stack makes. */
export function hasOwnGroup({ type }: Pick<Resource, 'type'>): boolean {
  return type === 'azurerm_virtual_hub' || type === 'azurerm_virtual_wan' || type === 'azurerm_vpn_gateway';
}

function groupOf(id: string | undefined): AskedArguments {
  const group = groupIn(id);
  return group === undefined ? {} : { resource_group_name: group };
}

function groupIn(id: string | undefined): string | undefined {
  return id === undefined ? undefined : /\/resourceGroups\/([^/]+)\//.exec(id)?.[1];
}

function circuitOf({ lock }: Places, { stack, type, name }: Resource): AdoptedAzureCircuit | undefined {
  if (type !== 'azurerm_vpn_site' && type !== 'azurerm_vpn_gateway_connection') return undefined;
  const [site = '', tenant = '', circuit = ''] = name.split('_');
  const held = lock.sites[site];
  return held?.stacks.azure === stack ? held.segments[tenant]?.circuits[circuit]?.adoptedAzure : undefined;
}
