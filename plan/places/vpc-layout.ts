import { type Cidr, cidr } from '../../catalogue/values/cidr';

/** Subnets of one zone in one of a hub's own VPCs, each a /28. */
export interface ZoneSubnets {
  readonly zone: string;
  readonly dns: string;
  readonly transit: string;
  readonly firewall: string;
  readonly public: string;
}

/**
 * Cuts a VPC's /24 into quarters (DNS, transit, firewall, public) and each quarter into a /28 per zone slot. Slots are
 * in the lock, so neither a reordered nor an added zone moves a subnet. AWS's smallest subnet is a /28, of which it
 * keeps five addresses (docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html).
 */
export function layOutVpc(network: string, zoneSlots: Readonly<Record<string, number>>): readonly ZoneSubnets[] {
  const whole = cidr(network);
  const subnet = (quarter: number, slot: number): string => whole.subnet(26, quarter).subnet(28, slot).toString();
  return Object.entries(zoneSlots)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([zone, slot]) => ({
      zone,
      dns: subnet(0, slot),
      transit: subnet(1, slot),
      firewall: subnet(2, slot),
      public: subnet(3, slot),
    }));
}

/** The DNS subnets of a breakout VPC: its first quarter, a /28 per zone. */
export function dnsSubnetsOf(network: Cidr): Cidr {
  return network.subnet(26, 0);
}
