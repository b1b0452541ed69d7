import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { renderIssues } from '../../catalogue/issues/render-issues';
import { verifyCommand, type VerifyOptions } from '../../cli/proof/verify';
import { ROOT, start } from '../support/run';
import { smallWorkspace } from '../support/workspace';

const shared = smallWorkspace();
beforeAll(() => {
  expect(start(['--catalogue', 'small.yaml', '--out', 'out'], shared).code).toBe(0);
}, 60_000);

const ask = (over: Partial<VerifyOptions>): ReturnType<typeof verifyCommand> =>
  verifyCommand('small.yaml', shared, { out: 'out', format: 'text', ...over });
const problems = (result: ReturnType<typeof verifyCommand>): string => renderIssues(result.issues);

describe('questions', () => {
  const lines = (over: Partial<VerifyOptions>): readonly string[] => ask(over).text.trimEnd().split('\n');

  test('who reaches an address, on what, by which entry', () => {
    const text = ask({ to: '10.18.9.10' }).text;
    expect(text).toContain('anybody → 10.18.9.10\n');
    expect(text).toMatch(/ {2}schools \(Primary School\) on tcp\/631\n {4}services\.print \(small\.yaml:\d+:\d+\)\n/);
    expect(text).toMatch(/ {2}nothing else passes\n$/);
    expect(ask({ to: '198.51.100.17', port: 'tcp/22' }).text).toMatch(
      /suppliers\.print-bureau \(small\.yaml:\d+:\d+\)/,
    );
  });

  test('a pair of tenants is answered for all of their places', () => {
    expect(lines({ from: 'fire', to: 'council' })).toEqual([
      'fire → council',
      '  fire (Fire Station) on tcp/443, udp/5000-5010, icmp to 10.16.1.10/32',
      expect.stringMatching(/^ {4}flows\.fire-to-council-cad \(/),
      '  fire (Town Hall, Fire Station) on tcp/631 to 10.18.9.10/32',
      expect.stringMatching(/^ {4}services\.print \(/),
      '  nothing else passes',
    ]);
    expect(lines({ from: 'fire', to: 'schools' })).toEqual(['fire → schools', '  nothing passes']);
  });

  test('where the name decides, it is asked for; where none is said, none is taken', () => {
    expect(problems(ask({ from: 'town-hall/council', to: '8.8.8.8' }))).toBe(
      'PACKET_SYNTAX\n    On tcp/443 to 8.8.8.8 the name that is asked for decides, and none was given.\n    Give --name, such as --name www.example.org.\n',
    );
    expect(problems(ask({ from: 'council', to: '8.8.8.8', port: 'tcp/443' }))).toContain(
      'the name that is asked for decides',
    );
    expect(ask({ from: 'town-hall/council', to: '8.8.8.8', port: 'tcp/22' }).text).toContain('Dropped: ');
    expect(problems(ask({ from: 'council', to: '8.8.8.8', port: 'tcp/22', name: 'a.example' }))).toContain(
      'SSH and SFTP asks for no name that a firewall could read.',
    );
  });

  test('what lies behind a firewall that drops is not printed as if it were walked', () => {
    const text = ask({ from: 'fire-station', to: '10.16.1.10', port: 'tcp/22' }).text;
    expect(text).toMatch(/→ firewall aws_networkfirewall_firewall\.inspect in [\w.-]+\nDropped: no rule passes it\n$/);
    expect(text).not.toContain('and back');
  });

  test('an expectation that isn’t met is exit code 1', () => {
    const packet = { from: 'fire-station', to: '10.16.1.10' };
    expect(ask({ ...packet, expect: 'pass' }).exitCode).toBe(0);
    expect(ask({ ...packet, expect: 'drop' })).toMatchObject({
      exitCode: 1,
      text: expect.stringContaining('\nExpected to be dropped, and something passes.\n') as string,
    });
    expect(ask({ from: 'fire', to: 'schools', expect: 'drop' }).exitCode).toBe(0);
    expect(ask({ from: 'fire', to: 'schools', expect: 'pass' }).exitCode).toBe(1);
    expect(problems(ask({ ...packet, expect: 'maybe' }))).toContain('--expect takes pass or drop beside --to');
  });
});

describe('a file of expectations', () => {
  const withFile = (text: string, question: () => void): void => {
    const file = path.join(shared, 'small.expect.yaml');
    writeFileSync(file, text);
    try {
      question();
    } finally {
      rmSync(file);
    }
  };

  test('is met, or says which is not, with its place', () => {
    withFile(readFileSync(path.join(ROOT, 'examples/small.expect.yaml'), 'utf8'), () => {
      expect(ask({ expect: 'small.expect.yaml' }).text).toBe('6 expectations of small.expect.yaml: all are met.\n');
    });
    withFile('expectations:\n  - { from: wifi, to: council, expect: pass, because: No }\n', () => {
      const failed =
        'small.expect.yaml:2:40  EXPECTATION_FAILED\n    wifi → council: expected to pass, and nothing does.\n    Got: nothing passes\n    No\n';
      expect(problems(ask({ expect: 'small.expect.yaml' }))).toBe(failed);
      const started = start(['--catalogue', 'small.yaml', '--out', 'out'], shared);
      expect([started.code, started.stderr]).toEqual([1, expect.stringContaining(failed)]);
    });
  }, 60_000);

  test.each([
    [
      'expectations:\n  - { from: nowhere, to: council, expect: drop }\n',
      'small.expect.yaml:2:13  PACKET_SYNTAX\n    "from" names nothing that this network knows.\n    Got: nowhere\n',
    ],
    [
      'expectations:\n  - { from: fire, to: council, expect: drop, name: 8.8.8.8 }\n',
      'small.expect.yaml:2:52  PACKET_SYNTAX\n    "name" is the name of a server, as a client asks for it: no port, no path, no address.\n',
    ],
    [
      'expectations:\n  - { form: fire, to: council, expect: maybe }\n',
      'small.expect.yaml:2:5  EXPECTATION_SYNTAX  expectations.0\n',
    ],
    ['expectations: none\n', 'small.expect.yaml:1:1  EXPECTATION_SYNTAX\n    A file of expectations holds one list.\n'],
    ['expectations: [\n', 'small.expect.yaml:1:15  YAML_SYNTAX\n'],
  ])('%j is refused with line and column', (text, said) => {
    withFile(text, () => {
      expect(problems(ask({ expect: 'small.expect.yaml' }))).toContain(said);
    });
  });

  test('that is not there', () => {
    expect(problems(ask({ expect: 'none.yaml' }))).toContain('none.yaml:1:1  FILE_MISSING\n');
  });
});
