import type { CryptoProfileName } from '../../catalogue/model';

/** What both ends of a tunnel must agree on. Every option has one value: an empty list means "anything" to AWS. */
export interface CryptoProfile {
  readonly ikeVersion: 'ikev2';
  readonly encryption: 'AES128-GCM-16' | 'AES256-GCM-16' | 'AES128';
  readonly integrity: 'SHA2-256' | 'SHA2-384';
  readonly dhGroup: 14 | 19 | 20;
  readonly phase1LifetimeSeconds: number;
  readonly phase2LifetimeSeconds: number;
}

/**
 * AWS caps phase 1 at 28,800 s and phase 2 at 3,600 s; NCSC's profile says 86,400 and 28,800. Shorter is stricter:
 * a documented deviation. Sources: docs.aws.amazon.com/vpn/latest/s2svpn/VPNTunnels.html; NCSC "Using IPsec to
 * protect data".
 */
const LIFETIMES = { phase1LifetimeSeconds: 28_800, phase2LifetimeSeconds: 3_600 } as const;

export const CRYPTO: Readonly<Record<CryptoProfileName, CryptoProfile>> = {
  'ncsc-recommended': {
    ikeVersion: 'ikev2',
    encryption: 'AES128-GCM-16',
    integrity: 'SHA2-256',
    dhGroup: 19,
    ...LIFETIMES,
  },
  'ncsc-plus': { ikeVersion: 'ikev2', encryption: 'AES256-GCM-16', integrity: 'SHA2-384', dhGroup: 20, ...LIFETIMES },
  legacy: { ikeVersion: 'ikev2', encryption: 'AES128', integrity: 'SHA2-256', dhGroup: 14, ...LIFETIMES },
};
