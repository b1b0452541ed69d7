import { compareText } from '../../catalogue/issues/issue';
import { counted } from '../../catalogue/text/counts';
import { stepsOf, type Review } from '../review';
import { heldIn, type Turns } from './turns';

/** One release of a change in turn, as it was reviewed against the one before. */
export interface Release {
  readonly number: number;
  /** Circuits that change in it, by what they are called: `secondary`, `backup`. */
  readonly circuits: readonly { readonly circuit: string; readonly places: number }[];
  /** Circuits that wait for a later one. */
  readonly waiting: number;
  readonly off: readonly string[];
  /** Suppliers whose circuits' far ends act. */
  readonly suppliers: readonly string[];
  readonly stacks: readonly string[];
}

export function releaseOf(number: number, turns: Turns, review: Review): Release {
  const going = new Map<string, number>();
  for (const { circuits } of turns.places) {
    const circuit = circuits[number - 1]?.id;
    if (circuit !== undefined) going.set(circuit, (going.get(circuit) ?? 0) + 1);
  }
  return {
    number,
    circuits: [...going]
      .map(([circuit, places]) => ({ circuit, places }))
      .sort((a, b) => compareText(a.circuit, b.circuit)),
    waiting: heldIn(turns, number).length,
    off: review.cutOff.map(({ name }) => name),
    suppliers: [
      ...new Set(review.effects.flatMap((each) => (each.allowance === 'far-end-acts' ? each.suppliers : []))),
    ].sort(compareText),
    stacks: stepsOf(review).map(({ stack }) => stack),
  };
}

/** Names of one line; a change of more is said by their number. */
const MOST_NAMES = 6;

export function turnsText({ releases, alone, stuck }: Turns, all: readonly Release[]): string {
  const lines: string[] = [];
  if (releases === 1)
    lines.push(
      stuck.length === 0
        ? 'One release will do: nobody who has two circuits would have both changed at once.'
        : 'No release of fewer circuits can be made of this.',
    );
  else
    lines.push(
      stuck.length === 0
        ? `${counted(releases, 'release')}, so that nobody who has two circuits has both changed at once: first what is in reserve, last what carries.`
        : `${counted(releases, 'release')}: first what is in reserve, last what carries. ${counted(stuck.length, 'place')} can’t wait, and ${stuck.length === 1 ? 'goes' : 'go'} whole with the first.`,
    );
  for (const { number, circuits, waiting, off, suppliers, stacks } of releases === 1 ? [] : all)
    lines.push(
      '',
      `Release ${number}  ${circuits.map(({ circuit, places }) => `${circuit} of ${counted(places, 'place')}`).join(', ')}`,
      `  off        ${off.length === 0 ? 'nobody' : named(off)}`,
      ...(suppliers.length === 0 ? [] : [`  far ends   ${suppliers.join(', ')}`]),
      `  stacks     ${stacks.length <= MOST_NAMES ? stacks.join(', ') : counted(stacks.length, 'stack')}`,
      `  waiting    ${waiting === 0 ? 'nothing' : counted(waiting, 'circuit')}`,
    );
  if (alone.length > 0)
    lines.push(
      '',
      `On one circuit, off whenever they change, and so with the last release: ${named(alone.map(({ name }) => name))}.`,
    );
  if (stuck.length > 0)
    lines.push(
      '',
      releases === 1 ? 'Not in turn:' : 'Not in turn, whole in release 1:',
      ...stuck.slice(0, MOST_NAMES).map(({ name, why }) => `  ${name}: ${why}`),
    );
  if (stuck.length > MOST_NAMES) lines.push(`  and ${stuck.length - MOST_NAMES} more (--format json has all)`);
  return `${lines.join('\n')}\n`;
}

function named(names: readonly string[]): string {
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  return `${names.slice(0, MOST_NAMES).join(', ')}${more}`;
}
