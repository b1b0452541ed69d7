import { readFileSync } from 'node:fs';
import path from 'node:path';
import { renderIssues } from '../../../../catalogue/issues/render-issues';
import { prepare } from '../../../../plan/prepare';
import { renderStack } from '../../../../stacks/render';
import { parseStackText } from '../../../../verify/terraform/stack-json';
import { verifyStacks } from '../../../../verify/verify';
import { hubAndSpokes, type Spoke, SPOKES } from '../../../support/estate';
import { must } from '../../../support/synth';
import { adopting, type AdoptionData as Data, EDMONTON, enfield, lockOf, why, wrong } from '../../../support/adopted';

test('sites for what no site has are proposed, with what the tables lead there', async () => {
  const folder = enfield((text) =>
    text.replace(
      'resilience: dual, termination: dedicated, hubs: [london], router: generic',
      'resilience: single, termination: dedicated, hubs: [london], router: generic',
    ),
  );
  const partner = {
    name: 'Voice-Platform-DR',
    address: '198.18.99.1',
    asn: 64998,
    inside: ['169.254.21.0/30', '169.254.22.0/30'] as const,
    prefixes: ['10.216.9.0/24', '0.0.0.0/0'],
  };
  const { issues, data } = await adopting(folder, hubAndSpokes([partner]), {
    tenant: 'voice-platform',
    profile: 'supplier',
    supplier: 'Voice Platform Ltd',
    write: true,
  });
  expect(wrong(issues)).toBe('');
  expect((data as unknown as Data).taken.map(({ site }) => site)).toEqual(['voice-platform-dr']);
  expect(readFileSync(path.join(folder, 'enfield/sites.yaml'), 'utf8')).toContain(
    [
      '  - id: voice-platform-dr',
      '    name: Voice-Platform-DR',
      '    state: live',
      '    profile: supplier',
      '    asn: 64998',
      '    circuits:',
      '      - { id: primary, address: 198.18.99.1, supplier: Voice Platform Ltd }',
      '    segments: [{ tenant: voice-platform, prefixes: [10.216.9.0/24], farEnd: azure-gateway }]',
    ].join('\n'),
  );
});

test('static connections keep an AS number that nobody could speak with, and the rows that lead to them', async () => {
  const folder = enfield((text) =>
    text.replace(
      'resilience: dual, termination: dedicated, hubs: [london], router: generic',
      'resilience: single, termination: dedicated, hubs: [london], router: generic',
    ),
  );
  const board = {
    name: 'Voice-Board',
    address: '198.18.99.2',
    asn: 65535,
    inside: ['169.254.6.0/30', '169.254.6.4/30'] as const,
    isStatic: true,
    prefixes: ['10.216.10.0/24'],
  };
  const { issues } = await adopting(folder, hubAndSpokes([board]), {
    tenant: 'voice-platform',
    profile: 'supplier',
    write: true,
  });
  expect(wrong(issues)).toBe('');
  const held = lockOf(folder).sites['voice-board'];
  expect(held?.segments['voice-platform']?.circuits['primary']).toMatchObject({
    tunnels: ['169.254.6.0/30', '169.254.6.4/30'],
    adopted: { asn: 65535, rows: { [SPOKES]: ['10.216.10.0/24'] } },
  });
  const { plan, catalogue, lock } = must(prepare('enfield.yaml', folder));
  const stacks = plan.stacks.map((input) =>
    parseStackText(input.name, renderStack(input, { localRoot: '../../../state' })),
  );
  expect(verifyStacks(catalogue, lock, stacks).faults).toEqual([]);
  const gateway = stacks
    .flatMap(({ resources }) => resources)
    .find(({ type, name }) => type === 'aws_customer_gateway' && name.startsWith('voice-board'));
  expect(gateway?.attributes['bgp_asn']).toBe('65535');
  expect(gateway?.attributes['device_name']).toBeUndefined();
});

test('rows of old tables that lead to a static connection are named with the propagations', async () => {
  const folder = enfield((text) =>
    text.replace(
      'resilience: dual, termination: dedicated, hubs: [london], router: generic',
      'resilience: single, termination: dedicated, hubs: [london], router: generic',
    ),
  );
  const board: Spoke = {
    name: 'Voice-Board',
    address: '198.18.99.2',
    asn: 65535,
    inside: ['169.254.6.0/30', '169.254.6.4/30'],
    isStatic: true,
    prefixes: ['10.216.10.0/24'],
  };
  const { data } = await adopting(folder, hubAndSpokes([board]), { tenant: 'voice-platform', profile: 'supplier' });
  expect((data as unknown as Data).afterwards.detach).toEqual([
    `aws ec2 delete-transit-gateway-route --transit-gateway-route-table-id ${SPOKES} --destination-cidr-block 10.216.10.0/24`,
  ]);
});

test.each([
  [
    'a prefix that the supplier has not',
    { prefixes: ['192.168.1.0/24'] },
    '192.168.1.0/24 is outside of what voice-platform has in AWS',
  ],
  ["somebody else's prefix", { prefixes: ['10.216.4.0/26'] }, "10.216.4.0/26 is somebody else's already"],
  [
    'one circuit of two',
    { prefixes: ['10.216.9.0/24'] },
    'profile supplier wants two circuits, and nothing else is like it',
  ],
  ['no prefix but IPv6', { prefixes: ['2001:db8::/48'] }, 'nothing says which prefixes are there'],
])('a site with %s is not proposed, and nothing else is stopped by it', async (_what, over, said) => {
  const stranger: Spoke = {
    name: '東京',
    address: '198.18.99.1',
    asn: 64998,
    inside: ['169.254.13.0/30', '169.254.13.4/30'],
    ...over,
  };
  const { data, issues } = await adopting(enfield(), hubAndSpokes([EDMONTON, stranger]), {
    tenant: 'voice-platform',
    profile: 'supplier',
  });
  expect(renderIssues(issues.filter(({ severity }) => severity !== 'warning'))).toBe('');
  expect((data as unknown as Data).taken.map(({ site }) => site)).toEqual(['edmonton-green-library']);
  expect(why(data as unknown as Data)).toEqual([said]);
});

test('two static ones of one number are two sites, whatever they are called', async () => {
  const folder = enfield((text) =>
    text.replace(
      'resilience: dual, termination: dedicated, hubs: [london], router: generic',
      'resilience: single, termination: dedicated, hubs: [london], router: generic',
    ),
  );
  const srx = (number: number): Spoke => ({
    name: `YJB vSRX0${number}`,
    address: `198.18.99.${number}`,
    asn: 64523,
    inside: [`169.254.21.${number * 8}/30`, `169.254.22.${number * 8}/30`],
    isStatic: true,
    prefixes: [`10.216.1${number}.0/24`],
  });
  const { data, issues } = await adopting(folder, hubAndSpokes([srx(1), srx(2)]), {
    tenant: 'voice-platform',
    profile: 'supplier',
    write: true,
  });
  expect(renderIssues(issues.filter(({ severity }) => severity !== 'warning'))).toBe('');
  expect((data as unknown as Data).taken.map(({ site }) => site)).toEqual(['yjb-vsrx01', 'yjb-vsrx02']);
});

test.each([
  ['nobody', 'There is no tenant "nobody".'],
  ['enfield', 'enfield is no supplier: where its buildings are nobody here can know.'],
])('--tenant %s is refused before anything is read', async (tenant, problem) => {
  const { issues } = await adopting(enfield(), hubAndSpokes([EDMONTON]), { tenant, profile: 'branch' });
  expect(issues).toMatchObject([{ code: 'USAGE', problem }]);
});
