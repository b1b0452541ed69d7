import { breakoutLines, permissionLines } from '../../../../constructs/aws/firewall/suricata';
import type { BreakoutRuleInput } from '../../../../plan/stacks/aws/breakout';
import type { FirewallRuleInput } from '../../../../plan/stacks/aws/inspect';

const permission: FirewallRuleInput = {
  sid: 1000005,
  protocol: 'tcp',
  sources: ['10.0.0.0/8'],
  destinations: ['10.2.0.0/16', '10.4.0.9/32'],
  ports: ['443', '5000-5010'],
  log: false,
  message: 'm',
};

test('a permission with ports: the request, and its replies to whoever began', () => {
  expect(permissionLines(permission)).toEqual([
    'pass tcp [10.0.0.0/8] any -> [10.2.0.0/16,10.4.0.9/32] [443,5000:5010] (msg:"m"; flow:to_server; sid:1000005; rev:1;)',
    'pass tcp [10.2.0.0/16,10.4.0.9/32] [443,5000:5010] -> [10.0.0.0/8] any (msg:"m, replies"; flow:to_client; sid:2000005; rev:1;)',
  ]);
});

test('a permission for everything is judged once per flow, replies included', () => {
  expect(permissionLines({ ...permission, protocol: 'any', ports: [] })).toEqual([
    'pass ip [10.0.0.0/8] any -> [10.2.0.0/16,10.4.0.9/32] any (msg:"m"; sid:1000005; rev:1;)',
  ]);
});

test('where logging is asked, one line comes first and fires once a flow', () => {
  const [alert, ...others] = permissionLines({ ...permission, protocol: 'icmp', ports: [], log: true });
  expect(alert).toBe(
    'alert icmp [10.0.0.0/8] any -> [10.2.0.0/16,10.4.0.9/32] any (msg:"m"; flow:to_server; flowbits:isnotset,logged; flowbits:set,logged; sid:3000005; rev:1;)',
  );
  expect(others).toHaveLength(2);
});

const rule = (over: Partial<BreakoutRuleInput>): readonly string[] =>
  breakoutLines({
    sid: 1000007,
    action: 'pass',
    sources: 'home',
    destinations: 'outside',
    match: { on: 'handshake', ports: ['443'] },
    message: 'm',
    ...over,
  });

test.each<[string, Partial<BreakoutRuleInput>, string]>([
  [
    'a handshake',
    {},
    'pass tcp $HOME_NET any -> $EXTERNAL_NET 443 (msg:"m"; flow:not_established,to_server; dsize:0; sid:1000007; rev:1;)',
  ],
  [
    'every packet of neither TCP nor UDP',
    { action: 'drop', destinations: 'anywhere', match: { on: 'packets', protocol: 'other', ports: [] } },
    'drop ip $HOME_NET any -> any any (msg:"m"; ip_proto:!TCP; ip_proto:!UDP; flow:to_server; sid:1000007; rev:1;)',
  ],
  [
    'a name alone',
    {
      sources: ['10.0.0.0/8'],
      match: { on: 'name', protocol: 'tls', name: { name: 'a.example', self: true, below: false }, ports: [] },
    },
    'pass tls [10.0.0.0/8] any -> $EXTERNAL_NET any (msg:"m"; tls.sni; content:"a.example"; nocase; startswith; endswith; flow:to_server; sid:1000007; rev:1;)',
  ],
  [
    'a name and all below it',
    {
      action: 'reject',
      match: { on: 'name', protocol: 'http', name: { name: 'a.example', self: true, below: true }, ports: [] },
    },
    'reject http $HOME_NET any -> $EXTERNAL_NET any (msg:"m"; http.host; to_lowercase; dotprefix; content:".a.example"; endswith; flow:to_server; sid:1000007; rev:1;)',
  ],
  [
    'all below a name only',
    { match: { on: 'name', protocol: 'tls', name: { name: 'a.example', self: false, below: true }, ports: [] } },
    'pass tls $HOME_NET any -> $EXTERNAL_NET any (msg:"m"; tls.sni; content:".a.example"; nocase; endswith; flow:to_server; sid:1000007; rev:1;)',
  ],
  [
    'any name, but a name',
    { match: { on: 'name', protocol: 'tls', ports: [] } },
    'pass tls $HOME_NET any -> $EXTERNAL_NET any (msg:"m"; tls.sni; content:"."; flow:to_server; sid:1000007; rev:1;)',
  ],
])('%s', (_, over, line) => {
  expect(rule(over)).toEqual([line]);
});

test('the resolver’s UDP names its replies', () => {
  expect(rule({ match: { on: 'packets', protocol: 'udp', ports: ['53'] }, destinations: ['198.18.0.1/32'] })).toEqual([
    'pass udp $HOME_NET any -> [198.18.0.1/32] 53 (msg:"m"; flow:to_server; sid:1000007; rev:1;)',
    'pass udp [198.18.0.1/32] 53 -> $HOME_NET any (msg:"m, replies"; flow:to_client; sid:2000007; rev:1;)',
  ]);
});
