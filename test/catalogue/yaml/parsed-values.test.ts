import fc from 'fast-check';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { keepParsedIn, parsedValue } from '../../../catalogue/yaml/parsed-values';
import { temporaryFolder } from '../../support/workspace';

let folder: string;
beforeEach(() => {
  folder = path.join(temporaryFolder(), 'parsed');
  keepParsedIn(folder);
});
afterAll(() => keepParsedIn(undefined));

/** Parses JSON, and counts how often. */
function counting(): { parse: (text: string) => unknown; times: () => number } {
  let times = 0;
  return {
    parse: (text) => {
      times += 1;
      return JSON.parse(text) as unknown;
    },
    times: () => times,
  };
}

test('a text is parsed once, and again when it has changed', () => {
  const { parse, times } = counting();
  expect(parsedValue('{"a":1}', parse)).toEqual({ a: 1 });
  expect(parsedValue('{"a":1}', parse)).toEqual({ a: 1 });
  expect(times()).toBe(1);
  expect(parsedValue('{"a":2}', parse)).toEqual({ a: 2 });
  expect(times()).toBe(2);
});

test('what is remembered is what was parsed, whatever it is', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      const value: unknown = JSON.parse(text);
      expect(parsedValue(text, JSON.parse)).toEqual(value);
      expect(parsedValue(text, JSON.parse)).toEqual(value);
    }),
  );
});

test('a damaged file counts as absent', () => {
  const { parse, times } = counting();
  parsedValue('{"a":1}', parse);
  const [name = ''] = readdirSync(folder);
  const file = path.join(folder, name);
  writeFileSync(file, readFileSync(file, 'utf8').replace('"a":1', '"a":7'));
  expect(parsedValue('{"a":1}', parse)).toEqual({ a: 1 });
  writeFileSync(file, '');
  expect(parsedValue('{"a":1}', parse)).toEqual({ a: 1 });
  expect(times()).toBe(3);
});

test('what JSON can’t say is parsed every time; what can’t be parsed is not kept', () => {
  const endless = (): unknown => ({ a: Number.POSITIVE_INFINITY });
  expect(parsedValue('endless', endless)).toEqual({ a: Number.POSITIVE_INFINITY });
  expect(parsedValue('none', () => undefined)).toBeUndefined();
  expect(() => readdirSync(folder)).toThrow();
});

test('where nothing can be written, everything is parsed', () => {
  rmSync(path.dirname(folder), { recursive: true });
  mkdirSync(path.dirname(path.dirname(folder)), { recursive: true });
  writeFileSync(path.dirname(folder), 'a file where the folder would be');
  const { parse, times } = counting();
  for (const _ of [1, 2]) expect(parsedValue('{"a":1}', parse)).toEqual({ a: 1 });
  expect(times()).toBe(2);
});

test('no more than the last few states are kept', () => {
  for (let state = 0; state < 450; state += 1) parsedValue(String(state), JSON.parse);
  expect(readdirSync(folder).length).toBeLessThanOrEqual(200);
});
