import { renderIssue } from '../../catalogue/issues/render-issues';
import type { Report, Row } from './model';
import { MARKS } from './text';

/**
 * Bytes that a page may have. GitHub takes 65,536 characters in a comment and has been seen to count bytes.
 * Source: github.com/dflook/terraform-github-actions issue 150 and docs of the comment API
 */
export const MOST_BYTES = 60_000;

/**
 * A review for a pull request: one page, what goes off the network never folded, details folded, and never too long. `plans` is
 * what plans say beside it, which is part of the page and of its length.
 */
export function reviewMarkdown(report: Report, plans = ''): string {
  const beside = plans === '' ? '' : `\n\`\`\`\n${shortened(plans.replaceAll('```', "'''"))}\`\`\`\n`;
  const room = MOST_BYTES - Buffer.byteLength(beside);
  for (const lines of [200, 60, 20, 5, 0]) {
    const page = pageOf(report, lines);
    if (Buffer.byteLength(page) <= room) return `${page}${beside}`;
  }
  return `${pageOf({ ...report, refused: report.refused.map(({ paste: _paste, ...issue }) => issue) }, 0)}${beside}`;
}

/** What plans may take of the page. */
const MOST_PLAN_BYTES = 10_000;

/** As many lines as fit, and how many don't. */
function shortened(text: string): string {
  const lines = text.trimEnd().split('\n');
  let bytes = 0;
  const shown = lines.filter((line) => (bytes += Buffer.byteLength(line) + 1) <= MOST_PLAN_BYTES);
  const more = lines.length - shown.length;
  return `${shown.join('\n')}\n${more === 0 ? '' : `… and ${more} lines more: \`npx wan review --plan\` has all\n`}`;
}

function pageOf({ against, verdict, rows, sections, refused }: Report, most: number): string {
  const cut = [
    ...new Set(
      rows.filter(({ isCutOff }) => isCutOff).flatMap(({ names, behind }) => (behind.length > 0 ? behind : names)),
    ),
  ];
  // Whoever is cut off is named above, whole, however many rows are shown.
  const shownRows = rows.slice(0, most);
  const hidden = rows.length - shownRows.length;
  const parts = [`### ${escaped(verdict)}\n\n${escaped(against)}\n`];
  if (cut.length > 0) parts.push(`**Off the network during the apply** (${cut.length}): ${whole(cut)}\n`);
  if (rows.length > 0)
    parts.push(`| | who | what | off for | far end |\n|---|---|---|---|---|\n${shownRows.map(rowLine).join('')}`);
  if (hidden > 0) parts.push(`… and ${hidden} rows more: \`npx wan review --format json\` has all.\n`);
  for (const issue of refused.slice(0, Math.max(5, most)))
    parts.push(
      `<details open><summary>Nobody agreed to this: ${issue.code} ${escaped(issue.path ?? '')}</summary>\n\n\`\`\`\n${renderIssue(issue).replaceAll('```', "'''")}\`\`\`\n</details>\n`,
    );
  if (refused.length > Math.max(5, most))
    parts.push(`… and ${refused.length - Math.max(5, most)} more that nobody agreed to.\n`);
  for (const { title, lines } of sections) {
    const shown = lines.slice(0, Math.max(most, 3));
    const rest = lines.length > shown.length ? `\n- … and ${lines.length - shown.length} more` : '';
    const list = shown.map((line) => `- ${escaped(line)}`).join('\n') + rest;
    parts.push(
      lines.length <= 3
        ? `**${title}**\n\n${list}\n`
        : `<details><summary>${title} (${lines.length})</summary>\n\n${list}\n</details>\n`,
    );
  }
  return parts.join('\n');
}

/** Every name, as long as a page can hold them; beyond that as many as it can, and how many more. */
function whole(names: readonly string[]): string {
  let bytes = 0;
  const shown = names.map(escaped).filter((name) => (bytes += Buffer.byteLength(name) + 2) <= MOST_NAME_BYTES);
  const more = names.length - shown.length;
  return `${shown.join(', ')}${more === 0 ? '' : ` and ${more} more, whom \`npx wan review\` names`}`;
}

/** What names may take of the page: some 1,500 of them. */
const MOST_NAME_BYTES = 45_000;

function rowLine({ risk, names, what, outage, farEnd, isCutOff }: Row): string {
  const who =
    names.length === 1
      ? (names[0] ?? '')
      : isCutOff
        ? `${names.length} places, named above`
        : names.length <= 12
          ? names.join(', ')
          : `${names.slice(0, 12).join(', ')} and ${names.length - 12} more`;
  return `| ${MARKS[risk]} | ${[who, what, outage, farEnd].map(escaped).join(' | ')} |\n`;
}

/** Text of the catalogue as text: no markup, no mention of anybody, no row of a table. */
export function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[|`*_[\]#~]/g, (mark) => `\\${mark}`)
    .replaceAll('@', '@\u200b');
}
