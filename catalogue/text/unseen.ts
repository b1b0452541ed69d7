/**
 * Characters that are no text: controls and escapes, marks that turn the direction of what is read, separators of lines,
 * halves of characters, and what has no width (zero-width space, word joiner, soft hyphen, tags). In a terminal or a review they show something else than what is deployed.
 * Source: Unicode Character Database, general categories Cc, Zl, Zp, Cs, and the bidirectional controls of UAX 9.
 */
const UNSEEN =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/u;

const NAMES: Readonly<Record<string, string>> = {
  '\u0000': 'NULL',
  '\t': 'a tab',
  '\n': 'the end of a line',
  '\r': 'CARRIAGE RETURN',
  '\u001b': 'ESCAPE',
  '\u007f': 'DELETE',
  '\u00ad': 'SOFT HYPHEN',
  '\u200b': 'ZERO WIDTH SPACE',
  '\u2060': 'WORD JOINER',
  '\ufeff': 'ZERO WIDTH NO-BREAK SPACE',
  '\u202a': 'LEFT-TO-RIGHT EMBEDDING',
  '\u202b': 'RIGHT-TO-LEFT EMBEDDING',
  '\u202d': 'LEFT-TO-RIGHT OVERRIDE',
  '\u202e': 'RIGHT-TO-LEFT OVERRIDE',
  '\u2066': 'LEFT-TO-RIGHT ISOLATE',
  '\u2067': 'RIGHT-TO-LEFT ISOLATE',
};

/** `character 5 is U+001B, ESCAPE`; undefined where every character is text. */
export function unseenIn(text: string): string | undefined {
  const found = UNSEEN.exec(text);
  if (!found) return undefined;
  const [character] = found;
  const name = NAMES[character] ?? (/\p{Cs}/u.test(character) ? 'half of a character' : 'a control character');
  return `character ${[...text.slice(0, found.index)].length + 1} is ${codeOf(character)}, ${name}`;
}

/** A text in which every character can be seen, for messages about one that holds others. */
export function visible(text: string): string {
  return text.replaceAll(new RegExp(UNSEEN.source, 'gu'), (character) => `<${codeOf(character)}>`);
}

/** Text, but nobody sees that it is no plain space: spaces that don't break, and those of another width. */
const LIKE_A_SPACE = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g;

/** A value that was refused, with what only looks like a space told from one. */
export function distinct(text: string): string {
  return text.replaceAll(LIKE_A_SPACE, (character) => `<${codeOf(character)}>`);
}

function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
