import type { AzureHubStackInput } from '../../plan/stacks/azure/hub';
import type { AzureNetStackInput } from '../../plan/stacks/azure/net';
import type { AzureConnectionInput } from '../../plan/stacks/azure/sites';
import type { AzureWanStackInput } from '../../plan/stacks/azure/wan';
import type { ImportBlock } from '../import-block';

/** The Virtual WAN that was there before. */
export function wanImports({ adopted }: AzureWanStackInput): readonly ImportBlock[] {
  return adopted === undefined ? [] : [{ to: 'azurerm_virtual_wan.wan', id: adopted.id }];
}

/** A virtual hub and its VPN gateway. */
export function virtualHubImports({ adopted }: AzureHubStackInput): readonly ImportBlock[] {
  return adopted === undefined
    ? []
    : [
        { to: 'azurerm_virtual_hub.hub', id: adopted.hub.id },
        { to: 'azurerm_vpn_gateway.hub', id: adopted.gateway.id },
      ];
}

/** Virtual networks that are connected already. */
export function vnetImports({ tenant, vnets }: AzureNetStackInput): readonly ImportBlock[] {
  return vnets.flatMap(({ id, adopted }) =>
    adopted === undefined ? [] : [{ to: `azurerm_virtual_hub_connection.${tenant}_${id}`, id: adopted.id }],
  );
}

/** A VPN site and its connection. */
export function vpnSiteImports({ name, adopted }: AzureConnectionInput): readonly ImportBlock[] {
  return adopted === undefined
    ? []
    : [
        { to: `azurerm_vpn_site.${name}`, id: adopted.site.id },
        { to: `azurerm_vpn_gateway_connection.${name}`, id: adopted.connection.id },
      ];
}
