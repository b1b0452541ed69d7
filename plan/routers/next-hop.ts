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
