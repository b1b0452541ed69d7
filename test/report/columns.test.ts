import fc from 'fast-check';
import { columns, wrapped } from '../../report/columns';

const HEAD = ['circuit', 'hub', 'address'];
const ROWS = [
  ['primary', 'london', '198.18.0.1'],
  ['mobile', 'london', ''],
];

test('a table where it fits, each row by itself where it does not', () => {
  expect(columns(HEAD, ROWS, 80)).toBe(' circuit  hub     address\n primary  london  198.18.0.1\n mobile   london\n');
  expect(columns(HEAD, ROWS, 25)).toBe(' primary\n   hub london\n   address 198.18.0.1\n mobile\n   hub london\n');
});

test('wrapping loses no word, and breaks no line that could have been shorter', () => {
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 }),
      fc.integer({ min: 30, max: 120 }),
      (words, width) => {
        const text = wrapped(' label  ', words.join(' '), width);
        expect(
          text
            .replace(/^ label/, '')
            .split(/\s+/)
            .filter((word) => word !== ''),
        ).toEqual(words);
        for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
      },
    ),
  );
});
