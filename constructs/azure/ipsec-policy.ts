import type { VpnGatewayConnectionVpnLinkIpsecPolicy } from '@cdktf/provider-azurerm/lib/vpn-gateway-connection';
import type { CryptoProfileName } from '../../catalogue/model';
import { CRYPTO, type CryptoProfile } from '../../plan/stacks/crypto';

const ENCRYPTION = { 'AES128-GCM-16': 'GCMAES128', 'AES256-GCM-16': 'GCMAES256', AES128: 'AES128' } as const;
const INTEGRITY = { 'SHA2-256': 'SHA256', 'SHA2-384': 'SHA384' } as const;
const IKE_GROUP = { 14: 'DHGroup14', 19: 'ECP256', 20: 'ECP384' } as const;
const PFS_GROUP = { 14: 'PFS14', 19: 'ECP256', 20: 'ECP384' } as const;
/** Kilobytes after which keys change whatever their age. Source: learn.microsoft.com/azure/virtual-wan/virtual-wan-ipsec (default) */
const SA_DATA_SIZE_KB = 102_400_000;

/**
 * The one proposal that a link takes. Without it Azure offers group 2, SHA-1 and no forward secrecy too. With GCM the
 * integrity of ESP is the cipher's own. IKE's lifetime can't be set; Azure fixes it at 28,800 s, the profile's.
 * Source: learn.microsoft.com/azure/virtual-wan/virtual-wan-ipsec
 */
export function ipsecPolicy(name: CryptoProfileName): VpnGatewayConnectionVpnLinkIpsecPolicy {
  const profile: CryptoProfile = CRYPTO[name];
  const encryption = ENCRYPTION[profile.encryption];
  const integrity = INTEGRITY[profile.integrity];
  return {
    ikeEncryptionAlgorithm: encryption,
    ikeIntegrityAlgorithm: integrity,
    dhGroup: IKE_GROUP[profile.dhGroup],
    encryptionAlgorithm: encryption,
    integrityAlgorithm: encryption === 'AES128' ? integrity : encryption,
    pfsGroup: PFS_GROUP[profile.dhGroup],
    saLifetimeSec: profile.phase2LifetimeSeconds,
    saDataSizeKb: SA_DATA_SIZE_KB,
  };
}
