import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { renderIssues } from '../../../catalogue/issues/render-issues';
import { addCommand } from '../../../cli/edit/add';
import type { Ask } from '../../../cli/edit/answers';
import { FORMS } from '../../../cli/edit/edit-commands';
import type { Answers, Form } from '../../../cli/edit/forms/form';
import type { Desk } from '../../../cli/edit/proposal';
import { askOn, confirmOn, Interrupted } from '../../../cli/edit/terminal';
import { checkCommand } from '../../../cli/check';
import { changedLines, commit, filesOf, smallDesk } from '../../support/desk';

const form = (what: string): Form => {
  const found = FORMS.find((each) => each.what === what);
  if (!found) throw new Error(`no form for ${what}`);
  return found;
};

/** What changes in files but the lock, and what is said. */
async function added(
  desk: Desk,
  what: string,
  flags: Answers,
): Promise<{ readonly lines: readonly string[]; readonly said: string }> {
  const before = filesOf(desk.cwd);
  const { text, issues } = await addCommand(desk, form(what), flags, {});
  const lines = changedLines(before, filesOf(desk.cwd)).filter((line) => !/^.small\.lock\.yaml/.test(line));
  return { lines, said: text + renderIssues(issues.filter(({ severity }) => severity !== 'warning')) };
}

test('a site as its like are: profile, circuits, suppliers and size as most of them have', async () => {
  const desk = smallDesk();
  const { lines, said } = await added(desk, 'site', {
    name: ['St Mary’s Hall'],
    tenant: ['council'],
    profile: ['branch'],
    postcode: ['ex11zz'],
    address: ['198.18.9.17'],
  });
  expect(lines).toEqual([
    '+small/sites.yaml:   - id: st-marys-hall',
    '+small/sites.yaml:     name: St Mary’s Hall',
    '+small/sites.yaml:     state: building',
    '+small/sites.yaml:     place: { postcode: EX1 1ZZ }',
    '+small/sites.yaml:     profile: branch',
    '+small/sites.yaml:     circuits:',
    '+small/sites.yaml:       - { id: primary, role: active, address: 198.18.9.17, supplier: FibreCo }',
    '+small/sites.yaml:     segments: [{ tenant: council, size: /24 }]',
  ]);
  expect(said).toContain('+  - id: st-marys-hall\n');
  expect(said).toMatch(/^Chosen for st-marys-hall: AS \d+, 10\.1[67]\.\d+\.\d+\/24 for council\./m);
  expect(said).toContain('small.lock.yaml: 1 new site (st-marys-hall); 1 new concentrator (council-1 at london).\n');
  expect(said).toMatch(/^Against HEAD \([0-9a-f]+\): 1 site changes · nobody goes off the network/m);
  expect(said).toMatch(/small\/sites\.yaml, small\.lock\.yaml written\. Next: `npx wan review`, and commit\.\n$/);
  const { issues } = checkCommand('small.yaml', desk.cwd, '2026-11-22');
  expect(issues.filter(({ severity }) => severity !== 'warning')).toEqual([]);
});

test.each<readonly [string, Answers, readonly string[]]>([
  [
    'service',
    { name: ['Payroll'], owner: ['council'], address: ['10.18.9.30'], port: ['tcp/443'], consumer: ['fire'] },
    [
      '+small.yaml:   - { id: payroll, name: Payroll, owner: council, addresses: [10.18.9.30/32], ports: [tcp/443], consumers: [fire] }',
    ],
  ],
  [
    'flow',
    {
      from: ['council'],
      to: ['fire'],
      'to-prefix': ['10.64.9.10/32'],
      port: ['tcp/443'],
      reason: ['Agreed'],
      expires: ['2027-05-31'],
    },
    [
      '+small.yaml:   - id: council-to-fire',
      '+small.yaml:     from: { tenant: council }',
      '+small.yaml:     to: { tenant: fire, prefixes: [10.64.9.10/32] }',
      '+small.yaml:     ports: [tcp/443]',
      '+small.yaml:     reason: Agreed',
      '+small.yaml:     owner: engineer@example.gov.uk',
      '+small.yaml:     expires: 2027-05-31',
    ],
  ],
  [
    'supplier',
    {
      kind: ['egress'],
      name: ['Pensions portal'],
      'dns-name': ['portal.example-pensions.net'],
      port: ['tcp/443'],
      consumer: ['council'],
    },
    [
      '+small.yaml:   - id: pensions-portal',
      '+small.yaml:     kind: egress',
      '+small.yaml:     name: Pensions portal',
      '+small.yaml:     dnsNames: [portal.example-pensions.net]',
      '+small.yaml:     ports: [tcp/443]',
      '+small.yaml:     consumers: [council]',
    ],
  ],
  [
    'tenant',
    {
      name: ['Ambulance'],
      kind: ['council'],
      egress: ['corporate'],
      'cost-centre': ['AM-1'],
      supernet: ['aws=10.200.0.0/16'],
      hub: ['london'],
    },
    [
      '+small.yaml:   - id: ambulance',
      '+small.yaml:     name: Ambulance',
      '+small.yaml:     kind: council',
      '+small.yaml:     supernets: { aws: [10.200.0.0/16] }',
      '+small.yaml:     loopbacks: { aws: 10.200.240.0/22 }',
      '+small.yaml:     hubs: [london]',
      '+small.yaml:     egress: corporate',
      '+small.yaml:     siteToSite: inspected',
      '+small.yaml:     costCentre: AM-1',
    ],
  ],
])('a %s changes only the lines that it must', async (what, flags, wanted) => {
  const { lines, said } = await added(smallDesk(), what, flags);
  expect([
    said.includes('written.') ? 'written' : said,
    lines.filter((line) => line.startsWith('+small') && line.trimEnd() !== '+small.yaml:'),
  ]).toEqual(['written', wanted]);
});

test('all that is missing is said at once, with what there is', async () => {
  const { lines, said } = await added(smallDesk(), 'flow', { from: ['fyre'], to: ['council'] });
  expect(lines).toEqual([]);
  expect(said).toBe(`\
USAGE
    --from knows no "fyre".
    Allowed: academies, council, fire, ict, nurseries, payroll, schools, wifi
    Did you mean "fire"?

USAGE
    --to-prefix is missing: the prefixes that are reached.

USAGE
    --port is missing: what may be reached: tcp/443, udp/5000-5010, icmp ….

USAGE
    --reason is missing: why, and who agreed.

USAGE
    --expires is missing: last day on which it is allowed (year-month-day).
`);
});

const SITE: Answers = {
  name: ['New Branch'],
  tenant: ['council'],
  profile: ['branch'],
  postcode: ['EX1 1ZZ'],
  address: ['198.18.9.17'],
};

test.each<readonly [string, Answers, string]>([
  [
    'an id that is there already',
    { ...SITE, id: ['library'] },
    'USAGE\n    There is a "library" already: ids are permanent, and never used twice.\n',
  ],
  [
    'a prefix that is taken: both are named, the new one by its key, since its line is not there yet',
    { ...SITE, prefix: ['10.16.2.0/24'] },
    'PREFIX_OVERLAP  sites.new-branch.segments.0.prefixes.0\n    10.16.2.0/24 overlaps 10.16.2.0/24 of Library (small/sites.yaml:24:46).',
  ],
  ['no postcode', { ...SITE, postcode: ['Crewe'] }, 'USAGE\n    --postcode: "Crewe" is no UK postcode.\n'],
  ['what looks like a key', { ...SITE, name: ['-----BEGIN PRIVATE KEY-----'], id: ['a-key'] }, 'SECRET_IN_FILE'],
  ['a profile that is not there', { ...SITE, profile: ['nowhere'] }, '--profile knows no "nowhere".'],
])('nothing is written for %s', async (_, flags, wanted) => {
  const { lines, said } = await added(smallDesk(), 'site', flags);
  expect(said).toContain(wanted);
  expect(lines).toEqual([]);
});

test('what would be in no entry is refused, and not lost', async () => {
  const { lines, said } = await added(smallDesk(), 'site', {
    ...SITE,
    supplier: ['FibreCo', 'OtherCo'],
    mbps: ['10', '20'],
  });
  expect(lines).toEqual([]);
  expect(said).toBe(
    'USAGE\n    --supplier has 2 values, and --address 1: one for each circuit, in turn.\n\nUSAGE\n    --mbps has 2 values, and --address 1: one for each circuit, in turn.\n',
  );
  const tenant = await added(smallDesk(), 'tenant', { name: ['X'], supernet: ['10.200.0.0/16'] });
  expect(tenant.said).toContain('--supernet: "10.200.0.0/16" says no home: aws=10.200.0.0/16, azure= or datacentre=.');
});

test('a file of another name takes it; one that is none of the catalogue is refused', async () => {
  const desk = smallDesk();
  const there = await addCommand(desk, form('site'), SITE, { file: 'small.yaml' });
  expect(there.text).toContain('small.yaml, small.lock.yaml written.');
  const nowhere = await addCommand(desk, form('site'), { ...SITE, id: ['b'] }, { file: 'else.yaml' });
  expect(renderIssues(nowhere.issues)).toBe(
    'USAGE\n    else.yaml is no file of this catalogue.\n    Allowed: small.yaml, small/changes.yaml, small/sites.yaml\n    Name one of these, or write the file and let `include:` name it.\n',
  );
});

test('what is shown first is written only where somebody says yes, and never over what another wrote meanwhile', async () => {
  const desk = smallDesk();
  const before = filesOf(desk.cwd);
  const dry = await addCommand(desk, form('site'), SITE, { dryRun: true });
  expect(dry.text).toMatch(/^--- small\/sites\.yaml\n[\s\S]*\nNothing was written \(--dry-run\)\.\n$/);
  const no = await addCommand(desk, form('site'), SITE, { confirm: () => Promise.resolve(false) });
  expect(no).toMatchObject({ text: 'Nothing was written.\n', exitCode: 1 });
  expect(filesOf(desk.cwd)).toEqual(before);
  const other = `${before['small/sites.yaml'] ?? ''}# somebody else\n`;
  const late = await addCommand(desk, form('site'), SITE, {
    confirm: () => {
      writeFileSync(path.join(desk.cwd, 'small/sites.yaml'), other);
      return Promise.resolve(true);
    },
  });
  expect(renderIssues(late.issues)).toBe(
    'small/sites.yaml:1:1  FILE_CHANGED\n    small/sites.yaml was written by somebody else meanwhile: nothing was written.\n    Run it again: it starts from what is there now.\n',
  );
  expect(filesOf(desk.cwd)).toEqual({ ...before, 'small/sites.yaml': other });
});

test('on a terminal every question has its usual answer and what exists; what is no choice is asked again', async () => {
  const desk = smallDesk();
  const asked: string[] = [];
  const told: string[] = [];
  const typed: Readonly<Record<string, readonly string[]>> = {
    name: ['New Branch'],
    tenant: ['nobody', 'council'],
    profile: ['branch'],
    postcode: ['', 'Crewe', 'EX1 1ZZ'],
    address: ['198.18.9.17'],
  };
  const count = new Map<string, number>();
  const ask: Ask = ({ flag }, usual) => {
    const turn = count.get(flag) ?? 0;
    count.set(flag, turn + 1);
    asked.push(`${flag} [${usual.join()}]`);
    return Promise.resolve(typed[flag]?.[turn] ?? '');
  };
  const result = await addCommand(desk, form('site'), {}, {}, { ask, say: (text) => void told.push(text) });
  expect(result.text).toContain('written.');
  expect(asked).toEqual([
    'name []',
    'id [new-branch]',
    'tenant []',
    'tenant []',
    'profile [branch]',
    'state [building]',
    'postcode []',
    'postcode []',
    'postcode []',
    'address []',
    'supplier [FibreCo]',
    'size [/24]',
  ]);
  expect(told).toEqual([
    '--tenant knows no "nobody". There is: academies, council, fire, ict, nurseries, payroll, schools, wifi\n',
    'This has to be said.\n',
    '--postcode: "Crewe" is no UK postcode.\n',
  ]);
});

test('the terminal asks with the usual in brackets; Ctrl-D writes nothing; Enter agrees', async () => {
  const streams = (): { input: PassThrough; output: PassThrough; said: () => string } => {
    const output = new PassThrough();
    let text = '';
    output.on('data', (chunk: Buffer) => (text += chunk.toString()));
    return { input: new PassThrough(), output, said: () => text };
  };
  const first = streams();
  const answer = askOn(first)({ flag: 'to', words: 'Who' }, ['fire'], ['fire', 'police']);
  first.input.write('police\n');
  expect(await answer).toBe('police');
  expect(first.said()).toBe('Who (fire, police) [fire]: ');
  const second = streams();
  const none = askOn(second)({ flag: 'to', words: 'Who' }, [], []);
  second.input.end();
  await expect(none).rejects.toThrow(Interrupted);
  for (const [line, agreed] of [
    ['\n', true],
    ['y\n', true],
    ['n\n', false],
    ['no thanks\n', false],
  ] as const) {
    const each = streams();
    const said = confirmOn(each, 'this\n');
    each.input.write(line);
    expect(await said).toBe(agreed);
    expect(each.said()).toBe('this\n\nWrite this? [Y/n] ');
  }
});

test('an entry of every noun goes into a file with CRLF, and only lines of its own come', async () => {
  const desk = smallDesk();
  const file = path.join(desk.cwd, 'small/sites.yaml');
  writeFileSync(file, (filesOf(desk.cwd)['small/sites.yaml'] ?? '').replaceAll('\n', '\r\n'));
  commit(desk.cwd);
  const { lines } = await added(desk, 'site', SITE);
  expect(lines).toHaveLength(8);
  expect(lines.every((line) => line.startsWith('+small/sites.yaml') && line.endsWith('\r'))).toBe(true);
});
