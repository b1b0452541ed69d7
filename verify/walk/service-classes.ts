import type { PortRange } from '../../catalogue/values/ports';
import type { PortCut } from '../firewalls/firewall-view';
import type { GroupRule } from '../network/network';
import type { Service } from '../network/service';

type Range = Pick<PortRange, 'protocol' | 'first' | 'last'>;

/** What decides between two addresses, and so where services differ. */
export interface Deciders {
  readonly rules: readonly PortCut[];
  readonly groups: readonly GroupRule[];
  readonly wanted: readonly Range[];
  /** Names are told apart only on the way to the internet. */
  readonly names: readonly string[];
  /** Names that are said in the first packet as well, where that matters. @default - none */
  readonly early?: readonly string[];
}

/** Services that neither the configuration nor the intent can tell apart, one of each kind; the same list for the same deciders. */
export class ServiceClasses {
  private readonly known = new Map<string, readonly Service[]>();

  of(deciders: Deciders): readonly Service[] {
    const points = (['tcp', 'udp'] as const).map((protocol) => ports(protocol, deciders).join());
    const key = `${points.join(';')} ${deciders.names.join()} ${(deciders.early ?? []).join()}`;
    const known = this.known.get(key) ?? serviceClasses(deciders);
    this.known.set(key, known);
    return known;
  }
}

/** Services that neither the configuration nor the intent can tell apart, one of each kind. */
export function serviceClasses(deciders: Deciders): readonly Service[] {
  const tcp = ports('tcp', deciders).flatMap((port): Service[] => {
    const plain: Service = { protocol: 'tcp', port };
    if (deciders.names.length === 0) return [plain];
    const named = (['tls', 'http'] as const).flatMap((speaks): Service[] => [
      { ...plain, speaks },
      ...deciders.names.map((name) => ({ ...plain, speaks, name })),
      ...(deciders.early ?? []).map((name) => ({ ...plain, speaks, name, early: true as const })),
    ]);
    return [plain, ...named];
  });
  const udp = ports('udp', deciders).map((port): Service => ({ protocol: 'udp', port }));
  return [...tcp, ...udp, { protocol: 'icmp', port: 0 }, { protocol: 'other', port: 0 }];
}

/** One port of every interval between the boundaries of one protocol. */
function ports(protocol: 'tcp' | 'udp', { rules, groups, wanted }: Deciders): readonly number[] {
  const points = new Set<number>([1]);
  const cut = (first: number, last: number): void => {
    points.add(Math.max(1, first));
    if (last < 65_535) points.add(last + 1);
  };
  for (const rule of rules) {
    if (rule.protocol === 'icmp' || (rule.protocol === 'udp' && protocol === 'tcp')) continue;
    if (rule.protocol !== 'ip' && rule.protocol !== 'udp' && protocol === 'udp') continue;
    for (const { first, last } of [...rule.ports, ...rule.sourcePorts]) cut(first, last);
  }
  for (const rule of groups) if (rule.protocol === protocol || rule.protocol === 'any') cut(rule.first, rule.last);
  for (const range of wanted) if (range.protocol === protocol || range.protocol === 'any') cut(range.first, range.last);
  return [...points].sort((a, b) => a - b);
}

/** Whether a range of the catalogue takes a service in. */
export function rangeHolds(range: Range, service: Service): boolean {
  if (range.protocol === 'any') return true;
  if (range.protocol !== service.protocol) return false;
  return range.protocol === 'icmp' || (range.first <= service.port && service.port <= range.last);
}

/** Whether a security group's rule takes a service in. */
export function groupHolds(rule: GroupRule, service: Service): boolean {
  if (rule.protocol === 'any') return true;
  return (
    rule.protocol === service.protocol &&
    (service.protocol === 'icmp' || (rule.first <= service.port && service.port <= rule.last))
  );
}

/** `tcp/443 TLS www.example.org`, as a person would say it. */
export function formatService({ protocol, port, speaks, name, early }: Service): string {
  const base = protocol === 'icmp' || protocol === 'other' ? protocol : `${protocol}/${port}`;
  if (speaks === undefined) return base;
  const said = name === undefined ? ' without a name' : ` ${name}`;
  return `${base} ${speaks.toUpperCase()}${said}${early ? ' in the first packet' : ''}`;
}
