import { type Cidr, cidr } from '../../values/cidr';
import type { Draft } from '../../draft';
import { parsePort, portContains, portsOverlap } from '../../values/ports';
import { consumerId } from '../../schema/sharing';
import type { RawCatalogue, RawTenant } from '../../schema/catalogue';
import type { Path } from '../../yaml/source';
import { checkPrivateEndpoint } from './private-endpoint';
import { awsHubsOf, outsideSupernets, supernetsOf } from '../tenants';

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
        problem: `${outsideSupernets(cidr(text), tenant)}${owner && owner.id !== id ? `; it belongs to ${owner.id}` : ''}.`,
        allowed: supernetsOf(tenant).join(', '),
      });
    });
  };
  for (const service of raw.services) {
    guest(service.owner, service, ['owner']);
    inside(service.owner, service.addresses, service, ['addresses']);
    service.consumers.forEach((written, index) => {
      const consumer = consumerId(written);
      guest(consumer, service, ['consumers', index]);
      if (service.consumers.findIndex((other) => consumerId(other) === consumer) < index)
        draft.report(service, ['consumers', index], {
          code: 'GRANTED_TWICE',
          problem: `${consumer} stands among the consumers already: only one of the two would count.`,
          fix: 'Keep one, with all the prefixes that may use it.',
        });
      if (typeof written !== 'string') inside(consumer, written.prefixes, service, ['consumers', index, 'prefixes']);
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
        ...(typeof written === 'string' ? {} : { sources: written.prefixes.map(cidr) }),
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
  if (supplier.kind === 'private-endpoint') {
    if (hub.cloud === 'azure') checkPrivateEndpoint(draft, supplier, hub, tenants);
    return;
  }
  supplier.zones?.forEach((zone, index) => {
    if (!hub.zones.includes(zone))
      draft.report(supplier, ['zones', index], {
        code: 'ZONE_UNKNOWN',
        problem: `Hub ${hub.id} has no zone ${zone}.`,
        allowed: hub.zones.join(', '),
      });
  });
  const owner = draft.raw.tenants.find((tenant) => tenant.servicesVpcs.some((vpc) => vpc.hub === hub.id));
  if (!owner && !draft.hasBroken('tenants')) {
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
    if (earlier) draft.report(...twice(draft, grant, earlier));
    pairs.set(key, [...(pairs.get(key) ?? []), grant]);
  }
}

/** What to say of two permissions that share something: the narrower one is an error, a mere overlap a warning. */
function twice(draft: Draft, grant: Grant, earlier: Grant): Parameters<Draft['report']> {
  const [inner, outer] = covers(earlier, grant) ? [grant, earlier] : [earlier, grant];
  const cited = draft.cite(outer.name, outer.entry, ['id']);
  if (covers(outer, inner)) {
    return [
      inner.entry,
      ['id'],
      {
        code: 'GRANTED_TWICE',
        problem: `Everything that this lets ${inner.from} reach at ${inner.to} is allowed by ${cited} already.`,
        fix: `${draft.raw.flows.some((flow) => flow === inner.entry) ? 'Remove this flow' : `Remove ${inner.from} here`}, or narrow the other: removing this later would close nothing, and nobody would notice.`,
      },
    ];
  }
  const shared = [
    ...grant.addresses.flatMap((prefix) => earlier.addresses.filter((other) => other.overlaps(prefix))),
  ].map(String);
  return [
    grant.entry,
    ['id'],
    {
      code: 'SHADOWED',
      severity: 'warning',
      problem: `A part of this is allowed by ${draft.cite(earlier.name, earlier.entry, ['id'])} too (${[...new Set(shared)].join(', ')}): removing one of the two does not close that part.`,
      fix: 'Make the two disjoint, so that each can end by itself.',
    },
  ];
}

function covers(outer: Grant, inner: Grant): boolean {
  const within = (list: readonly Cidr[], parts: readonly Cidr[]): boolean =>
    parts.every((part) => list.some((prefix) => prefix.contains(part)));
  const sources = !outer.sources || (inner.sources !== undefined && within(outer.sources, inner.sources));
  const ports = inner.ports.every((port) =>
    outer.ports.some((other) => portContains(parsePort(other), parsePort(port))),
  );
  return sources && ports && within(outer.addresses, inner.addresses);
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
