import { counted, grouped } from '../../../catalogue/text/counts';

test.each([
  [0, 'site', '0 sites'],
  [1, 'site', '1 site'],
  [529, 'site', '529 sites'],
  [1_234_567, 'entry', '1,234,567 entries'],
  [2, 'prefix', '2 prefixes'],
  [2, 'address', '2 addresses'],
  [2, 'day', '2 days'],
  [1, 'policy', '1 policy'],
])('%d %s', (number, noun, wanted) => {
  expect(counted(number, noun)).toBe(wanted);
});

test('digits in groups of three', () => {
  expect([0, 999, 1000, 10_000, 123_456].map(grouped)).toEqual(['0', '999', '1,000', '10,000', '123,456']);
});
