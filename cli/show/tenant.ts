import { counted } from '../../catalogue/text/counts';
import { compareText } from '../../catalogue/issues/issue';
import { type Catalogue, isRendered, type Tenant } from '../../catalogue/model';
import type { Paint } from '../../catalogue/text/paint';
import type { Prepared } from '../../plan/prepare';
import { listed } from '../../report/columns';
import { reaches } from './reaches';

/** One tenant on a page: what it is, where it is, what it reaches and who reaches it. */
export function showTenant(tenant: Tenant, prepared: Prepared, width: number, paint: Paint): string {
  const data = tenantData(tenant, prepared);
  const rows = [
    ['supernets', ...[blocks(tenant)]],
    ['sites', data.sites.length === 0 ? 'none' : states(tenant, prepared.catalogue)],
    ['stacks', data.stacks.join(', ') || 'none'],
    ['crypto', tenant.crypto],
    ['asked for', data.reaches.join(', ') || 'nothing'],
    ['for others', data.reachedBy.join(', ') || 'nothing'],
    ['charged to', tenant.costCentre],
  ];
  const way =
    tenant.kind === 'supplier' ? 'does not leave' : `leaves by ${tenant.egress}${ownLines(tenant, prepared.catalogue)}`;
  return `${paint('strong', tenant.name)} · ${tenant.id} · ${tenant.kind} · ${way}\n\n${listed(rows, width)}`;
}

/** The same for a program. */
export function tenantData(
  tenant: Tenant,
  { catalogue, plan }: Prepared,
): {
  readonly kind: 'tenant';
  readonly id: string;
  readonly name: string;
  readonly sites: readonly string[];
  readonly stacks: readonly string[];
  readonly reaches: readonly string[];
  readonly reachedBy: readonly string[];
} {
  const own = plan.connections.filter((connection) => connection.tenant === tenant.id);
  return {
    kind: 'tenant',
    id: tenant.id,
    name: tenant.name,
    sites: sitesOf(tenant, catalogue)
      .map(({ id }) => id)
      .sort(compareText),
    stacks: [...new Set(own.map(({ stack }) => stack))].sort(),
    reaches: reaches(catalogue, tenant.id),
    reachedBy: reachedBy(catalogue, tenant.id),
  };
}

function sitesOf(tenant: Tenant, catalogue: Catalogue): Catalogue['sites'] {
  return catalogue.sites.filter((site) => site.segments.some((segment) => segment.tenant === tenant.id));
}

/** How many of its sites leave by their own lines. */
function ownLines({ id }: Tenant, { sites }: Catalogue): string {
  const count = sites
    .filter(isRendered)
    .filter(({ segments }) => segments.some(({ tenant, breakout }) => tenant === id && breakout === 'local')).length;
  return count === 0 ? '' : `; ${counted(count, 'site')} by their own lines`;
}

function states(tenant: Tenant, catalogue: Catalogue): string {
  const own = sitesOf(tenant, catalogue);
  const each = (['live', 'building', 'leaving', 'planned'] as const).flatMap((state) => {
    const count = own.filter((site) => site.state === state).length;
    return count === 0 ? [] : [`${count} ${state}`];
  });
  return `${counted(own.length, 'site')} (${each.join(', ')})`;
}

function blocks({ supernets }: Tenant): string {
  const homes = [
    ['AWS', supernets.aws],
    ['Azure', supernets.azure],
    ['datacentres', supernets.datacentre],
  ] as const;
  return homes.flatMap(([home, list]) => (list.length === 0 ? [] : [`${home} ${list.join(', ')}`])).join(' · ');
}

/** Entries by which others reach something of a tenant. */
function reachedBy({ services, flows, suppliers }: Catalogue, id: string): readonly string[] {
  return [
    ...services.filter(({ owner }) => owner === id).map((service) => `${service.id} (${service.consumers.join(', ')})`),
    ...flows.filter(({ to }) => to.tenant === id).map((flow) => `${flow.from.tenant} (${flow.id})`),
    ...suppliers
      .filter((supplier) => supplier.kind === 'vpn' && supplier.tenant === id)
      .map((supplier) => `${supplier.id} (${supplier.consumers.join(', ')})`),
  ];
}
