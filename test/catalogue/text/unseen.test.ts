import fc from 'fast-check';
import { distinct, unseenIn, visible } from '../../../catalogue/text/unseen';

test('what is visible holds nothing unseen, and text stays as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(unseenIn(visible(text))).toBeUndefined();
      if (unseenIn(text) === undefined) expect(visible(text)).toBe(text);
    }),
  );
});

test.each([
  ['Crewe Library', undefined],
  ['Café “Zürich” – 10 €, 🚒', undefined],
  ['a\u001b[2J', 'character 2 is U+001B, ESCAPE'],
  ['Town\u200bHall', 'character 5 is U+200B, ZERO WIDTH SPACE'],
  ['a\u{e0041}', 'character 2 is U+E0041, a control character'],
  ['🚒\u202e', 'character 2 is U+202E, RIGHT-TO-LEFT OVERRIDE'],
  ['a\nb', 'character 2 is U+000A, the end of a line'],
  ['\ud83d', 'character 1 is U+D83D, half of a character'],
  ['\u0085', 'character 1 is U+0085, a control character'],
])('%j', (text, wanted) => {
  expect(unseenIn(text)).toBe(wanted);
});

test('what only looks like a space is shown, and is text all the same', () => {
  expect(unseenIn('EX1\u00a01AA')).toBeUndefined();
  expect(distinct('EX1\u00a01AA, office\u202f, plain space')).toBe('EX1<U+00A0>1AA, office<U+202F>, plain space');
});
