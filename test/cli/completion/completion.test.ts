import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { completionCommands } from '../../../cli/completion/completion-commands';
import { idsIn } from '../../../cli/completion/ids';
import { SCRIPTS, type Shell, SHELLS } from '../../../cli/completion/scripts';
import { completions } from '../../../cli/completion/words';
import { editCommands } from '../../../cli/edit/edit-commands';
import { EXAMPLES } from '../../../cli/examples';
import { ROOT, wan } from '../../support/run';
import { smallWorkspace, temporaryFolder } from '../../support/workspace';

const folder = smallWorkspace();
const program = new Command('wan').option('--catalogue <file>');
const context = {
  cwd: folder,
  common: () => ({ catalogue: 'small.yaml', format: 'text' as const }),
  outputFolder: () => 'out',
  today: () => '2026-11-22',
  answer: () => undefined,
};
editCommands(program, context);
completionCommands(program, context);
program.command('show').argument('<what...>');
program.command('list').argument('[what]').option('--tenant <id...>').option('--supplier <name...>').option('--csv');
const complete = (line: string): readonly string[] =>
  completions(program, line.split(' '), idsIn('small.yaml', folder));

test.each<readonly [string, readonly string[]]>([
  ['', ['add', 'move', 'rename', 'completion', 'show', 'list', 'help']],
  ['re', ['rename']],
  ['add ', ['site', 'tenant', 'flow', 'service', 'supplier', 'help']],
  ['show libr', ['library']],
  ['show aws-hu', ['aws-hub']],
  ['move library mark', ['market-square']],
  ['rename library ', []],
  ['move library --state l', ['live', 'leaving']],
  ['move --state live libr', ['library']],
  ['list --tenant fire sch', ['schools']],
  ['list --tenant=fi', []],
  ['--catalogue x.yaml sh', ['show']],
  ['add flow --from f', ['fire']],
  [
    'add site --profile ',
    ['branch', 'inside-datacentre', 'office', 'office-azure', 'office-both', 'second-hub', 'station'],
  ],
  ['list --csv --c', ['--catalogue']],
  ['completion ', ['bash', 'zsh', 'fish']],
  ['nothing here ', []],
])('"wan %s" is completed', (line, wanted) => {
  expect([...complete(line)].sort()).toEqual([...wanted].sort());
});

test('a catalogue that can not be read has no ids, and whoever types is not troubled', () => {
  expect(completions(program, ['show', ''], idsIn('none.yaml', folder))).toEqual([]);
});

/** Has only `wan` on its way, which is the real one. */
const bin = path.join(temporaryFolder(), 'bin');
mkdirSync(bin);
writeFileSync(
  path.join(bin, 'wan'),
  `#!/bin/sh\nexec '${process.execPath}' '${path.join(ROOT, 'bin/wan.cjs')}' "$@"\n`,
);
chmodSync(path.join(bin, 'wan'), 0o755);

/** Types a line and presses Tab, as near as each shell lets a script come to it. */
const TYPED: Readonly<Record<Shell, (words: readonly string[]) => string>> = {
  bash: (words) =>
    `source ./wan.bash; COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _wan; printf '%s\\n' "\${COMPREPLY[@]}"`,
  zsh: (words) =>
    `compdef() { :; }; source ./wan.zsh; compadd() { print -l -- $found }; words=(${words.map((word) => `'${word}'`).join(' ')}); CURRENT=${words.length}; _wan`,
  fish: (words) => `source ./wan.fish; complete -C '${words.join(' ')}'`,
};

describe.each(SHELLS)('%s', (shell) => {
  const has = spawnSync(shell, ['--version']).status === 0;
  if (!has && process.env['CI'] !== 'true') console.warn(`Completion in ${shell} is not tried: it is not installed.`);
  (has || process.env['CI'] === 'true' ? test : test.skip)(
    'completes ids of the catalogue, and names with spaces as one word',
    () => {
      writeFileSync(path.join(folder, `wan.${shell}`), SCRIPTS[shell]);
      const tab = (...words: readonly string[]): readonly string[] => {
        const { stdout, stderr } = spawnSync(
          shell,
          [...(shell === 'zsh' ? ['-f'] : []), '-c', TYPED[shell](['wan', ...words])],
          {
            cwd: folder,
            encoding: 'utf8',
            env: {
              ...process.env,
              HOME: folder,
              WAN_CATALOGUE: 'small.yaml',
              PATH: `${bin}:${process.env['PATH'] ?? ''}`,
            },
          },
        );
        expect(stderr).toBe('');
        return stdout.trim().split('\n');
      };
      expect(tab('show', 'libr')).toEqual(['library']);
    },
    30_000,
  );
});

test('each command has examples below its help, and each example is one that the command takes', () => {
  const help = wan(['--help']).stdout;
  const [, listed = ''] = help.split('\nCommands:\n');
  const commands = [...listed.matchAll(/^ {2}([a-z][a-z-]*)/gm)]
    .map(([, name = '']) => name)
    .filter((name) => name !== 'help');
  expect(commands.length).toBeGreaterThan(20);
  for (const name of commands) {
    const said = wan(name === 'add' ? ['add', 'site', '--help'] : [name, '--help']).stdout;
    const [, examples = ''] = said.split('\nExamples:\n');
    expect([name, examples]).toEqual([name, expect.stringMatching(/\bwan /)]);
    const options = new Set([...said.matchAll(/(--[a-z-]+)/g)].map(([option]) => option));
    const [before = ''] = said.split('\nExamples:\n');
    for (const [option] of examples.matchAll(/--[a-z-]+/g))
      expect([name, option, before.includes(option)]).toEqual([name, option, true]);
    expect(options.size).toBeGreaterThan(0);
  }
  expect(Object.keys(EXAMPLES).filter((name) => !commands.includes(name))).toEqual([]);
}, 60_000);
