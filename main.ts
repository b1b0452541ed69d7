import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { counted } from './catalogue/text/counts';
import { defaultCatalogue, defaultOutput } from './catalogue/find-catalogue';
import { exitCodeOf, failure, type Issue, type Result, success } from './catalogue/issues/issue';
import { keepParsedIn } from './catalogue/yaml/parsed-values';
import { systemIssue } from './catalogue/yaml/source';
import { ISSUE_FORMATS, type IssueFormat, renderIssues, summariseIssues } from './catalogue/issues/render-issues';
import { contentHash } from './output/content-hash';
import { discardAbandoned, holdInterrupts } from './output/interrupts';
import { checkOwner, isIntact, type OutputRecord, readRecord, sha256, writeOutput } from './output/output-folder';
import { cacheFolder, programFingerprint, proofFingerprint } from './output/program';
import { readProviderLock, stackLocks } from './output/provider-lock';
import { stableJson } from './output/stable-json';
import { Rendered } from './output/rendered';
import { renderContext, stackHash } from './output/stack-hash';
import { version } from './package.json';
import { datacentrePolicies } from './plan/policies/datacentre-policy';
import { committedPolicies } from './plan/policies/policy-file';
import { prepare, type Prepared } from './plan/prepare';
import type { StackInput } from './plan/stacks/stack-input';
import { renderSummary } from './report/summary';
import { summaryData } from './report/summary-data';
import { paintFor, widthOf } from './report/terminal';
import { shortData } from './review/report/json';
import { shortText } from './review/report/text';
import { type Review, stepsOf } from './review/review';
import { reviewedBeforeWriting } from './review/reviewing';
import { renderManifest } from './stacks/manifest';
import { committedExpectations, type Expectations, unmet } from './verify/report/expectations';
import { isProven } from './verify/report/verification';
import { renderVerification } from './verify/report/verification-report';
import { parseStackText } from './verify/terraform/stack-json';
import { strayFiles } from './verify/ledger/stray-files';
import { type CommittedPolicies, concernsPoliciesOnly, readStacks, verifyWithPolicies } from './verify/verify';

/**
 * The cdktf app: catalogue → lock check → plan → preflight → synthesis → summary. `npm start` runs it, and so does
 * cdktf's CLI through cdktf.json. The only place that synthesises, and the only reader of the environment:
 * WAN_CATALOGUE, WAN_REPLACE, WAN_SKIP_VERIFY, WAN_SKIP_REVIEW, and cdktf's own CDKTF_OUTDIR.
 */
const USAGE = `Usage: npm start -- [options]

  --catalogue FILE   the site catalogue (default: WAN_CATALOGUE, else sites.yaml)
  --out DIR          where to write (default: CDKTF_OUTDIR, else cdktf.out)
  --replace          allow another WAN's output there to be replaced (or WAN_REPLACE=1)
  --format FORMAT    ${ISSUE_FORMATS.join(', ')} (default: text)
  --version          the version
  --help             this text
`;

interface Options {
  readonly catalogue: string;
  readonly out: string;
  readonly replace: boolean;
  readonly format: IssueFormat;
}

function readOptions(args: readonly string[], env: NodeJS.ProcessEnv, cwd: string): Options | 'help' | 'version' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      catalogue: { type: 'string' },
      out: { type: 'string' },
      replace: { type: 'boolean' },
      format: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
      version: { type: 'boolean' },
    },
  });
  if (values.help) return 'help';
  if (values.version) return 'version';
  const format = ISSUE_FORMATS.find((name) => name === (values.format ?? 'text'));
  if (!format) throw new TypeError(`--format takes ${ISSUE_FORMATS.join(', ')}`);
  if (values.catalogue === '' || values.out === '') throw new TypeError('--catalogue and --out take a name');
  const named = values.catalogue ?? nonEmpty(env['WAN_CATALOGUE']);
  const catalogue = named ?? defaultCatalogue(cwd);
  return {
    catalogue,
    out: values.out ?? nonEmpty(env['CDKTF_OUTDIR']) ?? defaultOutput(catalogue, named === undefined),
    replace: values.replace ?? env['WAN_REPLACE'] === '1',
    format,
  };
}

/** A variable that is set to nothing counts as not set. */
function nonEmpty(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}

interface Built {
  readonly prepared: Prepared;
  /** What it does to buildings, against the base; absent where there is none to compare with, or nothing differs. */
  readonly review: Review | undefined;
  /** Stacks whose file changed on disk. */
  readonly written: readonly string[];
  /** Stacks that were there before and are made no more. */
  readonly gone: readonly string[];
  /** Classes of packets that were proven; undefined where the proof was skipped. */
  readonly proven: number | undefined;
}

/**
 * Works out who can reach whom from the stacks before any is written: what differs from the catalogue is not put where
 * `deploy` would find it. Only WAN_SKIP_VERIFY=1 lets it pass, and says so.
 */
function prove(
  prepared: Prepared,
  folder: string,
  fresh: ReadonlyMap<string, string>,
  policies: CommittedPolicies,
  expected: Expectations | undefined,
  skip: boolean,
): Result<{ readonly proven: number | undefined }> {
  if (skip) {
    process.stderr.write('WAN_SKIP_VERIFY=1: nobody has proven who can reach whom in what is written now.\n');
    return success({ proven: undefined });
  }
  const { catalogue, lock, plan, where } = prepared;
  const stacks = plan.stacks.map(({ name }) =>
    parseStackText(name, fresh.get(name) ?? readFileSync(path.join(folder, 'stacks', name, 'cdk.tf.json'), 'utf8')),
  );
  const reading = readStacks(catalogue, lock, stacks);
  const verification = verifyWithPolicies(catalogue, lock, stacks, reading, policies);
  if (isProven(verification)) {
    const open = expected && reading.proof ? unmet(reading.proof, expected, { catalogue, where }) : [];
    return open.length > 0 ? failure(open) : success({ proven: verification.classes });
  }
  process.stderr.write(renderVerification(verification, catalogue, where));
  if (concernsPoliciesOnly(verification))
    return failure([
      {
        code: 'POLICY_STALE',
        problem: `What datacentres' routers are told does not go with this network (${counted(verification.faults.length, 'difference')} above). Nothing was written.`,
        fix: 'Run `npx wan policy`, read what it changes, commit it, and set the routers. WAN_SKIP_VERIFY=1 writes all the same.',
      },
    ]);
  return failure([
    {
      code: 'VERIFY_DIFFERENCE',
      problem: `What was synthesised does not do what the catalogue asks (${counted(verification.differences.length + verification.faults.length + verification.names.length, 'difference')} above). Nothing was written.`,
      fix: 'This is a fault of the program: report it with the catalogue. WAN_SKIP_VERIFY=1 writes all the same.',
    },
  ]);
}

function skipVerify(env: NodeJS.ProcessEnv): boolean {
  return env['WAN_SKIP_VERIFY'] === '1';
}

async function build(options: Options, cwd: string): Promise<Result<Built>> {
  const prepared = prepare(options.catalogue, cwd);
  if (!prepared.ok) return prepared;
  const { plan, catalogue } = prepared.value;
  const owner = { wan: catalogue.wan.name, environment: catalogue.wan.environment };
  const folder = path.resolve(cwd, options.out);
  if (!options.replace) {
    const owned = checkOwner(folder, options.out, owner);
    if (!owned.ok) return owned;
  }
  discardAbandoned(folder);
  const stray = skipVerify(process.env)
    ? []
    : strayFiles(
        folder,
        options.out,
        plan.stacks.map(({ name }) => name),
      );
  if (stray.length > 0)
    return failure(
      stray.map(({ where, problem }) => ({
        code: 'OUTPUT_STRAY',
        problem: `${where} ${problem} Nothing was written.`,
      })),
    );
  const program = programFingerprint();
  const before = readRecord(folder);
  const context = renderContext(folder, cwd);
  const entries: Record<string, OutputRecord['stacks'][string]> = {};
  const stacks = new Map<string, string>();
  const stale: { readonly input: StackInput; readonly hash: string }[] = [];
  for (const input of plan.stacks) {
    const hash = stackHash(input, context);
    const kept = before?.stacks[input.name];
    if (before?.program === program && kept?.input === hash && isIntact(folder, input.name, before))
      entries[input.name] = kept;
    else stale.push({ input, hash });
  }
  for (const { input, hash } of stale) {
    const text = loadRenderer().renderStack(input, context);
    stacks.set(input.name, text);
    entries[input.name] = { input: hash, output: sha256(text) };
  }
  const review = skipReview(process.env)
    ? success(undefined)
    : reviewedBeforeWriting({
        prepared: prepared.value,
        catalogue: options.catalogue,
        cwd,
        context,
        render: (input, how) => loadRenderer().renderStack(input, how),
        made: stacks,
        day: prepared.value.lock.asOf,
      });
  if (!review.ok) return review;
  const rendered = new Rendered(program);
  for (const { input, output } of Object.values(entries)) rendered.add(input, output);
  rendered.keep();
  const committed = committedPolicies(options.catalogue, cwd, datacentrePolicies(catalogue, plan));
  if (committed.issues.length > 0) return failure(committed.issues);
  const expected = committedExpectations(options.catalogue, cwd);
  if (!expected.ok) return expected;
  const provenWith = contentHash({
    proof: proofFingerprint(),
    expected: expected.value?.text ?? '',
    catalogue,
    lock: prepared.value.lock,
    policies: committed.policies,
    stale: committed.stale,
  });
  const kept = stale.length === 0 && before?.provenWith === provenWith ? before.proven : undefined;
  const proof =
    kept === undefined
      ? prove(prepared.value, folder, stacks, committed, expected.value, skipVerify(process.env))
      : success({ proven: kept });
  if (!proof.ok) return proof;
  const { proven } = proof.value;
  const record = { ...owner, program, stacks: entries, ...(proven === undefined ? {} : { proven, provenWith }) };
  const checksums = readProviderLock(options.catalogue, cwd);
  const locks = checksums
    ? stackLocks(
        checksums,
        plan.stacks,
        (name) => stacks.get(name) ?? readFileSync(path.join(folder, 'stacks', name, 'cdk.tf.json'), 'utf8'),
        options.catalogue,
      )
    : undefined;
  if (locks && !locks.ok) return locks;
  const files = {
    record,
    stacks,
    manifest: renderManifest(plan.stacks),
    ...(locks ? { providerLocks: locks.value } : {}),
  };
  const release = holdInterrupts();
  const written = writeOutput(folder, options.out, files);
  await release();
  if (!written.ok) return written;
  // What another WAN left in the folder is not this one's to mourn.
  const gone = options.replace ? [] : Object.keys(before?.stacks ?? {}).filter((name) => entries[name] === undefined);
  return success({ prepared: prepared.value, review: review.value, written: [...stacks.keys()], gone, proven }, [
    ...prepared.warnings,
    ...review.warnings,
  ]);
}

function skipReview(env: NodeJS.ProcessEnv): boolean {
  if (env['WAN_SKIP_REVIEW'] !== '1') return false;
  process.stderr.write('WAN_SKIP_REVIEW=1: nobody has looked at whom what is written now takes off the network.\n');
  return true;
}

/** Loaded only where a stack has to be built: cdktf and its bindings take longer to load than a small stack to build. */
function loadRenderer(): typeof import('./stacks/render') {
  return createRequire(__filename)('./stacks/render') as typeof import('./stacks/render');
}

/** What the operating system refuses is told in words; what else goes wrong is a fault of the program, with its trace. */
async function attempted(built: Promise<Result<Built>>): Promise<Result<Built>> {
  try {
    return await built;
  } catch (error) {
    const refused = systemIssue(error);
    if (refused) return failure([refused]);
    throw error;
  }
}

async function main(): Promise<number> {
  let options: Options | 'help' | 'version';
  try {
    options = readOptions(process.argv.slice(2), process.env, process.cwd());
  } catch (error) {
    const usage: Issue = {
      code: 'USAGE',
      problem: error instanceof Error ? error.message : String(error),
      fix: 'See npm start -- --help.',
    };
    process.stderr.write(renderIssues([usage]));
    return 2;
  }
  if (options === 'help') {
    process.stdout.write(USAGE);
    return 0;
  }
  if (options === 'version') {
    process.stdout.write(`${version}\n`);
    return 0;
  }
  keepParsedIn(cacheFolder());
  const started = performance.now();
  const built = await attempted(build(options, process.cwd()));
  const paint = paintFor(process.stderr, process.env);
  if (!built.ok) {
    const stream = options.format === 'json' || options.format === 'sarif' ? process.stdout : process.stderr;
    stream.write(renderIssues(built.issues, options.format, paint));
    if (options.format === 'text') process.stderr.write(`\n${summariseIssues(built.issues, true)}`);
    return exitCodeOf(built.issues);
  }
  const { prepared, review, written, gone, proven } = built.value;
  const { out, catalogue, format } = options;
  if (format === 'json') {
    const data = summaryData(prepared, { out, catalogue, written, gone, proven });
    const change = review === undefined ? {} : { review: shortData(review) };
    process.stdout.write(stableJson({ ...data, ...change, warnings: built.warnings }));
    return 0;
  }
  if (format === 'sarif') {
    process.stdout.write(renderIssues(built.warnings, format));
    return 0;
  }
  if (built.warnings.length > 0) {
    // cdktf's CLI calls whatever it reads from stderr an error, in red: under it a warning is part of the summary.
    const stream = process.env['CDKTF_CONTEXT_JSON'] === undefined ? process.stderr : process.stdout;
    stream.write(`${renderIssues(built.warnings, format, paint)}\n`);
  }
  const seconds = (performance.now() - started) / 1000;
  const change =
    review === undefined
      ? {}
      : {
          change: {
            text: shortText(review, widthOf(process.stdout, process.env)),
            stacks: stepsOf(review).map(({ stack }) => stack),
          },
        };
  process.stdout.write(renderSummary(prepared, { out, catalogue, written, gone, proven, seconds, ...change }));
  return 0;
}

// A reader that has seen enough (`| head`) is no error.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

void main().then((code) => {
  process.exitCode = code;
});
