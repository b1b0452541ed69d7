import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { renderIssues } from '../../../catalogue/issues/render-issues';
import { policyCommand } from '../../../cli/kept/policy';
import { verifyCommand, type VerifyOptions } from '../../../cli/proof/verify';
import { start, wan } from '../../support/run';
import { smallWorkspace } from '../../support/workspace';

const folder = smallWorkspace();
beforeAll(() => {
  expect(start(['--catalogue', 'small.yaml', '--out', 'out'], folder).code).toBe(0);
}, 60_000);

const ask = (over: Partial<VerifyOptions>): ReturnType<typeof verifyCommand> =>
  verifyCommand('small.yaml', folder, { out: 'out', format: 'text', ...over });

describe('wan verify --without', () => {
  test.each(['', ' , '])('--without %j names nothing, and nothing is said to be well', (without) => {
    const { issues, text } = ask({ without });
    expect(text).toBe('');
    expect(issues.map(({ code, problem }) => `${code} ${problem}`)).toEqual(['USAGE --without names nothing.']);
  });

  test('one circuit: nobody loses anything, and what takes another way', () => {
    const { text, exitCode, issues } = ask({ without: 'dc-one.dx-1' });
    expect([exitCode ?? 0, issues]).toEqual([0, []]);
    expect(text).toMatch(/^Without dc-one\.dx-1 \(Direct Connect of First datacentre at EqLD5\)\n/);
    expect(text).toContain(' Nobody loses anything.\n');
    expect(text).toContain(
      '   aws_vpn_connection.dc-one_council_direct → aws_vpn_connection.dc-one_council_backup: 1 prefix in 1 table\n',
    );
    expect(text).toMatch(/ Datacentres: \d+ kinds of traffic, each there and back by one way\.\n$/);
  });

  test('several at once, by commas: who loses what', () => {
    const { text } = ask({ without: 'town-hall.primary, town-hall.mobile' });
    expect(text).toContain(' Lost\n   council at Town Hall: everything\n   fire at Town Hall: everything\n');
  });

  test('nothing of the name: what it takes, and what was meant', () => {
    const { issues, text } = ask({ without: 'dc-one.dx-11,dc-one' });
    expect(text).toBe('');
    expect(renderIssues(issues)).toBe(
      'USAGE\n' +
        '    --without knows nothing called "dc-one.dx-11".\n' +
        '    Allowed: SITE.CIRCUIT, DATACENTRE, DATACENTRE.CIRCUIT, DATACENTRE.internet, a zone, CONNECTION.tunnel-1, CONNECTION.instance-0, link_HUB_0-1\n' +
        '    Did you mean "dc-one.dx-1"?\n',
    );
  });

  test('for machines', () => {
    const told = JSON.parse(ask({ without: 'dc-one', format: 'json' }).text) as {
      elements: { id: string; kind: string }[];
      losses: { who: string; sites: string[] }[];
      asymmetric: [];
    };
    expect(told.elements).toEqual([{ id: 'dc-one', kind: 'datacentre', label: 'First datacentre' }]);
    expect(told.losses.flatMap(({ sites }) => sites)).toContain('town-hall');
    expect(told.asymmetric).toEqual([]);
  });
});

describe('wan verify --failures', () => {
  /** The second datacentre of the example hangs on one internet line, and who is promised two ways would lose it. */
  const ONE_LINE =
    'small.yaml:264:9  RESILIENCE_BROKEN  datacentres.dc-two.internet\n' +
    '    Without dc-two.internet (internet line of Second datacentre) more is lost than was promised: tenants.council.dns, tenants.council.siteToSite, at Planning Office (dual-dc), Town Hall (dual).\n' +
    '    Got: 2 sites\n' +
    '    Give the datacentre a second way, a circuit or `vpnBackup`. See `npx wan verify --without dc-two.internet`.\n';

  test('1: every element, the verdict, and each promise that is not kept, where the cause is', () => {
    const { text, issues } = ask({ failures: '1' });
    expect(issues.map((issue) => renderIssues([issue]))).toEqual([ONE_LINE]);
    for (const kind of [
      'circuit of a site',
      'tunnel',
      'circuit of a datacentre',
      'datacentre',
      'zone',
      'tunnel of a link',
    ])
      expect(text).toMatch(new RegExp(`^ ${kind} +\\d+ +\\d+ +\\d+ +0$`, 'm'));
    expect(text).toMatch(
      /\d+ elements, each failed by itself: 1 of them takes more than a class of resilience allows\.\n$/,
    );
  });

  test('a way that is not there is found: which line promises what, exit code 1', () => {
    const file = path.join(folder, 'out/stacks/aws-fire-01/cdk.tf.json');
    const before = readFileSync(file, 'utf8');
    const tree = JSON.parse(before) as {
      resource: Record<string, Record<string, unknown>>;
      output: { tunnel_ends: { value: Record<string, unknown> } };
    };
    for (const named of [...Object.values(tree.resource), tree.output.tunnel_ends.value])
      Reflect.deleteProperty(named, 'fire-station_fire_secondary');
    writeFileSync(file, JSON.stringify(tree));
    try {
      const { text, issues } = ask({ failures: '1' });
      expect(text).toContain('2 of them take more than a class of resilience allows.');
      const [own] = issues.filter(({ path: at }) => at?.includes('fire-station'));
      expect(own && renderIssues([own])).toBe(
        'small/sites.yaml:54:14  RESILIENCE_BROKEN  sites.fire-station.profile\n' +
          '    Fire Station is dual, and without fire-station.primary (primary of Fire Station) it loses everything.\n' +
          '    See `npx wan verify --without fire-station.primary`. Give it another way, or the class that is true.\n',
      );
      const ran = wan(['--catalogue', 'small.yaml', 'verify', '--out', 'out', '--failures', '1'], folder);
      expect(ran.code).toBe(1);
      const data = JSON.parse(ask({ failures: '1', format: 'json' }).text) as { broken: number };
      expect(data.broken).toBe(2);
    } finally {
      writeFileSync(file, before);
    }
  });

  test('several at once would be millions: they are named instead', () => {
    expect(renderIssues(ask({ failures: '2' }).issues)).toBe(
      'USAGE\n' +
        '    --failures takes 1: each element by itself. "2" is not tried.\n' +
        '    For several at once name them: --without dc-crewe.dx-1,dc-crewe.dx-2.\n',
    );
  });
});

describe('policies', () => {
  test('where none is committed it is said that the planned one was judged', () => {
    const { issues, exitCode } = ask({});
    expect(exitCode).toBe(0);
    expect(renderIssues(issues.slice(0, 1))).toBe(
      'warning POLICY_STALE\n' +
        "    The policy of dc-one's router is not committed (small.policies/dc-one.yaml): the planned one was judged, whatever the router does.\n" +
        '    Run `npx wan policy`, and commit what it writes.\n',
    );
    expect(issues).toHaveLength(2);
  });

  test('one question at a time', () => {
    expect(renderIssues(ask({ failures: '1', without: 'dc-one' }).issues)).toContain('Ask one at a time.');
    expect(renderIssues(ask({ from: 'library', to: '10.16.1.1', without: 'dc-one' }).issues)).toContain('USAGE');
  });

  test('a site that is named by itself: its circuits', () => {
    expect(renderIssues(ask({ without: 'town-hall' }).issues)).toContain(
      'Did you mean town-hall.primary or town-hall.mobile?',
    );
  });

  const file = path.join(folder, 'small.policies/dc-one.yaml');

  test('wan verify judges the policy that is committed, not the one that was planned', () => {
    policyCommand('small.yaml', folder, false);
    expect(ask({}).exitCode).toBe(0);
    const before = readFileSync(file, 'utf8');
    writeFileSync(file, before.replaceAll('localPreference: 100', 'localPreference: 300'));
    const { text, exitCode } = ask({});
    expect(exitCode).toBe(1);
    expect(text).toContain(
      'STALE  small.policies/dc-one.yaml asks something else of the router than catalogue and lock: dc-one_council_backup (aws), dc-one_council_backup (azure). Run',
    );
    expect(text).toMatch(
      /^ASYMMETRIC {2}dc-one council and sites of council in AWS: there by one way and back by the other\.$/m,
    );
    writeFileSync(file, before);
  });

  test('a file that is no policy can’t be judged: POLICY_STALE', () => {
    const before = readFileSync(file, 'utf8');
    writeFileSync(file, before.replace('prepend: 0', 'prepend: never'));
    const { issues } = ask({});
    expect(renderIssues(issues)).toBe(
      'small.policies/dc-one.yaml:1:1  POLICY_STALE\n' +
        '    It is no policy that could be judged.\n' +
        '    Run `npx wan policy`, and read what it changes before you commit it.\n',
    );
    writeFileSync(file, before);
  });
});
