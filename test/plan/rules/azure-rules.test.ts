import fc from 'fast-check';
import { type Cidr, cidr } from '../../../catalogue/values/cidr';
import { ownSupernets } from '../../../plan/places/own-supernets';
import { type AzureRules, type AzureSide, planAzureRules } from '../../../plan/rules/azure-rules';
import { planRules } from '../../../plan/rules/plan-rules';
import { partOfSmall } from '../../support/catalogues';
import { prepareOrThrow } from '../../support/synth';

const { catalogue, lock, plan } = prepareOrThrow('examples/small.yaml');
const azure = planAzureRules(plan.rules, catalogue.tenants, lock.hubs);

/** Reads network rules as Azure Firewall does: by priority, the first that matches decides, else the packet goes on to application rules. */
function decide({ ipGroups, groups }: AzureRules, from: string, to: string, protocol: string, port: number): string {
  const members = new Map(ipGroups.map((group) => [group.tenant, group.prefixes]));
  const on = (side: AzureSide, address: string): boolean =>
    ('ipGroups' in side ? side.ipGroups.flatMap((name) => members.get(name) ?? []) : side.prefixes).some(
      (prefix) => prefix === '*' || cidr(prefix).contains(cidr(`${address}/32`)),
    );
  const portIn = (texts: readonly string[]): boolean =>
    texts.some((text) => {
      const [low = '', high = low] = text.split('-');
      return text === '*' || (Number(low) <= port && port <= Number(high));
    });
  const found = [...groups]
    .sort((a, b) => a.priority - b.priority)
    .flatMap((group) => [...group.collections].sort((a, b) => a.priority - b.priority))
    .find(
      (collection) =>
        collection.kind === 'network' &&
        collection.rules.some(
          (rule) =>
            (rule.protocol === 'Any' || rule.protocol.toLowerCase() === protocol) &&
            (protocol === 'icmp' || portIn(rule.ports)) &&
            on(rule.source, from) &&
            on(rule.destination, to),
        ),
    );
  return found?.action ?? 'application rules';
}

test('IP groups stand exactly for what a rule names, whatever the catalogue', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }), (keeps) => {
      const model = partOfSmall([], (noun, index) => keeps[(noun.length + index) % keeps.length] ?? true);
      const rules = planRules(model, lock.hubs);
      const planned = planAzureRules(rules, model.tenants, lock.hubs);
      const members = new Map(planned.ipGroups.map((group) => [group.tenant, group.prefixes]));
      const addresses = (side: AzureSide): readonly string[] =>
        'ipGroups' in side ? side.ipGroups.flatMap((name) => members.get(name) ?? []) : side.prefixes;
      const holds = (list: readonly string[], prefix: Cidr): boolean =>
        [prefix.subnet(32, 0), prefix.subnet(32, prefix.size - 1)].every((end) =>
          list.some((text) => cidr(text).contains(end)),
        );
      const byName = new Map(rules.map((rule) => [rule.key.replaceAll('/', '_'), rule]));
      const allowing = planned.groups
        .flatMap((group) => group.collections)
        .filter((collection) => collection.action === 'Allow')
        .flatMap((collection) => (collection.kind === 'network' ? collection.rules : []));
      expect(allowing).toHaveLength(rules.length);
      for (const made of allowing) {
        const rule = byName.get(made.name);
        if (!rule) throw new Error(made.name);
        for (const [side, wanted] of [
          [made.source, rule.sources],
          [made.destination, rule.destinations],
        ] as const) {
          const got = addresses(side);
          for (const prefix of wanted) expect(holds(got, prefix)).toBe(true);
          for (const text of got) expect(wanted.some((prefix) => prefix.contains(cidr(text)))).toBe(true);
        }
      }
    }),
    { numRuns: 200 },
  );
});

test('a tenant’s supernets are one IP group, and a site changes nothing', () => {
  const council = catalogue.tenants.find((tenant) => tenant.id === 'council');
  if (!council) throw new Error('the small example has a council');
  expect(azure.ipGroups.find((group) => group.tenant === 'council')?.prefixes).toEqual(
    ownSupernets(council).map(String),
  );
  const fewer = { ...catalogue, sites: catalogue.sites.slice(1) };
  expect(planAzureRules(planRules(fewer, lock.hubs), fewer.tenants, lock.hubs)).toEqual(azure);
  expect(azure.groups.map(({ name, priority }) => `${name} ${priority}`)).toEqual([
    'dns 1000',
    'flows 1100',
    'management 1200',
    'services 1300',
    'suppliers 1400',
    'site-to-site 1500',
    'guard 2000',
  ]);
});

test('nothing private is left to application rules, which would ask for a name alone', () => {
  expect(decide(azure, '10.16.1.5', '10.64.1.5', 'tcp', 443)).toBe('Deny');
  expect(decide(azure, '10.16.1.5', '192.168.1.5', 'tcp', 443)).toBe('Deny');
  expect(decide(azure, '10.16.1.5', '93.184.215.14', 'tcp', 443)).toBe('application rules');
});

test('operations’ own sites reach no supplier’s endpoint by being operations', () => {
  const service = lock.hubs['uksouth']?.services ?? {};
  const first = (name: string): string => service[name]?.replace(/\d+\/\d+$/, '70') ?? '';
  expect(service['supplier-archive']).toBe('10.0.41.64/26');
  expect(decide(azure, '10.0.40.200', first('supplier-archive'), 'tcp', 443)).toBe('Deny');
  expect(decide(azure, '10.20.1.5', first('supplier-archive'), 'tcp', 443)).toBe('Allow');
});
