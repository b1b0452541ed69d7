import type { Draft } from '../../draft';
import type { RawCatalogue, RawTenant } from '../../schema/catalogue';

/** A Private Endpoint stands in the hub's services VNet, and its consumers are at the hub. */
export function checkPrivateEndpoint(
  draft: Draft,
  supplier: Extract<RawCatalogue['suppliers'][number], { kind: 'private-endpoint' }>,
  hub: Extract<RawCatalogue['hubs'][number], { cloud: 'azure' }>,
  tenants: ReadonlyMap<string, RawTenant>,
): void {
  const served = draft.raw.tenants.some((tenant) => tenant.servicesVnets.some((vnet) => vnet.hub === hub.id));
  if (!served && !draft.hasBroken('tenants'))
    draft.report(supplier, ['hub'], {
      code: 'MISSING_KEY',
      problem: `Hub ${hub.id} has no services VNet to hold the endpoint.`,
      fix: 'Add `servicesVnets: [{ hub: …, cidr: … }]` to the operations tenant.',
    });
  const service = /\/privateLinkServices\/[^/]+$/i.test(supplier.resourceId);
  if (service !== (supplier.subresource === undefined))
    draft.report(supplier, [service ? 'subresource' : 'resourceId'], {
      code: service ? 'NOT_ALLOWED' : 'MISSING_KEY',
      problem: service
        ? 'A Private Link service has no parts to choose from.'
        : 'A resource is reached by one of its parts, and none is named.',
      fix: service ? 'Remove subresource.' : 'Add `subresource:`, such as `blob` for a storage account.',
    });
  supplier.consumers.forEach((consumer, index) => {
    const tenant = tenants.get(consumer);
    if (!tenant || tenant.kind === 'public-wifi') return;
    if (tenant.supernets.azure.length > 0 && tenant.egress === hub.egress) return;
    draft.report(supplier, ['consumers', index], {
      code: 'TENANT_NOT_AT_HUB',
      problem: `The endpoint is at Azure hub ${hub.id}, and nothing of ${tenant.id} has its home there.`,
      fix:
        tenant.supernets.azure.length > 0
          ? `Its way out is "${tenant.egress}", the hub’s is "${hub.egress}": use an endpoint at a hub of its own.`
          : `Give ${tenant.id} a supernet under azure, or use an endpoint in AWS.`,
    });
  });
}
