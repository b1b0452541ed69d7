import { compareText } from '../../catalogue/issues/issue';
import type { Catalogue, Circuit, Segment, Site } from '../../catalogue/model';
import { cidr, formatAddress } from '../../catalogue/values/cidr';
import { AZURE_GATEWAY_ASN } from '../../catalogue/values/asn';
import type { Lock } from '../lock/lock-file';
import type { NetworkPlan } from '../network-plan';
import type { Connection } from '../routing/connections';
import { segmentPrefixes } from '../routing/connections';
import { PATH_PREFERENCE } from '../routing/path-preference';
import { acceptedBy } from './accepts';
import { type Ends, endsOf, gatewaysIn } from './ends';
import { lanOf } from './lan';
import { localBreakout } from './local-breakout';
import type { RouterLine, RouterPlan, RouterSegment, RouterSession, RouterTunnel } from './router';
import { tunnelSize } from './tunnel-size';

/** What routers are planned from. */
export interface RouterFacts {
  readonly catalogue: Catalogue;
  readonly lock: Lock;
  readonly plan: NetworkPlan;
}

/**
 * What routers ask for. AWS counts 10 and 30 s in tunnels, Azure 60 and 180 s; the smaller hold time of the two counts. Sources:
 * docs.aws.amazon.com/vpn/latest/s2svpn/cgw-best-practice.html; RFC 4271, section 4.2;
 * learn.microsoft.com/azure/vpn-gateway/vpn-gateway-bgp-overview
 */
export const TIMERS = { keepaliveSeconds: 10, holdSeconds: 30 } as const;
/** Fewest prefixes that are taken for a fault: a table grows with every flow that is agreed to. */
const LEAST_MAXIMUM = 100;

/** Prefixes after which a session that should have some is taken for a fault. */
export function maximumFor(accepted: number): number {
  return Math.max(LEAST_MAXIMUM, 2 * accepted);
}

/** Whether each circuit has a router of its own: where the catalogue says so, or Azure is reached over two circuits (docs/adr/0021). */
export function hasRouterPerCircuit({ circuits, hubs, routers }: Pick<Site, 'circuits' | 'hubs' | 'routers'>): boolean {
  if (circuits.length < 2) return false;
  return routers === 'one-per-circuit' || hubs.some(({ cloud }) => cloud === 'azure');
}

/** Connections of each site: a network has thousands, and they are asked for site by site. */
const bySite = new WeakMap<NetworkPlan, ReadonlyMap<string, readonly Connection[]>>();

function connectionsOf(plan: NetworkPlan, site: string): readonly Connection[] {
  let known = bySite.get(plan);
  if (!known) {
    const groups = new Map<string, Connection[]>();
    for (const connection of plan.connections) {
      const group = groups.get(connection.site);
      if (group) group.push(connection);
      else groups.set(connection.site, [connection]);
    }
    known = groups;
    bySite.set(plan, known);
  }
  return known.get(site) ?? [];
}

/** Every router of a site. What the catalogue doesn't say of interfaces has been found before (router-problems.ts). */
export function planRouters(facts: RouterFacts, site: Site, ends: Ends): readonly RouterPlan[] {
  const groups = hasRouterPerCircuit(site) ? site.circuits.map((circuit) => [circuit]) : [site.circuits];
  return groups.map((circuits) => {
    const id = groups.length > 1 ? `${site.id}-${circuits[0]?.id ?? ''}` : site.id;
    return {
      id,
      site: site.id,
      siteName: plainText(site.name),
      router: site.router,
      isManaged: true,
      lines: circuits.map((circuit) => lineOf(site, circuit)),
      segments: site.segments.map((segment, index) => segmentOf(facts, site, segment, index + 1, circuits, ends)),
    };
  });
}

function lineOf(site: Site, circuit: Circuit): RouterLine {
  const { line } = circuit;
  const { addressing, address, nextHop } = line ?? {};
  return {
    circuit: circuit.id,
    supplier: plainText(circuit.supplier),
    interface: line?.interface ?? site.ports?.wan[site.circuits.indexOf(circuit)] ?? '',
    ...(circuit.address === 'dynamic' ? {} : { publicAddress: circuit.address }),
    ...(addressing === undefined
      ? {}
      : {
          addressing:
            addressing === 'static'
              ? { kind: 'static' as const, address: address ?? '', nextHop: nextHop ?? '' }
              : { kind: addressing },
        }),
    isTranslated: isTranslated(circuit),
  };
}

/** Prose as every platform takes it between quotes and in a remark: what means something to one of them becomes a dash. */
export function plainText(text: string): string {
  return text.replace(/[^A-Za-z0-9 .,:;()&'/_+-]+/g, '-');
}

/** What has no address of its own is behind somebody's. */
export function isTranslated(circuit: Circuit | undefined): boolean {
  return circuit?.line?.nat === true || circuit?.address === 'dynamic';
}

function segmentOf(
  facts: RouterFacts,
  site: Site,
  segment: Segment,
  number: number,
  circuits: readonly Circuit[],
  ends: Ends,
): RouterSegment {
  const { catalogue, lock, plan } = facts;
  const own = connectionsOf(plan, site.id).filter(
    ({ tenant, circuit }) => tenant === segment.tenant && circuits.some(({ id }) => id === circuit),
  );
  const loopbacks = circuits.flatMap(({ id }) => {
    const [held] = own.flatMap(({ circuit, loopback }) => (circuit === id && loopback ? [String(loopback)] : []));
    return held === undefined ? [] : [{ circuit: id, address: held }];
  });
  const tunnels = own.flatMap((connection) => tunnelsOf(facts, site, connection, number, ends));
  const held = tunnels.flatMap(({ accepts }) => accepts.map(cidr)).filter(({ bits }) => bits > 0);
  const prefixes = segmentPrefixes(site, segment, lock);
  const breakout = localBreakout(catalogue, site, segment, { from: prefixes, held });
  const others = hasRouterPerCircuit(site) ? site.circuits.filter((circuit) => !circuits.includes(circuit)) : [];
  return {
    tenant: segment.tenant,
    number,
    asn: own[0]?.asn ?? 0,
    lan: lanOf(catalogue, lock, site, segment, circuits),
    loopbacks,
    prefixes: prefixes.map(String),
    tunnels,
    ...(breakout ? { breakout } : {}),
    managers: loopbacks.length === 0 ? [] : managers(catalogue),
    neighbours: others.map((circuit) => ({
      router: `${site.id}-${circuit.id}`,
      address: lanOf(catalogue, lock, site, segment, [circuit]).shared?.address ?? '',
    })),
  };
}

function managers({ tenants }: Catalogue): readonly string[] {
  return tenants
    .flatMap(({ management }) => management)
    .map(String)
    .sort(compareText);
}

function tunnelsOf(
  facts: RouterFacts,
  site: Site,
  connection: Connection,
  segment: number,
  ends: Ends,
): readonly RouterTunnel[] {
  const circuit = site.circuits.findIndex(({ id }) => id === connection.circuit);
  const hub = site.hubs.findIndex(({ id }) => id === connection.hub);
  const line = site.circuits[circuit]?.line;
  const accepts = acceptedBy(facts, site, connection);
  const at = site.hubs[hub];
  const instances = at === undefined ? [] : gatewaysIn(ends, at.addressSpace);
  const session = sessionOf(facts, connection, accepts.length);
  return ([1, 2] as const).map((tunnel) => {
    const common = {
      connection: connection.name,
      circuit: connection.circuit,
      cloud: connection.cloud,
      hub: connection.hub,
      tunnel,
      number: segment * 1_000 + (circuit + 1) * 100 + (hub + 1) * 10 + tunnel,
      crypto: connection.crypto,
      size: tunnelSize(connection.cloud, connection.crypto, {
        isTranslated: isTranslated(site.circuits[circuit]),
        isPppoe: line?.addressing === 'pppoe',
      }),
      accepts,
      ...(session === undefined ? {} : { session }),
    };
    if (connection.cloud === 'azure') {
      const end = instances[tunnel - 1];
      return {
        ...common,
        ...(end === undefined ? {} : { outside: end.outside }),
        inside: {
          kind: 'loopback',
          own: formatAddress(connection.loopback?.first ?? 0),
          ...(end === undefined ? {} : { peer: end.peer }),
        },
        trust: { kind: 'key', store: `shared_keys["${connection.name}"] of ${connection.stack}` },
      };
    }
    const range = connection.insideRanges[tunnel - 1] ?? connection.insideRanges[0];
    const known = endsOf(ends, connection.name, String(range));
    const outside = known?.outside.get(String(range));
    return {
      ...common,
      ...(outside === undefined ? {} : { outside }),
      inside: {
        kind: 'range',
        peer: formatAddress(range.first + 1),
        own: formatAddress(range.first + 2),
        range: String(range),
      },
      trust:
        connection.certificateArn === undefined
          ? {
              kind: 'key',
              store: `${known?.keyArn ?? `preshared_key_arn of aws_vpn_connection.${connection.name}`} tunnel ${tunnel}`,
            }
          : {
              kind: 'certificate',
              arn: connection.certificateArn,
              trustPoint: line?.trustPoint ?? site.ports?.trustPoint ?? '',
            },
    };
  });
}

function sessionOf(
  { catalogue: { hubs }, plan }: RouterFacts,
  connection: Connection,
  accepted: number,
): RouterSession | undefined {
  const segmentAsn = connectionsOf(plan, connection.site).find(({ tenant }) => tenant === connection.tenant)?.asn;
  if (connection.cloud === 'aws' && connection.isStatic) return undefined;
  const hub = hubs.find(({ id }) => id === connection.hub);
  const { prepend, localPreference } = PATH_PREFERENCE[connection.role];
  const prefixes = [...connection.prefixes, ...(connection.loopback ? [connection.loopback] : [])];
  return {
    ...(connection.asn === segmentAsn ? {} : { localAsn: connection.asn }),
    peerAsn: hub?.cloud === 'aws' ? hub.asn : AZURE_GATEWAY_ASN,
    ...TIMERS,
    isMultihop: connection.cloud === 'azure',
    announces: prefixes.map(String),
    prepend,
    localPreference,
    maximumPrefixes: maximumFor(accepted),
  };
}
