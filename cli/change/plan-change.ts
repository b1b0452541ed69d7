import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Issue, type Result, success } from '../../catalogue/issues/issue';
import { loadCatalogue, type LoadedCatalogue } from '../../catalogue/load';
import { counted } from '../../catalogue/text/counts';
import { renderContext } from '../../output/stack-hash';
import type { Lock } from '../../plan/lock/lock-file';
import { planNetwork } from '../../plan/network-plan';
import { agreedTo, everything } from '../../plan/numbering/agreed';
import { reconcileLock } from '../../plan/numbering/reconcile';
import { quotaUses } from '../../plan/preflight/preflight';
import { readLock } from '../../plan/prepare';
import { reviewOf } from '../../review/review';
import { baseOf } from '../../review/reviewing';
import { madeHere, type Side } from '../../review/sides/side';
import { filesHolding } from '../../review/turns/written';
import { releaseOf, type Release, turnsText } from '../../review/turns/report';
import { heldIn, type Turns, turnsOf, withoutUnheld } from '../../review/turns/turns';
import type { CommandResult } from '../command-result';
import { loadRenderer } from '../made-here';
import { writeTogether } from '../writing/write-together';

export interface PlanChangeOptions {
  readonly base?: string;
  /** Whether the first release is written into the working tree. */
  readonly write?: boolean;
  readonly out: string;
  readonly today: string;
}

/**
 * `wan plan-change`: in how many releases what is written now can go, so that nobody's circuits all change at once, each release
 * reviewed against the one before; with `write` the first of them is put into the files.
 */
export function planChangeCommand(catalogue: string, cwd: string, options: PlanChangeOptions): CommandResult {
  const failed = (issues: readonly Issue[]): CommandResult => ({ text: '', issues });
  const loaded = loadCatalogue(catalogue, cwd);
  if (!loaded.ok) return failed(loaded.issues);
  const world: World = { catalogue, cwd, options, context: renderContext(path.resolve(cwd, options.out), cwd) };
  const found = baseOf({ ...world, base: options.base, loaded: loaded.value, render });
  if (!found.ok) return failed(found.issues);
  if (typeof found.value === 'string')
    return failed([
      {
        code: 'BASE_UNKNOWN',
        problem: 'There is nothing to compare with: nobody can say what changes.',
        fix: 'Commit what is deployed, or name it with --base.',
      },
    ]);
  const { side: base } = found.value;
  if (!base) return { text: 'Nothing is written otherwise than it is deployed.\n', issues: [], data: { releases: [] } };
  const own = readLock(catalogue, cwd);
  const keep = own.ok ? own.value : base.prepared.lock;
  const head = sideOf(world, 'the change', loaded.value, keep, base.prepared.lock);
  if (!head.ok) return failed(head.issues);
  const made = stagedIn(world, loaded.value, base, head.value, keep);
  if (!made.ok) return failed(made.issues);
  const { turns, first } = made.value;
  const sides = [...made.value.sides];
  sides.push(head.value);
  const all = sides.map((side, index) =>
    releaseOf(index + 1, turns, reviewOf(sides[index - 1] ?? base, side, options.today, false)),
  );
  const told = { text: turnsText(turns, all), issues: [], data: dataOf(turns, all) };
  if (options.write !== true)
    return {
      ...told,
      text:
        turns.releases === 1
          ? told.text
          : `${told.text}\n\`npx wan plan-change --write\` writes the first into the files. When it is deployed and its routers are set, write the change again and run this again.\n`,
    };
  if (turns.releases === 1) return told;
  const before = read(world, loaded.value);
  const refused = writeTogether(
    cwd,
    [...first].map(([file, text]) => ({ file, text, before: before.get(file) })),
  );
  if (refused.length > 0) return failed(refused);
  return {
    ...told,
    text: `${[...first.keys()].map((file) => `${file}: release 1 of ${turns.releases} written.\n`).join('')}Next: \`npx wan lock\`, \`npx wan review\`. ${waitingText(heldIn(turns, 1).length)} until you write the change again.\n`,
  };
}

/** The catalogue's files as they stand. */
function read({ cwd }: World, { files }: LoadedCatalogue): ReadonlyMap<string, string> {
  return new Map(files.map((file) => [file, readFileSync(path.resolve(cwd, file), 'utf8')]));
}

interface Staged {
  readonly turns: Turns;
  /** Releases but the last, in order. */
  readonly sides: readonly Side[];
  /** Files of the first. */
  readonly first: ReadonlyMap<string, string>;
}

/** Each release as it would be built; whoever would not wait in one although it is written to is taken out, and all are made anew. */
function stagedIn(world: World, loaded: LoadedCatalogue, base: Side, head: Side, keep: Lock): Result<Staged> {
  let turns = turnsOf(base, head);
  for (;;) {
    const sides: Side[] = [];
    let first: ReadonlyMap<string, string> = new Map();
    let fewer: Turns | undefined;
    for (let release = 1; release < turns.releases && !fewer; release += 1) {
      const texts = filesHolding(read(world, loaded), heldIn(turns, release));
      if (!texts.ok) return texts;
      if (release === 1) first = texts.value;
      const side = stagedSide(world, loaded, texts.value, release, keep, base.prepared.lock);
      if (!side.ok) return side;
      fewer = withoutUnheld(turns, release, base, side.value);
      sides.push(side.value);
    }
    if (!fewer) return success({ turns, sides, first });
    turns = fewer;
  }
}

function waitingText(count: number): string {
  return count === 1 ? '1 circuit stays as it is' : `${counted(count, 'circuit')} stay as they are`;
}

interface World {
  readonly catalogue: string;
  readonly cwd: string;
  readonly options: PlanChangeOptions;
  readonly context: ReturnType<typeof renderContext>;
}

const render: Parameters<typeof madeHere>[3] = (input, context) => loadRenderer().renderStack(input, context);

/** A side with the lock that it needs, whatever that would have to be agreed to: the review says so. */
function sideOf(
  { options, context }: World,
  label: string,
  loaded: LoadedCatalogue,
  keep: Lock,
  start: Lock,
): Result<Side> {
  const { catalogue, where } = loaded;
  const lock = reconcileLock(catalogue, where, {
    keep,
    start,
    asOf: keep.asOf,
    ...agreedTo(catalogue, start, options.today),
    ...everything(catalogue, start),
    renumber: new Set(catalogue.sites.map(({ id }) => id)),
  });
  if (!lock.ok) return lock;
  const plan = planNetwork(catalogue, lock.value);
  const prepared = { ...loaded, lock: lock.value, plan, uses: quotaUses(catalogue, plan), accepted: [] };
  return success(madeHere(label, prepared, context, render));
}

/** A release as a catalogue of its own, from files that are read and checked as any other. */
function stagedSide(
  world: World,
  { files }: LoadedCatalogue,
  texts: ReadonlyMap<string, string>,
  release: number,
  keep: Lock,
  start: Lock,
): Result<Side> {
  const folder = path.dirname(path.resolve(world.cwd, world.catalogue));
  const copy = mkdtempSync(path.join(tmpdir(), 'wan-release-'));
  try {
    for (const file of files) {
      const target = path.join(copy, path.relative(folder, path.resolve(world.cwd, file)));
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, texts.get(file) ?? readFileSync(path.resolve(world.cwd, file), 'utf8'));
    }
    const loaded = loadCatalogue(path.basename(world.catalogue), copy);
    return loaded.ok ? sideOf(world, `release ${release}`, loaded.value, keep, start) : loaded;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function dataOf({ alone, stuck }: Turns, releases: readonly Release[]): object {
  return { releases, onOneCircuit: alone.map(({ id }) => id), notInTurn: stuck };
}
