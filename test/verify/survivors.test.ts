import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { type Cidr, formatAddress, parseCidr } from '../../catalogue/values/cidr';
import { announcementsOf } from '../../verify/intent/announcements';
import { buildNetwork } from '../../verify/read/read-network';
import { parseStackText } from '../../verify/terraform/stack-json';
import { mutantsOf } from '../support/mutants';
import { askingVpcs, askNameOracle } from '../support/oracle/names';
import { askOracle } from '../support/oracle/oracle';
import type { OracleNetwork, OraclePacket } from '../support/oracle/question';
import { packetParts } from '../support/packets';
import { sampled } from '../support/sampled';
import { prepareOrThrow, renderAll } from '../support/synth';
import type { Tree } from '../support/verify';
import { toldToOracle } from '../support/told';

/** Every mutant that `wan verify` does not find, by why it need not: the same network in other words. */
function listedIn(file: string): Readonly<Record<string, readonly string[]>> {
  return parse(readFileSync(path.join(__dirname, '../fixtures', file), 'utf8')) as Record<string, string[]>;
}

/** A network as it is synthesised, with everything that its packets and queries can be made of. */
function networkOf(file: string) {
  const { catalogue, lock } = prepareOrThrow(file);
  const texts = renderAll(file);
  const trees = (): Map<string, Tree> => new Map([...texts].map(([name, text]) => [name, JSON.parse(text) as Tree]));
  const network = buildNetwork([...texts].map(([name, text]) => parseStackText(name, text)));
  const announcements = announcementsOf(catalogue, lock, network);
  const original = trees();
  const names = [...new Set([...texts.values()].flatMap((text) => text.match(/[a-z][\w-]*(\.[a-z][\w-]*)+/g) ?? []))]
    .filter((name) => /\.(example|net|com|uk|internal|org|one|google)$/.test(name))
    .flatMap((name) => [name, `below.${name}`]);
  return {
    texts,
    original,
    mutants: new Map(mutantsOf(trees()).map((mutant) => [mutant.name, mutant])),
    parts: packetParts(network, announcements),
    base: { stacks: Object.fromEntries(original), ...toldToOracle(announcements) } satisfies OracleNetwork,
    names,
  };
}

type Played = ReturnType<typeof networkOf>;

/** Lines of a resource that a mutant changes, before and after. */
function changedText(before: unknown, after: unknown): string {
  const lines = (value: unknown): string[] => JSON.stringify(value, null, 1).replaceAll('\\n', '\n').split('\n');
  const [one, two] = [lines(before), lines(after)];
  return [...one.filter((line) => !two.includes(line)), ...two.filter((line) => !one.includes(line))].join('\n');
}

/** Packets at everything that the changed lines mention, from one site of every tenant at every hub, and at what else there is. */
function aimedAt({ parts }: Played, text: string): readonly OraclePacket[] {
  const prefixes = (text.match(/\d+\.\d+\.\d+\.\d+(\/\d+)?/g) ?? []).flatMap((each): Cidr[] => {
    const parsed = parseCidr(each.includes('/') ? each : `${each}/32`);
    return typeof parsed === 'string' || !('first' in parsed) ? [] : [parsed];
  });
  const inside = (address: string): boolean => prefixes.some((prefix) => prefix.contains(cidrOf(address)));
  const oneOfEach = new Map<string, (typeof parts.sources)[number]>();
  for (const source of parts.sources) {
    const [stack = '', address = ''] = source.attachment.split('/');
    // In AWS a stack is one tenant's.
    const key = address.startsWith('azurerm') ? `${stack} ${address.split('_').at(-2) ?? ''}` : stack;
    if (!oneOfEach.has(key) || inside(source.source)) oneOfEach.set(key, source);
  }
  const edges = prefixes.flatMap(({ first, last }) => [first, last, last + 1]).map(formatAddress);
  const destinations = [
    ...new Set([...edges.slice(0, 8), '93.184.215.14', ...parts.sources.slice(0, 2).map(({ source }) => source)]),
  ];
  const ports = new Set(
    (text.match(/(?<=[ [:,"])\d{2,5}(?=[ \]:,"])/g) ?? []).map(Number).flatMap((port) => [port - 1, port, port + 1]),
  );
  const services = parts.services.filter(
    ({ port, name, protocol }) =>
      protocol === 'icmp' ||
      protocol === 'other' ||
      ((ports.size === 0 || ports.has(port)) &&
        (name === undefined || text.includes(name.replace('below.', '')) || name.startsWith('www.elsewhere'))),
  );
  const isAzure = parts.sources.some(({ attachment }) => attachment.includes('/azurerm_'));
  // Azure's firewall holds no single packet against its rules on names.
  const named = services.filter(({ name, early }) => name !== undefined && !(isAzure && early));
  const plain = services.filter(({ name }) => name === undefined);
  const some = isAzure ? [...plain.slice(0, 12), ...named.slice(0, 30)] : services.slice(0, 24);
  return [...oneOfEach.values()].flatMap((source) =>
    destinations.flatMap((destination) => some.map((service) => ({ ...source, destination, ...service }))),
  );
}

function cidrOf(address: string): Cidr {
  const parsed = parseCidr(`${address}/32`);
  if (!('first' in parsed)) throw new Error(address);
  return parsed;
}

/** A packet or a query that the mutant answers otherwise, if there is one, and how many were asked. */
function tellApart(played: Played, name: string): { readonly asked: number; readonly differing: unknown } {
  const { texts, original, base, names } = played;
  const mutant = played.mutants.get(name);
  if (!mutant) throw new Error('there is no such mutant any more: take it off the list');
  // Only the stack that changes is another one.
  const tree = JSON.parse(texts.get(mutant.stack) ?? '') as Tree;
  mutant.apply(tree);
  const stacks = { ...base.stacks, [mutant.stack]: tree };
  const [, type = '', resource = ''] = /\/(\w+)\.([^:]+):/.exec(name) ?? [];
  if (type.startsWith('aws_route53')) {
    const queries = askingVpcs(base.stacks).flatMap((vpc) => names.map((query) => [vpc, query] as const));
    const differing = queries.find(
      ([vpc, query]) => askNameOracle(stacks, vpc, query) !== askNameOracle(base.stacks, vpc, query),
    );
    return { asked: queries.length, differing };
  }
  const before: unknown = original.get(mutant.stack)?.resource[type]?.[resource];
  const after: unknown = tree.resource[type]?.[resource] ?? {};
  const changed = changedText(before, after);
  // A change of order says nothing of whom it may concern: all that stands there.
  const text = /\d+\.\d+\.\d+\.\d+/.test(changed) ? changed : changedText(before, {});
  const packets = aimedAt(played, text);
  const other: OracleNetwork = { ...base, stacks };
  const differing = packets.find(
    (packet) => JSON.stringify(askOracle(base, packet)) !== JSON.stringify(askOracle(other, packet)),
  );
  return { asked: packets.length, differing };
}

describe.each([
  {
    file: 'test/fixtures/everywhere/small.yaml',
    list: 'mutant-survivors.yaml',
    found: [
      'aws-inspect/aws_networkfirewall_rule_group.flows: rule_group.rules_source.rules_string rule 1293616 gone',
      'aws-breakout-corporate/aws_networkfirewall_rule_group.egress-corporate: rule_group.rules_source.rules_string rule 1298746 gone',
      'aws-services/aws_route53_resolver_rule_association.council_council_internal_corporate: dropped',
    ],
  },
  {
    file: 'test/fixtures/azure/wan.yaml',
    list: 'azure/mutant-survivors.yaml',
    found: [
      'azure-uksouth-rules/azurerm_firewall_policy_rule_collection_group.flows: dropped',
      'azure-uksouth-rules/azurerm_firewall_policy_rule_collection_group.guard: before the one that it follows',
      'azure-uksouth-rules/azurerm_firewall_policy_rule_collection_group.guard: network_rule_collection.0.rule.0.destination_addresses without item 0',
      'azure-ukwest-rules/azurerm_firewall_policy_rule_collection_group.names: application_rule_collection items 1 and 2 in the other order',
    ],
  },
])('$file', ({ file, list, found }) => {
  const played = networkOf(file);

  describe.each(Object.entries(listedIn(list)))('%s', (_, listed) => {
    test.each(sampled(listed, 8))('%s', (name) => {
      const { asked, differing } = tellApart(played, name);
      expect(differing).toBeUndefined();
      expect(asked).toBeGreaterThan(100);
    });
  });

  test.each(found)('a mutant that is found is another network to the oracle: %s', (name) => {
    expect(tellApart(played, name).differing).toBeDefined();
  });
});
