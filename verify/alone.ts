import { formatAddress, PRIVATE_BLOCKS, type Cidr } from '../catalogue/cidr';
import type { Proof } from './compare';
import { viewOf, type Service } from './firewall';
import type { Intent, Want } from './intent';
import type { Fault, Firewall, GroupRule, Interface, Network } from './network';
import { groupHolds, formatService, rangeHolds, serviceClasses } from './services';
import type { AddressMatch } from './suricata';
import type { Key } from './terraform';

/**
 * What each firewall and each security group would do if every route led to it. Tables, firewalls and groups each have to
 * hold by themselves: a rule that is too wide behind a table that leads nowhere is the first half of a leak.
 */
export function aloneFaults(proof: Proof): readonly Fault[] {
  const faults: Fault[] = [];
  for (const firewall of proof.network.firewalls.values()) firewallAlone(proof, firewall, faults);
  for (const vpc of proof.network.vpcs.values()) for (const each of vpc.interfaces) interfaceAlone(proof, each, faults);
  return faults;
}

function firewallAlone({ network, intent, classes }: Proof, firewall: Firewall, faults: Fault[]): void {
  const breakout = leadsOut(network, firewall);
  const addresses = representatives(
    classes.flatMap(({ members }) => members.slice(0, 1)).map((each) => each.address),
    firewall,
    intent,
  );
  const found = new Set<string>();
  const decided = new Set<string>();
  const numbers = new Map<object, number>();
  const numberOf = (thing: object): number => {
    const known = numbers.get(thing) ?? numbers.size;
    numbers.set(thing, known);
    return known;
  };
  for (const source of addresses) {
    if (isPublic(source)) continue;
    for (const destination of addresses) {
      const view = viewOf(firewall, source, destination);
      const outside = isPublic(destination);
      if (breakout && !outside) continue;
      const wants = intent.wants.filter((want) => holds(want.sources, source) && holds(want.destinations, destination));
      if (view.candidates.length === 0 && (wants.length === 0 || breakout)) continue;
      // What is between two addresses hangs on no more than this; once is enough.
      const alike = [
        numberOf(view),
        wants.map(numberOf).join(),
        intent.tenantOf(source),
        holds(intent.resolvers, source),
        outside && (holds(intent.publicPrefixes, destination) ? destination : 'elsewhere'),
      ].join('|');
      if (decided.has(alike)) continue;
      decided.add(alike);
      const services = serviceClasses({
        rules: view.candidates,
        groups: [],
        wanted: [...wants.flatMap((want) => want.ports), ...(outside ? intent.publicPorts : [])],
        names: outside ? [...intent.names, 'www.elsewhere.example'] : [],
      });
      for (const service of services) {
        const verdict = view.decide(service);
        const want = wants.find((candidate) => candidate.ports.some((range) => rangeHolds(range, service)));
        const wanted =
          want !== undefined ||
          asksFor(intent, source, destination, service) ||
          (outside && leaves(intent, source, destination, service));
        const problem = judge(verdict, wanted, want, breakout);
        if (problem === undefined) continue;
        const key = `${problem} ${verdict.reason} ${want?.because ?? ''}`;
        if (found.has(key)) continue;
        found.add(key);
        faults.push({
          where: firewall.key,
          label: verdict.passes && !wanted ? 'TOO WIDE' : 'TOO NARROW',
          problem: `by itself ${problem} ${formatAddress(source)} → ${formatAddress(destination)} ${formatService(service)} (${want ? `${want.because}; ` : ''}${verdict.reason}).`,
        });
      }
    }
  }
}

function judge(
  verdict: { readonly passes: boolean; readonly replies: boolean },
  wanted: boolean,
  want: Want | undefined,
  breakout: boolean,
): string | undefined {
  if (verdict.passes && !wanted) return 'passes what nobody asked for:';
  if (breakout || want?.kind !== 'places') return undefined;
  if (!verdict.passes) return 'does not pass what is asked for:';
  return verdict.replies ? undefined : 'passes what is asked for and not its replies:';
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
function representatives(addresses: readonly number[], firewall: Firewall, intent: Intent): readonly number[] {
  const lists = new Map<string, readonly Cidr[]>();
  const add = (prefixes: readonly Cidr[]): unknown => lists.set(prefixes.join(), prefixes);
  const side = (match: AddressMatch): unknown => add(match.prefixes);
  for (const rule of firewall.rules) {
    side(rule.source);
    side(rule.destination);
  }
  add(firewall.home);
  for (const want of intent.wants) {
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

function leaves(intent: Intent, source: number, destination: number, service: Service): boolean {
  const tenant = intent.tenantOf(source);
  if (holds(intent.resolvers, source) && intent.resolverLeaves(destination, service)) return true;
  return tenant !== undefined && intent.internet(tenant, destination, service);
}

/** Every address and port that a group's rules admit must be asked for at that interface. */
function interfaceAlone({ network, intent, atomsIn }: Proof, each: Interface, faults: Fault[]): void {
  const outbound = each.kind === 'outbound-resolver';
  const rules = each.groups.flatMap((key) => network.groups.get(key)?.[outbound ? 'egress' : 'ingress'] ?? []);
  const here = intent.wants.filter((want) =>
    outbound
      ? want.kind === 'resolver' && want.sources.some((prefix) => prefix.overlaps(each.prefix))
      : want.kind === 'door' && want.destinations.some((prefix) => prefix.overlaps(each.prefix)),
  );
  for (const rule of rules) {
    const wrong = atomsIn(rule.prefix)
      .map(({ address }) => surplus(rule, address, outbound, here, intent))
      .find((service) => service !== undefined);
    if (wrong && !faults.some((fault) => fault.where === rule.where))
      faults.push({ where: rule.where, label: 'TOO WIDE', problem: wrong });
  }
  if (outbound) return;
  for (const want of here) unopened(each.key, rules, want, faults);
}

function surplus(
  rule: GroupRule,
  address: number,
  outbound: boolean,
  wants: readonly Want[],
  intent: Intent,
): string | undefined {
  const near = wants.filter((want) => holds(outbound ? want.destinations : want.sources, address));
  const services = serviceClasses({ rules: [], groups: [rule], wanted: near.flatMap((want) => want.ports), names: [] });
  const wrong = services.find(
    (service) =>
      groupHolds(rule, service) &&
      !near.some((want) => want.ports.some((range) => rangeHolds(range, service))) &&
      !(outbound && intent.resolverLeaves(address, service)),
  );
  return wrong && `admits ${formatAddress(address)} ${formatService(wrong)}, which nobody asked for.`;
}

/** What is asked for at an interface and let in by no rule. */
function unopened(where: Key, rules: readonly GroupRule[], want: Want, faults: Fault[]): void {
  for (const prefix of want.sources)
    for (const range of want.ports) {
      const open = rules.some(
        (rule) =>
          (rule.protocol === 'any' || rule.protocol === range.protocol) &&
          rule.first <= range.first &&
          range.last <= rule.last &&
          rule.prefix.first <= prefix.first &&
          prefix.last <= rule.prefix.last,
      );
      if (!open) faults.push({ where, label: 'TOO NARROW', problem: `does not admit ${prefix} (${want.because}).` });
    }
}

function isPublic(address: number): boolean {
  return !PRIVATE_BLOCKS.some((block) => block.first <= address && address <= block.last);
}

function holds(prefixes: readonly Cidr[], address: number): boolean {
  return prefixes.some((prefix) => prefix.first <= address && address <= prefix.last);
}
