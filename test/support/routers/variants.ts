import type { RouterLine, RouterPlan } from '../../../plan/routers/router';

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
