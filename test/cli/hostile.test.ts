import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { renderIssues } from '../../catalogue/issues/render-issues';
import { policyCommand } from '../../cli/kept/policy';
import { verifyCommand } from '../../cli/proof/verify';
import { prepare } from '../../plan/prepare';
import { start, wan } from '../support/run';
import { smallWorkspace } from '../support/workspace';

const shared = smallWorkspace();
beforeAll(() => {
  expect(wan(['--catalogue', 'small.yaml', 'policy'], shared).code).toBe(0);
  expect(start(['--catalogue', 'small.yaml', '--out', 'out'], shared).code).toBe(0);
}, 60_000);

/** What somebody's editor, merge or disk may do to a text. */
const damage: fc.Arbitrary<(text: string) => string> = fc
  .tuple(
    fc.constantFrom('cut', 'drop', 'double', 'swap', 'insert', 'value'),
    fc.nat(),
    fc.nat(40),
    fc.constantFrom(
      ...[
        '\0',
        '\u001b[2J',
        '${file("/etc/hostname")}',
        '"',
        "'",
        '{',
        '}',
        '[',
        ']',
        ': ',
        '- ',
        '\t',
        '\n',
        '&a ',
        '*a',
      ],
      ...[
        '!!binary ',
        '💥',
        '-1',
        '1e999',
        '.nan',
        '~',
        'null',
        'true',
        '0x10',
        '10.0.0.0-10.0.0.9',
        '<<',
        '%{for}',
        '999999999999',
      ],
    ),
  )
  .map(([how, at, size, text]) => (given: string): string => {
    const index = at % Math.max(1, given.length);
    const [before, after] = [given.slice(0, index), given.slice(index)];
    if (how === 'cut') return before;
    if (how === 'drop') return before + after.slice(size);
    if (how === 'double') return before + after.slice(0, size) + after;
    if (how === 'swap') return before + [...after.slice(0, size)].reverse().join('') + after.slice(size);
    if (how === 'insert') return before + text + after;
    // A value somewhere behind becomes another one.
    return before + after.replace(/(:\s*)("[^"]*"|[\w./-]+)/, (_, colon: string) => colon + text);
  });

const FILES = [
  'small.yaml',
  'small/sites.yaml',
  'small.lock.yaml',
  'small.policies/dc-one.yaml',
  'out/wan.json',
  'out/stacks/aws-hub/cdk.tf.json',
  'out/stacks/aws-inspect/cdk.tf.json',
];
const texts = new Map<string, string>();

test('whatever becomes of catalogue, lock, policies and output ends in words: 0, 1 or 2, and never in a stack trace', () => {
  for (const file of FILES) texts.set(file, fs.readFileSync(path.join(shared, file), 'utf8'));
  let refused = 0;
  fc.assert(
    fc.property(fc.constantFrom(...FILES), fc.array(damage, { minLength: 1, maxLength: 3 }), (file, changes) => {
      const target = path.join(shared, file);
      fs.writeFileSync(
        target,
        changes.reduce((text, change) => change(text), texts.get(file) ?? ''),
      );
      try {
        const isOutput = file.startsWith('out/');
        const prepared = isOutput ? undefined : prepare('small.yaml', shared);
        const policies = file.includes('policies') ? policyCommand('small.yaml', shared, true).issues : [];
        const verified = isOutput ? verifyCommand('small.yaml', shared, { out: 'out', format: 'text' }) : undefined;
        const issues = [...(prepared && !prepared.ok ? prepared.issues : []), ...policies, ...(verified?.issues ?? [])];
        // In words: none of an engine's own.
        expect(renderIssues(issues)).not.toMatch(/^ +at .*\(.*:\d+:\d+\)$|undefined is not|Cannot read propert/m);
        if (issues.length > 0 || verified?.exitCode === 1) refused += 1;
      } finally {
        fs.writeFileSync(target, texts.get(file) ?? '');
      }
    }),
    { seed: 14, numRuns: Number(process.env['WAN_FUZZ'] ?? 80) },
  );
  // Most damage is seen: else nothing was tried.
  expect(refused).toBeGreaterThan(50);
}, 300_000);

test('a folder where a file should be, and a file where a folder should be', () => {
  const folder = smallWorkspace();
  const policies = path.join(folder, 'small.policies');
  fs.rmSync(policies, { recursive: true, force: true });
  fs.mkdirSync(path.join(policies, 'dc-one.yaml'), { recursive: true });
  expect(renderIssues(policyCommand('small.yaml', folder, true).issues)).toContain(
    'small.policies/dc-one.yaml:1:1  POLICY_STALE\n',
  );
  expect(renderIssues(policyCommand('small.yaml', folder, false).issues)).toContain(
    "OUTPUT_UNWRITABLE\n    small.policies/dc-one.yaml can't be written: EISDIR.\n",
  );
  fs.rmSync(policies, { recursive: true });
  fs.writeFileSync(policies, '');
  expect(renderIssues(policyCommand('small.yaml', folder, false).issues)).toBe(
    'OUTPUT_UNWRITABLE\n    small.policies is a file, and policies are kept in a folder of that name.\n    Move the file away.\n',
  );
});

test('what a killed lock left beside it is cleared away by the next', () => {
  const folder = smallWorkspace();
  fs.writeFileSync(path.join(folder, 'small.lock.yaml.next-999999999'), 'half');
  expect(wan(['--catalogue', 'small.yaml', 'lock', '--as-of', '2026-12-24'], folder).code).toBe(0);
  expect(fs.readdirSync(folder).filter((name) => name.includes('.next-'))).toEqual([]);
});

test.each(['small/\\0*.yaml', 'x'.repeat(5_000)])('an include that no disk takes: %.20s', (pattern) => {
  const folder = smallWorkspace([
    { file: 'small.yaml', replace: 'include: [small/*.yaml]', with: `include: ["${pattern}"]` },
  ]);
  const { code, stderr } = wan(['--catalogue', 'small.yaml', 'check'], folder);
  expect(code).toBe(2);
  expect(stderr).toContain('INCLUDE_MISSING');
});

test.each(['postgres://admin:hunter2@db/x', 'AKIAIOSFODNN7EXAMPLE'])(
  'a credential in the place of a prefix is in no message',
  (secret) => {
    const folder = smallWorkspace([
      { file: 'small.yaml', replace: 'addressSpace: 10.0.16.0/20', with: `addressSpace: "${secret}"` },
    ]);
    const { code, stderr, stdout } = wan(['--catalogue', 'small.yaml', 'check'], folder);
    expect([code, stderr.includes('SECRET_IN_FILE')]).toEqual([2, true]);
    expect(stderr + stdout).not.toContain(secret);
  },
);
