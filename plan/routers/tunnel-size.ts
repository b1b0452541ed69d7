import type { Cloud, CryptoProfileName } from '../../catalogue/model';
import { CRYPTO } from '../stacks/crypto';

/** How long a packet may be in a tunnel, and the segment of TCP that fits. */
export interface TunnelSize {
  /** Bytes. */
  readonly mtu: number;
  /** Bytes. */
  readonly mss: number;
}

/** What PPPoE takes of every packet of the line. Source: RFC 2516, section 7 */
const PPPOE_BYTES = 8;
/** Source: learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-vpn-devices (MSS 1350, MTU 1400), whatever the line */
const AZURE: TunnelSize = { mtu: 1_400, mss: 1_350 };
/**
 * Best case by cipher, over a line of 1,500 bytes. Source: docs.aws.amazon.com/vpn/latest/s2svpn/cgw-best-practice.html (table of
 * algorithms): AES-GCM-16 1446/1406, with NAT traversal 1438/1398; AES-CBC with SHA2-256 1438/1398, with NAT traversal 1422/1382.
 */
const AWS = {
  gcm: { plain: { mtu: 1_446, mss: 1_406 }, nat: { mtu: 1_438, mss: 1_398 } },
  cbc: { plain: { mtu: 1_438, mss: 1_398 }, nat: { mtu: 1_422, mss: 1_382 } },
} as const;

/** What one tunnel holds: by its crypto profile, whether something in front translates, and whether the line is PPPoE. */
export function tunnelSize(
  cloud: Cloud,
  crypto: CryptoProfileName,
  line: { readonly isTranslated: boolean; readonly isPppoe: boolean },
): TunnelSize {
  if (cloud === 'azure') return AZURE;
  const { mtu, mss } = AWS[CRYPTO[crypto].encryption === 'AES128' ? 'cbc' : 'gcm'][line.isTranslated ? 'nat' : 'plain'];
  const less = line.isPppoe ? PPPOE_BYTES : 0;
  return { mtu: mtu - less, mss: mss - less };
}
