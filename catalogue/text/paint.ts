/** What a piece of text is to its reader; how that looks is the terminal's matter. */
export type Tone = 'bad' | 'warn' | 'good' | 'place' | 'strong' | 'faint';

/** Gives text the look of a tone. */
export type Paint = (tone: Tone, text: string) => string;

/** For files, pipes, and whoever asked for no colour. */
export const plain: Paint = (_, text) => text;
