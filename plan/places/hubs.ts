import { cidr, formatAddress } from '../../catalogue/cidr';
import { compareText } from '../../catalogue/issue';
import type { AzureHub, Catalogue, Tenant } from '../../catalogue/model';
import type { HubNetworks } from '../rules/plan-rules';

/** The Azure hubs, by id. */
export function azureHubs(catalogue: Catalogue): readonly AzureHub[] {
  return catalogue.hubs.filter((hub): hub is AzureHub => hub.cloud === 'azure').sort((a, b) => compareText(a.id, b.id));
}

/**
 * True where the tenant may have its home at the hub: a hub is one way out, so whoever has another isn't here. Never
 * hangs on its sites, so that a first site changes nothing that all share.
 */
export function isAtAzureHub(tenant: Pick<Tenant, 'kind' | 'egress' | 'supernets'>, hub: AzureHub): boolean {
  return tenant.kind !== 'public-wifi' && tenant.egress === hub.egress && tenant.supernets.azure.length > 0;
}

/**
 * The address that sites and VNets of an Azure hub ask for names: the first that Azure leaves free in the inbound
 * endpoint's subnet; undefined where the hub has no services VNet.
 * Source: learn.microsoft.com/azure/virtual-network/virtual-networks-faq (the first four and the last are Azure's own)
 */
export function inboundAddress(hubs: HubNetworks, hub: AzureHub): string | undefined {
  const subnet = hubs[hub.id]?.services['inbound'];
  return subnet === undefined ? undefined : formatAddress(cidr(subnet).first + 4);
}
