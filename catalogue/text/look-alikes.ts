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
      ['\u1680', 'OGHAM SPACE MARK', SPACE],
      ['\u2002', 'EN SPACE', SPACE],
      ['\u2003', 'EM SPACE', SPACE],
      ['\u2004', 'THREE-PER-EM SPACE', SPACE],
      ['\u2005', 'FOUR-PER-EM SPACE', SPACE],
      ['\u2006', 'SIX-PER-EM SPACE', SPACE],
      ['\u2007', 'FIGURE SPACE', SPACE],
      ['\u2008', 'PUNCTUATION SPACE', SPACE],
      ['\u2009', 'THIN SPACE', SPACE],
      ['\u200a', 'HAIR SPACE', SPACE],
      ['\u202f', 'NARROW NO-BREAK SPACE', SPACE],
      ['\u205f', 'MEDIUM MATHEMATICAL SPACE', SPACE],
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
      ['\u2015', 'HORIZONTAL BAR', '-'],
      ['\u2022', 'BULLET', '-'],
      ['\u2043', 'HYPHEN BULLET', '-'],
      ['\u2212', 'MINUS SIGN', '-'],
      ['\u02d7', 'MODIFIER LETTER MINUS SIGN', '-'],
      ['\ufe58', 'SMALL EM DASH', '-'],
      ['\ufe63', 'SMALL HYPHEN-MINUS', '-'],
      ['\u00b4', 'ACUTE ACCENT', "'"],
      ['\u02b9', 'MODIFIER LETTER PRIME', "'"],
      ['\u02bc', 'MODIFIER LETTER APOSTROPHE', "'"],
      ['\u2018', 'LEFT SINGLE QUOTATION MARK', "'"],
      ['\u2019', 'RIGHT SINGLE QUOTATION MARK', "'"],
      ['\u201a', 'SINGLE LOW-9 QUOTATION MARK', "'"],
      ['\u201b', 'SINGLE HIGH-REVERSED-9 QUOTATION MARK', "'"],
      ['\u2032', 'PRIME', "'"],
      ['\u2039', 'SINGLE LEFT-POINTING ANGLE QUOTATION MARK', "'"],
      ['\u203a', 'SINGLE RIGHT-POINTING ANGLE QUOTATION MARK', "'"],
      ['\u00ab', 'LEFT-POINTING DOUBLE ANGLE QUOTATION MARK', '"'],
      ['\u00bb', 'RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK', '"'],
      ['\u02ba', 'MODIFIER LETTER DOUBLE PRIME', '"'],
      ['\u201c', 'LEFT DOUBLE QUOTATION MARK', '"'],
      ['\u201d', 'RIGHT DOUBLE QUOTATION MARK', '"'],
      ['\u201e', 'DOUBLE LOW-9 QUOTATION MARK', '"'],
      ['\u201f', 'DOUBLE HIGH-REVERSED-9 QUOTATION MARK', '"'],
      ['\u2033', 'DOUBLE PRIME', '"'],
      ['\u2024', 'ONE DOT LEADER', '.'],
      ['\u3002', 'IDEOGRAPHIC FULL STOP', '.'],
      ['\uff61', 'HALFWIDTH IDEOGRAPHIC FULL STOP', '.'],
      ['\u2044', 'FRACTION SLASH', '/'],
      ['\u2215', 'DIVISION SLASH', '/'],
      ['\u29f8', 'BIG SOLIDUS', '/'],
      ['\u02d0', 'MODIFIER LETTER TRIANGULAR COLON', ':'],
      ['\u2236', 'RATIO', ':'],
      ['\ua789', 'MODIFIER LETTER COLON', ':'],
      ['\ufe55', 'SMALL COLON', ':'],
      ['\u3001', 'IDEOGRAPHIC COMMA', ','],
      ['\ufe50', 'SMALL COMMA', ','],
      ['\u0410', 'CYRILLIC CAPITAL LETTER A', 'A'],
      ['\u0412', 'CYRILLIC CAPITAL LETTER VE', 'B'],
      ['\u0415', 'CYRILLIC CAPITAL LETTER IE', 'E'],
      ['\u041a', 'CYRILLIC CAPITAL LETTER KA', 'K'],
      ['\u041c', 'CYRILLIC CAPITAL LETTER EM', 'M'],
      ['\u041d', 'CYRILLIC CAPITAL LETTER EN', 'H'],
      ['\u041e', 'CYRILLIC CAPITAL LETTER O', 'O'],
      ['\u0420', 'CYRILLIC CAPITAL LETTER ER', 'P'],
      ['\u0421', 'CYRILLIC CAPITAL LETTER ES', 'C'],
      ['\u0422', 'CYRILLIC CAPITAL LETTER TE', 'T'],
      ['\u0423', 'CYRILLIC CAPITAL LETTER U', 'Y'],
      ['\u0425', 'CYRILLIC CAPITAL LETTER HA', 'X'],
      ['\u0405', 'CYRILLIC CAPITAL LETTER DZE', 'S'],
      ['\u0406', 'CYRILLIC CAPITAL LETTER BYELORUSSIAN-UKRAINIAN I', 'I'],
      ['\u0408', 'CYRILLIC CAPITAL LETTER JE', 'J'],
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
      ['\u04bb', 'CYRILLIC SMALL LETTER SHHA', 'h'],
      ['\u0501', 'CYRILLIC SMALL LETTER KOMI DE', 'd'],
      ['\u051b', 'CYRILLIC SMALL LETTER QA', 'q'],
      ['\u051d', 'CYRILLIC SMALL LETTER WE', 'w'],
      ['\u0391', 'GREEK CAPITAL LETTER ALPHA', 'A'],
      ['\u0392', 'GREEK CAPITAL LETTER BETA', 'B'],
      ['\u0395', 'GREEK CAPITAL LETTER EPSILON', 'E'],
      ['\u0396', 'GREEK CAPITAL LETTER ZETA', 'Z'],
      ['\u0397', 'GREEK CAPITAL LETTER ETA', 'H'],
      ['\u0399', 'GREEK CAPITAL LETTER IOTA', 'I'],
      ['\u039a', 'GREEK CAPITAL LETTER KAPPA', 'K'],
      ['\u039c', 'GREEK CAPITAL LETTER MU', 'M'],
      ['\u039d', 'GREEK CAPITAL LETTER NU', 'N'],
      ['\u039f', 'GREEK CAPITAL LETTER OMICRON', 'O'],
      ['\u03a1', 'GREEK CAPITAL LETTER RHO', 'P'],
      ['\u03a4', 'GREEK CAPITAL LETTER TAU', 'T'],
      ['\u03a5', 'GREEK CAPITAL LETTER UPSILON', 'Y'],
      ['\u03a7', 'GREEK CAPITAL LETTER CHI', 'X'],
      ['\u03bf', 'GREEK SMALL LETTER OMICRON', 'o'],
      ['\u03bd', 'GREEK SMALL LETTER NU', 'v'],
      ['\u03b9', 'GREEK SMALL LETTER IOTA', 'i'],
      ['\u0131', 'LATIN SMALL LETTER DOTLESS I', 'i'],
      ['\u0251', 'LATIN SMALL LETTER ALPHA', 'a'],
      ['\u0261', 'LATIN SMALL LETTER SCRIPT G', 'g'],
    ] as const
  ).map(([character, name, meant]) => [character, { name, meant }]),
);

/** The wide forms of ASCII, one by one behind it. Source: Unicode Character Database, Halfwidth and Fullwidth Forms. */
const FULLWIDTH = { first: 0xff01, last: 0xff5e, offset: 0xfee0 };
const FULLWIDTH_NAMES: Readonly<Record<string, string>> = {
  '!': 'EXCLAMATION MARK',
  '"': 'QUOTATION MARK',
  '#': 'NUMBER SIGN',
  '&': 'AMPERSAND',
  "'": 'APOSTROPHE',
  '(': 'LEFT PARENTHESIS',
  ')': 'RIGHT PARENTHESIS',
  '*': 'ASTERISK',
  ',': 'COMMA',
  '-': 'HYPHEN-MINUS',
  '.': 'FULL STOP',
  '/': 'SOLIDUS',
  ':': 'COLON',
  '[': 'LEFT SQUARE BRACKET',
  ']': 'RIGHT SQUARE BRACKET',
  '{': 'LEFT CURLY BRACKET',
  '|': 'VERTICAL LINE',
  '}': 'RIGHT CURLY BRACKET',
};

/** The first character of a text that looks like another one, or like nothing; `index` counts characters. */
export function lookAlikeIn(text: string): { readonly index: number; readonly what: string } | undefined {
  const characters = [...text];
  const index = characters.findIndex((character) => lookAlike(character) !== undefined);
  const character = characters[index];
  const found = character === undefined ? undefined : lookAlike(character);
  if (character === undefined || !found) return undefined;
  return { index, what: `${codeOf(character)} ${found.name}, ${seenAs(found.meant)}` };
}

/** `Character 4 is U+0430 CYRILLIC SMALL LETTER A, which looks like "a".`; undefined where there is none. */
export function namedLookAlike(text: string): string | undefined {
  const found = lookAlikeIn(text);
  return found && `Character ${found.index + 1} of it is ${found.what}.`;
}

/** A text with the plain character wherever one only looks like it. */
export function withoutLookAlikes(text: string): string {
  return [...text].map((character) => lookAlike(character)?.meant ?? character).join('');
}

function lookAlike(character: string): LookAlike | undefined {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return undefined;
  if (code < FULLWIDTH.first || code > FULLWIDTH.last) return LOOK_ALIKES.get(character) ?? digit(character, code);
  const meant = String.fromCharCode(code - FULLWIDTH.offset);
  const kind = /[a-z]/.test(meant) ? 'SMALL LETTER' : /[A-Z]/.test(meant) ? 'CAPITAL LETTER' : 'DIGIT';
  const isSign = !/[a-z0-9]/i.test(meant);
  return { name: `FULLWIDTH ${isSign ? (FULLWIDTH_NAMES[meant] ?? 'SIGN') : `${kind} ${meant.toUpperCase()}`}`, meant };
}

/** A digit of another script: sets of ten begin at a sixteenth, or six behind one; mathematical ones follow each other. */
function digit(character: string, code: number): LookAlike | undefined {
  if (!/\p{Nd}/u.test(character)) return undefined;
  const sixteenth = code - (code % 16);
  const nought = /\p{Nd}/u.test(String.fromCodePoint(sixteenth)) ? sixteenth : sixteenth + 6;
  const value = code >= MATHEMATICAL_DIGITS ? (code - MATHEMATICAL_DIGITS) % 10 : code - nought;
  return { name: 'a digit of another script', meant: String(value) };
}

const MATHEMATICAL_DIGITS = 0x1d7ce;

function seenAs(meant: string): string {
  if (meant === '') return 'which is not seen';
  return meant === SPACE ? 'which looks like a space' : `which looks like ${meant === '"' ? "'\"'" : `"${meant}"`}`;
}

function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
