import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { getBorderCharacters, table } from 'table';
import { largeCatalogue } from './large-catalogue';

/**
 * Measures the figures of docs/figures.md: ratios in one run on one machine, each the median of several. Nothing here
 * is asserted; only the naive program's output is compared, so that both still build the same network.
 */
const ROOT = path.join(__dirname, '..');
const RUNS = Number(process.env['BENCH_RUNS'] ?? 5);
const temporary = mkdtempSync(path.join(os.tmpdir(), 'wan-bench-'));

interface Measured {
  readonly seconds: number;
  readonly megabytes: number;
}

/** Runs a program to its end; wall time and peak memory as the kernel counted it. */
function once(args: readonly string[], env: NodeJS.ProcessEnv = {}): Measured {
  const started = performance.now();
  const probe = path.join(ROOT, 'bench/peak-memory.cjs');
  const { status, stderr } = spawnSync(process.execPath, ['--require', probe, ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const seconds = (performance.now() - started) / 1000;
  if (status !== 0) throw new Error(`${args.join(' ')} failed:\n${stderr}`);
  return { seconds, megabytes: Number(/peak (\d+) KiB/.exec(stderr)?.[1] ?? 0) / 1024 };
}

function median(runs: readonly Measured[]): Measured {
  const middle = (values: readonly number[]): number =>
    [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
  return { seconds: middle(runs.map((run) => run.seconds)), megabytes: middle(runs.map((run) => run.megabytes)) };
}

function repeat(run: () => Measured, times = RUNS): Measured {
  return median(Array.from({ length: times }, run));
}

/** Resources of every stack as text, for comparing two programs. */
function resourcesOf(out: string): string {
  const sorted = (value: unknown): unknown =>
    typeof value !== 'object' || value === null
      ? value
      : Array.isArray(value)
        ? value.map(sorted)
        : Object.fromEntries(
            Object.entries(value)
              .filter(([key]) => key !== '//')
              .sort(([a], [b]) => (a < b ? -1 : 1))
              .map(([key, inner]) => [key, sorted(inner)]),
          );
  const stacks = readdirSync(path.join(out, 'stacks')).sort();
  return JSON.stringify(
    stacks.map((name) => [
      name,
      sorted(
        (JSON.parse(readFileSync(path.join(out, 'stacks', name, 'cdk.tf.json'), 'utf8')) as { resource: unknown })
          .resource,
      ),
    ]),
  );
}

/** The naive program proves nothing: synthesis is measured without the proof, which has rows of its own. */
const UNPROVEN = { WAN_SKIP_VERIFY: '1' };

function synthAgainstNaive(): readonly string[][] {
  const out = path.join(temporary, 'full');
  const real = (): Measured => {
    rmSync(out, { recursive: true, force: true });
    return once(['bin/start.cjs', '--out', out], UNPROVEN);
  };
  real();
  const shared: Record<string, unknown> = {};
  for (const name of readdirSync(path.join(out, 'stacks'))) {
    if (!/-\d+$/.test(name))
      shared[name] = JSON.parse(readFileSync(path.join(out, 'stacks', name, 'cdk.tf.json'), 'utf8'));
  }
  const sharedFile = path.join(temporary, 'shared.json');
  writeFileSync(
    sharedFile,
    JSON.stringify(
      Object.fromEntries(
        Object.entries(shared).map(([name, stack]) => [
          name,
          { resource: (stack as { resource: unknown }).resource, output: (stack as { output?: unknown }).output ?? {} },
        ]),
      ),
    ),
  );
  const naiveOut = path.join(temporary, 'naive');
  mkdirSync(naiveOut);
  const includes = JSON.stringify(
    readdirSync(path.join(ROOT, 'sites'))
      .sort()
      .map((name) => `sites/${name}`),
  );
  const naive = (): Measured =>
    once(['--require', 'tsx/cjs', 'bench/naive/main.ts'], {
      CDKTF_OUTDIR: naiveOut,
      BENCH_SHARED: sharedFile,
      BENCH_INCLUDES: includes,
    });
  naive();
  const same = resourcesOf(naiveOut) === resourcesOf(out);
  if (!same) throw new Error('bench/naive no longer builds the same resources: nothing is measured');
  // Alternating, so that a slow minute of the machine hits both.
  const pairs = Array.from({ length: RUNS }, () => ({ naive: naive(), real: real() }));
  const [base, full] = [median(pairs.map((pair) => pair.naive)), median(pairs.map((pair) => pair.real))];
  const nothing = repeat(() => once(['bin/start.cjs', '--out', out], UNPROVEN));
  const site = path.join(temporary, 'one-site');
  const changed = changedCatalogue(site);
  once(['bin/start.cjs', '--catalogue', changed.before, '--out', path.join(site, 'out')], UNPROVEN);
  let turn = 0;
  const again = repeat(() => {
    turn += 1;
    const catalogue = turn % 2 === 1 ? changed.after : changed.before;
    return once(['bin/start.cjs', '--catalogue', catalogue, '--out', path.join(site, 'out')], UNPROVEN);
  });
  const check = repeat(() => once(['bin/wan.cjs', 'check', '--as-locked']));
  real();
  const proof = repeat(() => once(['bin/wan.cjs', 'verify', '--out', out]));
  const proven = repeat(() => {
    rmSync(out, { recursive: true, force: true });
    return once(['bin/start.cjs', '--out', out]);
  });
  const row = (what: string, measured: Measured, figure: string): string[] => [
    `  ${what}`,
    seconds(measured),
    memory(measured),
    `${ratio(measured, base)} of naive (figure: ${figure})`,
  ];
  return [
    ['synth of the shipped catalogue, naive program', seconds(base), memory(base), ''],
    row('this program, one process, from nothing', full, '0.40'),
    row('the same with its proof', proven, '0.65'),
    row('after a change to one site', again, '0.25'),
    row('nothing changed', nothing, '0.18'),
    row('wan check', check, '0.15'),
    row('wan verify', proof, '0.50'),
    row('wan review of a change to one site', reviewOfOneSite(), '1'),
    row('wan router --all for four platforms', routersOfAll(), '3'),
    row(
      'wan list',
      repeat(() => once(['bin/wan.cjs', 'list', '--contains', '198.18.2.146'])),
      '0.20',
    ),
    row(
      'wan show',
      repeat(() => once(['bin/wan.cjs', 'show', 'crewe-library'])),
      '0.20',
    ),
    row(
      'wan cost',
      repeat(() => once(['bin/wan.cjs', 'cost'])),
      '0.50',
    ),
  ];
}

/** `wan import` of 5,000 rows, all but the first few new, against `wan check` of what comes of it. */
function importOfMany(): readonly string[][] {
  const file = largeCatalogue(path.join(temporary, 'import-whole'), 5000);
  once(['bin/wan.cjs', '--catalogue', file, 'lock']);
  const schedule = path.join(temporary, 'schedule.csv');
  once(['bin/wan.cjs', '--catalogue', file, 'export', schedule]);
  const few = path.join(temporary, 'import-few');
  cpSync(path.dirname(file), few, { recursive: true });
  for (const name of readdirSync(path.join(few, 'sites')).sort().slice(1)) rmSync(path.join(few, 'sites', name));
  const catalogue = path.join(few, path.basename(file));
  const runs = Math.min(RUNS, 3);
  const check = repeat(() => once(['bin/wan.cjs', '--catalogue', file, 'check', '--as-locked']), runs);
  const rows = repeat(() => once(['bin/wan.cjs', '--catalogue', catalogue, 'import', schedule]), runs);
  return [
    ['wan check of 5,000 sites', seconds(check), memory(check), ''],
    ['  wan import of the same as rows', seconds(rows), memory(rows), `${ratio(rows, check)} of check (figure: 2)`],
  ];
}

/** Every router of the shipped catalogue, on each platform. */
function routersOfAll(): Measured {
  const platforms = ['cisco-ios-xe', 'fortinet', 'juniper-srx', 'linux'].map((platform) =>
    repeat(
      () => {
        const out = path.join(temporary, platform);
        rmSync(out, { recursive: true, force: true });
        return once(['bin/wan.cjs', 'router', '--all', '--platform', platform, '--out', out]);
      },
      Math.min(RUNS, 3),
    ),
  );
  return {
    seconds: platforms.reduce((sum, each) => sum + each.seconds, 0),
    megabytes: Math.max(...platforms.map(({ megabytes }) => megabytes)),
  };
}

/** Commits all of a folder, so that what is changed afterwards has a base. */
function commit(folder: string): void {
  for (const args of [
    ['init', '-q'],
    ['add', '.'],
    ['-c', 'user.name=bench', '-c', 'user.email=bench@example.org', 'commit', '-qm', 'base'],
  ]) {
    const { status } = spawnSync('git', args, { cwd: folder, stdio: 'ignore' });
    if (status !== 0) throw new Error(`git ${args.join(' ')} failed: there is no base to review against`);
  }
}

/** `wan review` of another address at one site, against what is committed. */
function reviewOfOneSite(): Measured {
  const folder = path.join(temporary, 'review');
  const { before, after } = changedCatalogue(folder);
  commit(path.dirname(before));
  const changed = 'sites/fire.yaml';
  writeFileSync(
    path.join(path.dirname(before), changed),
    readFileSync(path.join(path.dirname(after), changed), 'utf8'),
  );
  return repeat(() => once(['bin/wan.cjs', '--catalogue', before, 'review']));
}

/** The shipped catalogue twice, with one address of one site changed. */
function changedCatalogue(folder: string): { before: string; after: string } {
  for (const version of ['before', 'after']) {
    const target = path.join(folder, version);
    mkdirSync(path.join(target, 'sites'), { recursive: true });
    for (const name of [
      'sites.yaml',
      'sites.lock.yaml',
      ...readdirSync(path.join(ROOT, 'sites')).map((file) => `sites/${file}`),
    ]) {
      const text = readFileSync(path.join(ROOT, name), 'utf8');
      writeFileSync(
        path.join(target, name),
        version === 'after' && name === 'sites/fire.yaml'
          ? text.replace(/address: 198\.18\.\d+\.\d+/, 'address: 198.19.9.9')
          : text,
      );
    }
  }
  return { before: path.join(folder, 'before/sites.yaml'), after: path.join(folder, 'after/sites.yaml') };
}

function growth(): readonly string[][] {
  const sizes = [500, 1000, 2000, 5000];
  const points = sizes.map((sites) => {
    const file = largeCatalogue(path.join(temporary, `large-${sites}`), sites);
    once(['bin/wan.cjs', '--catalogue', file, 'lock']);
    const out = path.join(temporary, `large-${sites}-out`);
    const full = repeat(
      () => {
        rmSync(out, { recursive: true, force: true });
        return once(['bin/start.cjs', '--catalogue', file, '--out', out], UNPROVEN);
      },
      Math.min(RUNS, 3),
    );
    const check = repeat(() => once(['bin/wan.cjs', '--catalogue', file, 'check', '--as-locked']), Math.min(RUNS, 3));
    const proof = repeat(() => once(['bin/wan.cjs', '--catalogue', file, 'verify', '--out', out]), Math.min(RUNS, 3));
    const parts = path.join(path.dirname(file), 'sites');
    const part = path.join(parts, 'part-00000.yaml');
    const original = readFileSync(part, 'utf8');
    let turn = 0;
    const again = repeat(() => {
      turn += 1;
      writeFileSync(part, turn % 2 === 1 ? original.replace('198.18.0.1,', '198.19.255.9,') : original);
      return once(['bin/start.cjs', '--catalogue', file, '--out', out], UNPROVEN);
    }, 3);
    writeFileSync(part, original);
    commit(path.dirname(file));
    writeFileSync(part, original.replace('198.18.0.1,', '198.19.255.9,'));
    const review = repeat(() => once(['bin/wan.cjs', '--catalogue', file, 'review']), Math.min(RUNS, 3));
    return { sites, full, check, again, proof, review };
  });
  const [first, last] = [points[0], points.at(-1)];
  const exponent =
    first && last ? Math.log(last.full.seconds / first.full.seconds) / Math.log(last.sites / first.sites) : 0;
  const proofs =
    first && last ? Math.log(last.proof.seconds / first.proof.seconds) / Math.log(last.sites / first.sites) : 0;
  const reviews =
    first && last ? Math.log(last.review.seconds / first.review.seconds) / Math.log(last.sites / first.sites) : 0;
  return [
    ...points.flatMap(({ sites, full, check, again, proof, review }) => [
      [`${sites} sites: load, plan, synth`, seconds(full), memory(full), ''],
      [
        '  load, validate, lock check, plan, preflight alone',
        seconds(check),
        memory(check),
        `${ratio(check, full)} of full (figure: 0.25)`,
      ],
      [
        '  again after a change to one site',
        seconds(again),
        memory(again),
        `${ratio(again, full)} of full (figure: 0.30)`,
      ],
      [
        '  wan verify, its own start included',
        seconds(proof),
        memory(proof),
        `${ratio(proof, full)} of full (figure: 1)`,
      ],
      [
        '  wan review of a change to one site',
        seconds(review),
        memory(review),
        `${ratio(review, full)} of full (figure: linear)`,
      ],
    ]),
    ['growth of wan review from 500 to 5,000 sites', '', '', `exponent ${reviews.toFixed(2)} (figure: 1)`],
    ['growth of wan verify from 500 to 5,000 sites', '', '', `exponent ${proofs.toFixed(2)} (figure: 1.1)`],
    ['growth from 500 to 5,000 sites', '', '', `exponent ${exponent.toFixed(2)} (figure: 1.05)`],
  ];
}

const seconds = (measured: Measured): string => `${measured.seconds.toFixed(2)} s`;
const memory = (measured: Measured): string => `${measured.megabytes.toFixed(0)} MiB`;
const ratio = (one: Measured, other: Measured): string => (one.seconds / other.seconds).toFixed(2);

try {
  const rows = [...synthAgainstNaive(), ...(process.argv.includes('--quick') ? [] : [...importOfMany(), ...growth()])];
  process.stdout.write(
    table([['what', 'wall', 'peak', 'ratio'], ...rows], {
      border: getBorderCharacters('void'),
      columnDefault: { paddingLeft: 0, paddingRight: 2 },
      drawHorizontalLine: () => false,
    }).replace(/ +$/gm, ''),
  );
  process.stdout.write(`\nMedian of ${RUNS} runs, Node ${process.version}, ${os.cpus().length} cores.\n`);
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
