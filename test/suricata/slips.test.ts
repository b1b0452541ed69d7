import type { NetworkFirewall } from '../../verify/network/network';
import { compareFirewall, type Comparison, firewallsOf, rulesOf } from '../support/suricata/compare';
import { suricataUnavailable } from '../support/suricata/engine';
import { renderAll } from '../support/synth';

const real = suricataUnavailable() === undefined ? test : test.skip;
const SMALL = 'examples/small.yaml';
const texts = renderAll(SMALL);

function firewallOf(stack: string, of: ReadonlyMap<string, string> = texts): NetworkFirewall {
  const found = firewallsOf(of).find(({ key }) => key.startsWith(`${stack}/`));
  if (!found) throw new Error(`no firewall in ${stack}`);
  return found;
}

/** The stacks with something else in every rule: what the proof and Suricata both read. */
function withRules(stack: string, change: (line: string) => string | undefined): ReadonlyMap<string, string> {
  const tree = JSON.parse(texts.get(stack) ?? '') as {
    resource: {
      aws_networkfirewall_rule_group: Record<string, { rule_group: { rules_source: { rules_string: string } } }>;
    };
  };
  for (const { rule_group } of Object.values(tree.resource.aws_networkfirewall_rule_group))
    rule_group.rules_source.rules_string = rule_group.rules_source.rules_string
      .split('\n')
      .flatMap((line) => change(line) ?? [])
      .join('\n');
  return new Map([...texts, [stack, JSON.stringify(tree)]]);
}

describe('a slip in what Suricata gets, and the proof does not, is a difference', () => {
  real.each<[string, string, (line: string) => string, RegExp]>([
    [
      'a name compared with its capitals',
      'aws-breakout-corporate',
      (line) => line.replace(' nocase;', ''),
      /^TLS in capitals.*GAMBLING\.EXAMPLE\.COM: Suricata passes it, the proof refuses it$/,
    ],
    [
      'a host with a port compared with its capitals',
      'aws-breakout-corporate',
      (line) => line.replace(' to_lowercase;', ''),
      /^HTTP in capitals with a port.*GAMBLING\.EXAMPLE\.COM: Suricata passes it, the proof refuses it$/,
    ],
    [
      'a name that may go on',
      'aws-breakout-schools',
      (line) => line.replace(' endswith;', ''),
      /^TLS that goes on.*filter\.example\.net\.example: Suricata passes it, the proof refuses it$/,
    ],
    [
      'a name that may begin otherwise',
      'aws-breakout-schools',
      (line) => line.replace(' startswith;', ''),
      /^TLS that only ends alike.*notgateway\.filter\.example\.net: Suricata passes it, the proof refuses it$/,
    ],
    [
      'a port too many',
      'aws-inspect',
      (line) => line.replaceAll(/\b53\b(?=[ \]])/g, '53:54'),
      /tcp\/54.*: Suricata passes it/,
    ],
    [
      'a handshake that passes with what comes in it',
      'aws-breakout-schools',
      (line) => line.replace(' dsize:0;', ''),
      /^TLS in a Fast Open.*: Suricata passes it, the proof refuses it$/,
    ],
  ])('%s', async (_, stack, slip, expected) => {
    const firewall = firewallOf(stack);
    const rules = rulesOf(texts, firewall);
    const slipped = rules.map(slip);
    expect(slipped).not.toEqual(rules);
    const { differences } = await compareFirewall(texts, firewall, slipped);
    expect(differences).toContainEqual(expect.stringMatching(expected));
  });
});

describe('ways past a list of names: shut, and open in the rules of before, where the proof says so too', () => {
  const BEFORE = (line: string): string | undefined =>
    /a name that ends with a dot|on no list of allowed names/.test(line)
      ? undefined
      : line.replace(' dsize:0;', '').replace(' to_lowercase;', '');

  /** What Suricata passes now, and with the rules of before; asked once for each breakout. */
  const compared = new Map<string, Promise<readonly [Comparison, Comparison]>>();
  const bothOf = (stack: string): Promise<readonly [Comparison, Comparison]> => {
    const changed = withRules(stack, BEFORE);
    const made =
      compared.get(stack) ??
      Promise.all([compareFirewall(texts, firewallOf(stack)), compareFirewall(changed, firewallOf(stack, changed))]);
    compared.set(stack, made);
    return made;
  };

  real.each([
    ['aws-breakout-schools', /^TLS in a Fast Open.* tcp\/443 TLS www\.elsewhere\.example in the first packet$/],
    ['aws-breakout-corporate', /^TLS in a Fast Open.* TLS gambling\.example\.com in the first packet$/],
    ['aws-breakout-corporate', /^HTTP in a Fast Open.* HTTP gambling\.example\.com in the first packet$/],
    ['aws-breakout-corporate', /^TLS with a dot at the end.* TLS gambling\.example\.com\.$/],
    ['aws-breakout-corporate', /^HTTP with a dot and a port.* HTTP gambling\.example\.com\.$/],
    ['aws-breakout-guest', /^TLS with a dot at the end.* TLS dns\.google\.$/],
  ])('%s: %s', async (stack, way) => {
    const [now, before] = await bothOf(stack);
    expect(now.passed.filter((each) => way.test(each))).toEqual([]);
    expect(before.passed).toContainEqual(expect.stringMatching(way));
    expect(before.differences.filter((each) => way.test(each.split(':')[0] ?? ''))).toEqual([]);
  });
});
