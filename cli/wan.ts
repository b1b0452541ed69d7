import { Command, CommanderError, Option } from 'commander';
import { defaultCatalogue, defaultOutput } from '../catalogue/find-catalogue';
import { exitCodeOf } from '../catalogue/issues/issue';
import { systemIssue } from '../catalogue/yaml/source';
import { keepParsedIn } from '../catalogue/yaml/parsed-values';
import { VIEWS } from '../cost/network-cost';
import { ISSUE_FORMATS, type IssueFormat, renderIssues, summariseIssues } from '../catalogue/issues/render-issues';
import { cacheFolder } from '../output/program';
import { PLATFORMS, type Platform } from '../routers/platforms/platform';
import { stableJson } from '../output/stable-json';
import { version } from '../package.json';
import { paintFor, widthOf } from '../report/terminal';
import { adoptCommands } from './adopt/adopt-commands';
import { checkCommand } from './check';
import { completionCommands } from './completion/completion-commands';
import type { CommandResult } from './command-result';
import { costCommand, type CostOptions } from './cost';
import { addExamples } from './examples';
import { docsCommand, failuresPageCommand, pictureCommand } from './docs';
import { editCommands } from './edit/edit-commands';
import { importCommands } from './import/import-commands';
import { listCommand, type ListOptions } from './list/list';
import { NOUNS } from './list/listed-entry';
import { lockCommand } from './lock/lock';
import { permissionsCommand } from './kept/permissions';
import { BASE_HELP, pipelineCommands } from './pipeline/pipeline-commands';
import { planChangeCommand } from './change/plan-change';
import { policyCommand } from './kept/policy';
import { busy } from './progress';
import { reviewCommand, type ReviewFormat } from './change/review';
import { routerCommand } from './kept/router';
import { showCommand } from './show/show';
import { verifyCommand, type VerifyOptions } from './proof/verify';

interface Common {
  readonly catalogue: string;
  readonly format: ReviewFormat;
}

/** Prints what a command has to say; gives the exit code. */
function finish(result: CommandResult, wanted: ReviewFormat, writes = false): number {
  // A page is for the review; problems are text beside it.
  const format: IssueFormat = wanted === 'markdown' ? 'text' : wanted;
  const { issues, text, data } = result;
  const problems = issues.filter((issue) => issue.severity !== 'warning');
  if (format === 'sarif') {
    process.stdout.write(renderIssues(issues, 'sarif'));
  } else if (format === 'json') {
    // A command that has evidence to give as JSON gives it; the others give their content, or their problems.
    const evidence = text.startsWith('{') && problems.length === 0;
    process.stdout.write(
      evidence
        ? text
        : data && problems.length === 0
          ? stableJson({ ...data, warnings: issues })
          : renderIssues(issues, 'json'),
    );
  } else {
    process.stdout.write(text);
    if (issues.length > 0) process.stderr.write(renderIssues(issues, format, paintFor(process.stderr, process.env)));
    if (problems.length > 0 && format === 'text') process.stderr.write(`\n${summariseIssues(issues, writes)}`);
  }
  return result.exitCode ?? exitCodeOf(issues);
}

/** Parses the arguments, runs one command, and exits 0 good, 1 the check says no, 2 bad input or usage. */
async function run(args: readonly string[]): Promise<number> {
  let exitCode = 0;
  keepParsedIn(cacheFolder());
  const cwd = process.cwd();
  const here = defaultCatalogue(cwd);
  const program = new Command('wan')
    .description('The WAN site catalogue: check it, lock its numbers, look things up, prove what was made of it.')
    .version(version, '--version', 'print the version')
    .exitOverride()
    .configureOutput({ writeErr: (text) => process.stderr.write(text) })
    .configureHelp({ showGlobalOptions: true })
    .addOption(new Option('--catalogue <file>', 'the site catalogue').env('WAN_CATALOGUE').default(here))
    .addOption(
      new Option('--format <format>', 'text; json for programs; github for annotations; sarif for code scanning')
        .choices([...ISSUE_FORMATS, 'markdown'])
        .default('text'),
    );
  const common = (): Common => program.opts<Common>();
  /** The catalogue where somebody named one. */
  const named = (): string | undefined =>
    program.getOptionValueSource('catalogue') === 'default' ? undefined : common().catalogue;
  const outputFolder = (): string => process.env['CDKTF_OUTDIR'] ?? defaultOutput(here, named() === undefined);
  let done = (): void => undefined;
  // Those that ask, or tell what they do as they go, show no clock.
  program.hook('preAction', (_, action) => {
    if (QUICK_OR_TALKING.has(action.name()) || action.parent?.name() === 'add') return;
    done = busy(`wan ${action.name()}`, process.stderr, process.env);
  });
  const answer = (result: CommandResult, writes = false): void => {
    done();
    exitCode = finish(result, common().format, writes);
  };
  program
    .command('check')
    .description('check catalogue, lock and quotas; write nothing')
    .option('--today <date>', 'judge expiry by this day instead of today (year-month-day)')
    .option('--as-locked', "judge expiry by the lock's own day, and only warn")
    .action((options: { today?: string; asLocked?: boolean }) => {
      answer(checkCommand(common().catalogue, cwd, options.asLocked ? undefined : (options.today ?? today())));
    });
  program
    .command('lock')
    .description('choose numbers for what is new, keep all others, and write the lock')
    .option(
      '--base <rev>',
      'keep every number of that git revision, and choose only what it lacks; `none` where nothing is deployed yet',
    )
    .option('--check', 'write nothing; exit 1 where the lock would change')
    .option('--as-of <date>', 'the day by which expiry is judged from now on (year-month-day)')
    .option(
      '--renumber <id...>',
      'sites whose numbers may change where they no longer fit (their tunnels are replaced), or hubs not deployed yet whose networks may',
    )
    .option(
      '--release-concentrator <name...>',
      'concentrators whose last connection has been deployed away; they are destroyed',
    )
    .option('--raise <hub...>', 'Azure hubs whose VPN gateway is made as large as its sites need now')
    .option(
      '--two-byte-asn <site...>',
      'sites that get a 2-byte AS number, before Azure is added; their tunnels are replaced',
    )
    .option(
      '--withdraw <id...>',
      'live sites and datacentres that may lose a segment, tenant, circuit or hub, and links; those tunnels are destroyed',
    )
    .option('--reason <text>', 'why, for the entry of `changes` that such a flag writes')
    .option('--owner <who>', 'who answers for it (default: the mail address that git knows)')
    .action(
      (options: {
        reason?: string;
        owner?: string;
        base?: string;
        check?: boolean;
        asOf?: string;
        renumber?: string[];
        withdraw?: string[];
        twoByteAsn?: string[];
        releaseConcentrator?: string[];
        raise?: string[];
      }) => {
        answer(lockCommand(common().catalogue, cwd, { ...options, today: today() }), !(options.check ?? false));
      },
    );
  program
    .command('show')
    .description(
      'one site, datacentre, tenant, hub, service, flow, supplier or stack on a page: what it is, reaches, and is reached by',
    )
    .argument('<what...>', 'its id, a part of its name, a postcode, an address or a prefix')
    .action((words: string[]) => {
      const look = { paint: paintFor(process.stdout, process.env), width: widthOf(process.stdout, process.env) };
      answer(showCommand(common().catalogue, cwd, words.join(' '), look));
    });
  program
    .command('list')
    .description('sites, circuits and the like that filters let through, as a table')
    .argument('[what]', NOUNS.join(', '), 'sites')
    .option('--tenant <id...>', 'of these tenants')
    .option('--state <state...>', 'planned, building, live or leaving')
    .option('--hub <id...>', 'at these hubs, or inside these datacentres')
    .option('--profile <name...>', 'of these profiles')
    .option('--supplier <name...>', 'of these suppliers, or a part of a name')
    .option('--district <district...>', 'in these postcode districts')
    .option('--resilience <class...>', 'single, dual or dual-dc')
    .option('--text <text>', 'with this in an id, a name, a reason or an owner')
    .option('--contains <address>', 'that have this address, or something of this prefix')
    .option('--csv', 'as CSV; a cell that a spreadsheet would take for a formula stays text')
    .action((what: string, options: ListOptions) => {
      answer(listCommand(common().catalogue, cwd, what, { ...options, width: widthOf(process.stdout, process.env) }));
    });
  program
    .command('verify')
    .description('work out who can reach whom from what was synthesised, and compare it with the catalogue')
    .option('--out <dir>', 'folder of the synthesised stacks (default: CDKTF_OUTDIR, else cdktf.out)')
    .option('--to <place>', 'who reaches an address, a site or a tenant, on what, by which entry')
    .option('--from <place>', 'from there only: a site, SITE/TENANT, a tenant or an address; hop by hop to an address')
    .option('--port <port>', 'on that only: tcp/443, udp/161 or icmp (hop by hop: tcp/443 where none is given)')
    .option('--name <name>', 'the name it asks for, over TLS (on port 80: HTTP)')
    .option('--expect <what>', 'pass or drop: exit 1 where it is otherwise; or a file of such questions')
    .option('--rogue <site>', 'what a site could draw to itself by announcing anything')
    .option(
      '--without <ids>',
      'who loses what when these have failed: circuits, tunnels, zones, datacentres, by commas',
    )
    .option('--failures <count>', 'fail every element by itself (1), and hold it against the classes of resilience')
    .action(({ out, ...options }: Omit<VerifyOptions, 'format' | 'out'> & { readonly out?: string }) => {
      const { catalogue, format } = common();
      const folder = out ?? outputFolder();
      answer(verifyCommand(catalogue, cwd, { ...options, out: folder, format }));
    });
  program
    .command('review')
    .description(
      'what this change does to buildings: who goes off the network, who must act, which stacks in which order',
    )
    .option('--base <rev>', BASE_HELP)
    .option('--gate', 'exit 1 or 2 with the reasons where a rule of review says no')
    .option('--today <date>', 'judge consent by this day instead of today (year-month-day)')
    .option(
      '--plan <files...>',
      'what `terraform show -json` printed of plans: drift, and where they are otherwise than predicted',
    )
    .action((options: { base?: string; gate?: boolean; today?: string; plan?: string[] }) => {
      const format: ReviewFormat = common().format;
      const result = reviewCommand(common().catalogue, cwd, {
        ...options,
        format,
        out: outputFolder(),
        today: options.today ?? today(),
        width: widthOf(process.stdout, process.env),
        paint: paintFor(process.stdout, process.env),
      });
      answer(result);
    });
  program
    .command('cost')
    .description('what the network costs a month by list prices: by tenant, cost centre, hub, stack, site or price')
    .addOption(new Option('--by <what>', 'by what it is summed (default: tenant; price with --tenant)').choices(VIEWS))
    .option('--tenant <id...>', 'of these tenants alone, with their part of what is shared')
    .option('--prices <file>', 'prices over the shipped ones (default: sites.prices.yaml beside the catalogue)')
    .option('--levers', 'what could cost less, how much, and what it would change')
    .option('--csv', 'as CSV, to the cent, for recharging')
    .action((options: Omit<CostOptions, 'out' | 'width'>) => {
      const width = widthOf(process.stdout, process.env);
      answer(costCommand(common().catalogue, cwd, { ...options, out: outputFolder(), width }));
    });
  program
    .command('plan-change')
    .description('in how many releases what is written now can go, so that nobody has all circuits changed at once')
    .option('--base <rev>', 'what is deployed (default: wan.base of the catalogue, else what is committed)')
    .option('--write', 'write the first release into the files')
    .action((options: { base?: string; write?: boolean }) => {
      answer(
        planChangeCommand(common().catalogue, cwd, { ...options, out: outputFolder(), today: today() }),
        options.write ?? false,
      );
    });
  const context = { common, cwd, outputFolder, today, answer };
  editCommands(program, context);
  importCommands(program, context);
  adoptCommands(program, context);
  completionCommands(program, context);
  pipelineCommands(program, context);
  program
    .command('policy')
    .description('write what the router of each datacentre has to do, beside the catalogue')
    .option('--check', 'write nothing; exit 1 where a file is stale')
    .action((options: { check?: boolean }) => {
      answer(policyCommand(common().catalogue, cwd, options.check ?? false), !(options.check ?? false));
    });
  program
    .command('router')
    .description('write what the routers of a site are set to: to stdout, or with --all for every site')
    .argument('[site]', 'id, name, postcode or address')
    .option(
      '--ends <file...>',
      'JSON of `terraform output`, `aws ec2 describe-vpn-connections` or `az network vpn-gateway show`',
    )
    .addOption(
      new Option('--platform <platform>', 'what the router is, whatever the catalogue says').choices(
        Object.keys(PLATFORMS),
      ),
    )
    .option('--checklist', 'what to do and to look at when it is set, as Markdown')
    .option('--all', 'every router of the network, a file each')
    .option('--out <folder>', 'where the files of --all go')
    .option('--check', 'write nothing; exit 1 where a file is stale')
    .action(
      (
        site: string | undefined,
        options: {
          ends?: string[];
          platform?: Platform;
          all?: boolean;
          out?: string;
          check?: boolean;
          checklist?: boolean;
        },
      ) => {
        answer(routerCommand(common().catalogue, cwd, site, options), options.all === true && options.check !== true);
      },
    );
  program
    .command('permissions')
    .description('write what planning and deploying take in each account and subscription, beside the catalogue')
    .option('--check', 'write nothing; exit 1 where a file is stale')
    .action((options: { check?: boolean }) => {
      answer(permissionsCommand(common().catalogue, cwd, options.check ?? false), !(options.check ?? false));
    });
  program
    .command('picture')
    .description('draw the tables and VPCs of the first AWS hub as SVG')
    .argument('<file>', 'where to write it')
    .action(async (file: string) => {
      answer(await pictureCommand(common().catalogue, cwd, file), true);
    });
  program
    .command('failures')
    .description('what traffic does when something fails, as a page in Markdown')
    .argument('[file]', 'where to write it; left out: it is printed')
    .action((file: string | undefined) => {
      answer(failuresPageCommand(common().catalogue, cwd, file), file !== undefined);
    });
  program
    .command('docs')
    .description('write the JSON Schemas, docs/catalogue.md and the pages of examples/small.yaml (or of --catalogue)')
    .option('--check', 'write nothing; exit 1 where one of them is stale')
    .action(async (options: { check?: boolean }) => {
      answer(await docsCommand(options.check ?? false, cwd, named()), !(options.check ?? false));
    });
  addExamples(program);
  try {
    await program.parseAsync(['node', 'wan', ...args], { from: 'node' });
  } catch (error) {
    done();
    const refused = systemIssue(error);
    if (refused) return finish({ text: '', issues: [refused] }, common().format);
    if (!(error instanceof CommanderError)) throw error;
    // Help and version are no mistakes; everything else commander reports is one of usage.
    return error.exitCode === 0 ? 0 : 2;
  }
  return exitCode;
}

/** Commands without a clock: they ask, they tell what they do, or they are over at once. */
const QUICK_OR_TALKING = new Set(['move', 'rename', 'plan', 'deploy', 'drift', 'approve', 'completion', 'words']);

/** Today in the operator's own time zone. */
function today(): string {
  const now = new Date();
  return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}-${String(now.getDate()).padStart(2, '0')}`;
}

// A reader that has seen enough (`| head`) is no error.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

void run(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
