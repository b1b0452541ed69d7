import { cidr, formatAddress } from '../../catalogue/values/cidr';
import { compareText } from '../../catalogue/issues/issue';
import type { Catalogue } from '../../catalogue/model';
import { parseName } from '../../catalogue/values/names';
import type { Resource, Stack } from '../terraform/stack-json';
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

/** Types that say something of a name, and where. */
const NAMED: Readonly<Record<string, string>> = {
  aws_route53_resolver_rule: 'domain_name',
  aws_route53_resolver_firewall_domain_list: 'domains',
  aws_route53_zone: 'name',
  aws_route53_record: 'name',
  azurerm_private_dns_resolver_forwarding_rule: 'domain_name',
  azurerm_private_dns_zone: 'name',
};

function namesIn({ type, attributes }: Resource): readonly string[] {
  const argument = NAMED[type];
  const found = argument === undefined ? [] : [attributes[argument]].flat();
  return found.flatMap((name) => {
    const plain = typeof name === 'string' ? name.replace(/^\*\.|\.$/g, '') : '';
    return plain === '' || plain === '*' ? [] : [plain];
  });
}

/** A name that nothing tells apart. */
export const ANY_OTHER = 'www.elsewhere.example';

/** Every name that catalogue or stacks tell apart, whoever wrote it there, and one below each; one that nothing tells apart. */
export function namesOf(catalogue: Catalogue, stacks: readonly Stack[]): readonly string[] {
  const patterns = [
    ...stacks.flatMap(({ resources }) => resources.flatMap(namesIn)),
    ...OPEN_RESOLVERS,
    'amazonaws.com',
    ...catalogue.egressDomains.flatMap(({ names }) => [...names.allow, ...names.deny]),
    ...catalogue.suppliers.flatMap((supplier) => supplier.dnsNames),
    ...catalogue.tenants.flatMap(({ dns, filtering }) => [
      ...(dns?.zones ?? []),
      ...(filtering?.kind === 'secure-web-gateway' ? filtering.names : []),
    ]),
  ].map((pattern) => parseName(pattern).name);
  const all = [...patterns.flatMap((name) => [name, `below.${name}`]), ANY_OTHER];
  return [...new Set(all)].sort(compareText);
}
