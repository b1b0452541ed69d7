import type { FirewallView, PortCut } from '../firewalls/firewall-view';
import { viewOf } from '../firewalls/network-firewall';
import { type GroupRule, nameOf, type Network } from '../network/network';
import type { Service } from '../network/service';
import { addressOf, type Key } from '../terraform/stack-json';
import { groupHolds } from './service-classes';
import type { Source } from './sources';
import type { End, Start, Walk, Walker } from './walker';

/** The way there and back between a source and an address, through one zone. */
export interface Route {
  readonly forward: Walk;
  /** Absent where nothing arrives. */
  readonly back?: Walk;
  /** Why the two ways don't belong together: another firewall, or somebody else. */
  readonly broken?: { readonly kind: 'asymmetric' | 'no-way-back' | 'loop'; readonly reason: string };
}

/** What happens to a service on a route. */
export interface Decision {
  /** Whether a connection may begin, whatever becomes of what it says. */
  readonly begins: boolean;
  readonly arrives: boolean;
  readonly answered: boolean;
  readonly reason: string;
  /** Which of the firewalls on the way refused it, from 0; absent where none did. */
  readonly refusedBy?: number;
}

/** Routes from a source to an address, one per zone; equal ones once. */
export function routesOf(walker: Walker, network: Network, source: Source, destination: number): readonly Route[] {
  const routes: Route[] = [];
  const seen = new Set<string>();
  for (let zone = 0; zone < walker.zones(); zone += 1) {
    const route = oneRoute(walker, network, source, destination, zone);
    const key = `${route.forward.end.kind} ${route.broken?.kind ?? ''} ${route.forward.firewalls.map((each) => each.firewall).join()} ${route.forward.end.kind === 'dropped' ? route.forward.end.where : ''}`;
    if (seen.has(key)) continue;
    seen.add(key);
    routes.push(route);
  }
  return routes;
}

function oneRoute(walker: Walker, network: Network, source: Source, destination: number, zone: number): Route {
  if (source.firstHop && !source.firstHop(destination)) {
    const end: End = { kind: 'dropped', reason: 'the VPC has no route to the WAN for it', where: source.owner.place };
    return { forward: { steps: [], firewalls: [], end } };
  }
  const forward = walker.walk(source.start, destination, zone);
  const { end } = forward;
  if (end.kind === 'dropped') return end.loop ? { forward, broken: { kind: 'loop', reason: end.reason } } : { forward };
  const from: Start =
    end.kind === 'delivered'
      ? { at: 'attachment', attachment: end.attachment }
      : { at: 'subnet', vpc: end.vpc, subnet: end.subnet };
  const back = walker.walk(from, source.address, zone);
  const broken = whyBroken(network, source, forward, back);
  return { forward, back, ...(broken ? { broken } : {}) };
}

function whyBroken(network: Network, source: Source, forward: Walk, back: Walk): Route['broken'] {
  if (!comesHome(source, back.end)) {
    const reason =
      back.end.kind === 'dropped' ? `the reply is lost: ${back.end.reason}` : 'the reply goes to somebody else';
    return { kind: 'no-way-back', reason };
  }
  const out = forward.firewalls.map((each) => `${each.firewall} ${each.subnet}`);
  const home = back.firewalls.map((each) => `${each.firewall} ${each.subnet}`).reverse();
  if (out.join() !== home.join()) {
    const names = (walk: Walk): string =>
      walk.firewalls
        .map(({ firewall, subnet }) => {
          const name = nameOf(network, firewall);
          return network.firewalls.get(firewall)?.kind === 'azure' ? name : `${name} in ${addressOf(subnet)}`;
        })
        .join(', ') || 'none';
    return { kind: 'asymmetric', reason: `there through firewall ${names(forward)}, back through ${names(back)}` };
  }
  const unsteady = unsteadyIn(network).find(({ subnets }) =>
    forward.firewalls.some((each) => subnets.has(each.subnet)),
  );
  return unsteady
    ? {
        kind: 'asymmetric',
        reason: `${addressOf(unsteady.key)} has appliance mode off: replies may meet another zone's firewall`,
      }
    : undefined;
}

/** An attachment whose packets may meet another zone's firewall each way, with the subnets of its VPC. */
interface Unsteady {
  readonly key: Key;
  readonly subnets: ReadonlySet<Key>;
}

const unsteadyOf = new WeakMap<Network, readonly Unsteady[]>();

function unsteadyIn(network: Network): readonly Unsteady[] {
  const known = unsteadyOf.get(network);
  if (known) return known;
  const made = [...network.attachments.values()].flatMap(({ key, appliance, vpc }) =>
    appliance || vpc === undefined
      ? []
      : [{ key, subnets: new Set(network.vpcs.get(vpc)?.subnets.map((subnet) => subnet.key)) }],
  );
  unsteadyOf.set(network, made);
  return made;
}

function comesHome(source: Source, end: End): boolean {
  if (source.start.at === 'subnet') return end.kind === 'interface' && end.subnet === source.start.subnet;
  return end.kind === 'delivered' && end.owner.place === source.owner.place && end.owner.tenant === source.owner.tenant;
}

/** Everything that decides between a source and an address on a route. */
export class RouteView {
  private readonly firewalls: readonly FirewallView[];
  /** Rules of security groups: those that let in, and those that let the outbound resolver out. */
  private readonly doors: readonly (readonly GroupRule[])[];
  /** Whether those are what a resolver in Azure does anyway. */
  private readonly byNature: boolean;

  constructor(
    network: Network,
    private readonly route: Route,
    source: Source,
    destination: number,
  ) {
    this.firewalls = route.forward.firewalls.flatMap(({ firewall }) => {
      const found = network.firewalls.get(firewall);
      return found ? [viewOf(found, source.address, destination)] : [];
    });
    const { end } = route.forward;
    this.byNature =
      (source.resolver && source.azureHub !== undefined) ||
      (end.kind === 'interface' && network.vpcs.get(end.vpc)?.cloud === 'azure');
    const rules = (groups: readonly Key[], side: 'ingress' | 'egress', address: number): readonly GroupRule[] =>
      groups.flatMap((key) => network.groups.get(key)?.[side] ?? []).filter((rule) => holds(rule, address));
    this.doors = [
      ...(end.kind === 'interface' ? [rules(end.interface.groups, 'ingress', source.address)] : []),
      ...(source.resolver ? [rules(outboundGroups(network, source), 'egress', destination)] : []),
    ];
  }

  get groups(): readonly GroupRule[] {
    return this.doors.flat();
  }

  /** What decides, one object each that stays the same for the same rules. */
  get deciders(): readonly object[] {
    return [...this.firewalls, ...this.groups];
  }

  get rules(): readonly PortCut[] {
    return this.firewalls.flatMap((view) => view.candidates);
  }

  /** Whether some firewall on the way looks at the first packet by itself. */
  get judgesPackets(): boolean {
    return this.firewalls.some((view) => view.judgesPackets);
  }

  /** Names that firewalls on the way tell apart. */
  get names(): readonly string[] {
    return this.firewalls.flatMap((view) => view.names);
  }

  decide(service: Service): Decision {
    const { end } = this.route.forward;
    const refused = (reason: string, begins = false): Decision => ({ begins, arrives: false, answered: false, reason });
    if (end.kind === 'dropped') return refused(end.reason);
    if (this.doors.some((rules) => !rules.some((rule) => groupHolds(rule, service))))
      return refused(
        this.byNature
          ? 'a resolver answers queries, and asks where its rules send it; no more'
          : 'no rule of the security group admits it',
      );
    const reasons: string[] = [];
    let answered = this.route.broken === undefined;
    for (const [index, view] of this.firewalls.entries()) {
      const verdict = view.decide(service);
      reasons.push(verdict.reason);
      if (!verdict.passes) return { ...refused(verdict.reason, verdict.begins), refusedBy: index };
      answered &&= verdict.replies;
      if (!verdict.replies) reasons.push('but not its replies');
    }
    if (this.route.broken) reasons.push(this.route.broken.reason);
    return { begins: true, arrives: true, answered, reason: reasons.join('; ') };
  }
}

function outboundGroups(network: Network, source: Source): readonly Key[] {
  if (source.start.at !== 'subnet') return [];
  const vpc = network.vpcs.get(source.start.vpc);
  return vpc?.interfaces.find((each) => each.kind === 'outbound-resolver' && holds(each, source.address))?.groups ?? [];
}

function holds({ prefix }: { readonly prefix: GroupRule['prefix'] }, address: number): boolean {
  return prefix.first <= address && address <= prefix.last;
}
