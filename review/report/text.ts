import { type Paint, plain } from '../../catalogue/text/paint';
import { wrapped } from '../../report/columns';
import type { Risk } from '../meaning/effect';
import { type Review, stepsOf } from '../review';
import { type Report, reportOf, type Row } from './model';

export const MARKS: Readonly<Record<Risk, string>> = { high: '🔴', look: '👀', medium: '🟠', low: '🟢' };

/** Lines of one section that a terminal shows; the rest is counted, and JSON has it. */
const MOST_LINES = 12;

/** A review for a terminal: what goes off the network by name and whole, the rest as short as it can be. */
export function reviewText(report: Report, width: number, paint: Paint = plain): string {
  const room = Math.min(width, 100);
  const parts = [wrapped(`${report.against}: `, report.verdict, room)];
  parts.push(rowsText(report.rows, room, paint));
  for (const { title, lines } of report.sections) {
    const shown = lines.slice(0, MOST_LINES).map((line) => wrapped('   ', line, room));
    const more =
      lines.length > MOST_LINES ? `   … and ${lines.length - MOST_LINES} more (--format json has all)\n` : '';
    parts.push(` ${paint('strong', title)}\n${shown.join('')}${more}`);
  }
  return parts.filter((part) => part !== '').join('');
}

function rowsText(rows: readonly Row[], room: number, paint: Paint): string {
  return rows
    .map(({ risk, names, what, outage, farEnd, isCutOff, behind }) => {
      const mark = `${MARKS[risk]} `;
      const title = names.length === 1 ? (names[0] ?? '') : `${names.length} places`;
      const said = [what, outage === 'none' ? '' : `off: ${outage}`, farEnd === '' ? '' : `far end: ${farEnd}`]
        .filter((part) => part !== '')
        .join('. ');
      const head = wrapped(` ${mark}`, `${title}: ${said}`, room);
      const listed =
        names.length === 1
          ? ''
          : wrapped(
              '      ',
              isCutOff || names.length <= 12
                ? names.join(', ')
                : `${names.slice(0, 12).join(', ')} and ${names.length - 12} more`,
              room,
            );
      const taken = behind.length === 0 ? '' : wrapped('      off: ', behind.join(', '), room);
      return `${isCutOff ? paint('strong', head) : head}${listed}${taken}`;
    })
    .join('');
}

/** What `npm start` says of it: rows and how many stacks; their order comes with what to type next. */
export function shortText(review: Review, width: number): string {
  const room = Math.min(width, 100);
  const report = reportOf(review, { paths: [], names: [], routers: [], steps: stepsOf(review) });
  const rows = report.rows.slice(0, MOST_LINES);
  const steps = report.sections.find(({ title }) => title.startsWith('Stacks'))?.lines ?? [];
  const names = steps.map((line) => line.split(' · ')[0] ?? '');
  const order =
    names.length === 0
      ? ''
      : wrapped(
          ' ',
          `${names.length === 1 ? '1 stack' : `${names.length} stacks`} to plan · \`npx wan review\` says more`,
          room,
        );
  const hidden = report.rows.length - rows.length;
  return [
    wrapped(`${report.against}: `, report.verdict, room),
    rowsText(rows, room, plain),
    hidden > 0 ? `   … and ${hidden} more\n` : '',
    order,
  ].join('');
}
