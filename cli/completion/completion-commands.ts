import { Argument, type Command } from 'commander';
import type { CommandContext } from '../pipeline/pipeline-commands';
import { idsIn } from './ids';
import { SCRIPTS, type Shell, SHELLS } from './scripts';
import { completions } from './words';

/** `wan completion SHELL`, and what it asks while somebody types. */
export function completionCommands(program: Command, { common, cwd }: CommandContext): void {
  const completion = program
    .command('completion')
    .description('what a shell reads so that Tab completes commands, options and ids')
    .addArgument(new Argument('[shell]', 'which').choices(SHELLS).default('bash'))
    .action((shell: Shell) => {
      process.stdout.write(SCRIPTS[shell]);
    });
  completion
    .command('words', { hidden: true })
    .description('what may stand where the cursor is')
    .argument('[words...]', 'what is typed after wan')
    .action((words: string[]) => {
      // A value with a line end in it could not be told from two.
      const typed = words.findIndex((word) => word === '--catalogue');
      const catalogue = typed < 0 ? common().catalogue : (words[typed + 1] ?? common().catalogue);
      const found = completions(program, words, idsIn(catalogue, cwd)).filter((each) => !each.includes('\n'));
      process.stdout.write(found.map((each) => `${each}\n`).join(''));
    });
}
