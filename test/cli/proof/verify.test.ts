import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { renderIssues } from '../../../catalogue/issues/render-issues';
import { verifyCommand, type VerifyOptions } from '../../../cli/proof/verify';
import { sha256 } from '../../../output/output-folder';
import { SCHOOL_LINES, SCHOOL_LOCAL } from '../../support/lines';
import { start, wan } from '../../support/run';
import { applyEdit, smallWorkspace } from '../../support/workspace';

const shared = smallWorkspace();
beforeAll(() => {
  expect(start(['--catalogue', 'small.yaml', '--out', 'out'], shared).code).toBe(0);
}, 60_000);

const ask = (over: Partial<VerifyOptions> = {}, folder = shared): ReturnType<typeof verifyCommand> =>
  verifyCommand('small.yaml', folder, { out: 'out', format: 'text', ...over });
const problems = (result: ReturnType<typeof verifyCommand>): string => renderIssues(result.issues);
const stackFile = (stack: string): string => path.join(shared, 'out/stacks', stack, 'cdk.tf.json');

/** Changes one file of the output for one question. */
function withChange(file: string, change: (text: string) => string | undefined, question: () => void): void {
  const before = readFileSync(file, 'utf8');
  const changed = change(before);
  if (changed === undefined) rmSync(file);
  else writeFileSync(file, changed);
  try {
    question();
  } finally {
    writeFileSync(file, before);
  }
}

describe('wan verify', () => {
  test('says that nothing differs, with the matrix within 100 columns and without colour', () => {
    const { text, exitCode } = ask();
    expect(exitCode).toBe(0);
    expect(text).toMatch(/kinds of packet, both directions, and \d+ of DNS query: 0 differences\.\n$/);
    const matrix = text.split('\n\n')[0]?.split('\n') ?? [];
    expect(matrix).toHaveLength(9);
    for (const line of matrix) expect(line.length).toBeLessThanOrEqual(100);
    expect(text).not.toContain('\u001b');
  });

  test('what leaves by lines of buildings is said not to be proved, and changes no stack', () => {
    const local = (text: string): string =>
      [...SCHOOL_LINES, SCHOOL_LOCAL].reduce((now, edit) => now.replace(edit.replace ?? '', edit.with ?? ''), text);
    expect(ask().text).not.toContain('out of the lines of buildings');
    withChange(path.join(shared, 'small/sites.yaml'), local, () => {
      const { text, exitCode } = ask();
      expect(exitCode).toBe(0);
      expect(text).toContain(
        '  routers lead out of the lines of buildings what `wan router` writes, and nothing else; nothing of it passes here:\n    schools at 1 site\n',
      );
      expect(text).toContain('\nByte for byte what this program makes of catalogue and lock.\n');
    });
  });

  test('a leak in a stack that somebody edited is found: exit code 1', () => {
    const widen = (text: string): string => text.replaceAll('10.16.1.10/32] 443', '10.16.1.10/32] [443:444]');
    withChange(stackFile('aws-inspect'), widen, () => {
      const { text, exitCode } = ask();
      expect(exitCode).toBe(1);
      expect(text).toContain('LEAK  fire (Fire Station, 10.64.1.0) → council (Town Hall, 10.16.1.10) tcp/444');
    });
  });

  test('a folder is, byte for byte, what this program makes, or the files that are not are named', () => {
    expect(ask().text).toContain('\nByte for byte what this program makes of catalogue and lock.\n');
    const inWords = (text: string): string => text.replace('"Hub london"', '"Hub in London"');
    for (const file of [stackFile('aws-hub'), path.join(shared, 'out/manifest.json')])
      withChange(file, file.endsWith('manifest.json') ? (text) => `${text}\n` : inWords, () => {
        const { text, exitCode } = ask();
        expect(exitCode).toBe(1);
        expect(text).toContain(
          `EDITED  ${path.relative(shared, file)} is not, byte for byte, what this program makes of catalogue and lock. Run \`npm start\`, which writes it anew.\n`,
        );
        expect(text).not.toContain('Byte for byte what');
        expect(text).toMatch(/ 1 difference\.\n$/);
      });
  });

  test.each(['more.tf', 'override.tf.json', 'terraform.tfvars', 'more.auto.tfvars.json'])(
    '%s beside a stack: Terraform would read it, and nobody has synthesised it',
    (name) => {
      const file = path.join(shared, 'out/stacks/aws-hub', name);
      writeFileSync(file, '');
      try {
        const { text, exitCode } = ask();
        expect(exitCode).toBe(1);
        expect(text).toContain(
          `NOT UNDERSTOOD  out/stacks/aws-hub/${name} is a file that Terraform reads with this stack, and that nobody has synthesised. Remove it.\n`,
        );
        // npm start doesn't write over a network that it can't judge, and says the same.
        const started = start(['--catalogue', 'small.yaml', '--out', 'out'], shared);
        expect(started.code).toBe(1);
        expect(started.stderr).toContain(
          `OUTPUT_STRAY\n    out/stacks/aws-hub/${name} is a file that Terraform reads with this stack, and that nobody has synthesised. Remove it. Nothing was written.\n`,
        );
      } finally {
        rmSync(file);
      }
    },
    60_000,
  );

  test.each([
    [
      'a key twice',
      (text: string) =>
        text.replace('"vpn_ecmp_support"', '"vpn_ecmp_support": "disable",\n        "vpn_ecmp_support"'),
      'is a key that stands there twice: Terraform takes both.',
    ],
    [
      'count',
      (text: string) => text.replace('"vpn_ecmp_support"', '"count": 0,\n        "vpn_ecmp_support"'),
      'aws_ec2_transit_gateway.hub count is an argument that this proof does not know.',
    ],
    [
      'an expression',
      (text: string) => text.replace('"amazon_side_asn": 64600', '"amazon_side_asn": "${var.asn}"'),
      'amazon_side_asn is "${var.asn}", and 64600 is asked for.',
    ],
    [
      'a list of resources',
      (text: string) => text.replace(/"aws_kms_key": (\{[\s\S]*?\n {4}\})/, '"aws_kms_key": [$1]'),
      'aws_kms_key.0',
    ],
    ['nothing where resources stand', () => '{"resource": null}', 'provider'],
    ['no object', () => '[]', 'provider'],
  ] as const)('%s ends in words, and never in a stack trace', (_, change, said) => {
    withChange(stackFile('aws-hub'), change, () => {
      const result = ask();
      expect(result.exitCode).toBe(1);
      expect(result.text).toContain(said);
    });
  });

  test('one packet, hop by hop', () => {
    const { text } = ask({ from: 'fire-station', to: '10.16.1.10', port: 'tcp/443' });
    expect(text).toContain('rt-fire: 10.16.1.10/32 via aws_ec2_transit_gateway_vpc_attachment.inspect');
    expect(text).toMatch(/Passes, and so does the reply: rule \d+ pass\n$/);
    expect(ask({ from: 'fire-station', to: '10.16.1.10', port: 'tcp/22' }).text).toContain('Dropped: ');
  });

  test.each(['www.example.com:8080', 'https://www.example.com', '8.8.8.8', '', 'a..b', 'ｗww.example.com'])(
    '--name %j is no name of a server',
    (name) => {
      expect(problems(ask({ from: 'fire-station', to: '93.184.215.14', name }))).toContain(
        `PACKET_SYNTAX\n    --name is the name of a server, as a client asks for it: no port, no path, no address.\n    Got: ${name}\n`,
      );
    },
  );

  test.each(['www.example.com', 'WWW.Example.COM.', '_dmarc.example.org', 'intranet'])('--name %j is one', (name) => {
    expect(ask({ from: 'fire-station', to: '93.184.215.14', name }).issues).toEqual([]);
  });

  test('what a site could draw to itself', () => {
    expect(ask({ rogue: 'library' }).text).toContain('library announces into rt-post.');
    expect(problems(ask({ rogue: 'nobody' }))).toContain('There is no site "nobody" with a connection.');
    expect(ask({ rogue: 'payroll-office' }).text).toBe(
      "payroll-office has static routing: it announces nothing, and rows of the hub's tables lead it what the catalogue says and no more.\n",
    );
    const inAzure = ask({ rogue: 'azure-office' }).text;
    expect(inAzure).toContain('azure-office announces into hub small-lab-uksouth');
    expect(inAzure).toContain('that is not private by RFC 1918, past the firewall.');
  });

  test('the evidence is the same bytes each time, and says what it was made from', () => {
    const first = ask({ format: 'json' }).text;
    expect(ask({ format: 'json' }).text).toBe(first);
    const evidence = JSON.parse(first) as {
      proven: boolean;
      inputs: { stacks: object; lock: string };
      differences: [];
    };
    expect(evidence.proven).toBe(true);
    expect(evidence.differences).toEqual([]);
    expect(Object.keys(evidence.inputs.stacks)).toContain('aws-hub');
    expect(evidence.inputs.lock).toMatch(/^[0-9a-f]{64}$/);
    const printed = wan(['--catalogue', 'small.yaml', '--format', 'json', 'verify', '--out', 'out'], shared);
    expect(printed.stdout).toBe(first);
  });
});

describe('input that can’t be verified', () => {
  test('no output at all', () => {
    expect(problems(ask({ out: 'nowhere' }))).toBe(
      'OUTPUT_MISSING\n    nowhere holds no synthesised network.\n    Run `npm start` first (with the same --catalogue and --out).\n',
    );
    expect(wan(['--catalogue', 'small.yaml', 'verify', '--out', 'nowhere'], shared).code).toBe(2);
  });

  test('output older than the catalogue', () => {
    const folder = smallWorkspace();
    expect(start(['--catalogue', 'small.yaml', '--out', 'out'], folder).code).toBe(0);
    applyEdit(folder, { file: 'small.yaml', replace: 'ports: [tcp/631]', with: 'ports: [tcp/632]' });
    const shown = problems(ask({}, folder));
    expect(shown).toContain('OUTPUT_STALE');
    expect(shown).toContain('out was made from another catalogue or lock: aws-inspect');
  }, 60_000);

  test('half a stack missing, and a stack that is no JSON', () => {
    withChange(
      stackFile('aws-hub'),
      () => undefined,
      () => {
        expect(problems(ask())).toBe(
          'OUTPUT_INCOMPLETE\n    out/stacks/aws-hub/cdk.tf.json is missing: half a network proves nothing.\n    Run `npm start`, which writes what is missing.\n',
        );
      },
    );
    withChange(
      stackFile('aws-hub'),
      (text) => text.slice(0, -9),
      () => {
        expect(problems(ask())).toBe(
          'OUTPUT_SYNTAX\n    out/stacks/aws-hub/cdk.tf.json is not JSON that Terraform would read.\n    Run `npm start`, which writes it anew.\n',
        );
      },
    );
  });

  test('another WAN’s output', () => {
    withChange(
      path.join(shared, 'out/wan.json'),
      (text) => text.replace('"small"', '"other"'),
      () => {
        expect(problems(ask())).toContain('OUTPUT_FOREIGN\n    out holds other lab, the catalogue is of small lab.\n');
      },
    );
  });

  test('a resource of a type that the proof does not know', () => {
    const plant = (text: string): string => {
      const tree = JSON.parse(text) as { resource: Record<string, unknown> };
      tree.resource['aws_vpc_peering_connection'] = { shortcut: { vpc_id: 'vpc-1' } };
      return JSON.stringify(tree);
    };
    withChange(stackFile('aws-hub'), plant, () => {
      const { text, exitCode } = ask();
      expect(exitCode).toBe(1);
      expect(text).toContain(
        'NOT UNDERSTOOD  aws-hub/aws_vpc_peering_connection.shortcut is a resource of a type of which this proof does not know what it does to traffic.\n',
      );
    });
  });

  test('a packet that is no packet', () => {
    const shown = problems(ask({ from: '999.1.1.1', to: 'nowhere', port: 'http' }));
    expect(shown.match(/PACKET_SYNTAX/g)).toHaveLength(3);
    expect(shown).toContain('--from names nothing that this network knows.\n    Got: 999.1.1.1\n');
    expect(problems(ask({ from: 'library' }))).toContain('--from asks where to.');
  });
});

test('WAN_SKIP_VERIFY=1 writes unproven, and says so', () => {
  const folder = smallWorkspace();
  const ran = start(['--catalogue', 'small.yaml', '--out', 'out'], folder, { WAN_SKIP_VERIFY: '1' });
  expect(ran.code).toBe(0);
  expect(ran.stderr).toContain('nobody has proven who can reach whom');
  expect(ran.stdout).toContain('Isolation   not verified');
  expect(ran.stdout + ran.stderr).not.toContain('VERIFY_DIFFERENCE');
}, 60_000);

test('what was made and does not do what the catalogue asks is not written: the last good output stays', () => {
  const folder = smallWorkspace();
  const run = ['--catalogue', 'small.yaml', '--out', 'out'];
  expect(start(run, folder).code).toBe(0);
  const kept = path.join(folder, 'out/wan.json');
  const stack = path.join(folder, 'out/stacks/aws-inspect/cdk.tf.json');
  const leak = readFileSync(stack, 'utf8').replaceAll('10.16.1.10/32] 443', '10.16.1.10/32] [443:444]');
  writeFileSync(stack, leak);
  // The record says that this is what was written: as a program with a fault would have made it.
  const record = JSON.parse(readFileSync(kept, 'utf8')) as { stacks: Record<string, { output: string }> };
  const entry = record.stacks['aws-inspect'];
  if (!entry) throw new Error('there is an inspection stack');
  entry.output = sha256(leak);
  writeFileSync(kept, `${JSON.stringify(record, null, 2)}\n`);
  const before = readFileSync(kept, 'utf8');
  applyEdit(folder, { file: 'small/sites.yaml', replace: 'name: Library', with: 'name: Central Library' });
  const ran = start(run, folder);
  expect([ran.code, ran.stdout]).toEqual([1, '']);
  expect(ran.stderr).toContain('LEAK  fire (Fire Station, 10.64.1.0) → council (Town Hall, 10.16.1.10) tcp/444');
  expect(ran.stderr).toMatch(/VERIFY_DIFFERENCE[\s\S]*Nothing was written\.\n$/);
  expect(readFileSync(kept, 'utf8')).toBe(before);
  expect(readFileSync(stack, 'utf8')).toBe(leak);
}, 60_000);

test('a site of several tenants is explained for each, or for the one that is named', () => {
  const both = ask({ from: 'town-hall', to: '10.64.1.1', port: 'tcp/443' }).text;
  expect(both).toContain('council (Town Hall, 10.16.1.0) → 10.64.1.1 tcp/443');
  expect(both).toMatch(/\n\nfire \(Town Hall, 10\.64\.\d+\.\d+\) → 10\.64\.1\.1 tcp\/443/);
  const one = ask({ from: 'town-hall/council', to: '10.64.1.1', port: 'tcp/443' }).text;
  expect(one).toMatch(/^council /);
  expect(one).not.toContain('fire (Town Hall');
});

test('a single answer as JSON, too', () => {
  const { answer, rogue } = JSON.parse(ask({ rogue: 'library', format: 'json' }).text) as {
    answer: string[];
    rogue: string;
  };
  expect(rogue).toBe('library');
  expect(answer[0]).toMatch(/^library announces into rt-post\./);
});

test('a command that writes nothing doesn’t say that it wrote nothing', () => {
  const ran = wan(
    ['--catalogue', 'small.yaml', 'verify', '--out', 'out', '--from', 'nobody', '--to', 'library'],
    shared,
  );
  expect(ran.code).toBe(2);
  expect(ran.stderr).toMatch(/1 problem\.\n$/);
});
