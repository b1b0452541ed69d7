import { holds } from '../../catalogue/values/cidr';
import type { AzureRule } from '../network/azure-rule';
import type { AzureFirewall } from '../network/network';
import type { Service } from '../network/service';
import type { AddressMatch } from '../terraform/suricata-rule';
import type { FirewallView, PortCut, Verdict } from './firewall-view';

/**
 * Stands for the names of Azure's own platform, which every firewall lets pass unless an application rule denies them.
 * Source: learn.microsoft.com/azure/firewall/infrastructure-fqdns
 */
export const BUILT_IN_NAME = 'built-in.azure.example';

/** Everything one firewall has been asked, so that pairs of addresses that meet the same rules are decided once. */
export class AzureMemory {
  private readonly sides = new Map<number, { readonly source: readonly boolean[]; readonly to: readonly boolean[] }>();
  private readonly views = new Map<string, AzureView>();

  constructor(private readonly firewall: AzureFirewall) {}

  view(source: number, destination: number): AzureView {
    const [one, two] = [this.of(source), this.of(destination)];
    const met = this.firewall.rules.flatMap((_, index) => (one.source[index] && two.to[index] ? [index] : []));
    const key = met.join();
    const known = this.views.get(key);
    if (known) return known;
    const made = new AzureView(met.flatMap((index) => this.firewall.rules[index] ?? []));
    this.views.set(key, made);
    return made;
  }

  private of(address: number): { readonly source: readonly boolean[]; readonly to: readonly boolean[] } {
    const known = this.sides.get(address);
    if (known) return known;
    const on = (side: AddressMatch): boolean => side.any || holds(side.prefixes, address);
    const { rules } = this.firewall;
    const made = { source: rules.map((rule) => on(rule.source)), to: rules.map((rule) => on(rule.destination)) };
    this.sides.set(address, made);
    return made;
  }
}

/**
 * A connection's first packets at an Azure firewall, between two addresses. All network rules are tried before any
 * application rule, by the priority of group and collection; the first that matches decides, what none allows is denied,
 * and replies to what is allowed pass by themselves.
 * Source: learn.microsoft.com/azure/firewall/rule-processing
 */
export class AzureView implements FirewallView {
  readonly candidates: readonly PortCut[];
  readonly silent: boolean;
  readonly judgesPackets = false;
  readonly names: readonly string[];
  private readonly verdicts = new Map<Service, Verdict>();

  private readonly rules: readonly AzureRule[];

  constructor(met: readonly AzureRule[]) {
    // What follows a rule that takes in everything is never tried.
    const last = met.findIndex(({ match }) => match.on === 'packets' && isEverything(match));
    const rules = last === -1 ? met : met.slice(0, last + 1);
    const asked = last === -1 ? [BUILT_IN_NAME] : [];
    this.rules = rules;
    this.candidates = rules.flatMap(cutsOf);
    this.silent = rules.length === 0;
    this.names = [
      ...asked,
      ...rules.flatMap(({ match }) =>
        match.on === 'names'
          ? match.names.flatMap((name) => [name.replace(/^\*\./, ''), name.replace(/^\*\./, 'below.')])
          : [],
      ),
    ];
  }

  decide(service: Service): Verdict {
    const known = this.verdicts.get(service);
    if (known) return known;
    const made = this.judge(service);
    this.verdicts.set(service, made);
    return made;
  }

  /** Nothing but the first packet is ever held against a rule. */
  replyRule(): undefined {
    return undefined;
  }

  private judge(service: Service): Verdict {
    const found =
      this.rules.find(({ match }) => match.on === 'packets' && packetMatches(match, service)) ??
      this.rules.find(({ match }) => match.on === 'names' && nameMatches(match, service));
    if (!found && isBuiltIn(service))
      return { begins: true, passes: true, replies: true, rules: [], reason: 'it is built in and no rule denies it' };
    if (!found) return { begins: false, passes: false, replies: false, rules: [], reason: 'no rule allows it' };
    const passes = found.action === 'Allow';
    return {
      begins: passes,
      passes,
      replies: passes,
      rules: [found.label],
      reason: `rule ${found.label} ${passes ? 'allows' : 'denies'} it`,
    };
  }
}

type PacketMatch = Extract<AzureRule['match'], { on: 'packets' }>;
type NamesMatch = Extract<AzureRule['match'], { on: 'names' }>;

function isEverything({ protocols, ports }: PacketMatch): boolean {
  return protocols.includes('any') && ports.length === 0;
}

function packetMatches({ protocols, ports }: PacketMatch, { protocol, port }: Service): boolean {
  const any = protocols.includes('any');
  if (!any && !protocols.some((each) => each === protocol)) return false;
  // `Any` with ports is TCP and UDP. Source: learn.microsoft.com/azure/firewall/rule-processing
  if (protocol !== 'tcp' && protocol !== 'udp') return !any || ports.length === 0;
  return ports.length === 0 || ports.some(({ first, last }) => first <= port && port <= last);
}

function isBuiltIn({ protocol, port, speaks, name }: Service): boolean {
  const web = (speaks === 'http' && port === 80) || (speaks === 'tls' && port === 443);
  return protocol === 'tcp' && web && name === BUILT_IN_NAME;
}

/** An application rule sees HTTP and TLS only, and only what says which name it wants. */
function nameMatches({ protocols, names }: NamesMatch, { protocol, port, speaks, name }: Service): boolean {
  if (protocol !== 'tcp' || speaks === undefined || name === undefined) return false;
  if (!protocols.some((each) => each.speaks === speaks && each.port === port)) return false;
  const lower = name.toLowerCase();
  return names.some((each) => each === '*' || (each.startsWith('*') ? lower.endsWith(each.slice(1)) : lower === each));
}

/** Where a rule tells ports apart. */
function cutsOf({ match }: AzureRule): readonly PortCut[] {
  if (match.on === 'names')
    return match.protocols.map(({ port }) => ({
      protocol: 'tcp' as const,
      ports: [{ first: port, last: port }],
      sourcePorts: [],
    }));
  return match.protocols.map((protocol) => ({
    protocol: protocol === 'any' ? ('ip' as const) : protocol,
    ports: match.ports,
    sourcePorts: [],
  }));
}
