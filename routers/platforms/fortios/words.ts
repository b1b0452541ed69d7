import type { RouterCircuit, RouterEndpoint, RouterSegment, RouterTunnel } from '../../../plan/routers/router';
import { endpointNumber, fitting, linkOf, loopbackNumber } from '../words';

/** Longest name of an interface, and so of a tunnel. Source: FortiOS CLI Reference, vpn ipsec phase1-interface (15 characters) */
const LONGEST = 15;

/** First number of rows and policies: what a box has already keeps its own. */
export const FIRST_ID = 9_001;

export const tunnelOf = ({ number }: RouterTunnel): string => `t${number}`;

export function loopbackOf(segment: RouterSegment, circuit: string): string {
  return `lo${loopbackNumber(segment, circuit)}`;
}

/** The interface of an address at which tunnels begin. */
export const endpointOf = (endpoint: RouterEndpoint): string => `lo${endpointNumber(endpoint)}`;

/** The interface of one link of a circuit. */
export const circuitOf = (circuit: RouterCircuit): string => fitting(linkOf(circuit), LONGEST);

export function lanOf({ lan: { interface: at, vlan } }: RouterSegment): string {
  return vlan === undefined ? at : fitting(`${at}.${vlan}`, LONGEST);
}

/** `config … end`; nothing where there is nothing in it. */
export function block(name: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`config ${name}`, ...lines.map((line) => `    ${line}`), 'end'];
}

/** `edit … next`. */
export function edit(name: string | number, lines: readonly string[]): readonly string[] {
  return [`edit ${typeof name === 'number' ? name : `"${name}"`}`, ...lines.map((line) => `    ${line}`), 'next'];
}
