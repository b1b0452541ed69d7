import { spawnSync } from 'node:child_process';
import { ROOT } from './run';

/** A room imports another. */
export type Import = readonly [from: string, to: string];

interface Cruised {
  readonly modules: readonly {
    readonly source: string;
    readonly dependencies: readonly { readonly resolved: string }[];
  }[];
}

/** Every source file with what it imports, types included. */
export function importsOfFiles(): readonly Import[] {
  const { stdout, status } = spawnSync('npm', ['run', '--silent', 'rooms', '--', '--output-type', 'json'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`dependency-cruiser did not run: ${stdout.slice(0, 400)}`);
  return (JSON.parse(stdout) as Cruised).modules.flatMap(({ source, dependencies }) =>
    dependencies.map(({ resolved }): Import => [source, resolved]),
  );
}

/** The room that a file stands in; undefined for tests, benchmarks and packages. */
export function roomOf(file: string, rooms: readonly string[]): string | undefined {
  return rooms.find((room) => file === room || file.startsWith(`${room}/`));
}

/** Which room imports which, without what follows from others: an arrow that a longer way of arrows already says. */
export function reducedImports(imports: readonly Import[], rooms: readonly string[]): readonly Import[] {
  const direct = new Map<string, Set<string>>();
  for (const [source, target] of imports) {
    const [from, to] = [roomOf(source, rooms), roomOf(target, rooms)];
    if (from !== undefined && to !== undefined && from !== to)
      direct.set(from, (direct.get(from) ?? new Set()).add(to));
  }
  const reaches = (from: string, to: string): boolean =>
    [...(direct.get(from) ?? [])].some((next) => next === to || reaches(next, to));
  return [...direct].flatMap(([from, targets]) =>
    [...targets]
      .filter((to) => ![...targets].some((other) => other !== to && reaches(other, to)))
      .map((to): Import => [from, to]),
  );
}

/** The picture of CONTRIBUTING.md, in the order of the rooms: an arrow goes from who imports to what is imported. */
export function roomsAsMermaid(edges: readonly Import[], rooms: readonly string[]): string {
  const place = (room: string): number => rooms.indexOf(room);
  const id = (room: string): string => room.replaceAll(/[^a-z]/g, '_');
  const houseOf = (room: string): string => (room.includes('/') ? (room.split('/')[0] ?? '') : '');
  const houses = [...new Set(rooms.map(houseOf))];
  const nodes = houses.flatMap((house) => {
    const inside = rooms.filter((room) => houseOf(room) === house);
    const boxes = inside.map((room) => `${house === '' ? '' : '  '}  ${id(room)}["${room}"]`);
    return house === '' ? boxes : [`  subgraph ${house}`, ...boxes, '  end'];
  });
  const arrows = [...edges]
    .sort(([a, b], [c, d]) => place(c) - place(a) || place(d) - place(b))
    .map(([from, to]) => `  ${id(from)} --> ${id(to)}`);
  return ['```mermaid', 'flowchart TD', ...nodes, ...arrows, '```'].join('\n');
}
