import type { Draft } from '../../draft';
import type { RawCatalogue, RawSite } from '../../schema/catalogue';
import { AZURE_GATEWAY_ASN } from '../../values/asn';
import { AZURE_INSIDE, cidr, type Cidr, PRIVATE_BLOCKS } from '../../values/cidr';
import { cloudsOf } from '../places/sites';

type Profile = RawCatalogue['profiles'][string];

/**
 * Inside ranges that AWS keeps for itself.
 * Source: docs.aws.amazon.com/vpn/latest/s2svpn/VPNTunnels.html (inside tunnel IPv4 CIDR)
 */
const RESERVED = [0, 1, 2, 3, 4, 5].map((octet) => cidr(`169.254.${octet}.0/30`)).concat(cidr('169.254.169.252/30'));
const LINK_LOCAL = cidr('169.254.0.0/16');

/** In degrees, with room around the islands. */
const GB = { lat: [49.8, 60.9], lon: [-8.7, 1.8] } as const;

/** Partners as they are: what stands at the other end, who says which prefixes are there, and where on earth that is. */
export function checkFarEnds(draft: Draft): void {
  const suppliers = new Set(draft.raw.tenants.flatMap(({ id, kind }) => (kind === 'supplier' ? [id] : [])));
  for (const site of draft.raw.sites) {
    const isSupplier = (tenant: string): boolean => suppliers.has(tenant) || draft.isBroken('tenants', tenant);
    checkPlace(
      draft,
      site,
      site.segments.every(({ tenant }) => isSupplier(tenant)),
    );
    checkInsideRanges(draft, site);
    checkAsn(draft, site);
    const profile = wholeProfile(draft, site);
    site.segments.forEach((segment, index) => {
      for (const key of ['routing', 'farEnd'] as const)
        if (segment[key] !== 'bgp' && segment[key] !== 'router' && !isSupplier(segment.tenant))
          draft.report(site, ['segments', index, key], {
            code: 'NOT_ALLOWED',
            problem: `${segment.tenant} is no supplier: its routers announce their prefixes, so that one circuit can take over from another.`,
            got: segment[key],
            fix: 'Leave it out, or give the far end to a tenant of kind supplier.',
          });
      if (segment.routing === 'static' && profile) checkStatic(draft, site, index, profile);
      if (segment.farEnd === 'azure-gateway' && profile) checkAzureEnd(draft, site, index, profile);
    });
  }
}

/** A site's profile, where all its hubs could be read: of others nothing can be said. */
function wholeProfile(draft: Draft, site: RawSite): Profile | undefined {
  const profile = draft.raw.profiles[site.profile];
  return profile?.hubs.every((id) => draft.raw.hubs.some((hub) => hub.id === id)) ? profile : undefined;
}

/**
 * A static row of a transit gateway leads to one connection, whose two tunnels take over from each other; it knows nothing of a
 * second one. Source: docs.aws.amazon.com/vpc/latest/tgw/tgw-route-tables.html
 */
function checkStatic(draft: Draft, site: RawSite, index: number, profile: Profile): void {
  const at = (key: string): readonly (string | number)[] => ['segments', index, key];
  const segment = site.segments[index];
  if (!segment) return;
  const clouds = cloudsOf(draft.raw, profile);
  if (clouds.length !== 1 || clouds[0] !== 'aws')
    draft.report(site, at('routing'), {
      code: 'NOT_ALLOWED',
      problem: `Static routes lead to one AWS hub, and profile ${site.profile} has ${profile.hubs.length === 0 ? 'none' : `hubs ${profile.hubs.join(', ')}`}.`,
      got: 'static',
      fix: 'Use a profile whose only hub is in AWS, or let the far end announce its prefixes by BGP.',
    });
  if (segment.prefixes === undefined)
    draft.report(site, at('size'), {
      code: 'NOT_ALLOWED',
      problem: 'Nobody announces what a static route leads to, so it has to be written: it is what the far end has.',
      fix: 'Write `prefixes:`.',
    });
  if (site.circuits.length > 1)
    draft.report(site, ['circuits'], {
      code: 'OUT_OF_RANGE',
      problem:
        'A static route leads to one connection and stays when that is down: the second circuit would never be used. The two tunnels of one connection take over from each other.',
      got: `${site.circuits.length} circuits`,
      allowed: '1 circuit with routing: static',
      fix: 'Leave one circuit, or let the far end announce its prefixes by BGP, which moves them to whichever is up.',
    });
  if (segment.farEnd === 'azure-gateway')
    draft.report(site, at('routing'), {
      code: 'TUNNEL_ALONE',
      severity: 'warning',
      problem:
        'A VPN gateway of Azure without BGP takes our prefixes for one of the two tunnels alone (prefixes of its local network gateways can’t overlap): when that tunnel is down, or AWS replaces its end, nothing takes over.',
      fix: 'Ask the far end for BGP (addresses of its own choosing, 169.254.21.x and 22.x), and leave `routing` out.',
    });
  segment.prefixes?.forEach((prefix, number) => {
    if (!PRIVATE_BLOCKS.some((block) => block.equals(cidr(prefix)))) return;
    draft.report(site, [...at('prefixes'), number], {
      code: 'NOT_ALLOWED',
      problem: `${prefix} has a row already where static routes stand: it drops what is private and nobody's, and AWS takes one row for a prefix.`,
      got: prefix,
      fix: 'Write its two halves, or only what the far end has.',
    });
  });
  const spoken = site.circuits.findIndex(
    (circuit) => (segment.termination ?? terminationAt(draft, site, circuit)) === 'concentrator',
  );
  if (spoken >= 0) {
    const { termination: said, profile: own } = site.circuits[spoken] ?? {};
    const key = said === undefined ? 'profile' : 'termination';
    const where = segment.termination !== undefined ? at('termination') : ['circuits', spoken, key];
    draft.report(
      site,
      segment.termination === undefined && said === undefined && own === undefined ? ['profile'] : where,
      {
        code: 'NOT_ALLOWED',
        problem: 'A VPN concentrator speaks BGP with every site on it.',
        got: 'concentrator',
        fix: 'Use `termination: dedicated`, or let the far end announce its prefixes by BGP.',
      },
    );
  }
}

/** How a circuit ends where its segment doesn't say: as it says itself, by its own profile, else the site's. */
function terminationAt(
  draft: Draft,
  site: RawSite,
  circuit: RawSite['circuits'][number],
): Profile['termination'] | undefined {
  return circuit.termination ?? draft.raw.profiles[circuit.profile ?? site.profile]?.termination;
}

/**
 * A gateway of Azure makes its sessions from inside ranges, which hubs in AWS take. Ours in Azure take one peering address a
 * site, behind a loopback that such a gateway has none of.
 */
function checkAzureEnd(draft: Draft, site: RawSite, index: number, profile: Profile): void {
  const clouds = cloudsOf(draft.raw, profile);
  if (clouds.includes('azure'))
    draft.report(site, ['segments', index, 'farEnd'], {
      code: 'NOT_ALLOWED',
      problem: `A VPN gateway of Azure is reached from hubs in AWS, and profile ${site.profile} has hubs ${profile.hubs.join(', ')}.`,
      got: 'azure-gateway',
      fix: 'Use a profile all of whose hubs are in AWS. (Inside Azure, two networks are peered rather than tunnelled.)',
    });
  if (site.segments[index]?.routing === 'static') return;
  site.circuits.forEach((circuit, at) => {
    if (circuit.asn !== undefined || site.asn !== undefined) return;
    draft.report(site, ['circuits', at, 'id'], {
      code: 'MISSING_KEY',
      problem: `"asn" is missing: a VPN gateway of Azure has an AS number already, and one that the lock chose would never be answered.`,
      fix: `Write \`asn: ${AZURE_GATEWAY_ASN}\` at the site, or what its owner says.`,
    });
  });
}

function checkInsideRanges(draft: Draft, site: RawSite): void {
  const isAzureEnd = site.segments.some(({ farEnd }) => farEnd === 'azure-gateway');
  const taken = new Map<string, string>();
  site.circuits.forEach((circuit, index) => {
    if (circuit.insideRanges === undefined) return;
    const at = (range: number): readonly (string | number)[] => ['circuits', index, 'insideRanges', range];
    const profile = wholeProfile(draft, site);
    if (site.segments.length > 1 || (profile && !cloudsOf(draft.raw, profile).includes('aws')))
      draft.report(site, ['circuits', index, 'insideRanges'], {
        code: 'NOT_ALLOWED',
        problem:
          site.segments.length > 1
            ? 'Two tenants on one circuit have four tunnels, and these are ranges for two.'
            : 'Only tunnels to AWS have inside ranges.',
        fix: 'Leave them out: the lock chooses what is needed.',
      });
    circuit.insideRanges.forEach((text, number) => {
      const range = cidr(text);
      const fault = rangeFault(range, isAzureEnd);
      if (fault !== undefined) draft.report(site, at(number), { code: 'OUT_OF_RANGE', got: text, ...fault });
      const other = taken.get(range.toString());
      if (other !== undefined)
        draft.report(site, at(number), {
          code: 'PREFIX_OVERLAP',
          problem: `${text} is also the inside range of ${other}: the router could not tell the tunnels apart.`,
          fix: 'Ask the far end for another /30.',
        });
      taken.set(range.toString(), `tunnel ${number + 1} of ${circuit.id}`);
    });
  });
}

/** Source of the range for Azure: learn.microsoft.com/azure/vpn-gateway/vpn-gateway-howto-aws-bgp */
function rangeFault(range: Cidr, isAzureEnd: boolean): { problem: string; allowed: string; fix?: string } | undefined {
  if (range.bits !== 30 || !LINK_LOCAL.contains(range))
    return { problem: 'Inside ranges of a tunnel are a /30 each.', allowed: 'a /30 of 169.254.0.0/16' };
  if (RESERVED.some((each) => each.equals(range)))
    return { problem: `AWS keeps ${range} for itself.`, allowed: `none of ${RESERVED.join(', ')}` };
  if (isAzureEnd && !AZURE_INSIDE.some((block) => block.contains(range)))
    return {
      problem: 'A VPN gateway of Azure takes no such inside range.',
      allowed: AZURE_INSIDE.join(', '),
      fix: 'Ask the far end for the addresses that its gateway has (custom Azure APIPA BGP IP address).',
    };
  return undefined;
}

/** 65515 is every Azure gateway's: a site with it is one, or a slip. */
function checkAsn(draft: Draft, site: RawSite): void {
  if (site.segments.every(({ farEnd }) => farEnd === 'azure-gateway')) return;
  const places = [site, ...site.circuits].flatMap(({ asn }, index) =>
    asn === AZURE_GATEWAY_ASN ? [index === 0 ? ['asn'] : ['circuits', index - 1, 'asn']] : [],
  );
  for (const at of places)
    draft.report(site, at, {
      code: 'ASN_RESERVED',
      problem: `AS ${AZURE_GATEWAY_ASN} is that of every VPN gateway of Azure; a session with another router that has it never comes up.`,
      got: String(AZURE_GATEWAY_ASN),
      fix: 'Use another number, or leave asn out and let the lock choose one. If the far end is such a gateway, write `farEnd: azure-gateway` at its segment.',
    });
}

/** Our buildings are somewhere in Great Britain; a supplier may be anywhere, or nowhere in particular. */
function checkPlace(draft: Draft, site: RawSite, isSuppliers: boolean): void {
  const { place } = site;
  const ours = 'Only the far end of a supplier may be elsewhere.';
  if (place === undefined) {
    if (!isSuppliers)
      draft.report(site, ['id'], {
        code: 'MISSING_KEY',
        problem: `"place" is missing. ${ours}`,
        fix: 'Add `place: { postcode: … }`, with lat and lon where you know them.',
      });
    return;
  }
  if ((place.country ?? 'GB') !== 'GB') {
    if (!isSuppliers)
      draft.report(site, ['place', 'country'], {
        code: 'NOT_ALLOWED',
        problem: `A building of ours is in GB. ${ours}`,
        got: place.country ?? '',
        allowed: 'GB',
      });
    return;
  }
  if (place.postcode === undefined)
    draft.report(site, ['place'], {
      code: 'MISSING_KEY',
      problem: '"postcode" is missing.',
      fix: 'Write the postcode; `country:` where a supplier is abroad.',
    });
  if ((place.lat === undefined) !== (place.lon === undefined))
    draft.report(site, ['place'], {
      code: 'MISSING_KEY',
      problem: `"${place.lat === undefined ? 'lat' : 'lon'}" is missing.`,
      fix: 'Write lat and lon, or neither: a site without them stands on no map.',
    });
  for (const key of ['lat', 'lon'] as const) {
    const value = place[key];
    const [least, most] = GB[key];
    if (value !== undefined && (value < least || value > most))
      draft.report(site, ['place', key], {
        code: 'OUT_OF_RANGE',
        problem: `${key === 'lat' ? 'Latitude' : 'Longitude'} ${value} is not in Great Britain or Northern Ireland.`,
        got: String(value),
        allowed: `${least} to ${most}`,
      });
  }
}
