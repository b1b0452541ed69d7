import { cidr, type Cidr } from '../cidr';
import type { Draft } from '../draft';
import { parsePort, portsOverlap } from '../ports';
import type { RawCatalogue, RawTenant } from '../schema/catalogue';
import type { Path } from '../source';
import { awsHubsOf, supernetsOf } from './tenants';

/** One permission as routing and firewall will see it. */
interface Grant {
  readonly from: string;
  readonly to: string;
  readonly addresses: readonly Cidr[];
  readonly ports: readonly string[];
  /** Only from these addresses; absent: from all of the tenant's. */
  readonly sources?: readonly Cidr[];
  readonly name: string;
  readonly entry: object;
}

/** Services, flows and suppliers: who may share, whose addresses, never a guest, nothing granted twice. */
export function checkSharing(draft: Draft): void {
  const { raw } = draft;
  const tenants = new Map(raw.tenants.map((tenant) => [tenant.id, tenant]));
  const grants: Grant[] = [];
  const guest = (id: string, entry: object, path: Path): void => {
    if (tenants.get(id)?.kind !== 'public-wifi') return;
    draft.report(entry, path, {
      code: 'GUEST_ISOLATED',
      problem: `${id} is public Wi-Fi: guests reach the internet and nothing else.`,
      fix: 'Remove it. A guest portal belongs on the internet.',
    });
  };
  const inside = (id: string, prefixes: readonly string[], entry: object, path: Path): void => {
    const tenant = tenants.get(id);
    if (!tenant) return;
    prefixes.forEach((text, index) => {
      if (supernetsOf(tenant).some((supernet) => supernet.contains(cidr(text)))) return;
      const owner = raw.tenants.find((other) => supernetsOf(other).some((supernet) => supernet.overlaps(cidr(text))));
      draft.report(entry, [...path, index], {
        code: 'PREFIX_OUTSIDE_SUPERNET',
        problem: `${text} is outside ${id}'s supernets${owner && owner.id !== id ? `; it belongs to ${owner.id}` : ''}.`,
        allowed: supernetsOf(tenant).join(', '),
      });
    });
  };
  for (const service of raw.services) {
    guest(service.owner, service, ['owner']);
    inside(service.owner, service.addresses, service, ['addresses']);
    service.consumers.forEach((consumer, index) => {
      guest(consumer, service, ['consumers', index]);
      if (consumer === service.owner)
        draft.report(service, ['consumers', index], {
          code: 'GRANTED_TWICE',
          problem: `${consumer} owns the service and reaches it already.`,
          fix: 'Remove it from the consumers.',
        });
      grants.push({
        from: consumer,
        to: service.owner,
        addresses: service.addresses.map(cidr),
        ports: service.ports,
        name: service.name,
        entry: service,
      });
      crossing(draft, tenants.get(consumer), tenants.get(service.owner), service, ['consumers', index]);
    });
  }
  for (const flow of raw.flows) {
    guest(flow.from.tenant, flow, ['from', 'tenant']);
    guest(flow.to.tenant, flow, ['to', 'tenant']);
    inside(flow.from.tenant, flow.from.prefixes ?? [], flow, ['from', 'prefixes']);
    inside(flow.to.tenant, flow.to.prefixes, flow, ['to', 'prefixes']);
    if (flow.from.tenant === flow.to.tenant)
      draft.report(flow, ['to', 'tenant'], {
        code: 'NOT_ALLOWED',
        problem: 'A flow joins two tenants; inside one, siteToSite decides.',
        got: flow.to.tenant,
      });
    grants.push({
      from: flow.from.tenant,
      to: flow.to.tenant,
      addresses: flow.to.prefixes.map(cidr),
      ports: flow.ports,
      ...(flow.from.prefixes ? { sources: flow.from.prefixes.map(cidr) } : {}),
      name: flow.id,
      entry: flow,
    });
    crossing(draft, tenants.get(flow.from.tenant), tenants.get(flow.to.tenant), flow, ['to', 'tenant']);
  }
  for (const supplier of raw.suppliers) {
    supplier.consumers.forEach((consumer, index) => guest(consumer, supplier, ['consumers', index]));
    if (supplier.kind === 'privatelink' || supplier.kind === 'private-endpoint')
      checkEndpointHub(draft, supplier, tenants);
    if (supplier.kind !== 'vpn') continue;
    supplier.consumers.forEach((consumer, index) =>
      crossing(draft, tenants.get(consumer), tenants.get(supplier.tenant), supplier, ['consumers', index]),
    );
    const tenant = tenants.get(supplier.tenant);
    if (tenant && tenant.kind !== 'supplier')
      draft.report(supplier, ['tenant'], {
        code: 'NOT_ALLOWED',
        problem: `${tenant.id} is of kind ${tenant.kind}.`,
        allowed: 'a tenant of kind supplier',
      });
    inside(supplier.tenant, supplier.addresses, supplier, ['addresses']);
    supplier.consumers.forEach((consumer) =>
      grants.push({
        from: consumer,
        to: supplier.tenant,
        addresses: supplier.addresses.map(cidr),
        ports: supplier.ports,
        name: supplier.name,
        entry: supplier,
      }),
    );
  }
  reportTwice(draft, grants);
}

/** An endpoint stands in the right cloud, in AWS in a services VPC, and its consumers can get to it. */
function checkEndpointHub(
  draft: Draft,
  supplier: Extract<RawCatalogue['suppliers'][number], { kind: 'privatelink' | 'private-endpoint' }>,
  tenants: ReadonlyMap<string, RawTenant>,
): void {
  const hub = draft.raw.hubs.find((candidate) => candidate.id === supplier.hub);
  const cloud = supplier.kind === 'privatelink' ? 'aws' : 'azure';
  if (!hub) return;
  if (hub.cloud !== cloud) {
    draft.report(supplier, ['hub'], {
      code: 'NOT_ALLOWED',
      problem: `A ${supplier.kind} supplier belongs to a hub in ${cloud === 'aws' ? 'AWS' : 'Azure'}.`,
      got: supplier.hub,
    });
    return;
  }
  if (cloud === 'azure') return;
  const owner = draft.raw.tenants.find((tenant) => tenant.servicesVpcs.some((vpc) => vpc.hub === hub.id));
  if (!owner) {
    draft.report(supplier, ['hub'], {
      code: 'MISSING_KEY',
      problem: `Hub ${hub.id} has no services VPC to hold the endpoint.`,
      fix: 'Add `servicesVpcs: [{ hub: …, cidr: … }]` to the operations tenant.',
    });
  }
  supplier.consumers.forEach((consumer, index) => {
    const tenant = tenants.get(consumer);
    if (tenant && owner) crossing(draft, tenant, owner, supplier, ['consumers', index]);
  });
}

/** Only one of two equal permissions would be missed when somebody removes the other. */
function reportTwice(draft: Draft, grants: readonly Grant[]): void {
  const pairs = new Map<string, Grant[]>();
  for (const grant of grants) {
    const key = `${grant.from} ${grant.to}`;
    const earlier = pairs
      .get(key)
      ?.find(
        (other) =>
          other.entry !== grant.entry &&
          sharesSource(other, grant) &&
          sharesAddress(other, grant) &&
          sharesPort(other, grant),
      );
    if (earlier) {
      draft.report(grant.entry, ['id'], {
        code: 'GRANTED_TWICE',
        problem: `${grant.from} may already reach ${grant.to} at these addresses and ports through ${draft.cite(earlier.name, earlier.entry, ['id'])}.`,
        fix: 'Keep one: removing the other later would change nothing, and nobody would notice.',
      });
    }
    pairs.set(key, [...(pairs.get(key) ?? []), grant]);
  }
}

function sharesSource(a: Grant, b: Grant): boolean {
  const { sources } = b;
  return !a.sources || !sources || a.sources.some((prefix) => sources.some((other) => other.overlaps(prefix)));
}

function sharesAddress(a: Grant, b: Grant): boolean {
  return a.addresses.some((prefix) => b.addresses.some((other) => other.overlaps(prefix)));
}

function sharesPort(a: Grant, b: Grant): boolean {
  return a.ports.some((port) => b.ports.some((other) => portsOverlap(parsePort(port), parsePort(other))));
}

function crossing(
  draft: Draft,
  from: RawTenant | undefined,
  to: RawTenant | undefined,
  entry: object,
  path: Path,
): void {
  if (!from || !to) return;
  const here = awsHubsOf(draft.raw.hubs, from);
  const there = awsHubsOf(draft.raw.hubs, to);
  const stranded = here.filter((hub) => there.length > 0 && !there.includes(hub));
  if (stranded.length === 0) return;
  draft.report(entry, path, {
    code: 'CROSS_HUB',
    problem: `${from.id} is on the AWS hub ${stranded.join(', ')}, ${to.id} on ${there.join(', ')}: this would have to cross between two AWS hubs, which this WAN can't do.`,
    fix: 'Put both on one hub.',
  });
}
