import { styleText } from 'node:util';
import { type Paint, plain, type Tone } from '../catalogue/text/paint';

const LOOKS: Readonly<Record<Tone, Parameters<typeof styleText>[0]>> = {
  bad: ['bold', 'red'],
  warn: ['bold', 'yellow'],
  good: 'green',
  place: 'cyan',
  strong: 'bold',
  faint: 'dim',
};

/** As much of a stream as is asked about here. */
export interface Terminal {
  readonly isTTY: boolean;
  readonly columns: number;
  hasColors(env?: object): boolean;
}

/** Colour on a terminal that has it; none in a pipe, with NO_COLOR, or on a dumb one. FORCE_COLOR asks for it anywhere. */
export function paintFor(stream: Terminal, env: NodeJS.ProcessEnv): Paint {
  const forced = env['FORCE_COLOR'];
  const wanted =
    env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== ''
      ? false
      : forced === undefined
        ? stream.isTTY && stream.hasColors(env)
        : forced !== '0' && forced !== 'false';
  return wanted ? (tone, text) => styleText(LOOKS[tone], text) : plain;
}

/** Columns that a line may take: what COLUMNS says, else what the terminal has; a pipe takes any. */
export function widthOf(stream: Terminal, env: NodeJS.ProcessEnv): number {
  const said = Number(env['COLUMNS']);
  if (Number.isInteger(said) && said >= MOST_NARROW) return said;
  return stream.isTTY && stream.columns >= MOST_NARROW ? stream.columns : Number.POSITIVE_INFINITY;
}

/** Narrower than this no table can be read, and a COLUMNS of it is a mistake. */
const MOST_NARROW = 40;
