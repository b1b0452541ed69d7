import type { Command } from 'commander';
import { widthOf } from '../../report/terminal';
import { BASE_HELP, type CommandContext } from '../pipeline/pipeline-commands';
import { adoptCommand } from './adopt';
import { settleCommand } from './settle';

interface Options {
  readonly write?: boolean;
  readonly settle?: readonly string[];
  readonly tenant?: string;
  readonly profile?: string;
  readonly supplier?: string;
  readonly base?: string;
}

/** The command by which what is there already becomes this network's. */
export function adoptCommands(program: Command, { common, cwd, today, answer }: CommandContext): void {
  program
    .command('adopt')
    .description(
      'take over what is there already: from another state (`terraform show -json`), or what `aws ec2 describe-…` and `az network … list` print; shows what it would do',
    )
    .argument('[files...]', 'files with what is there')
    .option('--write', 'write catalogue and lock; without it nothing is written')
    .option('--tenant <id>', 'propose sites of this tenant for connections that no site has')
    .option('--profile <id>', 'profile of sites that are proposed')
    .option('--supplier <name>', 'who provides their lines (default: unknown)')
    .option('--settle <sites...>', 'set the tunnels of sites that were taken over to what their profile says')
    .option('--base <rev>', BASE_HELP)
    .addHelpText(
      'after',
      '\nExamples:\n  npx wan adopt estate/*.json\n  npx wan adopt other-state.json --tenant care --profile partner --write\n  npx wan adopt --settle crewe-library --write\n',
    )
    .action(async (files: string[], { settle, ...options }: Options) => {
      const shared = { today: today(), width: widthOf(process.stdout, process.env) };
      const isWriting = options.write === true;
      if (settle !== undefined && files.length === 0)
        answer(await settleCommand(common().catalogue, cwd, settle, { ...options, ...shared }), isWriting);
      else if (settle === undefined && files.length > 0)
        answer(await adoptCommand(common().catalogue, cwd, files, { ...options, ...shared }), isWriting);
      else
        answer({
          text: '',
          issues: [
            {
              code: 'USAGE',
              problem: 'Name files with what is there, or sites with --settle.',
              fix: '`npx wan adopt --help` says what files there are.',
            },
          ],
        });
    });
}
