import { ANYWHERE, type Cidr, formatAddress, holds, PRIVATE_BLOCKS } from '../../catalogue/values/cidr';
import { compareText } from '../../catalogue/issues/issue';
import type { Catalogue, Tenant } from '../../catalogue/model';
import { leavingBy, supernetsOf } from '../intent/tenants';
import type { Fault, Network, Subnet, Vpc, VpcRoute } from '../network/network';
import type { Proof } from '../walk/proof';
import type { Ownership } from './ownership';

/**
 * What each VPC's routes and each firewall's home say by themselves. In a breakout they are the supernets of those who
 * leave by it and nothing else; between firewalls and gateways each zone keeps to itself, so that a zone that fails takes
 * no other's traffic with it; a tenant's VPC sends each private block to the WAN by a row of its own, which a default
 * route that somebody adds there can't beat.
 */
export function vpcRowFaults(
  catalogue: Catalogue,
  proof: Proof,
  ownership: Ownership,
  isLeaving: (stack: string, zone: string) => boolean,
): readonly Fault[] {
  const { network, atomsIn } = proof;
  const faults: Fault[] = [];
  const all = catalogue.tenants.flatMap(supernetsOf);
  for (const vpc of network.vpcs.values()) {
    if (vpc.cloud === 'azure') continue;
    const role = ownership.ofVpc.get(vpc.key);
    const domain = role?.name.startsWith('egress-') ? role.name.slice('egress-'.length) : undefined;
    const asked = domain === undefined || !role ? [] : leavingBy(catalogue, domain, role.hub).flatMap(supernetsOf);
    for (const subnet of vpc.subnets) {
      subnetRows(subnet, asked, atomsIn, faults);
      sameZone(network, subnet, faults);
    }
    unusedSubnets(network, vpc, isLeaving, faults);
    for (const firewall of network.firewalls.values()) {
      if (!vpc.subnets.some((subnet) => firewall.subnets.includes(subnet.key))) continue;
      const wanted = domain === undefined ? all : asked;
      // A list of nobody holds an address that is nobody's (RFC 5737).
      if (wanted.length === 0 && firewall.home.join() === '192.0.2.0/32') continue;
      const wrong = differenceOf(firewall.home, wanted, atomsIn);
      if (wrong)
        faults.push({
          where: firewall.key,
          label: wrong.label,
          problem: `${wrong.label === 'TOO WIDE' ? 'takes' : 'does not take'} ${formatAddress(wrong.address)} for its own side (HOME_NET).`,
        });
    }
  }
  foreignRows(catalogue, network, faults);
  return faults;
}

type AtomsIn = Proof['atomsIn'];

/** Rows besides the default: together exactly what is asked for, or none at all. */
function subnetRows(subnet: Subnet, asked: readonly Cidr[], atomsIn: AtomsIn, faults: Fault[]): void {
  const specific = subnet.routes.filter((route) => route.prefix.bits > 0);
  const [first] = specific;
  if (!first) return;
  for (const route of specific) {
    const wrong = atomsIn(route.prefix).find(({ address }) => !holds(asked, address));
    if (wrong)
      faults.push({
        where: route.where,
        label: 'TOO WIDE',
        problem: `${route.prefix} takes in ${formatAddress(wrong.address)}, which is nobody's who leaves here.`,
      });
  }
  const prefixes = specific.map((route) => route.prefix);
  const missing = asked.flatMap(atomsIn).find(({ address }) => !holds(prefixes, address));
  if (missing)
    faults.push({
      where: subnet.key,
      label: 'TOO NARROW',
      problem: `has no route back to ${formatAddress(missing.address)}.`,
    });
}

/** What two sets of prefixes disagree about. */
function differenceOf(
  given: readonly Cidr[],
  wanted: readonly Cidr[],
  atomsIn: AtomsIn,
): { readonly label: 'TOO WIDE' | 'TOO NARROW'; readonly address: number } | undefined {
  const wide = given.flatMap(atomsIn).find(({ address }) => !holds(wanted, address));
  if (wide) return { label: 'TOO WIDE', address: wide.address };
  const narrow = wanted.flatMap(atomsIn).find(({ address }) => !holds(given, address));
  return narrow && { label: 'TOO NARROW', address: narrow.address };
}

/** Firewall endpoints and NAT gateways of a subnet's own zone. */
function sameZone(network: Network, subnet: Subnet, faults: Fault[]): void {
  const subnets = new Map([...network.vpcs.values()].flatMap((vpc) => vpc.subnets).map((each) => [each.key, each]));
  for (const { to, where } of subnet.routes) {
    if (to.kind !== 'firewall' && to.kind !== 'nat') continue;
    const zone = subnets.get(to.subnet)?.zone;
    if (zone !== undefined && zone !== subnet.zone)
      faults.push({
        where,
        label: 'MISBUILT',
        problem: `leads from zone ${subnet.zone} into ${zone}: whichever fails, both are lost.`,
      });
  }
}

/** A subnet that nothing stands in was meant for something. */
function unusedSubnets(
  network: Network,
  vpc: Vpc,
  isLeaving: (stack: string, zone: string) => boolean,
  faults: Fault[],
): void {
  const targets = vpc.subnets.flatMap((subnet) => subnet.routes.map((route) => route.to));
  for (const subnet of vpc.subnets) {
    const used =
      subnet.transit ||
      // The attachment has let go of it, so that it can go.
      (subnet.key.includes('/aws_subnet.transit_') && isLeaving(vpc.key.slice(0, vpc.key.indexOf('/')), subnet.zone)) ||
      vpc.interfaces.some((each) => each.prefix.overlaps(subnet.cidr)) ||
      [...network.firewalls.values()].some((firewall) => firewall.subnets.includes(subnet.key)) ||
      targets.some((to) => to.kind === 'nat' && to.subnet === subnet.key);
    if (!used) faults.push({ where: subnet.key, label: 'MISBUILT', problem: 'has nothing standing in it.' });
  }
}

function foreignRows(catalogue: Catalogue, network: Network, faults: Fault[]): void {
  for (const tenant of catalogue.tenants)
    for (const vpc of tenant.vpcs) {
      foreignSubnets(vpc, network, faults);
      for (const table of vpc.routeTables) {
        const routes = network.foreignRoutes.get(table) ?? [];
        const asked = vpc.defaultRoute === 'own' ? PRIVATE_BLOCKS : [ANYWHERE, ...PRIVATE_BLOCKS];
        for (const route of routes) foreignRow(route, asked, faults);
        for (const block of asked)
          if (!routes.some((route) => route.prefix.equals(block)))
            faults.push({
              where: `${tenant.id}/${table}`,
              label: 'TOO NARROW',
              problem: `of VPC ${vpc.id} has no row for ${block}: it may go where somebody else's default route leads.`,
            });
      }
    }
}

/** A tenant's VPC is attached where the catalogue says: a subnet more is a zone more that pays and carries. */
function foreignSubnets(vpc: Tenant['vpcs'][number], network: Network, faults: Fault[]): void {
  for (const each of network.attachments.values()) {
    if (each.foreignVpc !== vpc.vpcId) continue;
    const [wanted, got] = [Object.values(vpc.subnets), each.foreignSubnets].map((list) =>
      [...list].sort(compareText).join(', '),
    );
    if (wanted !== got)
      faults.push({
        where: each.key,
        label: 'MISBUILT',
        problem: `stands in ${got}, and the catalogue says ${wanted}.`,
      });
  }
}

function foreignRow(route: VpcRoute, asked: readonly Cidr[], faults: Fault[]): void {
  if (asked.some((block) => block.equals(route.prefix))) return;
  faults.push({ where: route.where, label: 'TOO WIDE', problem: `takes ${route.prefix} out of a tenant's own VPC.` });
}
