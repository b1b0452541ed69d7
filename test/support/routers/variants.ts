import type { RouterBreakout, RouterLine, RouterPlan } from '../../../plan/routers/router';

const ADDRESSINGS: readonly RouterLine['addressing'][] = [
  { kind: 'static', address: '198.18.9.2/30', nextHop: '198.18.9.1' },
  { kind: 'dhcp' },
  { kind: 'pppoe' },
  undefined,
];

/** A router with what no shipped one has: each way that a line is addressed, an old cipher, certificates, several gateways, tables written by hand. */
export function variantsOf(plan: RouterPlan): readonly RouterPlan[] {
  const lines = ADDRESSINGS.map((addressing) => ({
    ...plan,
    lines: plan.lines.map(({ addressing: _old, ...line }) => (addressing ? { ...line, addressing } : line)),
  }));
  const tunnels = (change: (tunnel: RouterPlan['segments'][number]['tunnels'][number]) => object): RouterPlan => ({
    ...plan,
    segments: plan.segments.map((segment) => ({
      ...segment,
      tunnels: segment.tunnels.map((tunnel) => ({ ...tunnel, ...change(tunnel) })),
    })),
  });
  const lan = (own: object, over: object = {}): RouterPlan => ({
    ...plan,
    segments: plan.segments.map((segment) => ({ ...segment, ...over, lan: { ...segment.lan, ...own } })),
  });
  return [
    ...lines,
    tunnels(() => ({ crypto: 'legacy' })),
    tunnels(() => ({ trust: { kind: 'certificate', arn: 'arn:x', trustPoint: 'cngw-routers' } })),
    tunnels(({ session: _session, ...tunnel }) => ({ ...tunnel, session: undefined })),
    // Two tenants at one gateway of Azure.
    tunnels(() => ({
      cloud: 'azure',
      hub: 'uksouth',
      outside: '203.0.113.10',
      inside: { kind: 'loopback', own: '10.65.240.47', peer: '10.0.2.12' },
    })),
    lan({ gateways: ['10.64.4.1/25', '10.64.4.129/25'] }),
    lan({ nextHop: '10.64.4.9', gateways: ['10.64.4.1/28'] }),
  ];
}

/** The same leaving by its lines: to a proxy, to a gateway's prefixes, and anywhere. */
export function localVariantsOf(plan: RouterPlan): readonly RouterPlan[] {
  const apart = ['10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'];
  const breakouts: readonly Omit<RouterBreakout, 'lines' | 'from'>[] = [
    { to: ['198.18.200.1/32'], ports: [{ first: 8080, last: 8080 }], isOpen: false, apart },
    { to: ['198.51.100.64/26', '203.0.113.7/32'], ports: [{ first: 443, last: 443 }], isOpen: false, apart },
    {
      to: ['0.0.0.0/0'],
      ports: [
        { first: 80, last: 80 },
        { first: 443, last: 447 },
      ],
      isOpen: true,
      apart,
    },
  ];
  const lines: readonly RouterLine[] = plan.lines.map((line, index) => ({
    ...line,
    addressing: { kind: 'static', address: `198.18.${index + 9}.2/30`, nextHop: `198.18.${index + 9}.1` },
  }));
  const circuits = lines.map(({ circuit }) => circuit);
  return breakouts.map((breakout, index) => ({
    ...plan,
    lines,
    segments: plan.segments.map((segment) => ({
      ...segment,
      // The backup’s line may stand first in the catalogue.
      breakout: { ...breakout, from: segment.prefixes, lines: index === 1 ? [...circuits].reverse() : circuits },
    })),
  }));
}
