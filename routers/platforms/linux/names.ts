import type { RouterCircuit, RouterEndpoint, RouterSegment, RouterTunnel } from '../../../plan/routers/router';
import { endpointNumber, fitting, linkOf, loopbackNumber } from '../words';

/** Longest name of an interface. Source: linux/if.h, IFNAMSIZ (16 with its end) */
const LONGEST = 15;

export const vrfOf = ({ tenant }: RouterSegment): string => fitting(tenant, LONGEST);
export const tunnelOf = ({ number }: RouterTunnel): string => `t${number}`;

/** The interface of one loopback. */
export function loopbackOf(segment: RouterSegment, circuit: string): string {
  return `lo${loopbackNumber(segment, circuit)}`;
}

/** The interface of an address at which tunnels begin. */
export const endpointOf = (endpoint: RouterEndpoint): string => `lo${endpointNumber(endpoint)}`;

/** The interface of one link of a circuit. */
export const circuitOf = (circuit: RouterCircuit): string => fitting(linkOf(circuit), LONGEST);

/** The interface towards the building. */
export function lanOf({ lan: { interface: at, vlan } }: RouterSegment): string {
  return vlan === undefined ? at : fitting(`${at}.${vlan}`, LONGEST);
}
