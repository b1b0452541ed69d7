/** A character that looks like another: what it is called, and what was meant. */
interface LookAlike {
  readonly name: string;
  /** Empty where nothing is seen. */
  readonly meant: string;
}

const SPACE = ' ';
/** Names as in the Unicode Character Database. What a word processor, a web page or another keyboard puts into a file. */
const LOOK_ALIKES: ReadonlyMap<string, LookAlike> = new Map(
  (
    [
      ['\u00a0', 'NO-BREAK SPACE', SPACE],
      ['\u2007', 'FIGURE SPACE', SPACE],
      ['\u2009', 'THIN SPACE', SPACE],
      ['\u202f', 'NARROW NO-BREAK SPACE', SPACE],
      ['\u3000', 'IDEOGRAPHIC SPACE', SPACE],
      ['\u00ad', 'SOFT HYPHEN', ''],
      ['\u200b', 'ZERO WIDTH SPACE', ''],
      ['\u200c', 'ZERO WIDTH NON-JOINER', ''],
      ['\u200d', 'ZERO WIDTH JOINER', ''],
      ['\u2060', 'WORD JOINER', ''],
      ['\ufeff', 'ZERO WIDTH NO-BREAK SPACE', ''],
      ['\u2010', 'HYPHEN', '-'],
      ['\u2011', 'NON-BREAKING HYPHEN', '-'],
      ['\u2012', 'FIGURE DASH', '-'],
      ['\u2013', 'EN DASH', '-'],
      ['\u2014', 'EM DASH', '-'],
      ['\u2212', 'MINUS SIGN', '-'],
      ['\u2018', 'LEFT SINGLE QUOTATION MARK', "'"],
      ['\u2019', 'RIGHT SINGLE QUOTATION MARK', "'"],
      ['\u201c', 'LEFT DOUBLE QUOTATION MARK', '"'],
      ['\u201d', 'RIGHT DOUBLE QUOTATION MARK', '"'],
      ['\u2024', 'ONE DOT LEADER', '.'],
      ['\u2044', 'FRACTION SLASH', '/'],
      ['\u2215', 'DIVISION SLASH', '/'],
      ['\uff0c', 'FULLWIDTH COMMA', ','],
      ['\uff0d', 'FULLWIDTH HYPHEN-MINUS', '-'],
      ['\uff0e', 'FULLWIDTH FULL STOP', '.'],
      ['\uff0f', 'FULLWIDTH SOLIDUS', '/'],
      ['\uff1a', 'FULLWIDTH COLON', ':'],
      ['\u0430', 'CYRILLIC SMALL LETTER A', 'a'],
      ['\u0435', 'CYRILLIC SMALL LETTER IE', 'e'],
      ['\u043e', 'CYRILLIC SMALL LETTER O', 'o'],
      ['\u0440', 'CYRILLIC SMALL LETTER ER', 'p'],
      ['\u0441', 'CYRILLIC SMALL LETTER ES', 'c'],
      ['\u0443', 'CYRILLIC SMALL LETTER U', 'y'],
      ['\u0445', 'CYRILLIC SMALL LETTER HA', 'x'],
      ['\u0456', 'CYRILLIC SMALL LETTER BYELORUSSIAN-UKRAINIAN I', 'i'],
      ['\u0455', 'CYRILLIC SMALL LETTER DZE', 's'],
      ['\u0458', 'CYRILLIC SMALL LETTER JE', 'j'],
      ['\u04cf', 'CYRILLIC SMALL LETTER PALOCHKA', 'l'],
      ['\u03bf', 'GREEK SMALL LETTER OMICRON', 'o'],
      ['\u03bd', 'GREEK SMALL LETTER NU', 'v'],
      ['\u0131', 'LATIN SMALL LETTER DOTLESS I', 'i'],
    ] as const
  ).map(([character, name, meant]) => [character, { name, meant }]),
);

/** The first character of a text that looks like another one, or like nothing. */
export function lookAlikeIn(text: string): { readonly index: number; readonly what: string } | undefined {
  const index = [...text].findIndex((character) => LOOK_ALIKES.has(character));
  const character = [...text][index];
  const found = LOOK_ALIKES.get(character ?? '');
  if (character === undefined || !found) return undefined;
  return { index, what: `${codeOf(character)} ${found.name}, ${seenAs(found.meant)}` };
}

/** `Character 4 is U+0430 CYRILLIC SMALL LETTER A, which looks like "a".`; undefined where there is none. */
export function namedLookAlike(text: string): string | undefined {
  const found = lookAlikeIn(text);
  return found && `Character ${found.index + 1} of it is ${found.what}.`;
}

function seenAs(meant: string): string {
  if (meant === '') return 'which is not seen';
  return meant === SPACE ? 'which looks like a space' : `which looks like ${meant === '"' ? "'\"'" : `"${meant}"`}`;
}

function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
