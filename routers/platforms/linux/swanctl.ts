import type { RouterPlan, RouterTunnel } from '../../../plan/routers/router';
import { CRYPTO, type CryptoProfile } from '../../../plan/stacks/crypto';
import { beginningOf, isEndShared, keyOf, outsideOf } from '../words';
import { tunnelOf } from './names';

const GROUPS = { 14: 'modp2048', 19: 'ecp256', 20: 'ecp384' } as const;
/** AWS changes keys up to this long before their end. Source: VPNTunnels.html, rekey margin time (540 s by default) */
const MARGIN_SECONDS = 540;

/** Source: docs.strongswan.org/docs/latest/swanctl/swanctlConf.html and config/proposals.html */
export function swanctlConf(plan: RouterPlan): readonly string[] {
  const tunnels = plan.segments.flatMap((segment) => segment.tunnels);
  const keyed = tunnels.filter(({ trust }) => trust.kind === 'key');
  return [
    'connections {',
    ...tunnels.flatMap((tunnel) => connection(plan, tunnel)),
    '}',
    ...(keyed.length === 0
      ? []
      : [
          'secrets {',
          ...keyed.flatMap((tunnel) => [
            `  ike-${tunnelOf(tunnel)} {`,
            `    id = ${outsideOf(tunnel)}`,
            ...ownIdentity(plan, tunnel),
            `    secret = "${keyOf(tunnel)}"`,
            '  }',
          ]),
          '}',
        ]),
  ];
}

/** Keys of two tenants for one end are told apart by the router's own address. */
function ownIdentity(plan: RouterPlan, tunnel: RouterTunnel): readonly string[] {
  const { address } = beginningOf(plan, tunnel);
  return address !== undefined && isEndShared(plan, tunnel) ? [`    id-own = ${address}`] : [];
}

/** Routes are FRR's; by default an answer is waited for 165 s. Source: docs.strongswan.org/docs/latest/config/retransmission.html */
export function strongswanConf(): readonly string[] {
  return [
    'charon {',
    '  install_routes = no',
    '  install_virtual_ip = no',
    '  retransmit_tries = 3',
    '  retransmit_timeout = 2.0',
    '  retransmit_base = 1.6',
    '}',
  ];
}

function connection(plan: RouterPlan, tunnel: RouterTunnel): readonly string[] {
  const { phase1LifetimeSeconds, phase2LifetimeSeconds, ...crypto } = CRYPTO[tunnel.crypto];
  const { address: own, isOwn } = beginningOf(plan, tunnel);
  const { ike, esp } = proposalsOf(crypto);
  const name = tunnelOf(tunnel);
  const { trust, number } = tunnel;
  return [
    `  ${name} {`,
    '    version = 2',
    ...(own === undefined || !isOwn ? [] : [`    local_addrs = ${own}`]),
    `    remote_addrs = ${outsideOf(tunnel)}`,
    `    proposals = ${ike}`,
    `    rekey_time = ${phase1LifetimeSeconds - MARGIN_SECONDS}s`,
    `    over_time = ${MARGIN_SECONDS}s`,
    '    dpd_delay = 10s',
    // By default nobody tries again after the first time in vain.
    '    keyingtries = 0',
    '    mobike = no',
    '    unique = replace',
    `    if_id_in = ${number}`,
    `    if_id_out = ${number}`,
    '    local {',
    ...(trust.kind === 'key'
      ? ['      auth = psk', ...(own === undefined ? [] : [`      id = ${own}`])]
      : ['      auth = pubkey', `      certs = ${trust.trustPoint}.pem`]),
    '    }',
    '    remote {',
    ...(trust.kind === 'key'
      ? ['      auth = psk', `      id = ${outsideOf(tunnel)}`]
      : // What identity AWS has is nowhere written: whom its authority vouches for is believed.
        ['      auth = pubkey', `      cacerts = ${trust.trustPoint}-ca.pem`, '      id = %any']),
    '    }',
    '    children {',
    `      ${name} {`,
    '        mode = tunnel',
    '        local_ts = 0.0.0.0/0',
    '        remote_ts = 0.0.0.0/0',
    `        esp_proposals = ${esp}`,
    `        rekey_time = ${phase2LifetimeSeconds - MARGIN_SECONDS}s`,
    `        life_time = ${phase2LifetimeSeconds}s`,
    '        replay_window = 1024',
    '        start_action = start',
    '        close_action = start',
    '        dpd_action = restart',
    '      }',
    '    }',
    '  }',
  ];
}

/** One proposal each, never strongSwan's own list behind it. */
function proposalsOf({ encryption, integrity, dhGroup }: Pick<CryptoProfile, 'encryption' | 'integrity' | 'dhGroup'>): {
  readonly ike: string;
  readonly esp: string;
} {
  const group = GROUPS[dhGroup];
  const hash = integrity === 'SHA2-384' ? 'sha384' : 'sha256';
  if (encryption === 'AES128') return { ike: `aes128-${hash}-${group}`, esp: `aes128-${hash}-${group}` };
  const cipher = encryption === 'AES256-GCM-16' ? 'aes256gcm16' : 'aes128gcm16';
  return { ike: `${cipher}-prf${hash}-${group}`, esp: `${cipher}-${group}` };
}
