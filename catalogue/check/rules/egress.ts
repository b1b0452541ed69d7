import { cidr, NOT_PUBLIC } from '../../values/cidr';
import type { Draft } from '../../draft';
import { isPublicSuffix, parseName } from '../../values/names';
import { namelessIn } from '../../values/nameless-ports';
import { formatPort, parsePort, portsOverlap } from '../../values/ports';
import type { RawCatalogue, RawTenant } from '../../schema/catalogue';
import type { Path } from '../../yaml/source';
import { awsHubsOf } from '../tenants';

type RawDomain = RawCatalogue['egressDomains'][number];

/** What may stand in a breakout: its ports, its names, its resolver, its addresses, and what guests need besides. */
export function checkEgress(draft: Draft): void {
  const { raw } = draft;
  for (const domain of raw.egressDomains) {
    const tenants = raw.tenants.filter((tenant) => tenant.egress === domain.id);
    checkPorts(draft, domain, domain.ports, ['ports']);
    checkWidth(draft, domain, domain.names.allow, ['names', 'allow']);
    const guests = tenants.filter((tenant) => tenant.kind === 'public-wifi').length;
    // A domain that guests share with an agency is reported with the tenants.
    if (guests > 0 && guests === tenants.length) checkGuestDomain(draft, domain);
    else if (guests === 0 && tenants.length > 0) checkAgencyDomain(draft, domain, tenants);
    checkAllocations(draft, domain, tenants);
    if (domain.names.default === 'deny') {
      checkNamedPorts(draft, domain, [domain.id]);
      checkSpoken(draft, domain, 'Names that are not listed are refused here, and none can be read from');
    }
  }
  for (const supplier of raw.suppliers) {
    checkWidth(draft, supplier, supplier.dnsNames, ['dnsNames']);
    if (supplier.kind === 'egress') {
      checkPorts(draft, supplier, supplier.ports, ['ports']);
      const consumers = raw.tenants.filter((tenant) => supplier.consumers.includes(tenant.id));
      if (supplier.addresses.length > 0)
        checkOutside(
          draft,
          supplier,
          supplier.addresses,
          ['addresses'],
          'a supplier inside the WAN is one of kind `vpn`.',
        );
      else {
        if (supplier.dnsNames.length === 0)
          draft.report(supplier, ['kind'], {
            code: 'MISSING_KEY',
            problem: `${supplier.name} has neither names nor addresses: nothing would pass.`,
            fix: 'Add `dnsNames:` for what speaks TLS or HTTP, `addresses:` for everything else.',
          });
        checkSpoken(draft, supplier, 'It is named by `dnsNames` alone, and no name can be read from');
        checkNamedPorts(
          draft,
          supplier,
          consumers.map((tenant) => tenant.egress),
        );
      }
    }
  }
  for (const tenant of raw.tenants) {
    if (tenant.filtering?.kind === 'secure-web-gateway') {
      checkWidth(draft, tenant, tenant.filtering.names, ['filtering', 'names']);
      checkOutside(
        draft,
        tenant,
        tenant.filtering.addresses ?? [],
        ['filtering', 'addresses'],
        'a gateway inside the WAN is a service of the tenant that owns it.',
      );
    }
    if (tenant.filtering?.kind === 'proxy') checkProxy(draft, tenant, tenant.filtering);
    if (tenant.dns) {
      checkWidth(draft, tenant, tenant.dns.zones, ['dns', 'zones']);
      for (const hub of hubsWithoutServices(raw, awsHubsOf(raw.hubs, tenant)))
        missingServices(draft, tenant, ['dns'], hub, `sends queries for the zones of ${tenant.id} to its own servers`);
    }
  }
}

/** Ports of DNS, plain and over TLS: names are resolved by the domain's resolver and nowhere else. */
const DNS_PORTS = [53, 853] as const;

function checkPorts(draft: Draft, entry: object, ports: readonly string[], path: Path): void {
  ports.forEach((text, index) => {
    const port = parsePort(text);
    const refuse = (problem: string, fix?: string): void =>
      draft.report(entry, [...path, index], {
        code: 'EGRESS_PORT',
        problem,
        got: text,
        allowed: 'TCP ports such as tcp/443, without 53 and 853',
        ...(fix === undefined ? {} : { fix }),
      });
    if (port.protocol !== 'tcp') {
      refuse(
        'A breakout passes TCP only: names can’t be read from anything else, and QUIC (udp/443) would go around them.',
      );
      return;
    }
    const dns = DNS_PORTS.find((number) => portsOverlap(port, { protocol: 'tcp', first: number, last: number }));
    if (dns !== undefined)
      refuse(
        `${formatPort(port)} takes in tcp/${dns}: DNS leaves through the domain's resolver, where it is filtered and logged.`,
        'Leave that port out.',
      );
  });
}

/** What a rule on names of an Azure hub's firewall may hold: it writes its ports one by one, and knows none above 64000. */
const NAMED_PORTS = { most: 32, last: 64_000 } as const;

/** Source of 64000: registry.terraform.io/providers/hashicorp/azurerm (firewall_policy_rule_collection_group, protocols) */
function checkNamedPorts(draft: Draft, entry: { readonly ports: readonly string[] }, domains: readonly string[]): void {
  const hub = draft.raw.hubs.find((each) => each.cloud === 'azure' && domains.includes(each.egress));
  const ranges = entry.ports.map(parsePort).filter((port) => port.protocol === 'tcp');
  const count = ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  const beyond = ranges.some(({ last }) => last > NAMED_PORTS.last);
  if (!hub || (count <= NAMED_PORTS.most && !beyond)) return;
  draft.report(entry, ['ports'], {
    code: 'EGRESS_PORT',
    problem: `Names are asked for on ${beyond ? `ports above ${NAMED_PORTS.last}` : `${count} ports`}, and a rule on names of Azure Firewall at hub ${hub.id} names its ports one by one.`,
    got: entry.ports.join(', '),
    allowed: `at most ${NAMED_PORTS.most} ports, none above ${NAMED_PORTS.last}`,
    fix: 'Name the ports that are needed.',
  });
}

/** Names are read from the hello of TLS and from requests of HTTP; other protocols say none, and would never pass. */
function checkSpoken(draft: Draft, entry: { readonly ports: readonly string[] }, why: string): void {
  entry.ports.forEach((text, index) => {
    const found = namelessIn(parsePort(text));
    if (!found) return;
    draft.report(entry, ['ports', index], {
      code: 'NAME_NOT_SPOKEN',
      problem: `${why} ${found.name} (tcp/${found.port}): it would never pass.`,
      got: text,
      fix: 'Reach it by address: a supplier of kind `egress` with `addresses:` passes whatever is spoken on its ports.',
    });
  });
}

/** A partner's own addresses, not a part of the internet: what is spoken there passes. */
function checkOutside(draft: Draft, entry: object, prefixes: readonly string[], path: Path, inside: string): void {
  prefixes.forEach((text, index) => {
    const prefix = cidr(text);
    const isPrivate = NOT_PUBLIC.some((block) => block.contains(prefix));
    if (isPrivate || (prefix.bits >= WIDEST_SUPPLIER && NOT_PUBLIC.some((block) => block.overlaps(prefix))))
      draft.report(entry, [...path, index], {
        code: 'ADDRESS_NOT_PUBLIC',
        problem: `${text} is not public: no breakout leads there.`,
        got: text,
        fix: `Give its public addresses; ${inside}`,
      });
    else if (prefix.bits < WIDEST_SUPPLIER)
      draft.report(entry, [...path, index], {
        code: 'OUT_OF_RANGE',
        problem: `${text} is wider than any supplier: whoever is in it would be reached, unfiltered.`,
        got: text,
        allowed: `prefixes of /${WIDEST_SUPPLIER} to /32`,
      });
  });
}

/** A large provider's block; anything wider is a part of the internet. */
const WIDEST_SUPPLIER = 20;

function checkWidth(draft: Draft, entry: object, names: readonly string[], path: Path): void {
  names.forEach((text, index) => {
    if (!isPublicSuffix(parseName(text))) return;
    draft.report(entry, [...path, index], {
      code: 'NAME_TOO_WIDE',
      problem: `${text} is a public suffix, below which anybody can register a name; itself it is nobody's.`,
      fix: 'Write the names that are needed. (publicsuffix.org lists what counts as one.)',
    });
  });
}

/** Guests are filtered and logged, and share neither resolver nor address nor log with an agency. */
function checkGuestDomain(draft: Draft, domain: RawDomain): void {
  if (domain.resolver.kind !== 'aws') {
    draft.report(domain, ['resolver', 'kind'], {
      code: 'GUEST_ISOLATED',
      problem: `Queries to ${domain.resolver.kind === 'pdns' ? 'Protective DNS' : 'these addresses'} leave through operations' resolver and an agency's addresses, which guests never share.`,
      got: domain.resolver.kind,
      allowed: 'aws',
      fix: 'Write `resolver: { kind: aws }` and name block lists under `dnsBlockLists`.',
    });
  }
  if (domain.dnsBlockLists.length === 0 && domain.names.deny.length === 0) {
    draft.report(domain, ['id'], {
      code: 'GUEST_UNFILTERED',
      problem: `${domain.id} is a guest domain and its DNS refuses nothing.`,
      fix: 'Name at least one list under `dnsBlockLists`, such as the AWS managed list of malware domains of the region.',
    });
  }
  if (domain.logReaders.length === 0) {
    draft.report(domain, ['id'], {
      code: 'MISSING_KEY',
      problem: `${domain.id} is a guest domain, and nobody is named who may read what guests did.`,
      fix: 'Name roles or users under `logReaders`: they alone can take the reader’s role.',
    });
  }
}

function checkAgencyDomain(draft: Draft, domain: RawDomain, tenants: readonly RawTenant[]): void {
  if (domain.logReaders.length > 0)
    draft.report(domain, ['logReaders'], {
      code: 'NOT_ALLOWED',
      problem: `${domain.id} is no guest domain: its logs are read by whom the account lets.`,
      fix: 'Remove logReaders.',
    });
  if (domain.resolver.kind === 'aws') return;
  checkPublic(
    draft,
    domain,
    domain.resolver.addresses,
    ['resolver', 'addresses'],
    'an agency’s own DNS is named under `tenants[].dns`.',
  );
  const hubs = new Set(tenants.flatMap((tenant) => awsHubsOf(draft.raw.hubs, tenant)));
  for (const hub of hubsWithoutServices(draft.raw, [...hubs]))
    missingServices(draft, domain, ['resolver', 'kind'], hub, `asks the resolver of ${domain.id}`);
}

function hubsWithoutServices(raw: RawCatalogue, hubs: readonly string[]): readonly string[] {
  return hubs.filter((hub) => !raw.tenants.some((tenant) => tenant.servicesVpcs.some((vpc) => vpc.hub === hub)));
}

function missingServices(draft: Draft, entry: object, path: Path, hub: string, purpose: string): void {
  if (draft.hasBroken('tenants')) return;
  draft.report(entry, path, {
    code: 'SERVICES_VPC_MISSING',
    problem: `Hub ${hub} has no services VPC, whose outbound resolver ${purpose}.`,
    fix: `Add \`servicesVpcs: [{ hub: ${hub}, cidr: … }]\` to the operations tenant.`,
  });
}

function checkProxy(
  draft: Draft,
  tenant: RawTenant,
  filtering: Extract<NonNullable<RawTenant['filtering']>, { kind: 'proxy' }>,
): void {
  checkPublic(
    draft,
    tenant,
    filtering.addresses,
    ['filtering', 'addresses'],
    'a proxy inside the WAN is a service of the tenant that owns it.',
  );
  checkPorts(draft, tenant, filtering.ports, ['filtering', 'ports']);
}

/** Addresses that are reached through a breakout lie outside of the WAN. */
function checkPublic(draft: Draft, entry: object, addresses: readonly string[], path: Path, inside: string): void {
  addresses.forEach((address, index) => {
    if (!NOT_PUBLIC.some((block) => block.contains(cidr(`${address}/32`)))) return;
    draft.report(entry, [...path, index], {
      code: 'ADDRESS_NOT_PUBLIC',
      problem: `${address} is not public: no breakout leads there.`,
      got: address,
      fix: `Give a public address; ${inside}`,
    });
  });
}

/** Existing addresses: as many as asked for in every zone of the domain's hubs, none twice. */
function checkAllocations(draft: Draft, domain: RawDomain, tenants: readonly RawTenant[]): void {
  const allocations = domain.natAllocations;
  if (!allocations) return;
  const ids = new Set(tenants.flatMap((tenant) => awsHubsOf(draft.raw.hubs, tenant)));
  const zones = draft.raw.hubs.filter((hub) => hub.cloud === 'aws' && ids.has(hub.id)).flatMap((hub) => hub.zones);
  if (zones.length === 0 || [...ids].some((id) => draft.isBroken('hubs', id))) return;
  const seen = new Set<string>();
  for (const [zone, list] of Object.entries(allocations)) {
    const path: Path = ['natAllocations', zone];
    if (!zones.includes(zone))
      draft.report(domain, path, {
        code: 'ZONE_UNKNOWN',
        problem: `${domain.id} has no breakout in zone ${zone}.`,
        allowed: zones.join(', '),
      });
    if (list.length !== domain.natAddressesPerZone)
      draft.report(domain, path, {
        code: 'OUT_OF_RANGE',
        problem: `natAddressesPerZone is ${domain.natAddressesPerZone}; ${list.length} ${list.length === 1 ? 'address is' : 'addresses are'} given here.`,
        fix: 'Make the two agree.',
      });
    list.forEach((allocation, index) => {
      if (seen.has(allocation))
        draft.report(domain, [...path, index], {
          code: 'DUPLICATE_ID',
          problem: `${allocation} is given twice: an address belongs to one NAT gateway.`,
          fix: 'Give each zone its own.',
        });
      seen.add(allocation);
    });
  }
  for (const zone of zones.filter((name, index) => zones.indexOf(name) !== index))
    draft.report(domain, ['natAllocations'], {
      code: 'NOT_ALLOWED',
      problem: `${domain.id} has breakouts at two hubs in zone ${zone}, which can’t share addresses.`,
      fix: 'Leave natAllocations out, or give one hub’s tenants another domain.',
    });
  for (const zone of zones.filter((name) => allocations[name] === undefined))
    draft.report(domain, ['natAllocations'], {
      code: 'MISSING_KEY',
      problem: `No address is given for zone ${zone}.`,
      allowed: zones.join(', '),
    });
}
