import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { importsOfFiles, reducedImports, roomOf, roomsAsMermaid } from './support/rooms';
import { ROOT } from './support/run';
import ROOMS from '../rooms.cjs';

const rooms: readonly string[] = ROOMS.flat();
const imports = importsOfFiles();

test('every source file stands in a room', () => {
  const homeless = [...new Set(imports.map(([source]) => source))].filter(
    (file) => !/^(test|bench|node_modules)\//.test(file) && roomOf(file, rooms) === undefined,
  );
  expect(homeless).toEqual([]);
});

test('every room opens with one sentence that says what belongs there', () => {
  const folders = rooms.filter((room) => !room.endsWith('.ts'));
  const without = folders.filter((room) => {
    const file = path.join(ROOT, room, 'README.md');
    return !existsSync(file) || !/^[A-Z][^\n]+\.\n$/.test(readFileSync(file, 'utf8'));
  });
  expect(without).toEqual([]);
});

test('the picture in CONTRIBUTING.md is what the code imports', () => {
  const picture = roomsAsMermaid(reducedImports(imports, rooms), rooms);
  expect(readFileSync(path.join(ROOT, 'CONTRIBUTING.md'), 'utf8')).toContain(picture);
});

test('an arrow that follows from others is left out, and a new one is seen', () => {
  const files = [
    ['a/1.ts', 'b/1.ts'],
    ['b/1.ts', 'c/1.ts'],
    ['a/2.ts', 'c/1.ts'],
  ] as const;
  expect(reducedImports(files, ['a', 'b', 'c'])).toEqual([
    ['a', 'b'],
    ['b', 'c'],
  ]);
  expect(reducedImports([...files, ['c/2.ts', 'd/1.ts']], ['a', 'b', 'c', 'd'])).toContainEqual(['c', 'd']);
});
