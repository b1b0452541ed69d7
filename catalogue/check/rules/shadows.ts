import { cidr } from '../../values/cidr';
import type { Draft } from '../../draft';
import { nameContains, type NamePattern, parseName } from '../../values/names';
import { parsePort, portContains } from '../../values/ports';
import type { Path } from '../../yaml/source';

/**
 * Entries that change nothing because another one already covers them, each with the place of the other: whoever
 * removes one of the two believes that something is closed now. Warnings; rules and lists are merged all the same.
 */
export function checkShadows(draft: Draft): void {
  const { raw } = draft;
  const ports = (entry: object, list: readonly string[], path: Path): void =>
    shadowed(draft, entry, list, path, (outer, inner) => portContains(parsePort(outer), parsePort(inner)));
  const prefixes = (entry: object, list: readonly string[], path: Path): void =>
    shadowed(draft, entry, list, path, (outer, inner) => cidr(outer).contains(cidr(inner)));
  const names = (entry: object, list: readonly string[], path: Path): void =>
    shadowed(draft, entry, list, path, (outer, inner) => nameContains(parseName(outer), parseName(inner)));
  for (const service of raw.services) {
    prefixes(service, service.addresses, ['addresses']);
    ports(service, service.ports, ['ports']);
    service.consumers.forEach((each, index) => {
      if (typeof each !== 'string') prefixes(service, each.prefixes, ['consumers', index, 'prefixes']);
    });
  }
  for (const flow of raw.flows) {
    prefixes(flow, flow.from.prefixes ?? [], ['from', 'prefixes']);
    prefixes(flow, flow.to.prefixes, ['to', 'prefixes']);
    ports(flow, flow.ports, ['ports']);
  }
  for (const supplier of raw.suppliers) {
    if (supplier.kind === 'vpn') prefixes(supplier, supplier.addresses, ['addresses']);
    names(supplier, supplier.dnsNames, ['dnsNames']);
    ports(supplier, supplier.ports, ['ports']);
  }
  for (const domain of raw.egressDomains) {
    ports(domain, domain.ports, ['ports']);
    names(domain, domain.names.allow, ['names', 'allow']);
    names(domain, domain.names.deny, ['names', 'deny']);
    denied(draft, domain);
    unreached(draft, domain);
  }
}

function shadowed(
  draft: Draft,
  entry: object,
  list: readonly string[],
  path: Path,
  covers: (outer: string, inner: string) => boolean,
): void {
  list.forEach((inner, index) => {
    const other = list.findIndex(
      (outer, at) => at !== index && covers(outer, inner) && (at < index || !covers(inner, outer)),
    );
    if (other < 0) return;
    draft.report(entry, [...path, index], {
      code: 'SHADOWED',
      severity: 'warning',
      problem: `${inner} changes nothing: ${list[other] ?? ''} (${draft.placeOf(entry, [...path, other])}) already covers it.`,
      fix: 'Remove one of the two.',
    });
  });
}

type RawDomain = Draft['raw']['egressDomains'][number];

/** A name that is allowed and denied is denied. */
function denied(draft: Draft, domain: RawDomain): void {
  domain.names.allow.forEach((name, index) => {
    const deny = domain.names.deny.findIndex((other) => nameContains(parseName(other), parseName(name)));
    if (deny < 0) return;
    draft.report(domain, ['names', 'allow', index], {
      code: 'SHADOWED',
      severity: 'warning',
      problem: `${name} stays refused: ${domain.names.deny[deny] ?? ''} (${draft.placeOf(domain, ['names', 'deny', deny])}) denies it, and what is denied comes first.`,
      fix: 'Remove one of the two.',
    });
  });
}

/** Where every tenant of a domain leaves through its own filter, the domain's list admits nothing more. */
function unreached(draft: Draft, domain: RawDomain): void {
  const tenants = draft.raw.tenants.filter((tenant) => tenant.egress === domain.id);
  const gateways: NamePattern[] = [];
  for (const { filtering } of tenants) {
    // A proxy is reached by name too, and the list is what its domain's DNS resolves.
    if (filtering?.kind !== 'secure-web-gateway') return;
    gateways.push(...filtering.names.map(parseName));
  }
  if (tenants.length === 0) return;
  domain.names.allow.forEach((name, index) => {
    if (gateways.some((gateway) => nameContains(gateway, parseName(name)))) return;
    draft.report(domain, ['names', 'allow', index], {
      code: 'SHADOWED',
      severity: 'warning',
      problem: `Nobody reaches ${name}: every tenant of ${domain.id} leaves through its own filter alone.`,
      fix: 'Remove it; what the filter passes is set at the filter.',
    });
  });
}
