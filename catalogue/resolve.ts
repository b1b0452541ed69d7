import { awsHubsOf } from './check/tenants';
import { cidr } from './values/cidr';
import type { Catalogue, Circuit, DatacentreTenant, Hub, Segment, Service, Site, Tenant } from './model';
import type { RawCatalogue, RawHub, RawSite, RawTenant } from './schema/catalogue';
import { consumerId } from './schema/sharing';

/** A draft without problems as a model: prefixes parsed, profiles applied. Throws only on a programming error. */
export function resolveCatalogue(raw: RawCatalogue): Catalogue {
  const hubs = raw.hubs.map(resolveHub);
  return {
    wan: raw.wan,
    hubs,
    tenants: raw.tenants.map((tenant) => resolveTenant(tenant, raw.hubs)),
    egressDomains: raw.egressDomains,
    services: raw.services.map(resolveService),
    flows: raw.flows.map(({ from, to, ...flow }) => ({
      ...flow,
      from: { tenant: from.tenant, ...(from.prefixes ? { prefixes: from.prefixes.map(cidr) } : {}) },
      to: { tenant: to.tenant, prefixes: to.prefixes.map(cidr) },
    })),
    suppliers: raw.suppliers,
    datacentres: raw.datacentres.map(({ transport, ...datacentre }) => ({
      ...datacentre,
      ...(transport === undefined ? {} : { transport: cidr(transport) }),
      tenants: datacentre.tenants.map(({ tenant, prefixes, backupAddress, crypto, lan }) => ({
        tenant,
        prefixes: prefixes.map(cidr),
        ...(backupAddress === undefined ? {} : { backupAddress }),
        ...(crypto === undefined ? {} : { crypto: waysOf(crypto) }),
        ...(lan === undefined ? {} : { lan }),
      })),
    })),
    sites: raw.sites.map((site) => resolveSite(site, raw, new Map(hubs.map((hub) => [hub.id, hub])))),
    quotas: raw.quotas,
    acceptedWarnings: raw.acceptedWarnings,
    changes: raw.changes,
  };
}

function resolveHub(raw: RawHub): Hub {
  return { ...raw, addressSpace: cidr(raw.addressSpace) };
}

function resolveTenant(raw: RawTenant, hubs: readonly RawHub[]): Tenant {
  const { aws, azure } = raw.loopbacks;
  return {
    ...raw,
    hubs: awsHubsOf(hubs, raw),
    supernets: {
      aws: raw.supernets.aws.map(cidr),
      azure: raw.supernets.azure.map(cidr),
      datacentre: raw.supernets.datacentre.map(cidr),
    },
    loopbacks: {
      ...(aws === undefined ? {} : { aws: cidr(aws) }),
      ...(azure === undefined ? {} : { azure: cidr(azure) }),
    },
    management: raw.management.map(cidr),
    servicesVpcs: raw.servicesVpcs.map((vpc) => ({ hub: vpc.hub, cidr: cidr(vpc.cidr) })),
    servicesVnets: raw.servicesVnets.map((vnet) => ({ hub: vnet.hub, cidr: cidr(vnet.cidr) })),
    vpcs: raw.vpcs.map((vpc) => ({ ...vpc, cidrs: vpc.cidrs.map(cidr) })),
    vnets: raw.vnets.map((vnet) => ({ ...vnet, cidrs: vnet.cidrs.map(cidr) })),
  };
}

function resolveSite(raw: RawSite, catalogue: RawCatalogue, hubs: ReadonlyMap<string, Hub>): Site {
  const profile = profileNamed(catalogue, raw.profile);
  return {
    id: raw.id,
    ...(raw.was === undefined ? {} : { was: raw.was }),
    name: raw.name,
    state: raw.state,
    ...(raw.place === undefined ? {} : { place: raw.place }),
    profile: raw.profile,
    resilience: profile.resilience,
    router: profile.router,
    ...(profile.ports === undefined ? {} : { ports: profile.ports }),
    ...(raw.routers === undefined ? {} : { routers: raw.routers }),
    mbps: profile.mbps,
    ...(raw.asn === undefined ? {} : { asn: raw.asn }),
    hubs: profile.hubs.map((id) => hubs.get(id) ?? missing('hub', id)),
    ...(profile.datacentre === undefined ? {} : { datacentre: profile.datacentre }),
    circuits: raw.circuits.map((circuit) => resolveCircuit(circuit, raw, catalogue)),
    segments: raw.segments.map((segment) => resolveSegment(segment, breakoutOf(segment, profile.hubs, catalogue))),
    nat: raw.nat.map((rule) => ({ inside: cidr(rule.inside), outside: cidr(rule.outside) })),
  };
}

function resolveCircuit(raw: RawSite['circuits'][number], site: RawSite, catalogue: RawCatalogue): Circuit {
  const profile = profileNamed(catalogue, raw.profile ?? site.profile);
  const crypto = raw.crypto ?? profile.crypto;
  return {
    id: raw.id,
    role: raw.role,
    address: raw.address,
    ...(raw.certificate === undefined ? {} : { certificate: raw.certificate }),
    ...(raw.fqdn === undefined ? {} : { fqdn: raw.fqdn }),
    supplier: raw.supplier,
    mbps: raw.mbps ?? profile.mbps,
    ...(crypto === undefined ? {} : { crypto }),
    termination: raw.termination ?? profile.termination,
    ...(raw.asn === undefined ? {} : { asn: raw.asn }),
    ...(raw.wan === undefined ? {} : { line: raw.wan }),
    ...insideRangesOf(raw),
  };
}

function waysOf({
  direct,
  backup,
}: NonNullable<RawCatalogue['datacentres'][number]['tenants'][number]['crypto']>): NonNullable<
  DatacentreTenant['crypto']
> {
  return { ...(direct === undefined ? {} : { direct }), ...(backup === undefined ? {} : { backup }) };
}

function insideRangesOf({ insideRanges = [] }: RawSite['circuits'][number]): Pick<Circuit, 'insideRanges'> {
  const [first, second] = insideRanges;
  return first === undefined || second === undefined ? {} : { insideRanges: [cidr(first), cidr(second)] };
}

/** A site without hubs has no line of its own: it leaves as the datacentre does that it is in. */
function breakoutOf(
  { tenant, breakout }: RawSite['segments'][number],
  hubs: readonly string[],
  { tenants }: RawCatalogue,
): 'cloud' | 'local' {
  if (hubs.length === 0) return 'cloud';
  return breakout ?? tenants.find(({ id }) => id === tenant)?.breakout ?? 'cloud';
}

function resolveSegment(raw: RawSite['segments'][number], breakout: 'cloud' | 'local'): Segment {
  return {
    tenant: raw.tenant,
    ...(raw.prefixes === undefined ? {} : { prefixes: raw.prefixes.map(cidr) }),
    ...(raw.size === undefined ? {} : { sizeBits: Number(raw.size.slice(1)) }),
    ...(raw.termination === undefined ? {} : { termination: raw.termination }),
    ...(raw.crypto === undefined ? {} : { crypto: raw.crypto }),
    ...(raw.routing === 'static' ? { routing: 'static' as const } : {}),
    ...(raw.farEnd === 'azure-gateway' ? { farEnd: 'azure-gateway' as const } : {}),
    ...(breakout === 'local' ? { breakout } : {}),
    ...(raw.lan === undefined ? {} : { lan: raw.lan }),
  };
}

function profileNamed(catalogue: RawCatalogue, name: string): RawCatalogue['profiles'][string] {
  return catalogue.profiles[name] ?? missing('profile', name);
}

function missing(noun: string, id: string): never {
  throw new Error(`${noun} "${id}" was not checked before the catalogue was resolved`);
}

function resolveService(raw: RawCatalogue['services'][number]): Service {
  return {
    ...raw,
    addresses: raw.addresses.map(cidr),
    consumers: [...new Set(raw.consumers.map(consumerId))],
    limitedTo: Object.fromEntries(
      raw.consumers.flatMap((each) => (typeof each === 'string' ? [] : [[each.tenant, each.prefixes.map(cidr)]])),
    ),
  };
}
