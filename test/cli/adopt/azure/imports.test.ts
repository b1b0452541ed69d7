import { prepare } from '../../../../plan/prepare';
import { changedArguments } from '../../../../review/artefacts/arguments';
import { compareArtefacts } from '../../../../review/artefacts/resource-changes';
import { verdictOf } from '../../../../review/facts/facts';
import { comparePlan } from '../../../../review/plan/compare-plan';
import { parsePlan } from '../../../../review/plan/read-plan';
import { madeHere } from '../../../../review/sides/side';
import { renderStack } from '../../../../stacks/render';
import { parseStackText } from '../../../../verify/terraform/stack-json';
import { verifyStacks } from '../../../../verify/verify';
import { adoptingAzure, answersOf, GROUP, OFFICE, PLANNING, small } from '../../../support/azure-estate';
import { wrong } from '../../../support/adopted';
import { must } from '../../../support/synth';

type Attributes = Record<string, unknown>;
interface Tree {
  import?: { id: string; to: string }[];
  resource: Record<string, Record<string, Attributes>>;
}
const context = { localRoot: '../../../state' };

async function adopted(): Promise<{ readonly folder: string; readonly texts: ReadonlyMap<string, string> }> {
  const folder = small();
  const { issues } = await adoptingAzure(folder, undefined, { write: true });
  expect(wrong(issues)).toBe('');
  const { plan } = must(prepare('small.yaml', folder));
  return { folder, texts: new Map(plan.stacks.map((input) => [input.name, renderStack(input, context)])) };
}

const treesOf = (texts: ReadonlyMap<string, string>): ReadonlyMap<string, Tree> =>
  new Map([...texts].map(([name, text]) => [name, JSON.parse(text) as Tree]));
const importsIn = (trees: ReadonlyMap<string, Tree>): readonly (readonly [string, string])[] =>
  [...trees].flatMap(([stack, tree]) => (tree.import ?? []).map(({ to, id }) => [`${stack} ${to}`, id] as const));

const NAMES: readonly (readonly [string, string])[] = [
  ['azure-office_council_primary', 'office'],
  ['both-clouds_council_primary', 'planning-1'],
  ['both-clouds_council_secondary', 'planning-2'],
];

test('stacks take it over by its ids, and the proof holds with them', async () => {
  const { folder, texts } = await adopted();
  const trees = treesOf(texts);
  expect(new Map(importsIn(trees))).toEqual(
    new Map([
      ['azure-wan azurerm_virtual_wan.wan', `${GROUP}/virtualWans/wan`],
      ['azure-uksouth-hub azurerm_virtual_hub.hub', `${GROUP}/virtualHubs/hub-uks`],
      ['azure-uksouth-hub azurerm_vpn_gateway.hub', `${GROUP}/vpnGateways/gateway`],
      [
        'azure-uksouth-council-net azurerm_virtual_hub_connection.council_planning',
        `${GROUP}/virtualHubs/hub-uks/hubVirtualNetworkConnections/to-planning`,
      ],
      ...NAMES.flatMap(([name, there]) => [
        [`azure-uksouth-01 azurerm_vpn_site.${name}`, `${GROUP}/vpnSites/${there}`] as const,
        [
          `azure-uksouth-01 azurerm_vpn_gateway_connection.${name}`,
          `${GROUP}/vpnGateways/gateway/vpnConnections/to-${there}`,
        ] as const,
      ]),
    ]),
  );
  const { catalogue, lock } = must(prepare('small.yaml', folder));
  const faults = (change: (trees: ReadonlyMap<string, Tree>) => void): readonly string[] => {
    const changed = treesOf(texts);
    change(changed);
    const stacks = [...changed].map(([name, tree]) => parseStackText(name, JSON.stringify(tree)));
    return verifyStacks(catalogue, lock, stacks).faults.map(({ where, problem }) => `${where} ${problem}`);
  };
  expect(faults(() => undefined)).toEqual([]);
  const set = (stack: string, type: string, name: string, over: Attributes): readonly string[] =>
    faults((all) => Object.assign(all.get(stack)?.resource[type]?.[name] ?? {}, over));
  // What can't change in place is held: with another name it would be made anew, tunnels and all.
  expect(set('azure-uksouth-hub', 'azurerm_virtual_hub', 'hub', { name: 'small-lab-uksouth' })).toEqual([
    'azure-uksouth-hub/azurerm_virtual_hub.hub name is "small-lab-uksouth", and "hub-uks" is asked for.',
  ]);
  expect(
    set('azure-uksouth-hub', 'azurerm_vpn_gateway', 'hub', {
      resource_group_name: '${azurerm_resource_group.hub.name}',
    }),
  ).toEqual([
    'azure-uksouth-hub/azurerm_vpn_gateway.hub resource_group_name is "${azurerm_resource_group.hub.name}", and "Branches" is asked for.',
  ]);
  expect(set('azure-wan', 'azurerm_virtual_wan', 'wan', { name: 'small-lab-wan' })).toEqual([
    'azure-wan/azurerm_virtual_wan.wan name is "small-lab-wan", and "wan" is asked for.',
  ]);
  const site = 'azure-office_council_primary';
  expect(set('azure-uksouth-01', 'azurerm_vpn_site', site, { resource_group_name: 'small-lab-uksouth' })).toEqual([
    `azure-uksouth-01/azurerm_vpn_site.${site} resource_group_name is "small-lab-uksouth", and "Branches" is asked for.`,
  ]);
  expect(set('azure-uksouth-01', 'azurerm_vpn_gateway_connection', site, { lifecycle: undefined })).toEqual([
    `azure-uksouth-01/azurerm_vpn_gateway_connection.${site} lifecycle.ignore_changes is nothing, and ["internet_security_enabled","remote_vpn_site_id","traffic_selector_policy","vpn_gateway_id","vpn… is asked for.`,
  ]);
  expect(
    set('azure-uksouth-council-net', 'azurerm_virtual_hub_connection', 'council_planning', {
      name: 'council_planning',
    }),
  ).toEqual([
    'azure-uksouth-council-net/azurerm_virtual_hub_connection.council_planning name is "council_planning", and "to-planning" is asked for.',
  ]);
  expect(
    faults((all) => {
      for (const each of all.get('azure-uksouth-01')?.import ?? []) if (each.to.endsWith(site)) each.id += 'x';
    }),
  ).toHaveLength(2);
  expect(
    faults((all) => {
      const tree = all.get('azure-wan');
      if (tree) delete tree.import;
    }),
  ).toEqual([
    'azure-wan/import leaves out azurerm_virtual_wan.wan, which is there: a second one would be made beside it.',
  ]);
});

/** Whatever is there, as the provider reads it after the import. Source: hashicorp/azurerm (Read of each resource) */
function readBack(): ReadonlyMap<string, Attributes> {
  const { hubs, gateways } = answersOf();
  // As Azure answers, in whatever case somebody once wrote it.
  const wan = `${GROUP.toUpperCase()}/virtualWANs/wan`;
  const hub = String(hubs[0]?.['id']);
  const gateway = String(gateways[0]?.['id']);
  return new Map<string, Attributes>([
    [
      'azurerm_virtual_wan.wan',
      {
        name: 'wan',
        resource_group_name: 'Branches',
        location: 'uksouth',
        type: 'Standard',
        allow_branch_to_branch_traffic: true,
        disable_vpn_encryption: false,
        tags: {},
      },
    ],
    [
      'azurerm_virtual_hub.hub',
      {
        name: 'hub-uks',
        resource_group_name: 'Branches',
        location: 'uksouth',
        address_prefix: '10.0.2.0/23',
        sku: 'Standard',
        virtual_wan_id: wan,
        hub_routing_preference: 'ExpressRoute',
        tags: {},
      },
    ],
    [
      'azurerm_vpn_gateway.hub',
      {
        name: 'gateway',
        resource_group_name: 'Branches',
        location: 'uksouth',
        virtual_hub_id: hub,
        scale_unit: 2,
        routing_preference: 'Microsoft Network',
        bgp_settings: [{ asn: 65515, peer_weight: 0 }],
        tags: {},
      },
    ],
    ...[OFFICE, ...PLANNING].flatMap(
      ({ name, asn, peer, address, fqdn }, index): readonly (readonly [string, Attributes])[] => {
        const own = NAMES[index]?.[0] ?? '';
        const id = `${GROUP}/vpnSites/${name}`;
        return [
          [
            `azurerm_vpn_site.${own}`,
            {
              name,
              resource_group_name: 'Branches',
              location: 'uksouth',
              virtual_wan_id: wan,
              device_vendor: 'Cisco',
              address_cidrs: [],
              link: [
                {
                  name: 'line',
                  provider_name: 'OldCo',
                  speed_in_mbps: 10,
                  ...(address === undefined ? { fqdn } : { ip_address: address }),
                  bgp: [{ asn, peering_address: peer }],
                },
              ],
              tags: {},
            },
          ],
          [
            `azurerm_vpn_gateway_connection.${own}`,
            { name: `to-${name}`, vpn_gateway_id: gateway, remote_vpn_site_id: id, internet_security_enabled: false },
          ],
        ];
      },
    ),
  ]);
}

/** What stands for what other resources are, as they are read back. */
const MEANT: readonly (readonly [RegExp, string])[] = [
  [/\$\{data\.terraform_remote_state\.azure-wan\.outputs\.virtual_wan_id\}/, `${GROUP}/virtualWans/wan`],
  [/\$\{azurerm_virtual_hub\.hub\.id\}/, `${GROUP}/virtualHubs/hub-uks`],
  [/\$\{data\.terraform_remote_state\.azure-uksouth-hub\.outputs\.vpn_gateway_id\}/, `${GROUP}/vpnGateways/gateway`],
];
/** What a stack asks for, with what it leaves as it is, as that is read. */
function meant(attributes: Attributes, there: string, before: Attributes = {}): Attributes {
  const { lifecycle, depends_on: _order, timeouts: _timeouts, ...all } = attributes;
  const { ignore_changes: ignored = [] } = (lifecycle ?? {}) as { readonly ignore_changes?: readonly string[] };
  const asked = Object.entries(all).filter(([name]) => !ignored.includes(name));
  const left = Object.entries(before).filter(([name]) => ignored.includes(name));
  const text = MEANT.reduce(
    (whole, [form, value]) => whole.replaceAll(new RegExp(form, 'g'), value),
    JSON.stringify(Object.fromEntries([...asked, ...left])),
  );
  return JSON.parse(text.replaceAll(/\$\{azurerm_vpn_site\.[\w-]+\.id\}/g, `${GROUP}/vpnSites/${there}`)) as Attributes;
}

test('a plan over what is there imports, replaces nothing, and changes what the review foresaw: names of links, sessions and addresses stay', async () => {
  const { folder, texts } = await adopted();
  const there = readBack();
  const trees = treesOf(texts);
  const head = madeHere('head', must(prepare('small.yaml', folder)), context, renderStack);
  const { changes } = compareArtefacts({ ...head, stacks: [] }, head);
  for (const stack of ['azure-wan', 'azure-uksouth-hub', 'azure-uksouth-01']) {
    const planned = Object.entries(trees.get(stack)?.resource ?? {}).flatMap(([type, resources]) =>
      Object.entries(resources).map(([name, attributes]) => {
        const address = `${type}.${name}`;
        const before = there.get(address);
        const id = trees.get(stack)?.import?.find(({ to }) => to === address)?.id;
        expect([address, before !== undefined]).toEqual([address, id !== undefined]);
        const after = meant(attributes, NAMES.find(([own]) => own === name)?.[1] ?? '', before);
        const unlike = before === undefined ? [] : changedArguments(before, after).map(({ argument }) => argument);
        // Nothing of it forces a new one, by the provider's own schema.
        expect(unlike.filter((argument) => verdictOf(type, argument) === 'replace')).toEqual([]);
        return {
          address,
          mode: 'managed',
          type,
          name,
          provider_name: 'registry.terraform.io/hashicorp/azurerm',
          change: {
            actions: before === undefined ? ['create'] : unlike.length > 0 ? ['update'] : ['no-op'],
            before: before ?? null,
            after,
            after_unknown: {},
            ...(id === undefined ? {} : { importing: { id } }),
          },
        };
      }),
    );
    const text = JSON.stringify({
      format_version: '1.2',
      terraform_version: '1.10.0',
      complete: true,
      errored: false,
      resource_changes: planned,
    });
    const compared = comparePlan(
      must(parsePlan(text, 'plan.json')),
      stack,
      changes.filter((each) => each.stack === stack),
    );
    expect([stack, compared.disagreed]).toEqual([stack, []]);
    expect([stack, compared.counts.replace, compared.counts.destroy, compared.counts.import]).toEqual([
      stack,
      0,
      0,
      stack === 'azure-wan' ? 1 : stack === 'azure-uksouth-hub' ? 2 : 6,
    ]);
  }
});

test('without what the lock holds of it, it would be made anew', async () => {
  const { texts } = await adopted();
  const trees = treesOf(texts);
  const site = 'azure-office_council_primary';
  const before = readBack().get(`azurerm_vpn_site.${site}`) ?? {};
  const own = meant(trees.get('azure-uksouth-01')?.resource['azurerm_vpn_site']?.[site] ?? {}, 'office', before);
  const replaced = (after: Attributes): readonly string[] =>
    changedArguments(before, after).flatMap(({ argument }) =>
      verdictOf('azurerm_vpn_site', argument) === 'replace' ? [argument] : [],
    );
  expect(replaced(own)).toEqual([]);
  expect(replaced({ ...own, name: `small-lab-${site}`, resource_group_name: 'small-lab-uksouth' })).toEqual([
    'name',
    'resource_group_name',
  ]);
});
