import { formatAddress, holds } from '../../catalogue/values/cidr';
import { parsePort } from '../../catalogue/values/ports';
import type { Intent } from '../intent/intent';
import type { Want } from '../intent/want';
import type { Fault, GroupRule, Interface } from '../network/network';
import type { Key } from '../terraform/stack-json';
import type { Proof } from '../walk/proof';
import { formatService, groupHolds, rangeHolds, serviceClasses } from '../walk/service-classes';

const DNS = ['tcp/53', 'udp/53'].map(parsePort);

/** Every address and port that a group's rules admit must be asked for at that interface. */
export function interfaceAlone({ network, intent, atomsIn }: Proof, each: Interface, faults: Fault[]): void {
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
  const wanted = [...near.flatMap((want) => want.ports), ...(outbound ? DNS : [])];
  const services = serviceClasses({ rules: [], groups: [rule], wanted, names: [] });
  const wrong = services.find(
    (service) =>
      groupHolds(rule, service) &&
      !near.some((want) => want.ports.some((range) => rangeHolds(range, service))) &&
      !(outbound && intent.resolverLeaves(address, service, {})),
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
