import type { Catalogue, Tenant } from '../../catalogue/model';

/** What the catalogue asks for, by entry; `wan verify` says what is so. */
export function reaches(catalogue: Catalogue, id: string): readonly string[] {
  const tenant = catalogue.tenants.find((candidate) => candidate.id === id);
  if (!tenant) return [];
  if (tenant.kind === 'public-wifi') return [`internet (${tenant.egress}) and nothing else`];
  return [
    ...internet(tenant),
    ...(tenant.siteToSite === 'inspected' ? [`its own sites`] : []),
    ...catalogue.services.filter((service) => service.consumers.includes(id)).map((service) => service.id),
    ...catalogue.suppliers.filter((supplier) => supplier.consumers.includes(id)).map((supplier) => supplier.id),
    ...catalogue.flows.filter((flow) => flow.from.tenant === id).map((flow) => `${flow.to.tenant} (${flow.id})`),
    ...catalogue.datacentres
      .filter((datacentre) => datacentre.tenants.some((entry) => entry.tenant === id))
      .map((datacentre) => datacentre.id),
  ];
}

/** How a tenant leaves to the internet, if it does. */
function internet({ kind, egress, filtering }: Tenant): readonly string[] {
  if (kind === 'supplier') return [];
  if (filtering === undefined || filtering.kind === 'exception') return [`internet (${egress})`];
  const way = filtering.kind === 'proxy' ? filtering.addresses : filtering.names;
  return [`internet through ${way.join(', ')} only (${filtering.provider})`];
}
