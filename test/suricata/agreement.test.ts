import { sampled } from '../support/sampled';
import { compareFirewall, firewallsOf } from '../support/suricata/compare';
import { suricataUnavailable } from '../support/suricata/engine';
import { renderAll } from '../support/synth';

const unavailable = suricataUnavailable();
const real = unavailable === undefined ? test : test.skip;
if (unavailable !== undefined) process.stderr.write(`Rules are not held against Suricata itself: ${unavailable}.\n`);

test('in CI there is a Suricata to ask', () => {
  if (process.env['CI'] === 'true') expect(unavailable).toBeUndefined();
});

const totals = { rules: 0, connections: 0, passed: 0, differences: 0 };
afterAll(() => {
  if (unavailable !== undefined) return;
  const { rules, connections, passed, differences } = totals;
  process.stderr.write(
    `Suricata loaded ${rules} rules and was shown ${connections} connections: it passes ${passed}; ` +
      `the proof and the second opinion disagree on ${differences}.\n`,
  );
});

describe.each(['sites.yaml', 'examples/small.yaml', 'examples/enfield.yaml', 'test/fixtures/everywhere/small.yaml'])(
  '%s',
  (file) => {
    const texts = renderAll(file);
    const firewalls = firewallsOf(texts);

    test('it has firewalls that inspect, and breakouts', () => {
      const stacks = firewalls.map(({ key }) => key.split('/')[0] ?? '');
      expect(stacks.some((name) => name.endsWith('inspect'))).toBe(true);
      expect(stacks.some((name) => name.includes('-breakout-'))).toBe(true);
    });

    real.each(sampled(firewalls).map((firewall) => [firewall.key, firewall] as const))(
      'Suricata takes every rule of %s and does with every connection what the proof says',
      async (_, firewall) => {
        const compared = await compareFirewall(texts, firewall);
        totals.rules += compared.loaded;
        totals.connections += compared.connections;
        totals.passed += compared.passed.length;
        totals.differences += compared.differences.length;
        expect(compared.complaints).toEqual([]);
        expect(compared.loaded).toBe(compared.rules);
        expect(compared.differences).toEqual([]);
        expect(compared.connections).toBeGreaterThan(1_000);
        expect(compared.passed.length).toBeGreaterThanOrEqual(10);
      },
      60_000,
    );
  },
);
