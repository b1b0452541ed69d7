import type { StateResource } from '../state-resource';
import { list, printable, record, text, texts, type Tree, wholeNumber } from '../values';
import {
  type AzureEstate,
  endOf,
  locationOf,
  NO_AZURE,
  resourceId,
  type VpnConnection,
  type VpnSite,
} from './azure-estate';

/** Types of another state that are read, with what they are in a hub where they are none of what this network makes. */
const MEMBERS: Readonly<Record<string, string>> = {
  azurerm_express_route_gateway: 'an ExpressRoute gateway',
  azurerm_point_to_site_vpn_gateway: 'a gateway for single users',
  azurerm_virtual_hub_bgp_connection: 'BGP to virtual machines',
  azurerm_virtual_hub_routing_intent: 'routing intent',
  azurerm_virtual_hub_security_partner_provider: 'a partner’s firewall',
  azurerm_route_map: 'route maps',
};

const READ: ReadonlySet<string> = new Set([
  'azurerm_virtual_wan',
  'azurerm_virtual_hub',
  'azurerm_vpn_gateway',
  'azurerm_vpn_site',
  'azurerm_vpn_gateway_connection',
  'azurerm_virtual_hub_connection',
]);

export const isReadOfAzure = (type: string): boolean => READ.has(type);

/** What another state holds of Azure. What others put into a hub it can't say. Source: registry, hashicorp/azurerm (attributes) */
export function azureState(all: readonly StateResource[]): AzureEstate {
  const of = (type: string): readonly StateResource[] => all.filter((each) => each.type === type);
  const found = <T>(type: string, make: (tree: Tree, own: Own) => T | undefined): readonly T[] =>
    of(type).flatMap(({ address, values }) => {
      const id = resourceId(text(values['id']));
      if (!id) return [];
      const location = locationOf(text(values['location']));
      const own: Own = {
        id: id.id,
        name: printable(id.name) ?? '',
        address,
        ...(location === undefined ? {} : { location }),
      };
      return make(values, own) ?? [];
    });
  return {
    ...NO_AZURE,
    wans: found('azurerm_virtual_wan', (_values, own) => own),
    hubs: found('azurerm_virtual_hub', (values, own) => {
      const wan = named(values['virtual_wan_id']);
      const addressPrefix = text(values['address_prefix']);
      const sku = text(values['sku']);
      return {
        ...own,
        ...(wan === undefined ? {} : { wan }),
        ...(addressPrefix === undefined ? {} : { addressPrefix }),
        ...(sku === undefined ? {} : { sku }),
      };
    }),
    gateways: found('azurerm_vpn_gateway', (values, own) => {
      const hub = named(values['virtual_hub_id']);
      const scaleUnits = wholeNumber(values['scale_unit']);
      return hub === undefined
        ? undefined
        : {
            ...own,
            hub,
            ...(scaleUnits === undefined ? {} : { scaleUnits }),
            ...(values['routing_preference'] === 'Internet' ? { prefersInternet: true as const } : {}),
          };
    }),
    sites: found('azurerm_vpn_site', site),
    connections: found('azurerm_vpn_gateway_connection', connection),
    vnets: found('azurerm_virtual_hub_connection', (values, own) => {
      const hub = named(values['virtual_hub_id']);
      const vnet = named(values['remote_virtual_network_id']);
      return hub === undefined || vnet === undefined ? undefined : { ...own, hub, vnet };
    }),
    members: all.flatMap(({ type, values }) => {
      const what = type === 'azurerm_firewall' ? 'a firewall' : MEMBERS[type];
      const [inHub] = list(values['virtual_hub']).map(record);
      const hub = named(values['virtual_hub_id'] ?? inHub?.['virtual_hub_id']);
      return what === undefined || hub === undefined ? [] : [{ hub, what }];
    }),
  };
}

interface Own {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly location?: string;
}

function site(values: Tree, own: Own): VpnSite {
  const wan = named(values['virtual_wan_id']);
  return {
    ...own,
    ...(wan === undefined ? {} : { wan }),
    prefixes: texts(list(values['address_cidrs'])),
    links: list(values['link'])
      .map(record)
      .flatMap((link) => {
        const id = resourceId(text(link['id']));
        const [bgp] = list(link['bgp']).map(record);
        return id
          ? [
              {
                id: id.id,
                name: id.name,
                ...endOf(
                  text(link['ip_address']),
                  text(link['fqdn']),
                  wholeNumber(bgp?.['asn']),
                  text(bgp?.['peering_address']),
                ),
              },
            ]
          : [];
      }),
  };
}

function connection(values: Tree, own: Own): VpnConnection | undefined {
  const gateway = named(values['vpn_gateway_id']);
  const at = named(values['remote_vpn_site_id']);
  if (gateway === undefined || at === undefined) return undefined;
  return {
    ...own,
    gateway,
    site: at,
    isToldOfInternet: values['internet_security_enabled'] === true,
    links: list(values['vpn_link'])
      .map(record)
      .flatMap((link) => {
        const name = text(link['name']);
        const siteLink = named(link['vpn_site_link_id']);
        const [policy] = list(link['ipsec_policy']).map(record);
        if (name === undefined || siteLink === undefined) return [];
        return [
          {
            name,
            siteLink,
            speaksBgp: link['bgp_enabled'] === true,
            isOverCircuit: link['local_azure_ip_address_enabled'] === true,
            ...(policy === undefined ? {} : { proposal: plain(policy) }),
          },
        ];
      }),
  };
}

function plain(policy: Tree): Readonly<Record<string, string | number>> {
  return Object.fromEntries(
    Object.entries(policy)
      .flatMap(([key, value]) =>
        typeof value === 'string' || typeof value === 'number' ? [[key, value] as const] : [],
      )
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function named(value: unknown): string | undefined {
  return resourceId(text(value))?.id;
}
