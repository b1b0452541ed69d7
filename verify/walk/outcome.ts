import { holds, PRIVATE_BLOCKS } from '../../catalogue/values/cidr';
import type { Intent } from '../intent/intent';
import type { Want } from '../intent/want';
import { Identities } from '../network/identities';
import type { Network } from '../network/network';
import type { Service } from '../network/service';
import type { Member } from './address-classes';
import type { DifferenceKind } from './difference';
import { type Decision, type Route, RouteView } from './route';
import { rangeHolds, type ServiceClasses } from './service-classes';
import type { Source } from './sources';

/** What an address is to the comparison: somebody's, something that answers, the internet, or nobody's. */
export type Kind = 'place' | 'interface' | 'public' | 'nobody';

/** Two addresses, the way between them, and what the catalogue asks for there. */
export interface Pair {
  readonly source: Source;
  readonly destination: Member;
  readonly kind: Kind;
  readonly wants: readonly Want[];
  readonly route: Route;
  /** The place sends it by another hub of its own: what is asked for is not asked of this way. */
  readonly elsewhere: boolean;
}

/** What becomes of a pair's services: only what is worth telling. */
export interface Outcome {
  readonly services: number;
  readonly proven: readonly Want[];
  /** Why something is reached and answered, and by how many services. */
  readonly reached: ReadonlyMap<string, number>;
  readonly differences: readonly Finding[];
}

export interface Finding {
  readonly kind: DifferenceKind;
  readonly service: Service;
  readonly decision: Decision;
  readonly want?: Want;
}

const NOTHING: Outcome = { services: 1, proven: [], reached: new Map(), differences: [] };

/** Decides pairs. What a pair's answer hangs on is far less than its addresses, so most answers are remembered ones. */
export class Outcomes {
  private readonly known = new Map<string, Outcome>();
  private readonly identities = new Identities();

  constructor(
    private readonly network: Network,
    private readonly intent: Intent,
    private readonly services: ServiceClasses,
  ) {}

  of(pair: Pair): Outcome {
    const { source, destination, kind, wants, route } = pair;
    const { end } = route.forward;
    const outside = kind === 'public' || end.kind === 'internet';
    if (end.kind === 'dropped' && wants.length === 0 && !outside && !route.broken) return NOTHING;
    const view = new RouteView(this.network, route, source, destination.address);
    const key = [
      source.owner.tenant,
      source.resolver,
      source.leavesByItself,
      kind,
      pair.elsewhere,
      outside && this.publicKind(destination.address),
      source.azureHub !== undefined &&
        `${source.azureHub} ${this.intent.leavesBy({ hub: source.azureHub, source: source.address })}`,
      end.kind === 'dropped' ? end.reason : end.kind,
      route.broken?.kind,
      route.broken?.reason,
      view.deciders.map((each) => this.identities.of(each)).join(),
      wants.map((want) => this.identities.of(want)).join(),
    ].join('|');
    const known = this.known.get(key);
    if (known) return known;
    const made = this.decide(pair, view, outside);
    this.known.set(key, made);
    return made;
  }

  /** Most of the internet is alike; some addresses of it stand in the catalogue. */
  private publicKind(address: number): number | string {
    return holds(this.intent.publicPrefixes, address) ? address : 'elsewhere';
  }

  private decide(
    { source, destination, kind, wants, route, elsewhere }: Pair,
    view: RouteView,
    outside: boolean,
  ): Outcome {
    const { intent } = this;
    const services = this.services.of({
      rules: view.rules,
      groups: view.groups,
      wanted: [...wants.flatMap((want) => want.ports), ...(outside ? intent.publicPorts : [])],
      // A rule on names in Azure asks for no address: it may lead to something private.
      names: !source.resolver && (outside || view.names.length > 0) ? namesFor(intent, view.names) : [],
      early: !source.resolver && outside && view.judgesPackets ? SAID_EARLY : [],
    });
    const wantOf = (service: Service): Want | undefined =>
      wants.find((candidate) => candidate.ports.some((range) => rangeHolds(range, service)));
    // Asked once of each: a pair has hundreds of services.
    const held = services.map((service) => {
      const want = wantOf(service);
      const wanted = kind === 'public' ? leaves(intent, source, destination.address, service) : want !== undefined;
      return { service, want, wanted };
    });
    const open = new Set(
      held.filter(({ service, wanted }) => wanted && service.protocol === 'tcp').map(({ service }) => service.port),
    );
    const proven = new Set<Want>();
    const reached = new Map<string, number>();
    const differences: Finding[] = [];
    for (const { service, want, wanted } of held) {
      const decided = view.decide(service);
      // A connection that may begin on a port where nothing is asked for says something already.
      const knocks = service.protocol === 'tcp' && decided.begins && !open.has(service.port);
      const decision =
        knocks && !decided.arrives ? { ...decided, arrives: true, reason: 'a connection may begin' } : decided;
      if (want && kind !== 'nobody' && !elsewhere) proven.add(want);
      if (wanted && decision.answered && !elsewhere) {
        const because = want?.because ?? 'internet';
        reached.set(because, (reached.get(because) ?? 0) + 1);
      }
      // Whatever the firewall says of it: what is private has no business on the way to the internet.
      if (kind !== 'public' && route.forward.end.kind === 'internet' && !wanted)
        differences.push({ kind: 'ROUTED OUT', service, decision });
      const difference = wanted && elsewhere ? undefined : judge(wanted, decision, route, kind);
      if (difference) differences.push({ kind: difference, service, decision, ...(want ? { want } : {}) });
    }
    return { services: services.length, proven: [...proven], reached, differences };
  }
}

/** Whether the catalogue lets a source send a service to a public address. */
function leaves(intent: Intent, source: Source, destination: number, service: Service): boolean {
  const { azureHub: hub, owner, address } = source;
  if (source.resolver) return intent.resolverLeaves(destination, service, { source: address, azureHub: hub });
  if (source.leavesByItself) return false;
  return intent.internet(owner.tenant, destination, service, hub === undefined ? undefined : { hub, source: address });
}

const ELSEWHERE = 'www.elsewhere.example';

/** What a client may say with its first packet: a rule that lets one name through so lets all through. */
export const SAID_EARLY: readonly string[] = [ELSEWHERE];

/**
 * Names that the catalogue or a rule tells apart, and one that neither does; those that are refused in the other ways in which
 * a client may write them, in capitals and with the dot that ends a name.
 */
export function namesFor(intent: Intent, ruled: readonly string[]): readonly string[] {
  const otherwise = intent.refused.flatMap((name) => [name.toUpperCase(), `${name}.`]);
  return [...new Set([...intent.names, ...ruled, ELSEWHERE, `${ELSEWHERE}.`, ...otherwise])];
}

function judge(wanted: boolean, decision: Decision, route: Route, kind: Kind): DifferenceKind | undefined {
  if (route.broken?.kind === 'loop') return 'LOOP';
  if (!wanted) return decision.arrives ? 'LEAK' : undefined;
  if (decision.arrives && decision.answered) return undefined;
  // What nobody announces can't be delivered, and is no fault of the configuration.
  if (!decision.arrives) return kind === 'nobody' ? undefined : 'BLOCKED';
  return route.broken?.kind === 'asymmetric' ? 'ASYMMETRIC' : 'NO REPLY';
}

/** Whether an address is one of the internet's. */
export function isPublic(address: number): boolean {
  return !PRIVATE_BLOCKS.some((block) => block.first <= address && address <= block.last);
}
