import { cidr, formatAddress } from '../../catalogue/values/cidr';
import { compareText } from '../../catalogue/issues/issue';
import type { AwsHub, AzureHub, Catalogue, EgressDomain, Hub, Tenant } from '../../catalogue/model';
import type { HubNetworks } from '../lock/hub-networks';

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

/** True where the tenant has a route table at the hub; never depends on its sites, so that a first site changes no hub. */
export function isPresent(tenant: Tenant, hub: Hub): boolean {
  return tenant.hubs.includes(hub.id);
}

/** A supplier's own network is reached, and doesn't leave by an authority's addresses or ask its resolver. */
export function leaves(tenant: Pick<Tenant, 'kind'>): boolean {
  return tenant.kind !== 'supplier';
}

/**
 * Egress domains that have a breakout at an AWS hub: those of the tenants present there that leave at all, and those that are
 * leaving and still have a network there, whoever has left them; sorted.
 */
export function domainsAt(catalogue: Catalogue, hub: Hub, hubs: HubNetworks): readonly string[] {
  const tenants = catalogue.tenants.filter((tenant) => isPresent(tenant, hub) && leaves(tenant));
  const leaving = catalogue.egressDomains.filter(
    ({ id, state }) => state === 'leaving' && hubs[hub.id]?.networks?.[`egress-${id}`] !== undefined,
  );
  return [...new Set([...tenants.map((tenant) => tenant.egress), ...leaving.map(({ id }) => id)])].sort();
}

/** Whether a domain's breakout at an AWS hub is leaving: with the domain, or with all whom it lets out there. */
export function isBreakoutLeaving({ tenants }: Catalogue, { id, state }: EgressDomain, hub: Hub): boolean {
  const here = tenants.filter((tenant) => tenant.egress === id && isPresent(tenant, hub) && leaves(tenant));
  return state === 'leaving' || (here.length > 0 && here.every((tenant) => tenant.state === 'leaving'));
}

/** Whether a domain is public Wi-Fi's: by its tenants, or where the last has left it, by who may read its logs. */
export function isGuestDomain({ tenants, egressDomains }: Catalogue, id: string): boolean {
  const own = tenants.filter((tenant) => tenant.egress === id);
  return own.length > 0
    ? own.some(({ kind }) => kind === 'public-wifi')
    : (egressDomains.find((domain) => domain.id === id)?.logReaders.length ?? 0) > 0;
}

/** The AWS hubs, by id. */
export function awsHubs(catalogue: Catalogue): readonly AwsHub[] {
  return catalogue.hubs.filter((hub): hub is AwsHub => hub.cloud === 'aws').sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Names of an AWS hub's stacks begin with this: the first hub's are short for ever. */
export function awsPrefix(hubId: string, firstHubs: { readonly aws?: string | undefined }): string {
  return firstHubs.aws === hubId ? 'aws' : `aws-${hubId}`;
}
