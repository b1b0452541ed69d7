import type { CryptoProfileName } from '../../../catalogue/model';

interface Proposal {
  readonly encryption: string;
  readonly integrity: string;
  readonly group: number;
}

/**
 * What each profile allows, written down a second time: a slip where tunnels are made is no slip here.
 * Source: ncsc.gov.uk/guidance/using-ipsec-protect-data (recommended: AES-128-GCM, SHA-256, group 19; alternatives of
 * 256 bits: AES-256-GCM, SHA-384, group 20). `legacy` is for routers that can't, with a justification.
 */
const PROPOSALS: Readonly<Record<CryptoProfileName, Proposal>> = {
  'ncsc-recommended': { encryption: 'AES128-GCM-16', integrity: 'SHA2-256', group: 19 },
  'ncsc-plus': { encryption: 'AES256-GCM-16', integrity: 'SHA2-384', group: 20 },
  legacy: { encryption: 'AES128', integrity: 'SHA2-256', group: 14 },
};

/** Longest lives that AWS takes. Source: docs.aws.amazon.com/vpn/latest/s2svpn/VPNTunnels.html */
const LIVES_SECONDS = { ike: 28_800, esp: 3_600 };

/** Arguments of one tunnel of AWS by profile: one value each, since an empty list means anything. */
export function awsProposal(name: CryptoProfileName, tunnel: 1 | 2): Readonly<Record<string, unknown>> {
  const { encryption, integrity, group } = PROPOSALS[name];
  const at = (argument: string): string => `tunnel${tunnel}_${argument}`;
  return {
    [at('ike_versions')]: ['ikev2'],
    [at('phase1_encryption_algorithms')]: [encryption],
    [at('phase1_integrity_algorithms')]: [integrity],
    [at('phase1_dh_group_numbers')]: [group],
    [at('phase1_lifetime_seconds')]: LIVES_SECONDS.ike,
    [at('phase2_encryption_algorithms')]: [encryption],
    [at('phase2_integrity_algorithms')]: [integrity],
    [at('phase2_dh_group_numbers')]: [group],
    [at('phase2_lifetime_seconds')]: LIVES_SECONDS.esp,
  };
}

/** The same of an Azure connection. Source: learn.microsoft.com/azure/virtual-wan/virtual-wan-ipsec */
export function azureProposal(name: CryptoProfileName): Readonly<Record<string, unknown>> {
  const { encryption, integrity, group } = PROPOSALS[name];
  const cipher = encryption.endsWith('-GCM-16') ? `GCM${encryption.slice(0, 6)}` : encryption;
  const hash = integrity.replace('SHA2-', 'SHA');
  const at = (argument: string): string => `vpn_link[].ipsec_policy[].${argument}`;
  const named: Readonly<Record<number, readonly [ike: string, esp: string]>> = {
    14: ['DHGroup14', 'PFS14'],
    19: ['ECP256', 'ECP256'],
    20: ['ECP384', 'ECP384'],
  };
  return {
    [at('ike_encryption_algorithm')]: cipher,
    [at('ike_integrity_algorithm')]: hash,
    [at('dh_group')]: named[group]?.[0],
    [at('encryption_algorithm')]: cipher,
    [at('integrity_algorithm')]: cipher.startsWith('GCM') ? cipher : hash,
    [at('pfs_group')]: named[group]?.[1],
    [at('sa_lifetime_sec')]: LIVES_SECONDS.esp,
    [at('sa_data_size_kb')]: MOST_KILOBYTES,
  };
}

/** Azure's default and most. Source: learn.microsoft.com/azure/virtual-wan/virtual-wan-ipsec */
const MOST_KILOBYTES = 102_400_000;
