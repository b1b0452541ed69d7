import type { RouterSegment } from '../../../plan/routers/router';
import { fitting, loopbackNumber } from '../words';

/** Longest name of a VRF. Source: Cisco IOS-XE Command Reference, vrf definition (32 characters) */
const LONGEST_VRF = 32;

export const vrfOf = ({ tenant }: RouterSegment): string => fitting(tenant, LONGEST_VRF);

export const loopbackOf = (segment: RouterSegment, circuit: string): string =>
  `Loopback${loopbackNumber(segment, circuit)}`;
