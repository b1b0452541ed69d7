import { holds } from '../../catalogue/values/cidr';
import type { Firewall, NetworkFirewall } from '../network/network';
import type { Service } from '../network/service';
import { type AddressMatch, type NameMatch, nameMatches, type SuricataRule } from '../terraform/suricata-rule';
import { AzureMemory } from './azure-firewall';
import type { FirewallView, Verdict } from './firewall-view';

/** Which rules of a firewall take an address as source or as destination; asked about again and again. */
interface Sides {
  readonly source: readonly boolean[];
  readonly destination: readonly boolean[];
}

/** Everything one firewall has been asked, so that pairs of addresses that meet the same rules are decided once. */
class FirewallMemory {
  readonly decides: readonly SuricataRule[];
  private readonly sides = new Map<number, Sides>();
  private readonly views = new Map<string, SuricataView>();

  constructor(private readonly firewall: NetworkFirewall) {
    this.decides = firewall.rules.filter((rule) => rule.action !== 'alert');
  }

  view(source: number, destination: number): SuricataView {
    const [one, two] = [this.of(source), this.of(destination)];
    const forward: number[] = [];
    const backward: number[] = [];
    this.decides.forEach(({ direction }, index) => {
      if (direction !== 'to_client' && one.source[index] && two.destination[index]) forward.push(index);
      if (direction !== 'to_server' && two.source[index] && one.destination[index]) backward.push(index);
    });
    const key = `${forward.join()}|${backward.join()}`;
    const known = this.views.get(key);
    if (known) return known;
    const rules = (indices: readonly number[]): readonly SuricataRule[] =>
      indices.flatMap((index) => this.decides[index] ?? []);
    const made = new SuricataView(this.firewall, rules(forward), rules(backward));
    this.views.set(key, made);
    return made;
  }

  private of(address: number): Sides {
    const known = this.sides.get(address);
    if (known) return known;
    const made = {
      source: this.decides.map((rule) => this.matches(rule.source, address)),
      destination: this.decides.map((rule) => this.matches(rule.destination, address)),
    };
    this.sides.set(address, made);
    return made;
  }

  private matches(side: AddressMatch, address: number): boolean {
    if (side.any) return true;
    if (side.variable === undefined) return holds(side.prefixes, address);
    return holds(this.firewall.home, address) === (side.variable === 'HOME_NET');
  }
}

const memories = new WeakMap<Firewall, FirewallMemory | AzureMemory>();

/** A firewall between two addresses. */
export function viewOf(firewall: Firewall, source: number, destination: number): FirewallView {
  const memory =
    memories.get(firewall) ?? (firewall.kind === 'aws' ? new FirewallMemory(firewall) : new AzureMemory(firewall));
  memories.set(firewall, memory);
  return memory.view(source, destination);
}

/** A connection's first packets at a firewall with Suricata rules, between two addresses. */
class SuricataView implements FirewallView {
  readonly candidates: readonly SuricataRule[];
  readonly names: readonly string[];
  readonly silent: boolean;
  readonly judgesPackets = true;
  private readonly verdicts = new Map<Service, Verdict>();

  constructor(
    private readonly firewall: NetworkFirewall,
    private readonly forward: readonly SuricataRule[],
    private readonly backward: readonly SuricataRule[],
  ) {
    this.candidates = [...forward, ...backward];
    this.silent = this.candidates.length === 0 && firewall.unmatched === 'strict';
    this.names = [...new Set(this.candidates.flatMap(({ name }) => (name ? namesLike(name) : [])))];
  }

  /**
   * Strict order: each packet is held against the rules in order and the first match decides. A rule without ports and
   * without `flow` is judged once and holds for the whole connection; so does one on a name.
   * Sources: docs.aws.amazon.com/network-firewall/latest/developerguide/suricata-rule-evaluation-order.html,
   * docs.suricata.io/en/latest/rules/rule-types.html.
   */
  decide(service: Service): Verdict {
    const known = this.verdicts.get(service);
    if (known) return known;
    const made = this.judge(service);
    this.verdicts.set(service, made);
    return made;
  }

  private judge(service: Service): Verdict {
    const { stateless, unmatched } = this.firewall;
    if (stateless === 'pass')
      return { begins: true, passes: true, replies: true, rules: [], reason: 'passed before any rule' };
    if (stateless === 'drop') return none('dropped before any rule');
    const first = this.forward.find((rule) => matches(rule, service, 'first'));
    // What was said with the first packet has been looked at with it: no rule on names is tried on it again.
    if (service.early && first?.action === 'pass' && !wholeFlow(first))
      return { ...passed([first], true), reason: `rule ${first.sid} passes what comes before the handshake is over` };
    if (first && first.action !== 'pass') return refused(first);
    if (!first && unmatched === 'strict') return none('no rule passes it');
    if (first && wholeFlow(first)) return passed([first], true);
    const established =
      service.protocol === 'tcp' ? this.forward.find((rule) => matches(rule, service, 'data')) : first;
    const begins = service.protocol === 'tcp';
    if (established && established.action !== 'pass') return { ...refused(established), begins };
    if (!established && unmatched !== 'pass') return { ...none('no rule passes what it says'), begins };
    const decided = [first, established].flatMap((rule) => (rule ? [rule] : []));
    if (established && wholeFlow(established)) return passed(decided, true);
    return passed(decided, this.answers(service));
  }

  replyRule(service: Service): SuricataRule | undefined {
    return this.backward.find((candidate) => matchesReply(candidate, service));
  }

  private answers(service: Service): boolean {
    const rule = this.replyRule(service);
    if (rule) return rule.action === 'pass';
    return this.firewall.unmatched !== 'strict';
  }
}

function refused(rule: SuricataRule): Verdict {
  return {
    begins: false,
    passes: false,
    replies: false,
    rules: [rule.sid],
    reason: `rule ${rule.sid} ${rule.action}s it`,
  };
}

function none(reason: string): Verdict {
  return { begins: false, passes: false, replies: false, rules: [], reason };
}

function passed(rules: readonly SuricataRule[], replies: boolean): Verdict {
  const sids = [...new Set(rules.map((rule) => rule.sid))];
  return { begins: true, passes: true, replies, rules: sids, reason: sids.map((sid) => `rule ${sid} pass`).join(', ') };
}

/** One name of every kind that a rule tells apart: what it names, and one below. */
function namesLike(match: NameMatch): readonly string[] {
  if (match.kind === 'contains') return [];
  const name = match.kind === 'exact' ? match.name : match.suffix;
  const plain = name.replace(/^\./, '');
  // A dot alone ends any name there is.
  if (plain === '') return [];
  return [plain, `below.${plain}`];
}

/** A rule that is judged once for a connection. */
function wholeFlow(rule: SuricataRule): boolean {
  if (rule.name) return true;
  return (
    rule.direction === undefined &&
    !rule.notEstablished &&
    !rule.withoutData &&
    rule.notProtocols.length === 0 &&
    rule.ports.length === 0 &&
    rule.sourcePorts.length === 0
  );
}

function matches(rule: SuricataRule, service: Service, stage: 'first' | 'data'): boolean {
  if (rule.notEstablished && (stage === 'data' || service.protocol !== 'tcp')) return false;
  // What a client says comes with data; a handshake comes with some only if it says so early.
  if (rule.withoutData && (stage === 'data' || service.early === true)) return false;
  // A client's own port can be any: a rule that wants a certain one doesn't cover the connection.
  if (rule.sourcePorts.length > 0) return false;
  if (!portIn(rule.ports, service.port)) return false;
  if (rule.protocol === 'tls' || rule.protocol === 'http') {
    if ((stage === 'first' && service.early !== true) || service.speaks !== rule.protocol) return false;
    return rule.name === undefined || (service.name !== undefined && nameMatches(rule.name, service.name));
  }
  return family(rule, service);
}

function matchesReply(rule: SuricataRule, service: Service): boolean {
  if (rule.name || rule.notEstablished || rule.withoutData || rule.ports.length > 0) return false;
  return family(rule, service) && portIn(rule.sourcePorts, service.port);
}

function family(rule: SuricataRule, { protocol }: Service): boolean {
  if (rule.protocol === 'ip') return !rule.notProtocols.some((excluded) => excluded === protocol);
  return rule.protocol === protocol;
}

function portIn(ports: readonly { readonly first: number; readonly last: number }[], port: number): boolean {
  return ports.length === 0 || ports.some(({ first, last }) => first <= port && port <= last);
}
