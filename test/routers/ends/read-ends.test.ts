import { renderIssues } from '../../../catalogue/issues/render-issues';
import { readEnds, type ReadEnds } from '../../../routers/ends/read-ends';

const NAME = 'crewe-library_schools_primary';
const ARN = 'arn:aws:secretsmanager:eu-west-2:111122223333:secret:s2svpn!vpn-0a1b-AbCdEf';
const KEY = 'sentinel.key.of.nobody';

const read = (value: unknown): ReadEnds =>
  readEnds(typeof value === 'string' ? value : JSON.stringify(value), 'ends.json');
const ends = ({ ends: { connections, gateways }, issues }: ReadEnds): object => ({
  connections: connections.map(({ name, outside, keyArn }) => [name, [...outside], keyArn]),
  gateways,
  issues: renderIssues(issues),
});

const TOLD = {
  connections: [
    [
      NAME,
      [
        ['169.254.6.0/30', '203.0.113.1'],
        ['169.254.6.4/30', '203.0.113.2'],
      ],
      ARN,
    ],
  ],
  gateways: [],
  issues: '',
};

test('what Terraform prints of a stack of sites', () => {
  const tunnels = [
    { inside: '169.254.6.0/30', outside: '203.0.113.1' },
    { inside: '169.254.6.4/30', outside: '203.0.113.2' },
  ];
  expect(
    ends(read({ tunnel_ends: { sensitive: false, type: 'object', value: { [NAME]: { tunnels, key: ARN } } } })),
  ).toEqual(TOLD);
});

test('what AWS prints, whose tunnels come in any order, with keys beside them that are never read', () => {
  const connection = {
    VpnConnectionId: 'vpn-0a1b',
    State: 'available',
    PreSharedKeyArn: ARN,
    CustomerGatewayConfiguration: `<pre_shared_key>${KEY}</pre_shared_key>`,
    Tags: [
      { Key: 'tenant', Value: 'schools' },
      { Key: 'Name', Value: NAME },
    ],
    Options: {
      TunnelOptions: [
        { OutsideIpAddress: '203.0.113.2', TunnelInsideCidr: '169.254.6.4/30', PreSharedKey: KEY },
        { OutsideIpAddress: '203.0.113.1', TunnelInsideCidr: '169.254.6.0/30', PreSharedKey: KEY },
      ],
    },
  };
  const told = read({ VpnConnections: [{ ...connection, State: 'deleted' }, connection] });
  expect(ends({ ...told })).toEqual({
    ...TOLD,
    connections: [[NAME, [...(TOLD.connections[0]?.[1] as string[][])].reverse(), ARN]],
  });
  expect(JSON.stringify(ends(told))).not.toContain(KEY);
});

test('what Azure prints of its gateway, and what Terraform prints of the hub', () => {
  const gateways = [
    { outside: '203.0.113.10', peer: '10.0.2.12', inner: '10.0.2.4' },
    { outside: '203.0.113.11', peer: '10.0.2.13', inner: '10.0.2.5' },
  ];
  const instance = (number: number, outside: string, peer: string): object => ({
    ipconfigurationId: `Instance${number}`,
    defaultBgpIpAddresses: [peer],
    customBgpIpAddresses: [],
    // Public and private ones are mixed.
    tunnelIpAddresses: [`10.0.2.${number + 4}`, outside],
  });
  expect(
    read({
      bgpSettings: {
        asn: 65515,
        bgpPeeringAddresses: [instance(1, '203.0.113.11', '10.0.2.13'), instance(0, '203.0.113.10', '10.0.2.12')],
      },
    }),
  ).toMatchObject({ ends: { gateways }, issues: [] });
  expect(
    read({
      gateway_instances: {
        value: {
          instance_0: { tunnel: ['203.0.113.10', '10.0.2.4'], bgp: ['10.0.2.12'] },
          instance_1: { tunnel: ['10.0.2.5', '203.0.113.11'], bgp: ['10.0.2.13'] },
        },
      },
    }),
  ).toMatchObject({ ends: { gateways }, issues: [] });
});

test('a gateway that is no virtual hub’s is known by its AS number', () => {
  const { issues } = read({ bgpSettings: { asn: 65_001, bgpPeeringAddresses: [] } });
  expect(renderIssues(issues)).toContain(
    'The gateway has AS number 65001, and that of a virtual hub has 65515.\n    Got: 65001\n',
  );
});

test('circuits of Direct Connect: our own output, and what AWS prints, whose keys are never read', () => {
  const own = '169.254.255.2/30';
  const told = [{ name: 'dc-crewe_dx-1', own, peer: '169.254.255.1' }];
  expect(
    read({ circuit_ends: { value: { 'dc-crewe_dx-1': { own, peer: '169.254.255.1/30' }, [KEY]: { own, peer: own } } } })
      .ends.circuits,
  ).toEqual(told);
  const described = {
    virtualInterfaceName: 'cngw-production-dc-crewe-dx-1',
    virtualInterfaceState: 'available',
    virtualInterfaceType: 'transit',
    amazonAddress: '169.254.255.1/30',
    customerAddress: own,
    authKey: KEY,
    customerRouterConfig: `<auth_key>${KEY}</auth_key>`,
    bgpPeers: [{ authKey: KEY }],
  };
  const outcome = read({
    virtualInterfaces: [{ ...described, virtualInterfaceState: 'deleted' }, described],
  });
  expect(outcome).toEqual({
    ends: {
      connections: [],
      gateways: [],
      circuits: [{ name: 'cngw-production-dc-crewe-dx-1', own, peer: '169.254.255.1' }],
    },
    issues: [],
  });
  expect(read({ virtualInterfaces: [{ ...described, asn: 64700, amazonSideAsn: 64710 }] }).ends.circuits).toMatchObject(
    [{ ownAsn: 64700, peerAsn: 64710 }],
  );
  const { issues } = read({ virtualInterfaces: [{ ...described, customerAddress: undefined }] });
  expect(renderIssues(issues)).toContain(
    'What stands for the addresses of circuit cngw-production-dc-crewe-dx-1 are no two addresses of one network.',
  );
});

test.each([
  ['no JSON', 'resource', 'ENDS_UNREADABLE', 'This is no JSON.'],
  ['something else', { values: {} }, 'ENDS_UNREADABLE', 'Nothing in it says where tunnels end.'],
  [
    'a gateway without instances',
    { bgpSettings: { bgpPeeringAddresses: [] } },
    'ENDS_UNREADABLE',
    'The gateway lists no instances.',
  ],
])('%s', (_, value, code, problem) => {
  const { issues } = read(value);
  expect(renderIssues(issues)).toBe(
    `ends.json:1:1  ${code}\n    ${problem}\n    Give what \`terraform output -json\` prints in the stack, \`aws ec2 describe-vpn-connections\`, or \`az network vpn-gateway show\`.\n`,
  );
});

const told = (...tunnels: readonly object[]): object => ({ tunnel_ends: { value: { [NAME]: { tunnels } } } });

test.each([
  [
    'a key where an address should be',
    told({ inside: '169.254.6.0/30', outside: KEY }),
    `What stands for the end of ${NAME} 169.254.6.0/30 is no address.`,
  ],
  [
    'a private end',
    told({ inside: '169.254.6.0/30', outside: '10.0.0.1' }),
    `The end of ${NAME} 169.254.6.0/30 is no public address.`,
  ],
  ['no inside range', told({ outside: '203.0.113.1' }), `A tunnel of ${NAME} has no inside range.`],
  [
    'one end twice',
    told({ inside: '169.254.6.0/30', outside: '203.0.113.1' }, { inside: '169.254.6.4/30', outside: '203.0.113.1' }),
    `${NAME} 169.254.6.4/30 and ${NAME} 169.254.6.0/30 end at one address.`,
  ],
])('%s', (_, value, problem) => {
  const { issues } = read(value);
  expect(issues.map(({ code, problem: said }) => [code, said])).toEqual([['ENDS_WRONG', problem]]);
  expect(renderIssues(issues)).not.toContain(KEY);
});

test('a name that no connection has may be a key: it is passed over, and not repeated', () => {
  const outcome = read({ tunnel_ends: { value: { [KEY]: { tunnels: [{ inside: 'x', outside: 'y' }] } } } });
  expect(ends(outcome)).toEqual({ connections: [], gateways: [], issues: '' });
});

test('one end in two files, and options that were opened by hand', () => {
  const taken = new Map<string, string>();
  const one = JSON.stringify(told({ inside: '169.254.6.0/30', outside: '203.0.113.1' }));
  expect(readEnds(one, 'a.json', taken).issues).toEqual([]);
  expect(
    readEnds(one.replace(NAME, 'other_schools_primary'), 'b.json', taken).issues.map(({ problem }) => problem),
  ).toEqual([`other_schools_primary 169.254.6.0/30 and ${NAME} 169.254.6.0/30 end at one address.`]);
  const opened = read({
    VpnConnections: [
      {
        State: 'available',
        Tags: [{ Key: 'Name', Value: NAME }],
        Options: {
          TunnelOptions: [
            {
              OutsideIpAddress: '203.0.113.1',
              TunnelInsideCidr: '169.254.6.0/30',
              Phase1EncryptionAlgorithms: [{ Value: 'AES256-GCM-16' }, { Value: 'AES128' }],
              Phase1DHGroupNumbers: [{ Value: 20 }],
            },
          ],
        },
      },
    ],
  });
  expect(renderIssues(opened.issues)).toContain(
    `${NAME} takes several values of Phase1EncryptionAlgorithms: somebody has changed it`,
  );
});
