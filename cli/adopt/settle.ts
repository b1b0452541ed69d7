import { failure, type Issue, type Result, success } from '../../catalogue/issues/issue';
import { loadCatalogue } from '../../catalogue/load';
import { plain } from '../../catalogue/text/paint';
import type { Lock } from '../../plan/lock/lock-file';
import { readLock } from '../../plan/prepare';
import type { CommandResult } from '../command-result';
import { type Desk, propose } from '../edit/proposal';

export interface SettleOptions {
  readonly write?: boolean;
  readonly base?: string;
  readonly today: string;
  readonly width?: number;
}

/**
 * `wan adopt --settle SITE…`: connections that were taken over are set to what the catalogue says from the next deploy on. Each of their
 * tunnels is interrupted, and whoever keeps the router has to be there: without somebody's consent it is refused.
 */
export async function settleCommand(
  catalogue: string,
  cwd: string,
  sites: readonly string[],
  options: SettleOptions,
): Promise<CommandResult> {
  const failed = (issues: readonly Issue[]): CommandResult => ({ text: '', issues });
  const loaded = loadCatalogue(catalogue, cwd);
  if (!loaded.ok) return failed(loaded.issues);
  const held = readLock(catalogue, cwd);
  if (!held.ok) return failed(held.issues);
  const settled = settledLock(held.value, sites);
  if (!settled.ok) return failed(settled.issues);
  const desk: Desk = { catalogue, cwd, today: options.today, width: options.width ?? 100, paint: plain };
  const proposed = propose(desk, new Map(), new Map(), {
    keep: settled.value,
    ...(options.base === undefined ? {} : { base: options.base }),
  });
  if (!proposed.ok) return failed(proposed.issues);
  const { effect, files, warnings } = proposed.value;
  if (options.write !== true)
    return {
      text: `${effect}\nNothing was written. \`--write\` writes it.\n`,
      issues: warnings,
      data: { files, effect, written: false },
    };
  const refused = await proposed.value.write();
  if (refused.length > 0) return failed(refused);
  return {
    text: `${effect}\n${files.join(', ')} written. Next: \`npx wan review\`, \`npx wan router SITE\` for its router, and commit.\n`,
    issues: warnings,
    data: { files, effect, written: true },
  };
}

function settledLock(lock: Lock, sites: readonly string[]): Result<Lock> {
  const next = structuredClone(lock);
  const issues = sites.flatMap((id): readonly Issue[] => {
    const circuits = Object.values(next.sites[id]?.segments ?? {}).flatMap((segment) =>
      Object.values(segment.circuits),
    );
    const keeping = circuits
      .flatMap(({ adopted, adoptedAzure }) => [adopted, adoptedAzure])
      .flatMap((each) => (each?.keeps === undefined ? [] : [each]));
    for (const each of keeping) delete each.keeps;
    if (keeping.length > 0) return [];
    return [
      next.sites[id] === undefined
        ? { code: 'SITE_UNKNOWN', problem: `There is no site "${id}".` }
        : {
            code: 'USAGE',
            problem: `${id} has nothing that keeps its options.`,
            fix: 'The lock says `keeps: options` where it does.',
          },
    ];
  });
  return issues.length > 0 ? failure(issues) : success(next);
}
