import type { Issue } from '../../catalogue/issues/issue';
import type { Lan } from '../../catalogue/model';
import { Cidr, cidr, parseAddress, parseCidr } from '../../catalogue/values/cidr';
import type { Path } from '../../catalogue/yaml/source';

/** Reports something at a place in a site or datacentre. */
export type Report = (path: Path, problem: string, fix: string, got?: string) => Issue;

/** Who leads on stands on a network of the router's own. */
export function nextHopProblems(lan: Lan | undefined, tenant: string, report: Report): readonly Issue[] {
  const { nextHop, gateways = [] } = lan ?? {};
  if (nextHop === undefined || gateways.length === 0) return [];
  const address = parseAddress(nextHop);
  const isNear = gateways.map(networkOf).some((network) => {
    return network !== undefined && typeof address === 'number' && network.first <= address && address <= network.last;
  });
  return isNear && !gateways.some((gateway) => gateway.startsWith(`${nextHop}/`))
    ? []
    : [
        report(
          ['nextHop'],
          `Whoever leads on to what ${tenant} has behind it is on no network of the router, or is the router itself.`,
          `Write another address of ${gateways.map((gateway) => String(networkOf(gateway))).join(' or ')}.`,
          nextHop,
        ),
      ];
}

/** The network of an interface's address. */
export function networkOf(gateway: string): Cidr | undefined {
  const parsed = parseCidr(gateway);
  if (parsed instanceof Cidr) return parsed;
  return parsed.fault === 'host-bits' ? cidr(parsed.meant) : undefined;
}

export function isIn(network: Cidr | undefined, text: string): boolean {
  const address = parseAddress(text);
  return network !== undefined && typeof address === 'number' && network.first <= address && address <= network.last;
}

/** Neither the network's own address nor that of all its machines. */
export function isHost({ first, last, bits }: Cidr, address: number): boolean {
  return bits >= 31 || (first < address && address < last);
}

/** Several routers beside one gateway have an address each, which is nobody else's; `own` is empty where there is one. */
export function sharedProblems(
  lan: Lan | undefined,
  names: readonly string[],
  own: readonly string[],
  tenant: string,
  report: Report,
): readonly Issue[] {
  const [gateway] = lan?.gateways ?? [];
  const strange = Object.keys(lan?.routers ?? {}).filter((name) => !names.includes(name));
  const hosts = own.map((each) => each.split('/')[0] ?? '');
  const network = gateway === undefined ? undefined : networkOf(gateway);
  const taken = new Set([gateway?.split('/')[0], lan?.nextHop]);
  const bad = hosts.filter((each, index) => {
    const address = parseAddress(each);
    const isGood =
      network === undefined || (typeof address === 'number' && isIn(network, each) && isHost(network, address));
    return !isGood || taken.has(each) || hosts.indexOf(each) !== index;
  });
  return [
    ...strange.map((name) =>
      report(['routers', name], `${name} is no router here.`, `Write ${names.join(' and ')}.`, name),
    ),
    ...(bad.length === 0
      ? []
      : [
          report(
            [],
            `Several routers share the gateway of ${tenant}, and need an address each on its network: ${bad.join(' and ')} is somebody else's, or none.`,
            `Add \`routers: { ${names.map((name) => `${name}: …`).join(', ')} }\`, or take a larger network.`,
            hosts.join(', '),
          ),
        ]),
  ];
}
