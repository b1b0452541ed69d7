import type { Command } from 'commander';
import { paintFor, widthOf } from '../../report/terminal';
import type { CommandContext } from '../pipeline/pipeline-commands';
import { addCommand } from './add';
import type { Told } from './conclude';
import type { Answers, Form, Question } from './forms/form';
import { FLOW, SERVICE, SUPPLIER } from './forms/sharing';
import { SITE } from './forms/site';
import { TENANT } from './forms/tenant';
import { busy } from '../progress';
import { moveCommand } from './move';
import type { Desk } from './proposal';
import { renameCommand } from './rename';
import { askOn, confirmOn, Interrupted, type Terminal } from './terminal';

export const FORMS: readonly Form[] = [SITE, TENANT, FLOW, SERVICE, SUPPLIER];

interface ModeFlags {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/** The commands that edit the catalogue: adding, moving and renaming entries. */
export function editCommands(program: Command, { common, cwd, today, answer }: CommandContext): void {
  const desk = (): Desk => ({
    catalogue: common().catalogue,
    cwd,
    today: today(),
    width: widthOf(process.stdout, process.env),
    paint: paintFor(process.stdout, process.env),
    busy: (label) => busy(label, process.stderr, process.env),
  });
  const terminal: Terminal = { input: process.stdin, output: process.stderr };
  /** Somebody is there to be asked, and wants to be. */
  const isAsked = ({ yes }: ModeFlags): boolean =>
    yes !== true && process.stdin.isTTY && process.stderr.isTTY && common().format === 'text';
  const mode = (flags: ModeFlags) => ({
    dryRun: flags.dryRun ?? false,
    ...(isAsked(flags) ? { confirm: (shown: string) => confirmOn(terminal, shown) } : {}),
  });
  const tell = async (result: Promise<Told>): Promise<void> => {
    try {
      answer(await result, true);
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      answer({ text: '\nNothing was written.\n', issues: [], exitCode: 1 });
    }
  };
  const withMode = (command: Command): Command =>
    command
      .option('--dry-run', 'show what would be written and what it does; write nothing')
      .option('--yes', 'ask nothing: what is not said is as usual');

  const add = program
    .command('add')
    .description(
      'add an entry to the catalogue: asks on a terminal, or takes flags; shows the difference before it writes',
    );
  for (const form of FORMS) {
    const command = add
      .command(form.what)
      .description(`add a ${form.what}`)
      .argument('[id]', 'permanent id (left out: made of the name)');
    for (const question of form.questions.filter(({ flag }) => flag !== 'id'))
      command.option(`--${question.flag} <${question.many ? 'values...' : 'value'}>`, helpOf(question));
    withMode(command)
      .option('--file <file>', 'file to write it into (default: where entries like it are)')
      .addHelpText('after', `\nExamples:\n${form.examples.map((line) => `  npx ${line}\n`).join('')}`)
      .action(async (id: string | undefined, options: Readonly<Record<string, unknown>> & ModeFlags) => {
        const flags = flagsOf(form, id, options);
        const file = typeof options['file'] === 'string' ? { file: options['file'] } : {};
        await tell(
          addCommand(
            desk(),
            form,
            flags,
            { ...mode(options), ...file },
            isAsked(options) ? { ask: askOn(terminal), say: (text) => void terminal.output.write(text) } : undefined,
          ),
        );
      });
  }
  withMode(
    program
      .command('move')
      .description('set the state or the profile of sites, and the lock with it')
      .argument('<sites...>', 'their ids')
      .option('--state <state>', 'planned, building, live or leaving')
      .option('--profile <profile>', 'a profile of the catalogue'),
  )
    .addHelpText('after', '\nExamples:\n  npx wan move crewe-library --state leaving\n')
    .action(async (sites: string[], options: ModeFlags & { readonly state?: string; readonly profile?: string }) => {
      await tell(moveCommand(desk(), sites, { ...options, ...mode(options) }));
    });
  withMode(
    program
      .command('rename')
      .description('give a site another id: its numbers stay, and Terraform moves what is built')
      .argument('<old>', 'its id')
      .argument('<new>', 'its id from now on')
      .option('--name <name>', 'what people call it from now on'),
  )
    .addHelpText(
      'after',
      "\nExamples:\n  npx wan rename alsager-hwrc alsager-recycling-centre --name 'Alsager Recycling Centre'\n",
    )
    .action(async (from: string, to: string, options: ModeFlags & { readonly name?: string }) => {
      await tell(renameCommand(desk(), from, to, { ...options, ...mode(options) }));
    });
}

function helpOf({ words }: Question): string {
  return `${words.charAt(0).toLowerCase()}${words.slice(1)}`;
}

/** What commander read, by the flags of the form. */
function flagsOf(form: Form, id: string | undefined, options: Readonly<Record<string, unknown>>): Answers {
  const found: Record<string, readonly string[]> = id === undefined ? {} : { id: [id] };
  for (const { flag } of form.questions) {
    const value = options[flag.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())];
    if (typeof value === 'string') found[flag] = [value];
    else if (Array.isArray(value)) found[flag] = value.map(String);
  }
  return found;
}
