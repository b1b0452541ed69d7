import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadCatalogue } from '../../catalogue/load';
import { planNetwork } from '../../plan/network-plan';
import { reconcileLock } from '../../plan/numbering/reconcile';
import { renderStack } from '../../stacks/render';
import { renderDifference, renderFault, renderName } from '../../verify/report/render-difference';
import { parseStackText } from '../../verify/terraform/stack-json';
import { verifyStacks } from '../../verify/verify';
import { sampled } from '../support/sampled';
import { must } from '../support/synth';
import { temporaryFolder } from '../support/workspace';

type Change = readonly [from: string | RegExp, to: string];

/** Catalogues that are good in ways that the examples are not: what is found in them would be a fault of the proof. */
const VARIANTS: Readonly<Record<string, readonly Change[]>> = {
  'state in a storage account': [
    [
      'state: { backend: local }',
      'state: { backend: azurerm, subscriptionId: 00000000-0000-4000-8000-000000000001, resourceGroup: rg-state, storageAccount: statesa, container: tfstate }',
    ],
  ],
  'state in workspaces': [
    [
      'state: { backend: local }',
      'state: { backend: cloud, organization: council, hostname: tfe.example.net, project: Network }',
    ],
  ],
  'state in a bucket, by a role': [
    [
      'state: { backend: local }',
      "state: { backend: s3, bucket: state-b, region: eu-west-2, kmsKey: alias/x, roleArn: 'arn:aws:iam::111122223333:role/state' }",
    ],
  ],
  'nobody who is told of alarms, and no idle time': [
    ["  alarmTopic: 'arn:aws:sns:eu-west-2:111122223333:wan-alarms'\n", ''],
    ['  firewallIdleSeconds: 3600\n', ''],
  ],
  'a tag that looks like a template': [
    ['tags: { programme: example }', "tags: { programme: '${file(x)} %{if}', 'a$%{b': c }"],
  ],
  'a datacentre that leaves': [['state: building\n    asn: 64700', 'state: leaving\n    asn: 64700']],
  'a datacentre that is live': [['state: building\n    asn: 64700', 'state: live\n    asn: 64700']],
  'two ports and two circuits of one kind on order': [
    [
      '      - { id: dx-3, kind: direct-connect',
      `      - { id: dx-8, kind: direct-connect, state: building, hub: london, location: TCSH, mbps: 10000, connection: { type: dedicated }, vlan: 108 }
      - { id: dx-9, kind: direct-connect, state: building, hub: london, location: TCSH, mbps: 10000, connection: { type: dedicated }, vlan: 109 }
      - { id: er-8, kind: express-route, state: building, hub: uksouth, provider: Equinix, location: London, mbps: 500, connection: { type: own }, vlan: 208, peering: { primary: 10.0.1.0/30, secondary: 10.0.1.4/30 } }
      - { id: er-9, kind: express-route, state: building, hub: uksouth, provider: Equinix, location: London, mbps: 500, connection: { type: own }, vlan: 209, peering: { primary: 10.0.1.8/30, secondary: 10.0.1.12/30 } }
      - { id: dx-3, kind: direct-connect`,
    ],
  ],
  'an Azure hub without zones': [["    zones: ['1', '2']\n", '']],
  'longer and shorter retention': [
    ['logRetentionDays: 90', 'logRetentionDays: 3653'],
    ['    logRetentionDays: 180\n', '    logRetentionDays: 7\n'],
  ],
  'every tunnel of one tenant weaker, with a reason': [
    ['crypto: ncsc-recommended\n', 'crypto: legacy\n    cryptoJustification: Old routers until 2027\n'],
  ],
  'a VPC with a way to the internet of its own': [['defaultRoute: wan', 'defaultRoute: own']],
  'one zone': [
    ['zones: [eu-west-2a, eu-west-2b]\n    leavingZones', 'zones: [eu-west-2a]\n    leavingZones'],
    [/, eu-west-2b: subnet-\w+/g, ''],
    [' eu-west-2b: [eipalloc-0c0ffee0000000002],', ''],
    ['    zones: [eu-west-2a, eu-west-2b]\n    dns', '    zones: [eu-west-2a]\n    dns'],
  ],
  'a supplier’s endpoint in one zone of two': [
    ['    zones: [eu-west-2a, eu-west-2b]\n    dns', '    zones: [eu-west-2a]\n    dns'],
  ],
  'the cloud’s own resolvers everywhere': [[/resolver: \{ kind: (pdns|addresses)[^}]*\}/g, 'resolver: { kind: aws }']],
  'schools that may go anywhere by default': [
    [
      'names: { default: deny, allow: [gateway.filter.example.net] }',
      'names: { default: allow, deny: [.bad.example] }',
    ],
  ],
  'refused names inside allowed ones': [
    [
      'names: { default: deny, allow: [gateway.filter.example.net] }',
      'names: { default: deny, allow: [.example.net], deny: [x.example.net, dns.google] }',
    ],
  ],
  'schools without a filter': [
    [
      'filtering: { kind: proxy, provider: FilterCo (IWF member), addresses: [198.18.200.1], ports: [tcp/8080] }',
      'filtering: { kind: exception, reason: Filtered on every device, owner: head.of.service@example.gov.uk, expires: 2027-08-31 }',
    ],
  ],
  'agencies that reach listed names only': [
    [
      'names: { default: allow, deny: [.gambling.example.com] }',
      'names: { default: deny, allow: [.cheshire.gov.uk, .example.org] }',
    ],
  ],
  'ranges of ports': [['ports: [tcp/80, tcp/443, tcp/993]', 'ports: [tcp/80-88, tcp/400-500, tcp/8443]']],
  'no port but 443': [['ports: [tcp/80, tcp/443, tcp/993]', 'ports: [tcp/443]']],
  'a supplier on a port of its own': [
    [
      'dnsNames: [parking.example.net], ports: [tcp/443]',
      'dnsNames: [.parking.example.net, parking2.example.net], ports: [tcp/8443, tcp/443]',
    ],
  ],
  'everything to a supplier over VPN': [
    ['dnsNames: [payroll.example.net], ports: [tcp/443]', 'dnsNames: [payroll.example.net], ports: [any]'],
  ],
  'everything to a service': [
    [
      'ports: [tcp/631], consumers: [schools, { tenant: fire, prefixes: [10.64.0.0/16] }]',
      'ports: [any], consumers: [schools, fire, academies]',
    ],
  ],
  'everything in a flow': [['ports: [tcp/443, udp/5000-5010, icmp]', 'ports: [any]']],
  'a flow to where a service answers': [
    ['to: { tenant: council, prefixes: [10.16.1.10/32] }', 'to: { tenant: council, prefixes: [10.18.9.10/32] }'],
  ],
  'nobody manages routers': [['    management: [10.0.52.0/24]\n', '']],
  'no servers of an agency’s own': [
    ['    dns: { servers: [10.18.0.10, 10.18.128.10], zones: [council.internal] }\n', ''],
  ],
  'one agency’s zone inside another’s': [
    [
      '    cryptoJustification',
      '    dns: { servers: [10.64.1.53, 10.64.1.54], zones: [fire.internal, x.council.internal] }\n    cryptoJustification',
    ],
  ],
  'shared address space': [['supernets: { aws: [10.64.0.0/15] }', 'supernets: { aws: [10.64.0.0/15, 100.64.0.0/16] }']],
  'sites that may not meet': [[/siteToSite: inspected/g, 'siteToSite: denied']],
  'operations at two AWS hubs, and agencies of both in Azure': [
    [
      'kind: schools\n    supernets: { aws: [10.49.0.0/16] }',
      'kind: council\n    supernets: { aws: [10.49.0.0/16], azure: [10.51.0.0/16] }',
    ],
    [
      '    loopbacks: { aws: 10.49.240.0/24 }\n    egress: schools\n',
      '    loopbacks: { aws: 10.49.240.0/24, azure: 10.51.240.0/24 }\n    egress: corporate\n',
    ],
    [/ {4}filtering: \{ kind: exception, reason: Filtered on every device[^}]*\}\n/, ''],
    [', eu-west-2c: [eipalloc-0c0ffee0000000003]', ''],
  ],
  'what is at home in AWS beside what is in Azure': [
    ['supernets: { aws: [10.16.0.0/15], azure', 'supernets: { aws: [10.16.0.0/15, 10.21.0.0/16], azure'],
  ],
};

const AWS_ONLY: readonly Change[] = [
  [/\nsuppliers:[\s\S]*?(?=\n[a-z]\w*:|$)/, '\n'],
  ['    servicesVpcs: [{ hub: london, cidr: 10.200.16.0/22 }]\n', ''],
  ['resolver: { kind: pdns, addresses: [198.18.254.1, 198.18.254.2] }', 'resolver: { kind: aws }'],
];

const VARIANTS_OF_ENFIELD: Readonly<Record<string, readonly Change[]>> = {
  'no supplier': AWS_ONLY.slice(0, 1),
  'no services VPC': AWS_ONLY,
  'no VPC of a tenant’s own': [[/ {4}vpcs:\n {6}- id: customer[\s\S]*?(?=\n {2}- id)/, '']],
  'a VPC whose routes are somebody else’s': [['routeTables: [rtb-0e0f1e1d000000001]', 'routeTables: []']],
  'a VPC with two tables and two prefixes': [
    ['routeTables: [rtb-0e0f1e1d000000001]', 'routeTables: [rtb-0e0f1e1d000000001, rtb-0e0f1e1d000000002]'],
    ['cidrs: [10.211.0.0/22]', 'cidrs: [10.211.0.0/22, 10.211.8.0/22]'],
  ],
  'three zones': [['zones: [eu-west-2a, eu-west-2b]', 'zones: [eu-west-2a, eu-west-2b, eu-west-2c]']],
  'supernets in every private block': [
    [
      'supernets: { aws: [10.208.0.0/14] }',
      'supernets: { aws: [10.208.0.0/14, 10.212.0.0/16, 172.20.0.0/16, 192.168.0.0/18] }',
    ],
  ],
  'a supernet that is a whole private block': [
    ['supernets: { aws: [10.208.0.0/14] }', 'supernets: { aws: [10.208.0.0/14, 172.16.0.0/12] }'],
  ],
};

const variants = [
  ...Object.entries(VARIANTS).map(([name, changes]) => [name, 'small', changes] as const),
  ...Object.entries(VARIANTS_OF_ENFIELD).map(([name, changes]) => [name, 'enfield', changes] as const),
];

test.each(sampled(variants, 4))('%s (%s): nothing differs', (_, example, changes) => {
  const folder = temporaryFolder();
  for (const name of [example, `${example}.yaml`])
    cpSync(path.join(__dirname, '../../examples', name), path.join(folder, name), { recursive: true });
  const file = path.join(folder, `${example}.yaml`);
  for (const [from, to] of changes) {
    const before = readFileSync(file, 'utf8');
    const after = before.replace(from, to);
    expect(after).not.toBe(before);
    writeFileSync(file, after);
  }
  const { catalogue, where } = must(loadCatalogue(`${example}.yaml`, folder));
  const lock = must(reconcileLock(catalogue, where, { keep: undefined, asOf: '2026-11-22' }));
  const stacks = planNetwork(catalogue, lock).stacks.map((input) =>
    parseStackText(input.name, renderStack(input, { localRoot: '../../../state' })),
  );
  const { differences, faults, names, classes } = verifyStacks(catalogue, lock, stacks);
  expect([
    ...differences.map((each) => renderDifference(each, catalogue, where)),
    ...faults.map(renderFault),
    ...names.map(renderName),
  ]).toEqual([]);
  expect(classes).toBeGreaterThan(3_000);
});
