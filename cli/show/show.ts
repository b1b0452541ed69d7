import { whereaboutsOf } from '../../catalogue/model';
import type { Issue } from '../../catalogue/issues/issue';
import { type Paint, plain } from '../../catalogue/text/paint';
import { prepare, type Prepared } from '../../plan/prepare';
import { columns } from '../../report/columns';
import type { CommandResult } from '../command-result';
import { datacentreData, showDatacentre } from './datacentre';
import {
  type EntryPage,
  flowPage,
  hubPage,
  pageData,
  pageText,
  servicePage,
  stackPage,
  supplierPage,
} from './entry-pages';
import { find, type Found, idOf, nameOf, nearest } from './find';
import { showSite, siteData } from './site';
import { showTenant, tenantData } from './tenant';

/** How a page is laid out. */
export interface Look {
  readonly paint: Paint;
  /** Columns that a line may take. */
  readonly width: number;
}

/** More of them are no answer any more. */
const MOST_LISTED = 40;

/** `wan show WHAT`: everything about one site, datacentre or tenant on a page; where several are meant, a list of them. */
export function showCommand(
  catalogue: string,
  cwd: string,
  asked: string,
  look: Look = { paint: plain, width: Number.POSITIVE_INFINITY },
): CommandResult {
  const prepared = prepare(catalogue, cwd);
  if (!prepared.ok) return { text: '', issues: prepared.issues };
  const found = find(prepared.value, asked.trim());
  const [one, ...others] = found;
  if (!one) return { text: '', issues: [unknown(prepared.value, asked)] };
  if (others.length === 0) {
    const why = one.why === undefined ? '' : `${asked.trim()}: ${one.why}.\n`;
    return {
      text: `${why}${page(one, prepared.value, catalogue, look)}`,
      issues: [],
      data: { ...data(one, prepared.value), ...(one.why === undefined ? {} : { foundBy: one.why }) },
    };
  }
  return {
    text: `${found.length} places are meant by "${asked.trim()}":\n\n${list(found, look.width)}`,
    issues: [],
    data: {
      matches: found.map((each) => ({ kind: each.kind, id: idOf(each), name: nameOf(each), foundBy: each.why })),
    },
  };
}

function page(found: Found, prepared: Prepared, catalogue: string, { width, paint }: Look): string {
  switch (found.kind) {
    case 'site':
      return showSite(found.it, prepared, width, paint);
    case 'datacentre':
      return showDatacentre(found.it, prepared, catalogue, width, paint);
    case 'tenant':
      return showTenant(found.it, prepared, width, paint);
    default:
      return pageText(entryPage(found, prepared), width, paint);
  }
}

type Entry = Extract<Found, { readonly kind: 'hub' | 'service' | 'flow' | 'supplier' | 'stack' }>;

function entryPage(found: Entry, prepared: Prepared): EntryPage {
  switch (found.kind) {
    case 'hub':
      return hubPage(found.it, prepared);
    case 'service':
      return servicePage(found.it, prepared);
    case 'flow':
      return flowPage(found.it, prepared);
    case 'supplier':
      return supplierPage(found.it, prepared);
    case 'stack':
      return stackPage(found.it, prepared);
  }
}

function data(found: Found, prepared: Prepared): object {
  switch (found.kind) {
    case 'site':
      return siteData(found.it, prepared);
    case 'datacentre':
      return datacentreData(found.it, prepared);
    case 'tenant':
      return tenantData(found.it, prepared);
    default:
      return pageData(found.kind, idOf(found), entryPage(found, prepared));
  }
}

function list(found: readonly Found[], width: number): string {
  const rows = found
    .slice(0, MOST_LISTED)
    .map((each) => [
      idOf(each),
      nameOf(each),
      each.kind === 'site' ? whereaboutsOf(each.it) : each.kind,
      each.kind === 'site' ? each.it.segments.map(({ tenant }) => tenant).join(', ') : '',
      each.kind === 'site' || each.kind === 'datacentre' ? each.it.state : '',
      each.why ?? '',
    ]);
  const more = found.length - rows.length;
  return `${columns(['id', 'name', 'where', 'tenants', 'state', 'found by'], rows, width)}${more > 0 ? ` … and ${more} more\n` : ''}`;
}

function unknown(prepared: Prepared, asked: string): Issue {
  const near = nearest(prepared, asked.trim());
  return {
    code: 'SITE_UNKNOWN',
    problem: `Nothing in the catalogue is called "${asked.trim()}", and no site has that name, address or postcode.`,
    ...(near.length === 0 ? {} : { fix: `Did you mean ${near.map((id) => `"${id}"`).join(' or ')}?` }),
  };
}
