import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { type Cidr, cidr, formatAddress } from '../../catalogue/values/cidr';
import type { Catalogue, EgressDomain, Tenant } from '../../catalogue/model';
import { nameContains, parseName } from '../../catalogue/values/names';
import { OPEN_RESOLVERS } from '../../catalogue/values/open-resolvers';
import { type NetworkPlan, planNetwork } from '../../plan/network-plan';
import { reconcileLock } from '../../plan/numbering/reconcile';
import { networkRulesOf } from '../../plan/rules/azure-rules';
import { renderStack } from '../../stacks/render';
import { NOWHERE, partOfSmall } from '../support/catalogues';
import { type LoneFirewall, loneHub, loneVpc } from '../support/lone';
import type { OraclePacket } from '../support/oracle/question';
import { must, parseStack, prepareOrThrow, renderAll } from '../support/synth';

type Packet = Omit<OraclePacket, 'attachment'>;
type Service = Pick<OraclePacket, 'protocol' | 'port' | 'speaks' | 'name'>;

/** The same plan as AWS and as Azure make it, each played by its oracle from what was synthesised. */
interface Pair {
  readonly plan: NetworkPlan;
  readonly catalogue: Catalogue;
  readonly inspect: LoneFirewall;
  readonly breakout: LoneFirewall;
  readonly hub: LoneFirewall;
}

function pairOf(catalogue: Catalogue, plan: NetworkPlan, texts: ReadonlyMap<string, string>): Pair {
  return {
    plan,
    catalogue,
    inspect: loneVpc(texts.get('aws-inspect'), 'inspect'),
    breakout: loneVpc(texts.get('aws-breakout-corporate'), 'breakout'),
    hub: loneHub(texts, 'uksouth'),
  };
}

function shipped(file: string): Pair {
  const { catalogue, plan } = prepareOrThrow(file);
  return pairOf(catalogue, plan, renderAll(file));
}

const SMALL = prepareOrThrow('examples/small.yaml');
const NEEDED = /^(aws-inspect|aws-breakout-corporate|azure-wan|azure-uksouth-(hub|rules|intent))$/;

function synthesised(catalogue: Catalogue): Pair {
  const reconciled = reconcileLock(catalogue, NOWHERE, { keep: SMALL.lock, asOf: SMALL.lock.asOf });
  const plan = planNetwork(catalogue, must(reconciled));
  const texts = new Map(
    plan.stacks
      .filter(({ name }) => NEEDED.test(name))
      .map((input) => [input.name, renderStack(input, { localRoot: '../../../state' })]),
  );
  return pairOf(catalogue, plan, texts);
}

/** Where resolvers and suppliers' endpoints answer: an Azure hub keeps everyone out there whom no rule lets in. */
function doorsOf({ plan }: Pair): readonly Cidr[] {
  const doors = plan.stacks.flatMap((stack) =>
    stack.kind === 'azure-rules' ? networkRulesOf(stack.rules.groups).filter((rule) => rule.name === 'doors') : [],
  );
  return doors.flatMap(({ destination }) => ('prefixes' in destination ? destination.prefixes.map(cidr) : []));
}

/** Addresses at and beside every edge of a rule, and every port beside its own. */
function privatePackets({ plan }: Pair): fc.Arbitrary<Packet> {
  const prefixes = plan.rules.flatMap((rule) => [...rule.sources, ...rule.destinations]);
  const edges = [...new Set(prefixes.flatMap(({ first, last }) => [first, last, last + 1]))].map(formatAddress);
  const listed = plan.rules.flatMap((rule) =>
    rule.ports.flatMap(({ first, last }) => [first - 1, first, last, last + 1]),
  );
  const ports = [22, 443, ...listed].filter((port) => port > 0 && port < 65_536);
  const at = (list: readonly Cidr[], pick: number): string => formatAddress(list[pick % list.length]?.first ?? 0);
  return fc
    .record({
      pick: fc.nat(),
      aimed: fc.boolean(),
      source: fc.constantFrom(...edges),
      destination: fc.constantFrom(...edges, '192.168.1.5', '172.20.1.5'),
      protocol: fc.constantFrom('tcp', 'udp', 'icmp', 'other'),
      port: fc.constantFrom(...ports),
    })
    .map(({ pick, aimed, ...packet }) => {
      // Half of the packets are aimed at a rule, so that enough of them pass.
      const rule = plan.rules[pick % Math.max(1, plan.rules.length)];
      if (!aimed || !rule) return packet;
      const [range] = rule.ports;
      return {
        source: at(rule.sources, pick),
        destination: at(rule.destinations, pick),
        protocol: rule.protocol === 'any' ? packet.protocol : rule.protocol,
        port: range?.first ?? packet.port,
      };
    });
}

/** Asks both; fails with the packet where they differ. Says how many passed. */
function comparePrivate(pair: Pair, runs: number): number {
  const doors = doorsOf(pair);
  let passed = 0;
  fc.assert(
    fc.property(privatePackets(pair), (packet) => {
      if (doors.some((door) => door.contains(cidr(`${packet.destination}/32`)))) return;
      const answer = pair.hub.ask(packet);
      if (answer.answered) passed += 1;
      expect({ packet, ...pair.inspect.ask(packet) }).toEqual({ packet, ...answer });
    }),
    { numRuns: runs },
  );
  return passed;
}

function domainOf({ catalogue }: Pair): EgressDomain {
  const domain = catalogue.egressDomains.find(({ id }) => id === 'corporate');
  if (!domain) throw new Error('there is a domain for agencies');
  return domain;
}

/** Tenants that leave by both clouds' breakouts of the domain, with an address of theirs in each. */
function leaversOf({
  catalogue,
}: Pair): readonly { readonly tenant: Tenant; readonly aws: string; readonly azure: string }[] {
  return catalogue.tenants.flatMap((tenant) => {
    const [aws] = tenant.supernets.aws;
    const [azure] = tenant.supernets.azure;
    return tenant.egress === 'corporate' && aws && azure
      ? [{ tenant, aws: formatAddress(aws.first + 300), azure: formatAddress(azure.first + 300) }]
      : [];
  });
}

/**
 * Every name that the policy mentions, below it and beside it, with what passes nameless. Where anything may be reached
 * that isn't refused, Azure looks at no name: what AWS refuses by name there is asked about further down.
 */
function servicesOf(pair: Pair): readonly Service[] {
  const { names } = domainOf(pair);
  const suppliers = pair.catalogue.suppliers.flatMap((supplier) =>
    supplier.kind === 'egress' ? supplier.dnsNames : [],
  );
  const bases = [...names.allow, ...names.deny, ...suppliers, 'cloudflare-dns.com', 'www.elsewhere.example'].map(
    (name) => parseName(name).name,
  );
  const refused = names.default === 'allow' ? [...OPEN_RESOLVERS, ...names.deny] : [];
  const all = [...new Set(bases)]
    .flatMap((name) => [name, `below.${name}`, `x${name}`])
    .filter((name) => !refused.some((pattern) => nameContains(parseName(pattern), parseName(name))));
  const nameless = (port: number): boolean => names.default === 'deny' || (port !== 80 && port !== 443);
  const ports = [22, 79, 80, 81, 443, 444, 993, 8_443, 65_535];
  return [
    { protocol: 'icmp', port: 0 },
    { protocol: 'other', port: 0 },
    ...ports.flatMap((port) => [...(nameless(port) ? [{ protocol: 'tcp', port }] : []), { protocol: 'udp', port }]),
    ...all.flatMap((name) => [
      { protocol: 'tcp', port: 80, speaks: 'http', name },
      { protocol: 'tcp', port: 443, speaks: 'tls', name },
    ]),
  ];
}

const PUBLIC = ['93.184.215.14', '198.18.255.1', '8.8.8.8', '223.255.255.255'];

/** Every tenant × service × public address, asked in both clouds. */
function comparePublic(pair: Pair): { readonly asked: number; readonly passed: number } {
  let [asked, passed] = [0, 0];
  for (const { tenant, aws, azure } of leaversOf(pair))
    for (const destination of PUBLIC)
      for (const service of servicesOf(pair)) {
        asked += 1;
        const here = pair.breakout.ask({ ...service, source: aws, destination });
        const there = pair.hub.ask({ ...service, source: azure, destination });
        if (there.answered) passed += 1;
        expect({ tenant: tenant.id, destination, service, ...there }).toEqual({
          tenant: tenant.id,
          destination,
          service,
          ...here,
        });
      }
  return { asked, passed };
}

describe.each(['sites.yaml', 'examples/small.yaml'])('%s: both clouds pass the same', (file) => {
  const pair = shipped(file);

  test('between tenants and within them', () => {
    expect(comparePrivate(pair, 3_000)).toBeGreaterThan(300);
  });

  test('to the internet', () => {
    const { asked, passed } = comparePublic(pair);
    expect(asked).toBeGreaterThan(200);
    expect(passed).toBeGreaterThan(20);
    expect(passed).toBeLessThan(asked);
  });
});

const NAMES = [
  'a.example',
  '.b.example',
  'c.b.example',
  '*.d.example',
  '.cloudflare-dns.com',
  'below.a.example',
] as const;

/** Any policy of the domain, every agency in both clouds, any of the small example's rules. */
const catalogues = fc
  .record({
    keeps: fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
    byDefault: fc.constantFrom('allow' as const, 'deny' as const),
    allow: fc.subarray([...NAMES]),
    deny: fc.subarray([...NAMES]),
    supplier: fc.subarray([...NAMES], { minLength: 1 }),
    ports: fc.constantFrom(
      ['tcp/80', 'tcp/443'],
      ['tcp/443'],
      ['tcp/80'],
      ['tcp/80', 'tcp/443', 'tcp/993'],
      ['tcp/22'],
    ),
    supplierPorts: fc.constantFrom(['tcp/443'], ['tcp/80'], ['tcp/80', 'tcp/443']),
  })
  .map(({ keeps, byDefault, allow, deny, supplier, ports, supplierPorts }): Catalogue => {
    const model = partOfSmall(
      SMALL.catalogue.sites,
      (noun, index) => keeps[(noun.length + index) % keeps.length] ?? true,
    );
    // A domain that allows nothing by default says what it allows; one that allows all needs no such list.
    const names = { default: byDefault, allow: byDefault === 'deny' ? allow : [], deny };
    return {
      ...model,
      tenants: model.tenants.map((tenant) =>
        tenant.id === 'fire'
          ? { ...tenant, supernets: { ...tenant.supernets, azure: [cidr('10.66.0.0/16')] } }
          : tenant,
      ),
      egressDomains: model.egressDomains.map((domain) =>
        domain.id === 'corporate' ? { ...domain, names, ports: [...ports] } : domain,
      ),
      suppliers: model.suppliers.map((each) =>
        each.kind === 'egress' ? { ...each, dnsNames: supplier, ports: [...supplierPorts] } : each,
      ),
    };
  });

test('random catalogues: both clouds pass the same', () => {
  let [tried, passed] = [0, 0];
  fc.assert(
    fc.property(catalogues, (catalogue) => {
      const pair = synthesised(catalogue);
      comparePrivate(pair, 60);
      const found = comparePublic(pair);
      tried += found.asked;
      passed += found.passed;
    }),
    { numRuns: 20 },
  );
  expect(passed).toBeGreaterThan(tried / 100);
}, 120_000);

/** Where the clouds differ, as docs/azure.md lists it: what is asked in both, and what each answers. */
describe('what differs, and is documented', () => {
  const pair = shipped('examples/small.yaml');
  const [council] = leaversOf(pair);
  if (!council) throw new Error('the council leaves in both clouds');
  const outside = (service: Service): { aws: boolean; azure: boolean } => ({
    aws: pair.breakout.ask({ ...service, source: council.aws, destination: '93.184.215.14' }).answered,
    azure: pair.hub.ask({ ...service, source: council.azure, destination: '93.184.215.14' }).answered,
  });
  const listed = (text: string): void => {
    expect(readFileSync(path.join(__dirname, '../../docs/azure.md'), 'utf8')).toContain(text);
  };

  const denying = ((): Pair => {
    const egressDomains = SMALL.catalogue.egressDomains.map((domain) =>
      domain.id === 'corporate'
        ? {
            ...domain,
            names: { default: 'deny' as const, allow: ['a.example'], deny: [] },
            ports: ['tcp/80', 'tcp/443', 'tcp/8080'],
          }
        : domain,
    );
    return synthesised({ ...SMALL.catalogue, egressDomains });
  })();
  const named = (speaks: 'http' | 'tls', port: number): { aws: boolean; azure: boolean } => {
    const packet = { protocol: 'tcp', port, speaks, name: 'a.example', destination: '93.184.215.14' };
    return {
      aws: denying.breakout.ask({ ...packet, source: council.aws }).answered,
      azure: denying.hub.ask({ ...packet, source: council.azure }).answered,
    };
  };

  test('where only listed names are reached, HTTP is expected on port 80 and TLS on every other', () => {
    listed('TLS on port 80, HTTP on every other port, where only listed names are reached');
    expect(named('http', 80)).toEqual({ aws: true, azure: true });
    expect(named('tls', 443)).toEqual({ aws: true, azure: true });
    expect(named('tls', 8_080)).toEqual({ aws: true, azure: true });
    expect(named('tls', 80)).toEqual({ aws: true, azure: false });
    expect(named('http', 443)).toEqual({ aws: true, azure: false });
    expect(named('http', 8_080)).toEqual({ aws: true, azure: false });
  });

  test('where anything may be reached that isn’t refused, a refused name is not resolved in Azure, and passes by address', () => {
    listed('A refused name, where an agency may go anywhere else');
    const refused = { protocol: 'tcp', port: 443, speaks: 'tls', name: 'www.gambling.example.com' };
    expect(outside(refused)).toEqual({ aws: false, azure: true });
    const services = parseStack(renderAll('examples/small.yaml').get('azure-uksouth-services')).resource;
    const zones = Object.values(services['azurerm_private_dns_zone'] ?? {}).map((zone) => zone['name']);
    expect(zones).toEqual(expect.arrayContaining(['gambling.example.com', 'cloudflare-dns.com']));
  });

  test('where anything may be reached, what says no name passes in Azure on ports 80 and 443 too', () => {
    listed('What names nobody on ports 80 and 443, where an agency may go anywhere');
    expect(outside({ protocol: 'tcp', port: 443 })).toEqual({ aws: false, azure: true });
    expect(outside({ protocol: 'tcp', port: 993 })).toEqual({ aws: true, azure: true });
    expect(outside({ protocol: 'tcp', port: 22 })).toEqual({ aws: false, azure: false });
  });

  test('a hub lets out what is at home there, and a breakout of AWS every address of its tenants', () => {
    listed('An address of the other cloud');
    const web = {
      protocol: 'tcp',
      port: 443,
      speaks: 'tls',
      name: 'www.elsewhere.example',
      destination: '93.184.215.14',
    };
    expect(pair.breakout.ask({ ...web, source: council.azure }).answered).toBe(true);
    expect(pair.hub.ask({ ...web, source: council.aws }).answered).toBe(false);
  });

  test('operations’ own sites are kept from what answers in the services network by a rule, not by a security group', () => {
    listed('Operations’ own sites and a supplier’s endpoint');
    const [door] = doorsOf(pair);
    if (!door) throw new Error('the hub has a services VNet');
    const packet = { source: '10.0.48.200', destination: formatAddress(door.first + 5), protocol: 'tcp', port: 22 };
    expect(pair.inspect.ask(packet).answered).toBe(true);
    expect(pair.hub.ask(packet).answered).toBe(false);
  });

  test('where only listed names are reached, AWS resolves no other, and Azure resolves them and refuses them on their way', () => {
    listed('A name on no list, where only listed names are reached');
    const stacks = (name: string): string => {
      const input = denying.plan.stacks.find((stack) => stack.name === name);
      return input ? renderStack(input, { localRoot: '../../../state' }) : '';
    };
    expect(stacks('aws-breakout-corporate')).toMatch(/"action": ?"BLOCK"/);
    expect(parseStack(stacks('azure-uksouth-services')).resource['azurerm_private_dns_zone']).not.toHaveProperty(
      'refused_cloudflare-dns_com',
    );
    const other = { protocol: 'tcp', port: 443, speaks: 'tls', name: 'www.elsewhere.example' };
    expect(denying.hub.ask({ ...other, source: council.azure, destination: '93.184.215.14' }).answered).toBe(false);
  });

  test('what Microsoft knows to be malicious is dropped in Azure alone', () => {
    listed('Known malicious addresses and names');
    const policy = parseStack(renderAll('examples/small.yaml').get('azure-uksouth-hub')).resource;
    expect(policy['azurerm_firewall_policy']?.['hub']?.['threat_intelligence_mode']).toBe('Deny');
    for (const [name, text] of renderAll('examples/small.yaml'))
      if (name.startsWith('aws-')) expect(text).not.toContain('threat');
  });
});
