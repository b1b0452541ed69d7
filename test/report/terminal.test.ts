import { paintFor, type Terminal, widthOf } from '../../report/terminal';

const stream = (isTTY: boolean, columns = 120): Terminal => ({ isTTY, columns, hasColors: () => true });
const looks = (on: Terminal, env: NodeJS.ProcessEnv): string => paintFor(on, env)('bad', 'x');
const RED = '\u001b[1m\u001b[31mx\u001b[39m\u001b[22m';

test('colour on a terminal, none in a pipe or with NO_COLOR, anywhere with FORCE_COLOR', () => {
  expect(looks(stream(true), {})).toBe(RED);
  expect(looks(stream(false), {})).toBe('x');
  expect(looks(stream(true), { NO_COLOR: '1' })).toBe('x');
  expect(looks(stream(false), { FORCE_COLOR: '1' })).toBe(RED);
  expect(looks(stream(true), { FORCE_COLOR: '0' })).toBe('x');
  expect(looks(stream(false), { FORCE_COLOR: '1', NO_COLOR: '1' })).toBe('x');
});

test('COLUMNS says how wide a line may be, else the terminal; a pipe takes any', () => {
  expect(widthOf(stream(true), {})).toBe(120);
  expect(widthOf(stream(false), { COLUMNS: '90' })).toBe(90);
  expect(widthOf(stream(false), {})).toBe(Number.POSITIVE_INFINITY);
  expect(widthOf(stream(true), { COLUMNS: 'wide' })).toBe(120);
  expect(widthOf(stream(true, 10), {})).toBe(Number.POSITIVE_INFINITY);
});
