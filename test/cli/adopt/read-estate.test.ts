import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { adoptCommand } from '../../../cli/adopt/adopt';
import {
  attachmentOf,
  gatewayOf,
  hubAndSpokes,
  PLANTED_KEY,
  SPOKES,
  TRANSIT,
  vpnOf,
  writeAnswers,
} from '../../support/estate';
import {
  adopting,
  type AdoptionData as Data,
  EDMONTON,
  enfield,
  lockOf,
  SPOKES_LEFT,
  SPOKES_OF_ENFIELD,
  wrong,
} from '../../support/adopted';
import { existsSync } from 'node:fs';

/** Options of a tunnel as the usual profile has them. */
function optionsAsAsked(tunnel: 1 | 2): Readonly<Record<string, unknown>> {
  const of = (phase: 1 | 2): Readonly<Record<string, unknown>> => ({
    [`tunnel${tunnel}_phase${phase}_encryption_algorithms`]: ['AES128-GCM-16'],
    [`tunnel${tunnel}_phase${phase}_integrity_algorithms`]: ['SHA2-256'],
    [`tunnel${tunnel}_phase${phase}_dh_group_numbers`]: [19],
  });
  return { [`tunnel${tunnel}_ike_versions`]: ['ikev2'], ...of(1), ...of(2) };
}

test('another state: what it holds is taken over, and how it lets go of it is said', async () => {
  const folder = enfield();
  const state = {
    format_version: '1.0',
    terraform_version: '1.5.7',
    values: {
      root_module: {
        resources: [
          {
            address: 'aws_ec2_transit_gateway.hub',
            mode: 'managed',
            type: 'aws_ec2_transit_gateway',
            values: {
              id: TRANSIT,
              arn: `arn:aws:ec2:eu-west-2:555566667777:transit-gateway/${TRANSIT}`,
              amazon_side_asn: 64620,
              transit_gateway_cidr_blocks: [],
              multicast_support: 'disable',
            },
          },
          { address: 'data.aws_caller_identity.me', mode: 'data', type: 'aws_caller_identity', values: {} },
          { address: 'aws_vpc.core', mode: 'managed', type: 'aws_vpc', values: {} },
        ],
        child_modules: [
          {
            address: 'module.vpn',
            resources: [
              {
                address: `module.vpn.aws_customer_gateway.this["o'brien"]`,
                mode: 'managed',
                type: 'aws_customer_gateway',
                values: { id: gatewayOf(2), bgp_asn: '65011', ip_address: '198.18.60.2', device_name: '' },
              },
              {
                address: `module.vpn.aws_vpn_connection.this["o'brien"]`,
                mode: 'managed',
                type: 'aws_vpn_connection',
                values: {
                  id: vpnOf(2),
                  customer_gateway_id: gatewayOf(2),
                  transit_gateway_id: TRANSIT,
                  transit_gateway_attachment_id: attachmentOf(2),
                  static_routes_only: false,
                  preshared_key_storage: 'SecretsManager',
                  tunnel1_preshared_key: PLANTED_KEY,
                  tunnel1_inside_cidr: '169.254.10.0/30',
                  tunnel2_inside_cidr: '169.254.10.4/30',
                  tunnel_inside_ip_version: 'ipv4',
                  ...optionsAsAsked(1),
                  ...optionsAsAsked(2),
                },
              },
              {
                address: 'module.vpn.aws_ec2_transit_gateway_route_table_association.this',
                mode: 'managed',
                type: 'aws_ec2_transit_gateway_route_table_association',
                values: { transit_gateway_attachment_id: attachmentOf(2), transit_gateway_route_table_id: SPOKES },
              },
            ],
          },
        ],
      },
    },
  };
  writeFileSync(path.join(folder, 'state.json'), JSON.stringify(state));
  const { data, text, issues } = await adoptCommand('enfield.yaml', folder, ['state.json'], {
    base: 'none',
    today: '2026-11-22',
    write: true,
  });
  expect(wrong(issues)).toBe('');
  const { taken, afterwards } = data as unknown as Data;
  // Log options and timers of somebody else's connection are never ours: they are kept, whatever is compared here.
  expect(taken).toMatchObject([{ site: 'edmonton-green-library', keeps: [], leavesTable: SPOKES }]);
  expect(lockOf(folder).sites['edmonton-green-library']?.segments['enfield']?.circuits['primary']?.adopted).toEqual({
    gateway: gatewayOf(2),
    connection: vpnOf(2),
    attachment: attachmentOf(2),
    inside: ['169.254.10.0/30', '169.254.10.4/30'],
    table: SPOKES,
    into: [],
    rows: {},
    keeps: 'options',
  });
  expect(afterwards.forget).toEqual([
    "terraform state rm 'aws_ec2_transit_gateway.hub'",
    `terraform state rm 'module.vpn.aws_customer_gateway.this["o'\\''brien"]'`,
    `terraform state rm 'module.vpn.aws_vpn_connection.this["o'\\''brien"]'`,
    "terraform state rm 'module.vpn.aws_ec2_transit_gateway_route_table_association.this'",
  ]);
  expect(text).toContain('Not looked at: 1 aws_vpc.');
  expect(text).not.toContain(PLANTED_KEY);
});

test.each([
  ['no JSON', 'x.json', '{', 'This is no JSON.'],
  ['something else', 'x.json', '{"Vpcs":[]}', 'Nothing in it says what is there.'],
  [
    'routes of nobody knows which table',
    'routes.json',
    '{"Routes":[],"AdditionalRoutesAvailable":false}',
    'It does not say which route table it is about.',
  ],
  [
    'a part of the routes',
    `${SPOKES}.json`,
    '{"Routes":[],"AdditionalRoutesAvailable":true}',
    'It is not all of the table: there are more routes than it holds.',
  ],
])('%s is no estate', async (_what, name, content, problem) => {
  const folder = enfield();
  writeFileSync(path.join(folder, name), content);
  const { issues, text } = await adoptCommand('enfield.yaml', folder, [name], { today: '2026-11-22' });
  expect(text).toBe('');
  expect(issues).toMatchObject([{ code: 'ESTATE_UNREADABLE', at: { file: name }, problem }]);
});

test('of what Azure has nothing goes without a word, and what is none of this is counted', async () => {
  const folder = enfield();
  writeFileSync(
    path.join(folder, 'sites.json'),
    JSON.stringify([
      { id: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/vpnSites/crewe', name: 'crewe' },
      { id: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/loadBalancers/web', name: 'web' },
    ]),
  );
  const { text } = await adoptCommand('enfield.yaml', folder, ['sites.json'], {
    today: '2026-11-22',
    base: 'none',
    width: 200,
  });
  expect(text).toContain('VPN site: nothing is known to be connected to it.');
  expect(text).toContain('Not looked at: 1 microsoft.network/loadbalancers.');
  expect(existsSync(path.join(folder, 'estate'))).toBe(false);
});

test('in any order of files the lock is the same', async () => {
  const [one, other] = [enfield(), enfield()];
  const estate = hubAndSpokes([...SPOKES_OF_ENFIELD, ...SPOKES_LEFT]);
  await adopting(one, estate, { write: true });
  const reversed = {
    ...estate,
    VpnConnections: [...estate.VpnConnections].reverse(),
    CustomerGateways: [...estate.CustomerGateways].reverse(),
    TransitGatewayAttachments: [...estate.TransitGatewayAttachments].reverse(),
  };
  await adopting(other, reversed, { write: true });
  const lock = (folder: string): string => readFileSync(path.join(folder, 'enfield.lock.yaml'), 'utf8');
  expect(lock(one)).toBe(lock(other));
});

test('files that say otherwise of one thing are refused, and one in UTF-16 is read', async () => {
  const folder = enfield();
  const estate = hubAndSpokes([EDMONTON]);
  mkdirSync(path.join(folder, 'estate'));
  const files = writeAnswers(path.join(folder, 'estate'), estate);
  const other = { CustomerGateways: estate.CustomerGateways.map((each) => ({ ...each, IpAddress: '198.18.60.3' })) };
  writeFileSync(path.join(folder, 'other.json'), JSON.stringify(other));
  const options = { base: 'none', today: '2026-11-22' };
  const { issues } = await adoptCommand('enfield.yaml', folder, ['other.json', ...files], options);
  expect(issues).toMatchObject([{ code: 'ESTATE_UNREADABLE' }]);
  expect(issues[0]?.problem).toContain(': ipAddress');
  const file = path.join(folder, files[0] ?? '');
  writeFileSync(file, Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(readFileSync(file, 'utf8'), 'utf16le')]));
  const wide = await adoptCommand('enfield.yaml', folder, files, options);
  expect((wide.data as unknown as Data).taken).toHaveLength(1);
  // In whatever order a shell gives them.
  const reversed = await adoptCommand('enfield.yaml', folder, [...files].reverse(), options);
  expect(reversed.text).toBe(wide.text);
});
