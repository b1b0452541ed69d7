import type { Command } from 'commander';
import { widthOf } from '../../report/terminal';
import type { CommandContext } from '../pipeline/pipeline-commands';
import { exportCommand } from './export';
import { importCommand, type ImportOptions } from './import';

/** The commands by which sites come from tables and go to them. */
export function importCommands(program: Command, { common, cwd, today, answer }: CommandContext): void {
  program
    .command('import')
    .description(
      "sites and circuits from a supplier's schedule (.csv, .xlsx) or from NetBox (JSON or CSV); shows what it would do",
    )
    .argument('<files...>', 'one table, or sites, circuits, terminations and prefixes of NetBox')
    .option('--map <file>', 'which column says what, as YAML (default: headings are names of fields)')
    .option('--write', 'write the entries; without it nothing is written')
    .option('--skip-refused', 'leave out sites of which a row is refused, and take the rest')
    .addHelpText(
      'after',
      '\nExamples:\n  npx wan import examples/import/schedule.csv --map examples/import/schedule.map.yaml\n  npx wan import sites.json circuits.json prefixes.json --write\n',
    )
    .action(async (files: string[], options: ImportOptions) => {
      const width = widthOf(process.stdout, process.env);
      answer(
        await importCommand(common().catalogue, cwd, files, { ...options, today: today(), width }),
        options.write === true,
      );
    });
  program
    .command('export')
    .description('every site with its circuits as a table (.csv, .xlsx), or as files that NetBox imports')
    .argument('[file]', 'FILE.csv or FILE.xlsx')
    .option('--netbox <folder>', "NetBox's import files, into a folder")
    .addHelpText('after', '\nExamples:\n  npx wan export sites.xlsx\n  npx wan export --netbox netbox\n')
    .action(async (file: string | undefined, options: { readonly netbox?: string }) => {
      answer(await exportCommand(common().catalogue, cwd, file, options), true);
    });
}
