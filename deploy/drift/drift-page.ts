import type { Issue } from '../../catalogue/issues/issue';
import { counted } from '../../catalogue/text/counts';
import { escaped } from '../../review/report/markdown';
import type { CertificateEnd } from './certificates';
import type { StackDrift } from './drift';

/** What a night found. */
export interface Night {
  readonly stacks: readonly StackDrift[];
  /** Entries that are over or end soon, and quotas that are near. */
  readonly entries: readonly Issue[];
  readonly certificates: readonly CertificateEnd[];
  /** Circuits with a certificate where nothing was read of any. */
  readonly unread: number;
}

/** Rows that a page shows; an issue of GitHub takes 65,536 characters, of which names may need the most part. */
const MOST_ROWS = 150;

/** Whether somebody has to look. */
export function isClean({ stacks, entries, certificates }: Night): boolean {
  return (
    entries.length === 0 &&
    certificates.length === 0 &&
    stacks.every(({ rows, problem, isAbsent }) => rows.length === 0 && !problem && !isAbsent)
  );
}

export function headline(night: Night): string {
  const { stacks, entries, certificates } = night;
  if (isClean(night)) return `${counted(stacks.length, 'stack')}: everything is as it was deployed.`;
  const rows = stacks.flatMap((each) => each.rows).length;
  const count = (test: (each: StackDrift) => boolean): number => stacks.filter(test).length;
  const parts = [
    [rows, 'difference'],
    [count(({ isAbsent }) => isAbsent), 'stack that is not deployed', 'stacks that are not deployed'],
    [
      count(({ problem }) => problem !== undefined),
      'stack that could not be planned',
      'stacks that could not be planned',
    ],
    [entries.length, 'entry that ends soon or is nearly full', 'entries that end soon or are nearly full'],
    [certificates.length, 'certificate'],
  ] as const;
  return `${parts
    .flatMap(([number, one, many]) =>
      number === 0 ? [] : [many === undefined ? counted(number, one) : `${number} ${number === 1 ? one : many}`],
    )
    .join(' · ')}, in ${counted(stacks.length, 'stack')}.`;
}

/** The page of an issue, or of a terminal: a table by building and owner, and what else a night looks at. */
export function nightPage(night: Night): string {
  const { stacks, entries, certificates, unread } = night;
  const rows = stacks.flatMap((each) => each.rows);
  const shown = rows.slice(0, MOST_ROWS);
  const more = rows.length - shown.length;
  const parts = [`### ${headline(night)}\n`];
  if (rows.length > 0)
    parts.push(
      `| building | owner | stack | what | differs in |\n|---|---|---|---|---|\n${shown
        .map(({ site, owner, stack, address, what }) => line([site, owner, stack, address, what]))
        .join('')}${more === 0 ? '' : `\n… and ${more} more: \`npx wan drift --format json\` has all.\n`}`,
    );
  const absent = stacks.filter(({ isAbsent }) => isAbsent);
  if (absent.length > 0) parts.push(`**Nothing of them stands:** ${absent.map(({ stack }) => stack).join(', ')}\n`);
  const failed = stacks.flatMap(({ stack, problem }) => (problem ? [{ stack, problem }] : []));
  if (failed.length > 0)
    parts.push(
      `**Could not be planned**\n\n${failed.map(({ problem }) => `- ${problem.code}: ${escaped(problem.problem)}\n`).join('')}`,
    );
  if (entries.length > 0)
    parts.push(
      `**Ends soon or is nearly full** (what is to stay so is agreed to in \`acceptedWarnings\`)\n\n${entries.map(({ code, path, problem }) => `- ${code} ${escaped(path ?? '')}: ${escaped(problem)}\n`).join('')}`,
    );
  if (certificates.length > 0)
    parts.push(
      `**Certificates**\n\n| building | circuit | ends | certificate |\n|---|---|---|---|\n${certificates
        .map(({ site, circuit, ends, daysLeft, arn }) =>
          line([site, circuit, ends === undefined ? 'not found' : `${ends} (${daysLeft ?? 0} days)`, arn]),
        )
        .join('')}`,
    );
  if (unread > 0)
    parts.push(
      `${counted(unread, 'certificate')} of circuits: nobody looked when they end (in a pipeline the variable WAN_CERTIFICATE_REGIONS, by hand --certificates).\n`,
    );
  const always = new Map<string, number>();
  for (const { perpetual } of stacks)
    for (const [why, count] of perpetual) always.set(why, (always.get(why) ?? 0) + count);
  if (always.size > 0)
    parts.push(
      `<details><summary>Differs on every plan, and is nothing</summary>\n\n${[...always].map(([why, count]) => `- ${count}: ${why}\n`).join('')}\n</details>\n`,
    );
  return parts.join('\n');
}

function line(cells: readonly string[]): string {
  return `| ${cells.map(escaped).join(' | ')} |\n`;
}

export function nightData(night: Night): object {
  return {
    headline: headline(night),
    isClean: isClean(night),
    stacks: night.stacks.map(({ stack, rows, isAbsent, problem, perpetual }) => ({
      stack,
      isAbsent,
      rows,
      ...(problem ? { problem: problem.problem, code: problem.code } : {}),
      perpetual: [...perpetual].map(([why, count]) => ({ why, count })),
    })),
    entries: night.entries,
    certificates: night.certificates.map(({ ends, daysLeft, ...each }) => ({
      ...each,
      ends: ends ?? null,
      daysLeft: daysLeft ?? null,
    })),
    unreadCertificates: night.unread,
  };
}
