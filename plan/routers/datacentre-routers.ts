import { compareText } from '../../catalogue/issues/issue';
import { ANYWHERE, cidr, formatAddress } from '../../catalogue/values/cidr';
import type { Datacentre } from '../../catalogue/model';
import {
  type CircuitSession,
  type DatacentrePolicy,
  datacentrePolicies,
  type TunnelSession,
} from '../policies/datacentre-policy';
import type { Way } from '../places/datacentre-ways';
import type { AwsDatacentreStackInput } from '../stacks/aws/datacentre';
import type { AzureDatacentreStackInput } from '../stacks/azure/datacentre';
import { circuitNames, type Ends, endsOf, gatewaysIn } from './ends';
import { datacentreLanOf } from './lan';
import type { RouterCircuit, RouterEndpoint, RouterLine, RouterPlan, RouterSegment, RouterTunnel } from './router';
import { maximumFor, plainText, type RouterFacts, TIMERS } from './router-plan';
import { tunnelSize } from './tunnel-size';

/** What a circuit's session gives to what it learns: nothing else competes with it outside of segments. */
const UNDERLAY_PREFERENCE = 100;
/** What a plan calls the line of the backup. */
const BACKUP_LINE = 'backup';

/**
 * The routers of a datacentre, by the policy that `wan policy` says in words: one, or one with its circuits and one beside it with the
 * internet line. Empty where nothing of it is built.
 */
export function planDatacentreRouters(facts: RouterFacts, datacentre: Datacentre, ends: Ends): readonly RouterPlan[] {
  const policy = datacentrePolicies(facts.catalogue, facts.plan).find((each) => each.datacentre === datacentre.id);
  if (!policy) return [];
  const ways = waysOf(policy);
  const isSplit = hasRouterPerWay(datacentre, policy);
  const groups: readonly (readonly Way[])[] = isSplit ? ways.map((way) => [way]) : [ways];
  return groups.map((group) => new Planned(facts, datacentre, policy, group, isSplit ? ways : [], ends).plan());
}

/** Over what it is reached. */
export function waysOf({ tunnels }: Pick<DatacentrePolicy, 'tunnels'>): readonly Way[] {
  return (['direct', 'backup'] as const).filter((way) => tunnels.some((tunnel) => tunnel.way === way));
}

/** Whether each way has a router of its own: where the catalogue says so, or one Azure hub is reached both ways (docs/adr/0021). */
export function hasRouterPerWay({ router }: Pick<Datacentre, 'router'>, policy: DatacentrePolicy): boolean {
  return waysOf(policy).length > 1 && (router?.routers === 'one-per-way' || isBothWaysToAzure(policy));
}

/** Both ways to one hub are sessions with the same two addresses, which one router can't have twice. */
export function isBothWaysToAzure({ tunnels }: Pick<DatacentrePolicy, 'tunnels'>): boolean {
  return waysOf({ tunnels: tunnels.filter(({ cloud }) => cloud === 'azure') }).length > 1;
}

type Stack = AwsDatacentreStackInput | AzureDatacentreStackInput;

class Planned {
  private readonly stacks: readonly Stack[];
  private readonly tunnels: readonly TunnelSession[];
  private readonly endpoints: readonly RouterEndpoint[];

  constructor(
    private readonly facts: RouterFacts,
    private readonly datacentre: Datacentre,
    private readonly policy: DatacentrePolicy,
    private readonly ways: readonly Way[],
    /** Ways that have a router each; none where one has all. */
    private readonly split: readonly Way[],
    private readonly ends: Ends,
  ) {
    this.stacks = facts.plan.stacks.filter(
      (stack): stack is Stack =>
        (stack.kind === 'aws-datacentre' || stack.kind === 'azure-datacentre') && stack.datacentre === datacentre.id,
    );
    this.tunnels = policy.tunnels.filter(({ way }) => ways.includes(way));
    const begun = this.tunnels.map(({ endsAt }) => endsAt).filter((address) => address !== this.onLine());
    this.endpoints = [...new Set(begun)].sort(compareText).map((address, index) => ({ number: index + 1, address }));
  }

  plan(): RouterPlan {
    const { id, name, router } = this.datacentre;
    const [way] = this.ways;
    return {
      id: this.split.length > 0 ? `${id}-${way ?? ''}` : id,
      site: id,
      siteName: plainText(name),
      router: router?.platform ?? 'generic',
      isManaged: false,
      lines: this.ways.includes('backup') ? [this.line()] : [],
      underlay: {
        asn: this.policy.asn,
        endpoints: this.endpoints,
        circuits: this.ways.includes('direct') ? this.circuits() : [],
        prefixes: this.ways.includes('direct')
          ? [...new Set(this.policy.circuits.flatMap(({ announces }) => announces))]
          : [],
      },
      segments: this.datacentre.tenants.flatMap(({ tenant }, index) => this.segment(tenant, index)),
    };
  }

  /** The address that the line itself has: tunnels that end at another one begin on a loopback. */
  private onLine(): string | undefined {
    const { router, vpnBackup } = this.datacentre;
    return router?.wan?.address?.split('/')[0] ?? vpnBackup?.address;
  }

  private line(): RouterLine {
    const { router } = this.datacentre;
    const { address, nextHop } = router?.wan ?? {};
    const own = this.onLine();
    return {
      circuit: BACKUP_LINE,
      supplier: 'internet',
      interface: router?.wan?.interface ?? '',
      ...(own === undefined ? {} : { publicAddress: own }),
      ...(address === undefined || nextHop === undefined
        ? {}
        : { addressing: { kind: 'static' as const, address, nextHop } }),
      isTranslated: false,
    };
  }

  /** Each link of each circuit: of ExpressRoute two, whose addresses are written; of Direct Connect one, whose addresses AWS chooses. */
  private circuits(): readonly RouterCircuit[] {
    const links = this.policy.circuits.flatMap((session): readonly Link[] =>
      session.kind === 'express-route'
        ? session.peering.map((peering, index) => ({ session, peering, index }))
        : [{ session, peering: undefined, index: 0 }],
    );
    return links.map((link, place) => this.link(link, place + 1));
  }

  private link({ session, peering, index }: Link, number: number): RouterCircuit {
    const { circuit, kind, hub, vlan, peerAsn, announces, accepts } = session;
    const written = this.datacentre.circuits.find(({ id }) => id === circuit);
    const at = written?.kind === 'direct-connect' ? written.interface : written?.interfaces?.[index];
    const name = `${this.datacentre.id}_${circuit}`;
    const names = circuitNames(this.facts.catalogue.wan, this.datacentre.id, circuit);
    const chosen = this.ends.circuits.find((each) => names.includes(each.name));
    const subnet = peering === undefined ? undefined : cidr(peering);
    return {
      circuit,
      number,
      cloud: kind === 'direct-connect' ? 'aws' : 'azure',
      hub,
      interface: at ?? '',
      vlan,
      ...(subnet
        ? {
            // Source: learn.microsoft.com/azure/expressroute/expressroute-routing: the first is the router's, the second Microsoft's.
            own: `${formatAddress(subnet.first + 1)}/${subnet.bits}`,
            peer: formatAddress(subnet.first + 2),
          }
        : chosen
          ? { own: chosen.own, peer: chosen.peer }
          : {}),
      ...(kind === 'direct-connect' ? { key: `authKey of the transit interface of ${name}` } : {}),
      session: {
        peerAsn,
        ...TIMERS,
        isMultihop: false,
        announces,
        prepend: 0,
        localPreference: UNDERLAY_PREFERENCE,
        maximumPrefixes: maximumFor(accepts.length),
      },
      accepts,
    };
  }

  /** A tenant that nothing leads to yet has none. */
  private segment(tenant: string, index: number): readonly RouterSegment[] {
    const own = this.tunnels.filter((tunnel) => tunnel.tenant === tenant);
    const entry = this.datacentre.tenants[index];
    if (own.length === 0 || !entry) return [];
    const [way] = this.split.length > 0 ? this.ways : [];
    const loopbacks = own.flatMap(({ cloud, way: over, sessions: [session] }) =>
      cloud === 'azure' && session ? [{ circuit: over, address: `${session.own}/32` }] : [],
    );
    return [
      {
        tenant,
        number: index + 1,
        asn: this.policy.asn,
        lan: datacentreLanOf(this.facts.catalogue, this.datacentre, entry, way),
        loopbacks,
        prefixes: entry.prefixes.map(String),
        tunnels: own.flatMap((tunnel) => this.pair(tunnel, index + 1)),
        managers: [],
        neighbours: this.split
          .filter((other) => other !== way)
          .map((other) => ({
            router: `${this.datacentre.id}-${other}`,
            address: datacentreLanOf(this.facts.catalogue, this.datacentre, entry, other).shared?.address ?? '',
          })),
      },
    ];
  }

  private pair(session: TunnelSession, segment: number): readonly RouterTunnel[] {
    const { name, cloud, hub, way, endsAt, prepend, localPreference, announces, peerAsn } = session;
    const stack = this.stacks.find((each) => each.hub.id === hub);
    const crypto = stack?.tunnels.find((each) => each.name === name)?.crypto;
    if (!stack || crypto === undefined) throw new Error(`${name} is in no stack`);
    // AWS sends the default route in every tunnel, Azure in none.
    const isDefaultTaken = cloud === 'aws' && this.policy.defaultRoute === 'accept';
    const accepts = [...(isDefaultTaken ? [ANYWHERE.toString()] : []), ...session.accepts];
    const from = this.endpoints.find(({ address }) => address === endsAt);
    return ([1, 2] as const).map((tunnel) => ({
      connection: name,
      circuit: way === 'backup' ? BACKUP_LINE : way,
      cloud,
      hub,
      tunnel,
      number: segment * 1_000 + (way === 'direct' ? 100 : 200) + (cloud === 'aws' ? 10 : 20) + tunnel,
      ...(from ? { from } : {}),
      ...this.end(session, stack.name, tunnel),
      crypto,
      size: tunnelSize(cloud, crypto, { isTranslated: false, isPppoe: false }),
      session: {
        peerAsn,
        ...TIMERS,
        isMultihop: cloud === 'azure',
        announces,
        prepend,
        localPreference,
        maximumPrefixes: maximumFor(accepts.length),
      },
      accepts,
    }));
  }

  private end(
    { name, cloud, hub, way, sessions }: TunnelSession,
    stack: string,
    tunnel: 1 | 2,
  ): Pick<RouterTunnel, 'outside' | 'inside' | 'trust'> {
    const { own = '', peer = '' } = sessions[tunnel - 1] ?? sessions[0] ?? {};
    if (cloud === 'azure') {
      const space = this.facts.catalogue.hubs.find(({ id }) => id === hub)?.addressSpace;
      const instance = space && gatewaysIn(this.ends, space)[tunnel - 1];
      const outside = way === 'direct' ? instance?.inner : instance?.outside;
      return {
        ...(outside === undefined ? {} : { outside }),
        inside: { kind: 'loopback', own, ...(instance ? { peer: instance.peer } : {}) },
        trust: { kind: 'key', store: `shared_keys["${name}"] of ${stack}` },
      };
    }
    const range = `${formatAddress(cidr(`${peer}/32`).first - 1)}/30`;
    const known = endsOf(this.ends, name, range);
    const outside = known?.outside.get(range);
    return {
      ...(outside === undefined ? {} : { outside }),
      inside: { kind: 'range', own, peer, range },
      trust: {
        kind: 'key',
        store: `${known?.keyArn ?? `preshared_key_arn of aws_vpn_connection.${name}`} tunnel ${tunnel}`,
      },
    };
  }
}

interface Link {
  readonly session: CircuitSession;
  /** Of ExpressRoute: the link's subnet. */
  readonly peering: string | undefined;
  readonly index: number;
}
