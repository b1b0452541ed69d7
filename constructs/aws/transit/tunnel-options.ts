import type { VpnConnectionConfig } from '@cdktf/provider-aws/lib/vpn-connection';
import type { CryptoProfileName } from '../../../catalogue/model';
import { CRYPTO } from '../../../plan/stacks/crypto';

export interface TunnelOptionsProps {
  readonly crypto: CryptoProfileName;
  /** Inside /30 of tunnel 1 and tunnel 2. */
  readonly insideRanges: readonly [string, string];
  /** Log group of the tunnels' activity and BGP logs. */
  readonly logGroupArn: string;
  /** Whether AWS knows the router's address, and so can open the tunnel itself. */
  readonly hasFixedAddress: boolean;
}

/**
 * Every option of both tunnels, each set to one value: what is left out stays on AWS's permissive default, which
 * includes SHA-1 and group 2. Sources: docs.aws.amazon.com/vpn/latest/s2svpn/VPNTunnels.html.
 */
export function tunnelOptions(props: TunnelOptionsProps): Partial<VpnConnectionConfig> {
  const crypto = CRYPTO[props.crypto];
  const logOptions = {
    cloudwatchLogOptions: {
      logEnabled: true,
      logGroupArn: props.logGroupArn,
      logOutputFormat: 'json',
      bgpLogEnabled: true,
      bgpLogGroupArn: props.logGroupArn,
      bgpLogOutputFormat: 'json',
    },
  };
  return {
    tunnel1InsideCidr: props.insideRanges[0],
    tunnel1IkeVersions: [crypto.ikeVersion],
    tunnel1Phase1EncryptionAlgorithms: [crypto.encryption],
    tunnel1Phase1IntegrityAlgorithms: [crypto.integrity],
    tunnel1Phase1DhGroupNumbers: [crypto.dhGroup],
    tunnel1Phase1LifetimeSeconds: crypto.phase1LifetimeSeconds,
    tunnel1Phase2EncryptionAlgorithms: [crypto.encryption],
    tunnel1Phase2IntegrityAlgorithms: [crypto.integrity],
    tunnel1Phase2DhGroupNumbers: [crypto.dhGroup],
    tunnel1Phase2LifetimeSeconds: crypto.phase2LifetimeSeconds,
    tunnel1DpdTimeoutSeconds: DPD_TIMEOUT_SECONDS,
    tunnel1DpdTimeoutAction: props.hasFixedAddress ? 'restart' : 'clear',
    tunnel1StartupAction: props.hasFixedAddress ? 'start' : 'add',
    tunnel1RekeyMarginTimeSeconds: REKEY_MARGIN_SECONDS,
    tunnel1RekeyFuzzPercentage: 100,
    tunnel1ReplayWindowSize: 1024,
    tunnel1EnableTunnelLifecycleControl: true,
    tunnel1LogOptions: logOptions,
    tunnel2InsideCidr: props.insideRanges[1],
    tunnel2IkeVersions: [crypto.ikeVersion],
    tunnel2Phase1EncryptionAlgorithms: [crypto.encryption],
    tunnel2Phase1IntegrityAlgorithms: [crypto.integrity],
    tunnel2Phase1DhGroupNumbers: [crypto.dhGroup],
    tunnel2Phase1LifetimeSeconds: crypto.phase1LifetimeSeconds,
    tunnel2Phase2EncryptionAlgorithms: [crypto.encryption],
    tunnel2Phase2IntegrityAlgorithms: [crypto.integrity],
    tunnel2Phase2DhGroupNumbers: [crypto.dhGroup],
    tunnel2Phase2LifetimeSeconds: crypto.phase2LifetimeSeconds,
    tunnel2DpdTimeoutSeconds: DPD_TIMEOUT_SECONDS,
    tunnel2DpdTimeoutAction: props.hasFixedAddress ? 'restart' : 'clear',
    tunnel2StartupAction: props.hasFixedAddress ? 'start' : 'add',
    tunnel2RekeyMarginTimeSeconds: REKEY_MARGIN_SECONDS,
    tunnel2RekeyFuzzPercentage: 100,
    tunnel2ReplayWindowSize: 1024,
    tunnel2EnableTunnelLifecycleControl: true,
    tunnel2LogOptions: logOptions,
  };
}

/** AWS's least: a dead peer is noticed as soon as it can be. */
const DPD_TIMEOUT_SECONDS = 30;
/** AWS's default, well under half of phase 2. */
const REKEY_MARGIN_SECONDS = 540;
