import { type Cidr, formatAddress, holds } from '../../catalogue/values/cidr';
import type { FirewallView } from '../firewalls/firewall-view';
import { viewOf } from '../firewalls/network-firewall';
import type { Intent } from '../intent/intent';
import type { Want } from '../intent/want';
import { Identities } from '../network/identities';
import type { Fault, Firewall, Network, NetworkFirewall } from '../network/network';
import { PrefixMap } from '../network/prefix-map';
import type { Service } from '../network/service';
import type { AddressMatch } from '../terraform/suricata-rule';
import { isPublic, namesFor, SAID_EARLY } from '../walk/outcome';
import type { Proof } from '../walk/proof';
import { formatService, rangeHolds } from '../walk/service-classes';

/** What a firewall holds by itself: faults, and rules that decide nothing at all. */
export interface FirewallAlone {
  readonly faults: readonly Fault[];
  /** Numbers of rules that no packet ever comes to. */
  readonly unused: readonly (number | string)[];
}

/** Two addresses at a firewall, and what the catalogue asks for between them. */
interface Meeting {
  readonly source: number;
  readonly destination: number;
  readonly view: FirewallView;
  readonly wants: readonly Want[];
  /** Which of the catalogue's hubs an Azure firewall is of. */
  readonly hub: string | undefined;
}

/** Holds one firewall against every pair of addresses that it or the catalogue can tell apart. */
export function firewallAlone(proof: Proof, firewall: Firewall): FirewallAlone {
  const { network, intent, classes } = proof;
  const breakout = firewall.kind === 'aws' && leadsOut(network, firewall);
  const hub = firewall.kind === 'azure' ? azureHubOf(network, firewall, proof.catalogue.hubs) : undefined;
  const addresses = representatives(
    classes.flatMap(({ members }) => members.slice(0, 1)).map((each) => each.address),
    firewall,
    intent,
    hub,
  );
  const found = new Map<string, Fault>();
  const decided = new Set<string>();
  const used = new Set<number | string>();
  const identities = new Identities();
  // In Azure no security group stands before what answers there.
  const doors = new PrefixMap(
    firewall.kind === 'aws'
      ? []
      : intent.wants.flatMap((want) =>
          want.kind === 'door' ? want.destinations.map((prefix) => [prefix, true] as const) : [],
        ),
  );
  for (const source of addresses) {
    for (const destination of addresses) {
      const view = viewOf(firewall, source, destination);
      const outside = isPublic(destination);
      // Nothing between tenants, and nothing from outside, is asked of a breakout.
      const wants =
        isPublic(source) || (breakout && !outside)
          ? []
          : [...intent.wants, ...(hub === undefined ? [] : intent.tunnelsAt(hub))].filter(
              (want) =>
                holds(want.sources, source) &&
                holds(want.destinations, destination) &&
                (want.kind !== 'places' || !doors.get(destination)),
            );
      if (view.silent && wants.length === 0) continue;
      // What is between two addresses hangs on no more than this; once is enough.
      const alike = [
        identities.of(view),
        wants.map((want) => identities.of(want)).join(),
        isPublic(source) ? 'outside' : intent.tenantOf(source),
        holds(intent.resolvers, source),
        hub !== undefined && intent.leavesBy({ hub, source }),
        outside && (holds(intent.publicPrefixes, destination) ? destination : 'elsewhere'),
      ].join('|');
      if (decided.has(alike)) continue;
      decided.add(alike);
      meet(proof, firewall, breakout, { source, destination, view, wants, hub }, found, used);
    }
  }
  const names = firewall.kind === 'azure' ? firewall.rules.map(({ label }) => label) : deciding(firewall);
  return { faults: [...found.values()], unused: names.filter((name) => !used.has(name)) };
}

function deciding(firewall: NetworkFirewall): readonly number[] {
  return firewall.rules.filter((rule) => rule.action !== 'alert').map(({ sid }) => sid);
}

function meet(
  proof: Proof,
  firewall: Firewall,
  breakout: boolean,
  { source, destination, view, wants, hub }: Meeting,
  found: Map<string, Fault>,
  used: Set<number | string>,
): void {
  const { intent } = proof;
  const outside = isPublic(destination);
  const services = proof.services.of({
    rules: view.candidates,
    groups: [],
    wanted: [...wants.flatMap((want) => want.ports), ...(outside ? intent.publicPorts : [])],
    names: outside || (firewall.kind === 'azure' && view.names.length > 0) ? namesFor(intent, view.names) : [],
    early: outside && view.judgesPackets ? SAID_EARLY : [],
  });
  const fromInside = !isPublic(source);
  const wantOf = (service: Service): Want | undefined =>
    wants.find((candidate) => candidate.ports.some((range) => rangeHolds(range, service)));
  // Asked once of each: a meeting has hundreds of services.
  const held = services.map((service) => {
    const want = wantOf(service);
    const wanted =
      want !== undefined ||
      (fromInside &&
        ((!breakout && asksFor(intent, source, destination, service)) ||
          (outside && leaves(intent, source, destination, service, hub))));
    return { service, want, wanted };
  });
  const open = new Set(
    held.filter(({ service, wanted }) => wanted && service.protocol === 'tcp').map(({ service }) => service.port),
  );
  for (const { service, want, wanted } of held) {
    const verdict = view.decide(service);
    const reply = view.replyRule(service);
    for (const sid of verdict.rules) used.add(sid);
    if (reply && verdict.begins) used.add(reply.sid);
    // A connection that may begin on a port where nothing is asked for says something already.
    const knocks = verdict.begins && service.protocol === 'tcp' && !open.has(service.port);
    const problem =
      !wanted && (verdict.passes || knocks)
        ? {
            label: 'TOO WIDE' as const,
            text: 'passes what nobody asked for:',
            reason: verdict.passes ? verdict.reason : 'a connection may begin',
          }
        : !wanted && !open.has(service.port) && reply?.action === 'pass' && reply.direction === 'to_client'
          ? {
              label: 'TOO WIDE' as const,
              text: 'passes replies to what nobody asked for:',
              reason: `rule ${reply.sid} pass`,
            }
          : missing(verdict, want, breakout);
    if (problem === undefined) continue;
    const key = `${problem.text} ${problem.reason} ${want?.because ?? ''}`;
    if (found.has(key)) continue;
    found.set(key, {
      where: firewall.key,
      label: problem.label,
      problem: `by itself ${problem.text} ${formatAddress(source)} → ${formatAddress(destination)} ${formatService(service)} (${want ? `${want.because}; ` : ''}${problem.reason}).`,
    });
  }
}

function missing(
  verdict: { readonly passes: boolean; readonly replies: boolean; readonly reason: string },
  want: Want | undefined,
  breakout: boolean,
): { readonly label: 'TOO NARROW'; readonly text: string; readonly reason: string } | undefined {
  if (breakout || want?.inspected !== true || (verdict.passes && verdict.replies)) return undefined;
  const text = verdict.passes ? 'passes what is asked for and not its replies:' : 'does not pass what is asked for:';
  return { label: 'TOO NARROW', text, reason: verdict.reason };
}

/** Whether what passes it goes on to the internet rather than back to the transit gateway. */
function leadsOut(network: Network, firewall: Firewall): boolean {
  return [...network.vpcs.values()].some(
    (vpc) =>
      vpc.subnets.some((subnet) => firewall.subnets.includes(subnet.key)) &&
      vpc.subnets.some((subnet) => subnet.routes.some((route) => route.to.kind === 'internet')),
  );
}

/** One address of each kind that this firewall's rules and what is asked for can tell apart. */
function representatives(
  addresses: readonly number[],
  firewall: Firewall,
  intent: Intent,
  hub: string | undefined,
): readonly number[] {
  const lists = new Map<string, readonly Cidr[]>();
  const add = (prefixes: readonly Cidr[]): unknown => lists.set(prefixes.join(), prefixes);
  const side = (match: AddressMatch): unknown => add(match.prefixes);
  for (const rule of firewall.rules) {
    side(rule.source);
    side(rule.destination);
  }
  add(firewall.home);
  for (const want of [...intent.wants, ...(hub === undefined ? [] : intent.tunnelsAt(hub))]) {
    add(want.sources);
    add(want.destinations);
  }
  for (const prefix of intent.publicPrefixes) add([prefix]);
  add(intent.resolvers);
  const found = new Map<string, number>();
  for (const address of addresses) {
    const kind = [...lists.values()].map((prefixes) => (holds(prefixes, address) ? '1' : '0')).join('');
    const key = `${kind} ${intent.tenantOf(address) ?? ''} ${isPublic(address)}`;
    if (!found.has(key)) found.set(key, address);
  }
  return [...found.values()];
}

/** The resolvers of every hub ask the same servers: one list of rules serves all hubs. */
function asksFor(intent: Intent, source: number, destination: number, service: Service): boolean {
  return (
    holds(intent.resolvers, source) &&
    intent.wants.some(
      (want) =>
        want.kind === 'resolver' &&
        holds(want.destinations, destination) &&
        want.ports.some((range) => rangeHolds(range, service)),
    )
  );
}

function leaves(
  intent: Intent,
  source: number,
  destination: number,
  service: Service,
  hub: string | undefined,
): boolean {
  const tenant = intent.tenantOf(source);
  if (holds(intent.resolvers, source) && intent.resolverLeaves(destination, service, { source, azureHub: hub }))
    return true;
  const by = hub === undefined ? undefined : { hub, source };
  return tenant !== undefined && intent.internet(tenant, destination, service, by);
}

function azureHubOf(network: Network, firewall: Firewall, hubs: Proof['catalogue']['hubs']): string {
  const space = network.vpcs.get(firewall.key)?.cidr;
  return hubs.find((hub) => space && hub.cloud === 'azure' && hub.addressSpace.equals(space))?.id ?? '';
}
