import { getBorderCharacters, table } from 'table';
import { compareText } from '../../catalogue/issues/issue';
import type { Catalogue, Tenant } from '../../catalogue/model';
import type { Verification } from './verification';

/** Longest column heading: nine columns stay within a hundred characters. */
const HEADING = 8;

/** Who reaches whom, as it was worked out: a row for every tenant, a column for every tenant and for the internet. */
export function renderMatrix(catalogue: Catalogue, verification: Verification): string {
  const tenants = [...catalogue.tenants].sort((a, b) => compareText(a.id, b.id));
  const heading = ['from ↓  to →', ...tenants.map(({ id }) => shortened(id)), 'internet'];
  const rows = tenants.map((tenant) => [
    tenant.id,
    ...tenants.map((other) => cell(verification, tenant, other)),
    internet(verification, tenant),
  ]);
  return table([heading, ...rows], {
    border: getBorderCharacters('void'),
    columnDefault: { paddingLeft: 0, paddingRight: 2 },
    drawHorizontalLine: () => false,
  }).replace(/ +$/gm, '');
}

function shortened(id: string): string {
  return id.length <= HEADING ? id : `${id.slice(0, HEADING - 1)}…`;
}

function cell(verification: Verification, from: Tenant, to: Tenant): string {
  if (
    verification.differences.some(
      (each) =>
        each.source.owner.tenant === from.id && each.destination.owner?.tenant === to.id && !each.source.resolver,
    )
  )
    return verification.differences.some(
      (each) =>
        each.kind === 'LEAK' && each.source.owner.tenant === from.id && each.destination.owner?.tenant === to.id,
    )
      ? 'LEAK'
      : 'BROKEN';
  const because = [...(verification.reached.get(`${from.id} ${to.id}`)?.because ?? [])];
  const count = (noun: string): number => because.filter((each) => each.startsWith(`${noun}.`)).length;
  const parts = [
    ...(because.some((each) => each.endsWith('.siteToSite'))
      ? [from.siteToSite === 'inspected' ? 'insp' : 'hosted']
      : []),
    ...some(count('services'), 'svc'),
    ...some(count('flows'), 'flow'),
    ...some(count('suppliers'), 'supp'),
    ...(because.includes('router-management') ? ['mgmt'] : []),
  ];
  if (parts.length === 0)
    return from.id === to.id && from.kind !== 'public-wifi' && from.siteToSite === 'denied' ? 'denied' : '–';
  return parts.join('+');
}

function some(count: number, what: string): readonly string[] {
  return count === 0 ? [] : [`${count} ${what}`];
}

function internet(verification: Verification, tenant: Tenant): string {
  if (
    verification.differences.some(
      (each) => each.source.owner.tenant === tenant.id && each.route.forward.end.kind === 'internet',
    )
  )
    return 'BROKEN';
  if (!verification.reached.has(`${tenant.id} internet`)) return '–';
  if (tenant.kind === 'public-wifi') return 'guest';
  return tenant.filtering && tenant.filtering.kind !== 'exception' ? 'via filter' : 'filtered';
}
