import { createInterface } from 'node:readline/promises';
import { type Command, Option } from 'commander';
import { LAST_WAVE, WAVE_NAMES } from '../../plan/stacks/rollout';
import type { CommandResult } from '../command-result';
import type { ReviewFormat } from '../change/review';
import { approveCommand, type ApproveOptions } from './approve';
import { deployCommand, type DeployOptions } from './deploy';
import { driftCommand, type DriftOptions } from './drift';
import { PLATFORMS, providersCommand, type ProvidersOptions } from './providers';
import { stacksCommand, type StacksOptions } from './stacks';

/** What commands are told by whoever reads the command line. */
export interface CommandContext {
  readonly cwd: string;
  readonly common: () => { readonly catalogue: string; readonly format: ReviewFormat };
  readonly outputFolder: () => string;
  readonly today: () => string;
  readonly answer: (result: CommandResult, writes?: boolean) => void;
}

export const BASE_HELP =
  'what to compare with: a revision, or `none` where nothing is deployed (default: wan.base of the catalogue, else what is committed)';
const UNFINISHED = 'what came after the base may be deployed in part: compare with each merge since';
const BEGUN =
  'with --unfinished, where nothing has gone through yet: the commits of which a deployment was begun (default: the last ten)';
const WAVES = `0 to ${LAST_WAVE}: ${WAVE_NAMES.join(', ')}, and who can't go beside them`;

/** The commands of a pipeline: which stacks in which order, planning, deploying, agreeing, looking for drift. */
export function pipelineCommands(program: Command, { cwd, common, outputFolder, today, answer }: CommandContext): void {
  program
    .command('stacks')
    .description('names of stacks in order of deployment; with --format json a matrix for a pipeline')
    .option('--changed', 'those that the change plans')
    .option('--base <rev>', BASE_HELP)
    .option('--wave <number>', WAVES)
    .option('--all', 'every one')
    .option('--unfinished', UNFINISHED)
    .option('--begun <commits>', BEGUN)
    .option('--rows', 'what one machine takes one after the other, by wave: matrices for a pipeline')
    .option('--plannable', 'those alone that can be planned before anything is applied')
    .action((options: Omit<StacksOptions, 'format' | 'out' | 'today'>) => {
      const { catalogue, format } = common();
      answer(stacksCommand(catalogue, cwd, { ...options, format, out: outputFolder(), today: today() }));
    });
  const terraformCommand = (command: Command, apply: boolean): Command =>
    command
      .description(
        apply
          ? 'apply stacks with Terraform, in order, each plan as it was made'
          : 'plan stacks with Terraform, in order; nothing is changed',
      )
      .argument('[stacks...]', 'their names')
      .option('--changed', 'those that the change plans')
      .option('--base <rev>', BASE_HELP)
      .option('--unfinished', UNFINISHED)
      .option('--begun <commits>', BEGUN)
      .option('--wave <number>', WAVES)
      .option('--all', 'every one')
      .option('--out <dir>', 'folder of the synthesised stacks (default: CDKTF_OUTDIR, else cdktf.out)')
      .option('--parallelism <number>', 'how many resources of a stack at once (default: Terraform’s own, 10)')
      .addOption(
        apply
          ? new Option('--saved <dir>', 'apply plans that `wan plan --save` kept, and no others')
          : new Option('--save <dir>', 'keep the plans there, for `wan deploy --saved`'),
      )
      .addOption(
        new Option(
          '--digest <dir>',
          'write there what each plan says, without what it holds, for `wan review --plan`',
        ).hideHelp(apply),
      )
      .addOption(new Option('--no-lock', 'plan without the lock of the state, for who only looks').hideHelp(apply))
      .addOption(
        new Option(
          '--strict',
          'plans have to be what was foreseen, to the last resource: nobody looks at them',
        ).hideHelp(apply),
      )
      .addOption(new Option('--yes', 'ask nobody').hideHelp(!apply))
      .action(
        async (
          stacks: string[],
          chosen: Omit<DeployOptions, 'apply' | 'stacks' | 'today' | 'say' | 'out'> & { readonly out?: string },
        ) => {
          answer(
            await deployCommand(common().catalogue, cwd, {
              ...chosen,
              apply,
              stacks,
              out: chosen.out ?? outputFolder(),
              today: today(),
              say: (line) => process.stderr.write(`${line}\n`),
              ...(process.stdin.isTTY ? { ask } : {}),
            }),
          );
        },
      );
  terraformCommand(program.command('plan'), false);
  terraformCommand(program.command('deploy'), true);
  program
    .command('drift')
    .description(
      'plan every stack as it is deployed: what is not as it was left, by building and owner; what ends soon',
    )
    .argument('[stacks...]', 'their names (default: every one)')
    .option('--certificates <files...>', 'what `aws acm list-certificates` printed: when those of circuits end')
    .option('--write <dir>', 'write there what each plan says, without what it holds')
    .option('--read <dir>', 'what other machines wrote there; no plan is made')
    .option('--out <dir>', 'folder of the synthesised stacks (default: CDKTF_OUTDIR, else cdktf.out)')
    .option('--parallelism <number>', 'how many resources of a stack at once (default: Terraform’s own, 10)')
    .action(
      async (stacks: string[], options: Omit<DriftOptions, 'stacks' | 'out' | 'today' | 'say'> & { out?: string }) => {
        answer(
          await driftCommand(common().catalogue, cwd, {
            ...options,
            stacks,
            out: options.out ?? outputFolder(),
            today: today(),
            say: (line) => process.stderr.write(`${line}\n`),
          }),
        );
      },
    );
  program
    .command('approve')
    .description('write up to which wave this commit may be deployed, to be merged by whoever agrees')
    .option('--wave <number>', WAVES)
    .option('--check', 'write nothing; exit 1 where nobody has agreed to that wave')
    .option('--by <who>', 'who agrees (default: the mail address that git knows)')
    .action((options: ApproveOptions) => {
      answer(approveCommand(common().catalogue, cwd, options), !(options.check ?? false));
    });
  program
    .command('providers')
    .description('checksums of the providers, for every platform that plans or deploys')
    .command('lock')
    .description('have Terraform write them, beside the catalogue')
    .option('--check', 'write nothing; exit 1 where they are of other versions than stacks ask for')
    .option('--platforms <names...>', `such as linux_amd64 (default: ${PLATFORMS.join(', ')})`)
    .option('--mirror <dir>', 'read the providers from there instead of the registry')
    .action((options: ProvidersOptions) => {
      answer(providersCommand(common().catalogue, cwd, options), !(options.check ?? false));
    });
}

async function ask(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await lines.question(`${question} Only "yes" is taken: `)).trim() === 'yes';
  } finally {
    lines.close();
  }
}
