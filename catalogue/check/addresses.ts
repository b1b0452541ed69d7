import { type Cidr, cidr, compareCidrs, PRIVATE_BLOCKS } from '../values/cidr';
import { CidrSet } from '../values/cidr-set';
import type { Draft } from '../draft';
import type { RawSite, RawTenant } from '../schema/catalogue';
import type { Path } from '../yaml/source';
import { checkServer } from './rules/dns-servers';
import { cloudsOf } from './places/sites';
import { outsideSupernets, supernetsOf } from './tenants';

/** A prefix that somebody has written down as theirs alone. */
interface Claim {
  readonly prefix: Cidr;
  readonly name: string;
  readonly entry: object;
  readonly path: Path;
  /** Where a replacement would have to come from. */
  readonly pool: readonly Cidr[];
  readonly poolName: string;
}

/** Never routed to a site: "this network", loopback, link-local, multicast and reserved (RFC 6890). */
const UNROUTABLE: readonly Cidr[] = [
  cidr('0.0.0.0/8'),
  cidr('127.0.0.0/8'),
  cidr('169.254.0.0/16'),
  cidr('224.0.0.0/3'),
];

type Home = 'aws' | 'azure' | 'datacentre';

/** Overlaps of everything with everything, and that each prefix lies in its tenant's block for its home. */
export function checkAddresses(draft: Draft): void {
  const blocks = blockClaims(draft);
  for (const claim of blocks) {
    const bad = UNROUTABLE.find((block) => block.overlaps(claim.prefix));
    if (bad)
      draft.report(claim.entry, claim.path, {
        code: 'NOT_ALLOWED',
        problem: `${claim.prefix} overlaps ${bad}, which is never routed.`,
        fix: 'Use private addresses (10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10).',
      });
    // Every tenant's table sends what is public to the internet, and holds blackholes for what is private.
    else if (!PRIVATE_BLOCKS.some((block) => block.contains(claim.prefix)))
      draft.report(claim.entry, claim.path, {
        code: 'PREFIX_NOT_PRIVATE',
        problem: `${claim.prefix} is public address space: who has no row for it would send it to the internet.`,
        got: claim.prefix.toString(),
        allowed: PRIVATE_BLOCKS.join(', '),
        fix: 'Use private addresses; what is numbered otherwise keeps its addresses at the site, behind `nat:`.',
      });
  }
  reportOverlaps(draft, blocks);
  reportOverlaps(draft, leafClaims(draft));
}

/** Hubs' own networks, what circuits carry, and tenants' supernets: disjoint from each other. */
function blockClaims(draft: Draft): readonly Claim[] {
  const { raw } = draft;
  return [
    ...raw.hubs.map((hub) => ({
      prefix: cidr(hub.addressSpace),
      name: `hub ${hub.id}`,
      entry: hub,
      path: ['addressSpace'],
      pool: [],
      poolName: '',
    })),
    ...raw.datacentres.flatMap((datacentre) =>
      datacentre.transport === undefined
        ? []
        : [
            {
              prefix: cidr(datacentre.transport),
              name: `the transport of ${datacentre.name}`,
              entry: datacentre,
              path: ['transport'],
              pool: [],
              poolName: '',
            },
          ],
    ),
    ...raw.datacentres.flatMap((datacentre) =>
      datacentre.circuits.flatMap((circuit, index) =>
        circuit.kind !== 'express-route'
          ? []
          : (['primary', 'secondary'] as const).map((side) => ({
              prefix: cidr(circuit.peering[side]),
              name: `the ${side} peering of ${circuit.id} of ${datacentre.name}`,
              entry: datacentre,
              path: ['circuits', index, 'peering', side],
              pool: [],
              poolName: '',
            })),
      ),
    ),
    ...raw.tenants.flatMap((tenant) =>
      (['aws', 'azure', 'datacentre'] as const).flatMap((home) =>
        tenant.supernets[home].map((prefix, index) => ({
          prefix: cidr(prefix),
          name: `the ${home} supernets of ${tenant.name}`,
          entry: tenant,
          path: ['supernets', home, index],
          pool: [],
          poolName: '',
        })),
      ),
    ),
  ];
}

/** What lies inside supernets: sites, VPCs, VNets, datacentres and router loopbacks, each in its block, disjoint. */
function leafClaims(draft: Draft): readonly Claim[] {
  const { raw } = draft;
  const claims: Claim[] = [];
  const claim = (tenant: RawTenant, home: Home, text: string, name: string, entry: object, path: Path): void => {
    const prefix = cidr(text);
    const pool = supernetsOf(tenant, home);
    checkInside(draft, tenant, home, prefix, entry, path);
    claims.push({ prefix, name, entry, path, pool, poolName: `${tenant.id}'s ${home} supernets` });
  };
  for (const tenant of raw.tenants) {
    for (const home of ['aws', 'azure'] as const) {
      const range = tenant.loopbacks[home];
      if (range !== undefined)
        claim(tenant, home, range, `the router loopbacks of ${tenant.name}`, tenant, ['loopbacks', home]);
    }
    tenant.servicesVpcs.forEach((vpc, index) =>
      claim(tenant, 'aws', vpc.cidr, `the services VPC of ${vpc.hub}`, tenant, ['servicesVpcs', index, 'cidr']),
    );
    tenant.servicesVnets.forEach((vnet, index) =>
      claim(tenant, 'azure', vnet.cidr, `the services VNet of ${vnet.hub}`, tenant, ['servicesVnets', index, 'cidr']),
    );
    tenant.vpcs.forEach((vpc, index) =>
      vpc.cidrs.forEach((text, inner) =>
        claim(tenant, 'aws', text, `VPC ${vpc.id}`, tenant, ['vpcs', index, 'cidrs', inner]),
      ),
    );
    tenant.vnets.forEach((vnet, index) =>
      vnet.cidrs.forEach((text, inner) =>
        claim(tenant, 'azure', text, `VNet ${vnet.id}`, tenant, ['vnets', index, 'cidrs', inner]),
      ),
    );
    tenant.dns?.servers.forEach((server, index) => {
      if (!supernetsOf(tenant).some((supernet) => supernet.contains(cidr(`${server}/32`)))) {
        draft.report(tenant, ['dns', 'servers', index], {
          code: 'PREFIX_OUTSIDE_SUPERNET',
          problem: `${server} is outside ${tenant.id}'s supernets: its own DNS server is one of its own addresses.`,
          allowed: supernetsOf(tenant).join(', '),
        });
      }
      checkServer(draft, tenant, server, index);
    });
    tenant.management.forEach((text, index) => {
      if (!supernetsOf(tenant).some((supernet) => supernet.contains(cidr(text)))) {
        draft.report(tenant, ['management', index], {
          code: 'PREFIX_OUTSIDE_SUPERNET',
          problem: `${outsideSupernets(cidr(text), tenant)}.`,
          allowed: supernetsOf(tenant).join(', '),
        });
      }
    });
  }
  for (const datacentre of raw.datacentres) {
    datacentre.tenants.forEach(({ tenant: id, prefixes }, index) => {
      const tenant = raw.tenants.find((candidate) => candidate.id === id);
      if (tenant)
        prefixes.forEach((text, inner) =>
          claim(tenant, 'datacentre', text, datacentre.name, datacentre, ['tenants', index, 'prefixes', inner]),
        );
    });
  }
  const insiders: Claim[] = [];
  for (const site of raw.sites) {
    const profile = raw.profiles[site.profile];
    if (!profile) continue;
    // A hub that is missing or broken has been reported; what home its sites would have is anybody's guess.
    if (cloudsOf(raw, profile).length !== profile.hubs.length) continue;
    const home: Home = cloudsOf(raw, profile)[0] ?? 'datacentre';
    site.segments.forEach((segment, index) => {
      const tenant = raw.tenants.find((candidate) => candidate.id === segment.tenant);
      if (!tenant) return;
      checkHomeBlocks(draft, tenant, home, site, index);
      if (tenant.supernets[home].length === 0) return;
      segment.prefixes?.forEach((text, inner) => {
        if (home === 'datacentre') inDatacentre(draft, insiders, site, index, inner, profile.datacentre);
        else claim(tenant, home, text, site.name, site, ['segments', index, 'prefixes', inner]);
      });
    });
  }
  reportOverlaps(draft, insiders);
  return claims;
}

/** A site inside a datacentre lies in what that datacentre announces for its tenant, and overlaps no other such site. */
function inDatacentre(
  draft: Draft,
  insiders: Claim[],
  site: RawSite,
  index: number,
  inner: number,
  datacentreId: string | undefined,
): void {
  const segment = site.segments[index];
  const prefix = cidr(segment?.prefixes?.[inner] ?? '0.0.0.0/0');
  const path = ['segments', index, 'prefixes', inner];
  const datacentre = draft.raw.datacentres.find((candidate) => candidate.id === datacentreId);
  const announced = datacentre?.tenants.find((entry) => entry.tenant === segment?.tenant)?.prefixes ?? [];
  insiders.push({ prefix, name: site.name, entry: site, path, pool: [], poolName: '' });
  // What a datacentre that can't be read has is anybody's guess.
  if (datacentreId !== undefined && draft.isBroken('datacentres', datacentreId)) return;
  if (announced.some((text) => cidr(text).contains(prefix))) return;
  if (datacentre && announced.length === 0) {
    draft.report(site, ['segments', index, 'tenant'], {
      code: 'HOME_BLOCK_MISSING',
      problem: `${site.name} is inside ${datacentre.name}, which has no prefixes for ${segment?.tenant ?? ''}: nothing would be routed to it.`,
      allowed: datacentre.tenants.map((entry) => entry.tenant).join(', '),
      fix: `Add ${segment?.tenant ?? ''} with its prefixes to datacentres.${datacentre.id}.tenants.`,
    });
    return;
  }
  draft.report(site, path, {
    code: 'PREFIX_OUTSIDE_SUPERNET',
    problem: `${prefix} is not among what ${datacentreId ?? 'the datacentre'} has for ${segment?.tenant ?? ''}, so nothing would be routed to it.`,
    ...(announced.length > 0 ? { allowed: announced.join(', ') } : {}),
    fix: 'Use a prefix inside them.',
  });
}

function checkHomeBlocks(draft: Draft, tenant: RawTenant, home: Home, site: object, index: number): void {
  if (tenant.supernets[home].length === 0) {
    draft.report(site, ['segments', index, 'tenant'], {
      code: 'HOME_BLOCK_MISSING',
      problem: `The home of this site is ${HOME_WORDS[home]}, where ${tenant.id} has no supernet.`,
      fix: `Add a supernet under tenants.${tenant.id}.supernets.${home}, or use a profile with another first hub.`,
    });
  } else if (home !== 'datacentre' && tenant.loopbacks[home] === undefined && tenant.kind !== 'public-wifi') {
    draft.report(site, ['segments', index, 'tenant'], {
      code: 'HOME_BLOCK_MISSING',
      problem: `The home of this site is ${HOME_WORDS[home]}, where ${tenant.id} has no range for router loopbacks.`,
      fix: `Add tenants.${tenant.id}.loopbacks.${home}, a prefix inside its supernets there.`,
    });
  }
}

const HOME_WORDS: Readonly<Record<Home, string>> = { aws: 'AWS', azure: 'Azure', datacentre: 'a datacentre' };

function checkInside(draft: Draft, tenant: RawTenant, home: Home, prefix: Cidr, entry: object, path: Path): void {
  const own = supernetsOf(tenant, home);
  if (own.some((supernet) => supernet.contains(prefix))) return;
  const elsewhere = (['aws', 'azure', 'datacentre'] as const).find(
    (other) => other !== home && supernetsOf(tenant, other).some((supernet) => supernet.contains(prefix)),
  );
  draft.report(entry, path, {
    code: elsewhere ? 'PREFIX_OUTSIDE_HOME' : 'PREFIX_OUTSIDE_SUPERNET',
    problem: elsewhere
      ? `${prefix} is in ${tenant.id}'s ${elsewhere} block, but its home is ${HOME_WORDS[home]}: the other cloud would be told that it lives there.`
      : `${outsideSupernets(prefix, tenant)}, so no route and no firewall rule would cover it.`,
    ...(own.length > 0 ? { allowed: own.join(', ') } : {}),
    fix: elsewhere
      ? `Use a prefix inside the ${home} block.`
      : 'Use a prefix inside them, or widen them in a change of its own.',
  });
}

/** Sorted sweep: each claim is held against the one before it that reaches furthest. */
function reportOverlaps(draft: Draft, claims: readonly Claim[]): void {
  const order = new Map(claims.map((claim, index) => [claim, index]));
  const sorted = [...claims].sort(
    (a, b) => compareCidrs(a.prefix, b.prefix) || (order.get(a) ?? 0) - (order.get(b) ?? 0),
  );
  let taken: CidrSet | undefined;
  let reaching: Claim | undefined;
  for (const claim of sorted) {
    if (reaching && claim.prefix.first <= reaching.prefix.last) {
      const [earlier, later] =
        (order.get(reaching) ?? 0) < (order.get(claim) ?? 0) ? [reaching, claim] : [claim, reaching];
      taken ??= new CidrSet(claims.map((each) => each.prefix));
      const free = later.pool
        .map((pool) => taken?.nextFree(pool, later.prefix.bits, nextBlock(pool, later.prefix)))
        .find((found) => found !== undefined);
      draft.report(later.entry, later.path, {
        code: 'PREFIX_OVERLAP',
        problem: `${later.prefix} overlaps ${earlier.prefix} of ${draft.cite(earlier.name, earlier.entry, earlier.path)}.`,
        fix: isOnePartner(draft, earlier.entry, later.entry)
          ? 'Two gateways of one partner are one site with two circuits, which take over from each other; two partners have ranges of their own.'
          : later.pool.length === 0
            ? 'Give one of them another range.'
            : free
              ? `Give one of them another range; the next free /${later.prefix.bits} in ${later.poolName} is ${free}.`
              : `Give one of them another range; ${later.poolName} have no free /${later.prefix.bits} left and must be widened.`,
      });
    }
    if (!reaching || claim.prefix.last > reaching.prefix.last) reaching = claim;
  }
}

/** Whether both are sites of one supplier. */
function isOnePartner(draft: Draft, one: object, other: object): boolean {
  const [a, b] = [one, other].map((entry) => draft.raw.sites.find((site) => site === entry));
  if (!a || !b || a === b) return false;
  const suppliers = new Set(draft.raw.tenants.flatMap(({ id, kind }) => (kind === 'supplier' ? [id] : [])));
  return a.segments.some(
    ({ tenant }) => suppliers.has(tenant) && b.segments.some((segment) => segment.tenant === tenant),
  );
}

function nextBlock(pool: Cidr, prefix: Cidr): number {
  return pool.contains(prefix) ? (prefix.first - pool.first) / prefix.size : 0;
}
