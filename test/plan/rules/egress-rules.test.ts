import fc from 'fast-check';
import { type Cidr, cidr } from '../../../catalogue/values/cidr';
import type { AwsHub } from '../../../catalogue/model';
import { nameContains, parseName } from '../../../catalogue/values/names';
import { awsHubs } from '../../../plan/places/hubs';
import { type EgressPolicy, planEgress } from '../../../plan/rules/egress-policy';
import { type EgressRule, egressRules, type Side } from '../../../plan/rules/egress-rules';
import { prepareOrThrow } from '../../support/synth';

const { catalogue, lock } = prepareOrThrow('examples/small.yaml');

function policyOf(domain: string, hubId = 'london'): EgressPolicy {
  const hub = awsHubs(catalogue).find((candidate): candidate is AwsHub => candidate.id === hubId);
  const found = catalogue.egressDomains.find((candidate) => candidate.id === domain);
  if (!hub || !found) throw new Error(`no ${domain} at ${hubId}`);
  return planEgress(catalogue, lock.hubs, hub, found);
}

interface Connection {
  readonly from: string;
  readonly to?: string;
  readonly protocol?: 'tcp' | 'udp' | 'icmp';
  readonly port?: number;
  readonly speaks?: 'tls' | 'http' | 'ssh';
  readonly name?: string;
}

const address = (text: string): Cidr => cidr(`${text}/32`);

/** Reads the rules as a firewall in strict order does: first the handshake, then the first data. */
function passes(policy: EgressPolicy, connection: Connection): boolean {
  const rules = egressRules(policy);
  const { protocol = 'tcp' } = connection;
  const handshake = protocol === 'tcp' ? (decide(rules, policy, connection, 'handshake') ?? 'pass') : 'pass';
  const data = decide(rules, policy, connection, 'data') ?? 'drop';
  return handshake === 'pass' && data === 'pass';
}

function decide(
  rules: readonly EgressRule[],
  policy: EgressPolicy,
  connection: Connection,
  stage: 'handshake' | 'data',
): EgressRule['action'] | undefined {
  const { from, to = '93.184.215.14', protocol = 'tcp', port = 443, speaks, name } = connection;
  const on = (side: Side, at: string): boolean => {
    const inside = policy.home.some((prefix) => prefix.contains(address(at)));
    if (side === 'anywhere') return true;
    if (side === 'home') return inside;
    return side === 'outside' ? !inside : side.some((prefix) => prefix.contains(address(at)));
  };
  const portIn = (ports: readonly { first: number; last: number }[] | undefined): boolean =>
    ports === undefined || ports.some(({ first, last }) => first <= port && port <= last);
  return rules.find(({ match, sources, destinations }) => {
    if (!on(sources, from) || !on(destinations, to)) return false;
    if (match.on === 'handshake') return stage === 'handshake' && portIn(match.ports);
    if (match.on === 'packets') {
      const family =
        match.protocol === 'other' ? protocol === 'icmp' : match.protocol === 'ip' || match.protocol === protocol;
      return family && portIn(match.ports);
    }
    if (stage === 'handshake' || speaks !== match.protocol || name === undefined || !portIn(match.ports)) return false;
    if (match.dotted) return name.endsWith('.');
    return match.name === undefined || nameContains(match.name, parseName(name));
  })?.action;
}

const tls = (from: string, name: string, over: Partial<Connection> = {}): Connection => ({
  from,
  speaks: 'tls',
  name,
  ...over,
});

const COUNCIL = '10.16.1.5';
const SCHOOL = '10.32.0.5';
const ACADEMY = '10.48.0.5';
const GUEST = '10.112.0.5';
const resolver = (lock.hubs['london']?.services['resolver'] ?? '').replace('.0/26', '.4').replace('/26', '');

describe('corporate: allowed by default, some names refused', () => {
  const policy = policyOf('corporate');
  test.each<[string, boolean, Connection]>([
    ['any site over TLS', true, tls(COUNCIL, 'www.example.org')],
    ['any site over HTTP', true, { from: COUNCIL, port: 80, speaks: 'http', name: 'www.example.org' }],
    ['a refused name', false, tls(COUNCIL, 'gambling.example.com')],
    ['a name below a refused one', false, tls(COUNCIL, 'www.gambling.example.com')],
    ['a refused name with the dot that ends it', false, tls(COUNCIL, 'gambling.example.com.')],
    [
      'any name with the dot that ends it',
      false,
      { from: COUNCIL, port: 80, speaks: 'http', name: 'www.example.org.' },
    ],
    ['a name that only ends like a refused one', true, tls(COUNCIL, 'notgambling.example.com')],
    ['DNS over HTTPS at a well-known resolver', false, tls(COUNCIL, 'dns.google')],
    ['TLS that names nobody', false, { from: COUNCIL, speaks: 'tls' }],
    ['a port that is not listed', false, tls(COUNCIL, 'www.example.org', { port: 8443 })],
    ['a listed port beside the web’s, whatever it speaks', true, { from: COUNCIL, port: 993 }],
    ['SSH on the web’s port', false, { from: COUNCIL, port: 443, speaks: 'ssh' }],
    ['QUIC', false, { from: COUNCIL, protocol: 'udp', port: 443 }],
    ['DNS to anywhere', false, { from: COUNCIL, protocol: 'udp', port: 53, to: '8.8.8.8' }],
    [
      'DNS to the resolver’s upstream by a site',
      false,
      { from: COUNCIL, protocol: 'udp', port: 53, to: '198.18.255.1' },
    ],
    ['DNS to the upstream by the resolver', true, { from: resolver, protocol: 'udp', port: 53, to: '198.18.255.1' }],
    [
      'DNS to the schools’ upstream by the resolver',
      true,
      { from: resolver, protocol: 'udp', port: 53, to: '198.18.255.3' },
    ],
    ['DNS elsewhere by the resolver', false, { from: resolver, protocol: 'udp', port: 53, to: '8.8.8.8' }],
    ['ping', false, { from: COUNCIL, protocol: 'icmp' }],
    ['a source address of nobody here', false, tls('10.32.0.5', 'www.example.org')],
    ['a tenant of the domain through the breakout', false, tls(COUNCIL, 'intranet.example', { to: '10.64.1.1' })],
    ['something from the internet', false, tls('93.184.215.14', 'www.example.org', { to: COUNCIL })],
    ['a supplier’s own network', false, tls('10.120.1.17', 'www.example.org')],
    ['a supplier’s platform', true, tls(COUNCIL, 'parking.example.net')],
  ])('%s: %s', (_, wanted, connection) => {
    expect(passes(policy, connection)).toBe(wanted);
  });
});

describe('schools: every tenant through its own filter', () => {
  const policy = policyOf('schools');
  test.each<[string, boolean, Connection]>([
    ['the proxy', true, { from: SCHOOL, to: '198.18.200.1', port: 8080 }],
    ['another port of the proxy', false, { from: SCHOOL, to: '198.18.200.1', port: 443 }],
    ['past the proxy', false, tls(SCHOOL, 'www.example.org')],
    ['the other tenant’s gateway', false, tls(SCHOOL, 'gateway.filter.example.net')],
    ['the gateway', true, tls(ACADEMY, 'gateway.filter.example.net')],
    ['past the gateway', false, tls(ACADEMY, 'www.example.org')],
    ['the gateway on another port', false, tls(ACADEMY, 'gateway.filter.example.net', { port: 80 })],
    ['the other tenant’s proxy', false, { from: ACADEMY, to: '198.18.200.1', port: 8080 }],
  ])('%s: %s', (_, wanted, connection) => {
    expect(passes(policy, connection)).toBe(wanted);
  });

  test('an accepted exception leaves the domain’s own names', () => {
    const second = policyOf('schools', 'london-two');
    expect(second.filters).toEqual([]);
    expect(passes(second, tls('10.49.1.5', 'gateway.filter.example.net'))).toBe(true);
    expect(passes(second, tls('10.49.1.5', 'www.example.org'))).toBe(false);
  });
});

test.each<[string, EgressPolicy, readonly string[]]>([
  [
    'allowed by default: names with a dot at the end, before any list',
    policyOf('corporate'),
    ['guard/dotted/tls', 'guard/dotted/http'],
  ],
  [
    'a filtered tenant: every name but its gateway’s',
    policyOf('schools'),
    ['filter/academies/refuse/tls', 'filter/academies/refuse/http'],
  ],
  [
    'refused by default: every name that no list passes',
    { ...policyOf('corporate'), byDefault: 'deny' },
    ['refuse/tls', 'refuse/http'],
  ],
])('a rule refuses by name what the default sees on packets only (%s)', (_, policy, keys) => {
  const prefix = `egress/${policy.domain.id}/`;
  const rules = egressRules(policy).map((rule) => ({ ...rule, key: rule.key.slice(prefix.length) }));
  const refusing = rules.filter(({ key }) => /(dotted|refuse)\//.test(key));
  expect(refusing.map(({ key }) => key)).toEqual(keys);
  expect(refusing.map(({ action }) => action)).toEqual(['reject', 'reject']);
  const first = rules.findIndex(({ key }) => keys.includes(key));
  const passingNames = rules.flatMap(({ action, match }, at) => (action === 'pass' && match.on === 'name' ? [at] : []));
  const open = rules[first]?.key.startsWith('guard/')
    ? passingNames.filter((at) => !rules[at]?.key.startsWith('supplier/'))
    : [];
  for (const at of open) expect(at).toBeGreaterThan(first);
  if (open.length === 0) for (const at of passingNames) expect(at).toBeLessThan(first);
});

test('guests have a policy of their own, which knows nobody else', () => {
  const policy = policyOf('guest');
  expect(policy.home.map(String)).toEqual(['10.112.0.0/16']);
  expect(policy.resolvers).toEqual([]);
  expect(passes(policy, tls(GUEST, 'www.example.org'))).toBe(true);
  expect(passes(policy, tls(COUNCIL, 'www.example.org'))).toBe(false);
  expect(passes(policy, { from: GUEST, protocol: 'udp', port: 53, to: '8.8.8.8' })).toBe(false);
});

test('a supplier’s port opens for its consumers and its names alone', () => {
  const suppliers = catalogue.suppliers.map((supplier) =>
    supplier.kind === 'egress' ? { ...supplier, ports: ['tcp/8443'] } : supplier,
  );
  const [hub] = awsHubs(catalogue);
  const domain = catalogue.egressDomains.find(({ id }) => id === 'corporate');
  if (!hub || !domain) throw new Error('the small example has a corporate domain');
  const policy = planEgress({ ...catalogue, suppliers }, lock.hubs, hub, domain);
  expect(passes(policy, tls(COUNCIL, 'parking.example.net', { port: 8443 }))).toBe(true);
  expect(passes(policy, tls(COUNCIL, 'www.example.org', { port: 8443 }))).toBe(false);
  expect(passes(policy, tls('10.64.1.1', 'parking.example.net', { port: 8443 }))).toBe(false);
});

test('a name that is written twice, or lies inside another, makes one rule', () => {
  const egressDomains = catalogue.egressDomains.map((domain) =>
    domain.id === 'corporate'
      ? { ...domain, names: { ...domain.names, deny: ['.a.example', 'x.a.example', '.a.example'] } }
      : domain,
  );
  const [hub] = awsHubs(catalogue);
  const domain = egressDomains.find(({ id }) => id === 'corporate');
  if (!hub || !domain) throw new Error('the small example has a corporate domain');
  const keys = egressRules(planEgress({ ...catalogue, egressDomains }, lock.hubs, hub, domain)).map((rule) => rule.key);
  expect(keys.filter((key) => key.startsWith('egress/corporate/deny/'))).toEqual([
    'egress/corporate/deny/.a.example/tls',
    'egress/corporate/deny/.a.example/http',
  ]);
});

test('keys are unique, and sites change no rule', () => {
  for (const id of ['corporate', 'schools', 'guest']) {
    const keys = egressRules(policyOf(id)).map((rule) => rule.key);
    expect(new Set(keys).size).toBe(keys.length);
    for (const key of keys) expect(lock.rules[key]).toBeGreaterThanOrEqual(1_000_000);
  }
});

test('whatever the lists say, no UDP, no foreign source and no unlisted port gets out', () => {
  const anyName = fc.constantFrom('a.example', '.b.example', '*.c.example', 'd.b.example');
  fc.assert(
    fc.property(
      fc.array(anyName),
      fc.array(anyName),
      fc.constantFrom('allow' as const, 'deny' as const),
      fc.integer({ min: 1, max: 65535 }),
      fc.constantFrom('a.example', 'b.example', 'x.b.example', 'c.example', 'x.c.example'),
      (allow, deny, byDefault, port, name) => {
        const policy = {
          ...policyOf('corporate'),
          allow: allow.map(parseName),
          deny: deny.map(parseName),
          byDefault,
          suppliers: [],
        };
        const covers = (list: readonly string[]): boolean =>
          list.some((text) => nameContains(parseName(text), parseName(name)));
        const listed = [80, 443].includes(port);
        const wanted = listed && !covers(deny) && (covers(allow) || byDefault === 'allow');
        if (port !== 993) expect(passes(policy, tls(COUNCIL, name, { port }))).toBe(wanted);
        expect(passes(policy, { from: COUNCIL, protocol: 'udp', port })).toBe(false);
        expect(passes(policy, tls('10.32.0.5', name, { port }))).toBe(false);
      },
    ),
  );
});
