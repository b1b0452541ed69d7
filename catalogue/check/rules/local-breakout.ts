import type { Draft } from '../../draft';
import type { RawCatalogue, RawSite, RawTenant } from '../../schema/catalogue';
import type { Path } from '../../yaml/source';

type Supplier = Extract<RawCatalogue['suppliers'][number], { kind: 'egress' }>;

/**
 * Who leaves by the lines of a building passes no firewall and stands in no log of the cloud: a filter has to be all that it leads to, or somebody
 * has to have accepted that there is none.
 */
export function checkLocalBreakouts(draft: Draft): void {
  const { raw } = draft;
  for (const tenant of raw.tenants.filter(({ breakout }) => breakout === 'local'))
    checkTenant(draft, tenant, tenant, ['breakout']);
  for (const site of raw.sites)
    site.segments.forEach((segment, index) => {
      if (segment.breakout !== 'local') return;
      const path: Path = ['segments', index, 'breakout'];
      const tenant = raw.tenants.find(({ id }) => id === segment.tenant);
      if (raw.profiles[site.profile]?.hubs.length === 0)
        draft.report(site, path, {
          code: 'NOT_ALLOWED',
          problem: `${site.name} has no line of its own: it is inside a datacentre, and leaves as that does.`,
          got: 'local',
          fix: 'Leave it out.',
        });
      // What is wrong with the tenant is said there.
      else if (tenant && tenant.breakout !== 'local') checkTenant(draft, tenant, site, path);
    });
  checkLines(draft);
  const open = new Set(
    raw.tenants.filter((tenant) => tenant.filtering?.kind === 'exception' && isLocal(raw, tenant)).map(({ id }) => id),
  );
  for (const supplier of raw.suppliers) if (supplier.kind === 'egress') checkSupplier(draft, supplier, open);
}

/** Sites that are named; the rest is counted. */
const NAMED = 3;

/** Whoever leaves by lines needs to know of each where it leads, and one router that has them all: told once for each place that says `local`. */
function checkLines(draft: Draft): void {
  const { raw } = draft;
  const told = new Map<
    string,
    { entry: object; path: Path; tenant: string; unknown: RawSite[]; apart: RawSite[]; translated: RawSite[] }
  >();
  for (const site of raw.sites) {
    const profile = raw.profiles[site.profile];
    if (site.state === 'planned' || !profile || profile.hubs.length === 0) continue;
    site.segments.forEach((segment, index) => {
      const tenant = raw.tenants.find(({ id }) => id === segment.tenant);
      const isOwn = segment.breakout === 'local';
      if (!tenant || tenant.kind === 'supplier' || (segment.breakout ?? tenant.breakout) !== 'local') return;
      const key = isOwn ? `${site.id} ${index}` : tenant.id;
      const place = told.get(key) ?? {
        entry: isOwn ? site : tenant,
        path: isOwn ? ['segments', index, 'breakout'] : ['breakout'],
        tenant: tenant.id,
        unknown: [],
        apart: [],
        translated: [],
      };
      told.set(key, place);
      if (site.circuits.some((circuit) => !isKnown(circuit))) place.unknown.push(site);
      if (site.nat.length > 0) place.translated.push(site);
      if (hasRouters(raw, site, profile.hubs)) place.apart.push(site);
    });
  }
  for (const { entry, path, tenant, unknown, apart, translated } of told.values()) {
    if (unknown.length > 0)
      draft.report(entry, path, {
        code: 'MISSING_KEY',
        problem: `${tenant} leaves by the lines of ${named(unknown)}, and of some of them nobody says at which address they end and who leads on: no router could be written.`,
        got: 'local',
        fix: `Write it at each of their circuits: \`wan: { addressing: static, address: 198.18.2.18/30, nextHop: 198.18.2.17 }\`, and where a modem dials or asks for the address, the router’s private one towards it with \`nat: true\`.${entry === unknown[0] ? '' : ' Or begin with `breakout: local` at segments of single sites.'}`,
      });
    if (translated.length > 0)
      draft.report(entry, path, {
        code: 'NOT_ALLOWED',
        problem: `${tenant} leaves by the lines of ${named(translated)}, whose router translates by hand (\`nat:\`): by one of the two translations answers would find no way back.`,
        got: 'local',
        fix: 'Write `breakout: cloud` at those segments.',
      });
    if (apart.length > 0)
      draft.report(entry, path, {
        code: 'NOT_ALLOWED',
        problem: `${tenant} leaves by the lines of ${named(apart)}, where each line has a router of its own: the one that has the gateway would not know that the other’s line is the one that is up.`,
        got: 'local',
        fix: 'Take one router for all circuits there, or write `breakout: cloud` at those segments.',
      });
  }
}

function named(sites: readonly RawSite[]): string {
  const more = sites.length - NAMED;
  const names = sites.slice(0, NAMED).map(({ name }) => name);
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ');
}

function isKnown({ wan }: RawSite['circuits'][number]): boolean {
  return wan?.addressing === 'static' && wan.address !== undefined && wan.nextHop !== undefined;
}

/** As plan/routers/router-plan.ts has it. */
function hasRouters({ hubs }: RawCatalogue, site: RawSite, own: readonly string[]): boolean {
  if (site.circuits.length < 2) return false;
  return site.routers === 'one-per-circuit' || own.some((id) => hubs.find((hub) => hub.id === id)?.cloud === 'azure');
}

function isLocal({ sites }: RawCatalogue, { id, breakout }: RawTenant): boolean {
  return (
    breakout === 'local' ||
    sites.some(({ segments }) => segments.some((segment) => segment.tenant === id && segment.breakout === 'local'))
  );
}

function checkTenant(draft: Draft, tenant: RawTenant, entry: object, path: Path): void {
  const { filtering, name, kind } = tenant;
  if (kind === 'supplier')
    draft.report(entry, path, {
      code: 'NOT_ALLOWED',
      problem: `${name} is a supplier's own network: it does not leave through this WAN.`,
      got: 'local',
      fix: 'Leave it out.',
    });
  else if (filtering === undefined)
    draft.report(entry, path, {
      code: 'BREAKOUT_UNFILTERED',
      problem: `${name} would leave by the lines of its buildings to anywhere, past the firewall that refuses names and keeps the logs, and nothing says what filters it there.`,
      got: 'local',
      allowed:
        'a tenant with filtering: { kind: proxy, … }, { kind: secure-web-gateway, addresses: …, … }, or { kind: exception, … } with an owner and an end',
      fix: 'Name the filter that the lines lead to, or leave `breakout` out.',
    });
  else if (filtering.kind === 'secure-web-gateway' && filtering.addresses === undefined)
    draft.report(entry, path, {
      code: 'BREAKOUT_UNFILTERED',
      problem: `${name} leaves through a gateway of which names alone are known, and a router leads to addresses: nothing would be filtered, or nothing would leave.`,
      got: 'local',
      fix: `Add \`addresses:\` to the filtering of ${tenant.id}: the prefixes that ${filtering.provider} publishes for it.`,
    });
}

/** What an open tenant reaches on the internet it would reach from any address, on any port of the domain, whoever may. */
function checkSupplier(draft: Draft, supplier: Supplier, open: ReadonlySet<string>): void {
  supplier.consumers.forEach((consumer, index) => {
    if (!open.has(consumer)) return;
    draft.report(supplier, ['consumers', index], {
      code: 'NOT_ALLOWED',
      problem: `${consumer} leaves by the lines of its buildings: what it reaches at ${supplier.name} would come from their addresses, and not by the ports that are written here.`,
      got: consumer,
      fix: `Remove it here and let ${supplier.name} admit the buildings' own addresses, or leave \`breakout: local\` out.`,
    });
  });
}
