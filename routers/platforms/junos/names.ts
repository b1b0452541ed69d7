import type { RouterCircuit, RouterSegment, RouterTunnel } from '../../../plan/routers/router';
import { linkOf } from '../words';

export const LOOPBACK = 'lo0';
export const vpnOf = ({ number }: RouterTunnel): string => `t${number}`;
/** Units from 16000 on are the box's own: juniper.net, "Route-Based IPsec VPNs". */
export const tunnelOf = ({ number }: RouterTunnel): string => `st0.${number}`;
/** A unit is called as its VLAN. */
export const circuitOf = (circuit: RouterCircuit): string => linkOf(circuit);
/** A routing instance, and the zone that has its interfaces. */
export const segmentOf = ({ tenant }: RouterSegment): string => tenant;
export const lanOf = ({ lan: { interface: at, vlan } }: RouterSegment): string => `${at}.${vlan ?? 0}`;

/** The segment's unit of the loopback: an instance takes one. */
export function loopbackUnit({ number }: RouterSegment): number {
  return number * 10;
}
