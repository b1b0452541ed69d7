import fc from 'fast-check';
import { contentHash } from '../../output/content-hash';

test('whatever the order of keys and lists, it is one hash', () => {
  fc.assert(
    fc.property(fc.array(fc.dictionary(fc.string(), fc.jsonValue())), (list) => {
      const turned = list.map((each) => Object.fromEntries(Object.entries(each).reverse())).reverse();
      expect(contentHash(turned)).toBe(contentHash(list));
    }),
  );
});

test.each([
  [{ a: 1 }, { a: 2 }],
  [['a', 'b'], ['a']],
  [['a,b'], ['a', 'b']],
  [{ a: '1' }, { a: 1 }],
  [{ a: [] }, { a: {} }],
  [{ a: null }, { a: 'null' }],
])('%j is not %j', (one, other) => {
  expect(contentHash(one)).not.toBe(contentHash(other));
});

test('what is undefined is not there', () => {
  expect(contentHash({ a: 1, b: undefined })).toBe(contentHash({ a: 1 }));
});
