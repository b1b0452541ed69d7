import { cidr, formatAddress } from '../../catalogue/values/cidr';
import { compareText } from '../../catalogue/issues/issue';
import type { Catalogue } from '../../catalogue/model';
import { parseName } from '../../catalogue/values/names';
import { OPEN_RESOLVERS } from '../../catalogue/values/open-resolvers';

/** A query at a domain's resolver that isn't answered the way the catalogue asks. */
export interface NameDifference {
  readonly domain: string;
  readonly hub: string;
  readonly name: string;
  readonly got: string;
  readonly wanted: string;
}

export interface NamesVerified {
  readonly queries: number;
  readonly differences: readonly NameDifference[];
}

export function inZone(zone: string, name: string): boolean {
  return name === zone || name.endsWith(`.${zone}`);
}

/** The address of an Azure hub's resolver: the first that is free in its subnet. */
export function resolverAddresses(subnet: string | undefined): readonly string[] {
  return subnet === undefined ? [] : [formatAddress(cidr(subnet).first + 4)];
}

/** Every name that a list, zone or supplier tells apart, and one below each; two that nothing tells apart. */
export function namesOf(catalogue: Catalogue): readonly string[] {
  const patterns = [
    ...OPEN_RESOLVERS,
    'amazonaws.com',
    ...catalogue.egressDomains.flatMap(({ names }) => [...names.allow, ...names.deny]),
    ...catalogue.suppliers.flatMap((supplier) => supplier.dnsNames),
    ...catalogue.tenants.flatMap(({ dns, filtering }) => [
      ...(dns?.zones ?? []),
      ...(filtering?.kind === 'secure-web-gateway' ? filtering.names : []),
    ]),
  ].map((pattern) => parseName(pattern).name);
  const all = [...patterns.flatMap((name) => [name, `below.${name}`]), 'www.elsewhere.example'];
  return [...new Set(all)].sort(compareText);
}
