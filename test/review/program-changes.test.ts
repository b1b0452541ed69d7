import type { Change } from '../../catalogue/model';
import { stableJson } from '../../output/stable-json';
import { gateIssues } from '../../review/gate';
import { pathsAndSteps, type Review, reviewOf } from '../../review/review';
import { nameLine } from '../../review/report/lines';
import { madeElsewhere, type Side } from '../../review/sides/side';
import { DAY, editedSide, sideOf } from '../support/review';
import { type Edit, smallWorkspace } from '../support/workspace';

/** What a fault of the program would make: the small example's stacks, changed behind its catalogue. */
type Tree = Record<string, unknown>;
type Resources = Record<string, Record<string, Tree>>;

const base = sideOf('main (0000000)', smallWorkspace());

function changed(change: (resources: Resources, stack: string, tree: Tree) => void, side: Side = base): Side {
  const texts = side.stacks.map((stack): [string, string] => {
    const tree = JSON.parse(side.text(stack)) as Tree & { resource?: Resources };
    change(tree.resource ?? {}, stack, tree);
    return [stack, stableJson(tree)];
  });
  return madeElsewhere('the change', side.prepared, new Map(texts));
}

const codes = (review: Review): readonly string[] => review.consent.refused.map(({ code }) => code);
const against = (head: Side, from: Side = base): Review => reviewOf(from, head, DAY, false);

test('the same stacks are no change', () => {
  const { effects, artefacts } = against(changed(() => undefined));
  expect([effects, artefacts.changes, artefacts.stacks]).toEqual([[], [], []]);
});

test('connections that another program called otherwise are made anew, and whoever was on them is named', () => {
  const renamed = changed((resources, stack) => {
    if (!/-0\d$/.test(stack)) return;
    for (const type of ['aws_vpn_connection', 'aws_customer_gateway'])
      for (const [name, resource] of Object.entries(resources[type] ?? {})) {
        delete resources[type]?.[name];
        (resources[type] ??= {})[`old_${name}`] = resource;
      }
  });
  const review = against(base, renamed);
  expect(review.cutOff.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['Library', 'Town Hall', 'Market Square', 'Primary School']),
  );
  expect(review.consent.refused.length).toBeGreaterThan(0);
});

test('a tunnel to which no table leads any more carries nobody', () => {
  const review = against(
    changed((resources, stack) => {
      if (stack !== 'aws-council-01') return;
      delete resources['aws_ec2_transit_gateway_route_table_association']?.['library_council_primary'];
      const connection = resources['aws_vpn_connection']?.['library_council_primary'];
      if (connection) connection['tags'] = { Name: 'other' };
    }),
  );
  expect(review.cutOff.map(({ name }) => name)).toEqual(['Library']);
  expect(codes(review)).toEqual(['SITE_CUT']);
});

test('routes that lead elsewhere are said, and what was asked for and passes no more stops at the gate', () => {
  const review = against(
    changed((resources, stack) => {
      if (stack !== 'aws-inspect') return;
      for (const route of Object.values(resources['aws_route'] ?? {}))
        if (route['transit_gateway_id'] !== undefined) route['transit_gateway_id'] = 'tgw-0123456789abcdef0';
    }),
  );
  expect(review.effects.some(({ what, risk }) => risk === 'medium' && what.startsWith('routes lead elsewhere'))).toBe(
    true,
  );
  const rest = pathsAndSteps(review);
  expect(rest.paths.filter(({ kind }) => kind === 'lost').length).toBeGreaterThan(0);
  expect(gateIssues(review, rest).map(({ code, problem }) => `${code} ${problem}`)).toContainEqual(
    expect.stringMatching(/^GATE_REFUSES .* is still asked for by services\.print, and nothing passes any more\.$/),
  );
});

test('an output that means something else changes whoever reads it', () => {
  const { artefacts, cutOff } = against(
    changed((_, stack, tree) => {
      if (stack !== 'aws-hub') return;
      const outputs = tree['output'] as Record<string, Tree>;
      (outputs['transit_gateway_id'] ??= {})['value'] = 'tgw-0fedcba9876543210';
    }),
  );
  expect(artefacts.changes.map(({ key }) => key)).toContain(
    'aws-council-01/aws_vpn_connection.library_council_primary',
  );
  expect(cutOff.map(({ name }) => name)).toContain('Library');
});

test('a replacement reaches who reads it through an output that is no plain reference', () => {
  const { artefacts } = against(
    changed((resources, stack) => {
      const gateway = resources['azurerm_vpn_gateway']?.['hub'];
      if (stack === 'azure-uksouth-hub' && gateway) gateway['name'] = 'another';
    }),
  );
  const link = artefacts.changes.filter(
    ({ stack, type }) => stack.startsWith('link-') && type === 'aws_customer_gateway',
  );
  expect(link.map(({ action }) => action)).toEqual(['replace', 'replace']);
});

test('a guard that is lifted is refused, of public addresses too', () => {
  const review = against(
    changed((resources) => {
      for (const address of Object.values(resources['aws_eip'] ?? {})) delete address['lifecycle'];
    }),
  );
  expect(codes(review)).toEqual(['GUARD_LIFTED']);
});

test('an endpoint that goes while its supplier stands is refused', () => {
  const drop = changed((resources) => {
    delete resources['aws_vpc_endpoint']?.['supplier-revenues'];
  });
  expect(codes(against(drop))).toEqual(['PATH_CUT']);
});

test('whoever agreed that a guard is lifted has not agreed that a hub goes', () => {
  const entry: Change = {
    id: 'log-key',
    allows: ['guard-lifted'],
    for: { hubs: ['london'] },
    reason: 'A new key',
    owner: 'network.team@example.gov.uk',
    expires: '2026-12-31',
  };
  const gone = changed((resources, stack) => {
    if (stack === 'aws-hub') delete resources['aws_ec2_transit_gateway'];
  });
  const { prepared } = gone;
  const agreed = { ...gone, prepared: { ...prepared, catalogue: { ...prepared.catalogue, changes: [entry] } } };
  const review = against(agreed);
  expect(codes(review)).toEqual(['PATH_CUT']);
  expect(review.cutOff.length).toBeGreaterThan(3);
});

test('an interface of a datacentre that is made anew takes along whoever is inside', () => {
  const review = against(
    changed((resources) => {
      for (const each of Object.values(resources['aws_dx_transit_virtual_interface'] ?? {})) each['vlan'] = 999;
    }),
  );
  expect(codes(review)).toEqual(['PATH_CUT']);
  expect(review.cutOff.map(({ name }) => name)).toEqual(['Server Room']);
});

test('a resource that another account’s provider makes is made anew there', () => {
  const review = against(
    changed((resources) => {
      for (const each of Object.values(resources['aws_ec2_transit_gateway_vpc_attachment'] ?? {}))
        if (each['provider'] !== undefined) each['provider'] = 'aws.other';
    }),
  );
  expect(review.artefacts.changes.map(({ action }) => action)).toContain('replace');
  expect(codes(review)).toContain('PATH_CUT');
});

test('names are told as both sides’ stacks answer them, whatever the catalogue says', () => {
  const review = against(
    changed((resources, stack) => {
      const lists = resources['aws_route53_resolver_firewall_domain_list'] ?? {};
      const refused = lists['refused'];
      if (stack === 'aws-breakout-corporate' && refused)
        refused['domains'] = (refused['domains'] as string[]).filter((name) => !name.includes('gambling'));

      for (const name of Object.keys(resources['aws_route53_record'] ?? {}))
        delete resources['aws_route53_record']?.[name];
      for (const config of Object.values(resources['aws_route53_resolver_firewall_config'] ?? {}))
        if (stack === 'aws-breakout-guest') config['firewall_fail_open'] = 'ENABLED';
    }),
  );
  expect(review.words).toEqual([]);
  expect(pathsAndSteps(review).names.map(nameLine)).toEqual([
    'gambling.example.com and below: 198.18.255.1 (before: refused), for council at london, fire at london, ict at london',
    'revenues.example.net: nobody (before: the endpoint of suppliers.revenues), for council at london, fire at london, ict at london',
    'what DNS Firewall can’t check: answered (before: refused), for wifi at london',
  ]);
});

const GUEST: readonly Edit[] = [
  { file: 'small.yaml', replace: '    name: Guests\n', with: '    name: Guests\n    state: leaving\n' },
  { file: 'small.yaml', replace: '    kind: public-wifi\n', with: '    kind: public-wifi\n    state: leaving\n' },
  {
    file: 'small/sites.yaml',
    replace: 'name: Market Square\n    state: live',
    with: 'name: Market Square\n    state: leaving',
  },
];

test('what leaves is agreed to by saying so, and what is put back is guarded again, and nothing else', () => {
  const leaving = editedSide(GUEST);
  const away = against(leaving);
  expect(away.consent.refused).toEqual([]);
  expect(new Set(away.effects.map(({ what }) => what.replace(/ \(.*/, '')))).toEqual(
    new Set(['may be destroyed from now on, since it is leaving']),
  );
  const back = against(base, leaving);
  expect(new Set(back.effects.map(({ what }) => what.replace(/ \(.*/, '')))).toEqual(
    new Set(['guarded again: it is no longer leaving']),
  );
});

test('a new address that is leaving before it is there is to be looked at', () => {
  const review = against(
    editedSide([
      { file: 'small.yaml', replace: 'natAddressesPerZone: 2', with: 'natAddressesPerZone: 3' },
      { file: 'small.yaml', replace: 'leavingAddresses: 0', with: 'leavingAddresses: 1' },
      {
        file: 'small.yaml',
        replace: '\nquotas:\n',
        with: '\nquotas:\n  - { code: L-5F53652F, value: 10, date: 2026-10-01, case: CASE-7 }\n',
      },
    ]),
  );
  expect(review.effects.filter(({ risk }) => risk === 'look').map(({ what }) => what)).toContainEqual(
    expect.stringContaining('a new public address that is leaving already'),
  );
});
