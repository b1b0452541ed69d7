import type { RouterPlan } from '../../../plan/routers/router';
import { CRYPTO } from '../../../plan/stacks/crypto';
import { halves, outsideOf, ownOn, peerOf, peerOn } from '../../../routers/platforms/words';

/** What a configuration says of one tunnel, whatever the platform's words. */
export interface ReadTunnel {
  readonly segment: string;
  readonly outside: string;
  /** Where it begins, where that is an address of a loopback. */
  readonly from: string;
  /** Own address in the tunnel, or in Azure none of its own. */
  readonly own: string;
  readonly mtu: number;
  readonly mss: number;
  /** Cipher, hash of the pseudo-random function or of integrity, group. */
  readonly ike: string;
  /** Cipher, hash where it has one, group of forward secrecy. */
  readonly esp: string;
  readonly seconds: readonly [number, number];
  readonly trust: 'key' | 'certificate';
}

export interface ReadSession {
  readonly segment: string;
  readonly asn: number;
  readonly peerAsn: number;
  readonly holdSeconds: number;
  readonly isMultihop: boolean;
  readonly refuses: readonly string[];
  readonly accepts: readonly string[];
  readonly localPreference: number;
  readonly announces: readonly string[];
  readonly prepend: number;
  readonly maximum: number;
  /** Whether it has a key of its own. */
  readonly isKeyed: boolean;
}

/** What leaves by lines, and what may come back. */
export interface ReadBreakout {
  /** Destinations, each with where it is led and the place of that among them. */
  readonly rows: readonly string[];
  /** Whose packets; of a FortiGate, where the interface says it, none. */
  readonly from: readonly string[];
  /** What may leave: destinations with ports. */
  readonly passes: readonly string[];
  readonly ports: readonly string[];
  /** What never does. */
  readonly apart: readonly string[];
  /** Interfaces of lines by whose address it is translated. */
  readonly translated: readonly string[];
}

/** Tunnels by their number, sessions by segment and peer; what is outside of every segment is that of a segment without a name. */
export interface ReadRouter {
  readonly tunnels: Readonly<Record<string, ReadTunnel>>;
  readonly sessions: Readonly<Record<string, ReadSession>>;
  /** Addresses of each segment, with lengths: loopbacks and towards the building; outside lines, circuits, and where tunnels begin. */
  readonly addresses: Readonly<Record<string, readonly string[]>>;
  /** By segment; of those that leave through the cloud there is none. */
  readonly breakouts: Readonly<Record<string, ReadBreakout>>;
}

/** A filter's entry: the default route, and loopbacks, as they are; others with what is longer. */
export function upTo(prefix: string): string {
  return /\/(0|32)$/.test(prefix) ? prefix : `${prefix}+`;
}

/** The plan in the same words: what all four have to say. */
export function expected(plan: RouterPlan, platform: string): ReadRouter {
  const tunnels = plan.segments.flatMap((segment) => segment.tunnels.map((tunnel) => ({ segment, tunnel })));
  const least = Math.min(...tunnels.map(({ tunnel }) => tunnel.size.mss));
  return {
    tunnels: Object.fromEntries(
      tunnels.map(({ segment, tunnel }) => {
        const { encryption, integrity, dhGroup, phase1LifetimeSeconds, phase2LifetimeSeconds } = CRYPTO[tunnel.crypto];
        const hash = integrity === 'SHA2-384' ? 'sha384' : 'sha256';
        const cipher = { 'AES128-GCM-16': 'aes128gcm', 'AES256-GCM-16': 'aes256gcm', AES128: 'aes128' }[encryption];
        return [
          String(tunnel.number),
          {
            segment: segment.tenant,
            outside: outsideOf(tunnel),
            from: tunnel.from?.address ?? '',
            own: tunnel.inside.kind === 'range' ? tunnel.inside.own : '',
            mtu: tunnel.size.mtu,
            // An SRX has one for the whole box.
            mss: platform === 'juniper-srx' ? least : tunnel.size.mss,
            ike: `${cipher} ${hash} ${dhGroup}`,
            esp: `${cipher} ${encryption === 'AES128' ? `${hash} ` : ''}${dhGroup}`,
            seconds: [phase1LifetimeSeconds, phase2LifetimeSeconds] as const,
            trust: tunnel.trust.kind,
          },
        ];
      }),
    ),
    sessions: Object.fromEntries<ReadSession>([
      ...(plan.underlay?.circuits ?? []).map(
        (circuit) =>
          [
            ` ${peerOn(circuit)}`,
            {
              segment: '',
              asn: plan.underlay?.asn ?? 0,
              peerAsn: circuit.session.peerAsn,
              holdSeconds: circuit.session.holdSeconds,
              isMultihop: false,
              refuses: (plan.underlay?.prefixes ?? []).map(upTo),
              accepts: circuit.accepts.map(upTo),
              localPreference: circuit.session.localPreference,
              announces: circuit.session.announces,
              prepend: 0,
              maximum: circuit.session.maximumPrefixes,
              isKeyed: circuit.key !== undefined,
            },
          ] as const,
      ),
      ...tunnels.flatMap(({ segment, tunnel }) => {
        const { session } = tunnel;
        if (!session) return [];
        return [
          [
            `${segment.tenant} ${peerOf(tunnel)}`,
            {
              segment: segment.tenant,
              asn: session.localAsn ?? segment.asn,
              peerAsn: session.peerAsn,
              holdSeconds: session.holdSeconds,
              isMultihop: session.isMultihop,
              refuses: [...segment.prefixes, ...segment.loopbacks.map(({ address }) => address)].map(upTo).sort(),
              accepts: tunnel.accepts.map(upTo).sort(),
              localPreference: session.localPreference,
              announces: [...session.announces].sort(),
              prepend: session.prepend,
              maximum: session.maximumPrefixes,
              isKeyed: false,
            },
          ] as const,
        ];
      }),
    ]),
    breakouts: Object.fromEntries(
      plan.segments.flatMap(({ tenant, breakout }) => {
        if (!breakout) return [];
        const lines = breakout.lines.map((id) => plan.lines.find(({ circuit }) => circuit === id));
        return [
          [
            tenant,
            {
              rows: breakout.to
                .flatMap((prefix) =>
                  lines.map((line, index) =>
                    line?.addressing?.kind === 'static' ? `${prefix} ${line.addressing.nextHop} ${index + 1}` : '',
                  ),
                )
                .sort(),
              from: platform === 'fortinet' ? [] : [...breakout.from].sort(),
              passes: [...breakout.to].sort(),
              ports: breakout.ports.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)).sort(),
              // The others say it where all else is led out.
              apart: breakout.isOpen || platform === 'cisco-ios-xe' ? [...breakout.apart].sort() : [],
              translated: lines.map((line) => line?.interface ?? '').sort(),
            },
          ] as const,
        ];
      }),
    ),
    addresses: Object.fromEntries([
      [
        '',
        [
          ...plan.lines.flatMap(({ addressing }) => (addressing?.kind === 'static' ? [addressing.address] : [])),
          ...(plan.underlay?.endpoints ?? []).map(({ address }) => `${address}/32`),
          ...(plan.underlay?.circuits ?? []).map(
            (circuit) => `${halves(ownOn(circuit)).address}/${halves(ownOn(circuit)).bits}`,
          ),
        ].sort(),
      ],
      ...plan.segments.map(
        ({ tenant, lan, loopbacks }) =>
          [
            tenant,
            [
              ...loopbacks.map(({ address }) => address),
              ...(lan.shared ? [lan.shared.address, ...lan.gateways.slice(1)] : lan.gateways),
            ].sort(),
          ] as const,
      ),
    ]),
  };
}

/** The length of a mask. */
export function bitsOf(mask: string): number {
  return mask
    .split('.')
    .map((part) => Number(part).toString(2).replaceAll('0', '').length)
    .reduce((sum, bits) => sum + bits, 0);
}
