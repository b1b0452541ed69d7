import type { RouterPlan } from '../../../plan/routers/router';
import { PLATFORMS } from '../../../routers/platforms/platform';
import { CIRCUITS, everyRouter } from '../../support/routers/every-router';
import { localVariantsOf } from '../../support/routers/variants';

const shipped = everyRouter(CIRCUITS);
const station = shipped.find(({ id }) => id === 'chester-fire-station');
if (!station) throw new Error('Chester has a fire station');

/** As it was before: other managers, other prefixes announced and taken, another address of the building. */
const OLDER: RouterPlan = {
  ...station,
  segments: station.segments.map((segment) => ({
    ...segment,
    managers: segment.managers.length === 0 ? [] : ['10.9.9.0/24', ...segment.managers],
    lan: { ...segment.lan, gateways: ['10.250.0.1/24', ...segment.lan.gateways] },
    tunnels: segment.tunnels.map((tunnel) => ({
      ...tunnel,
      accepts: ['10.251.0.0/16', ...tunnel.accepts],
      ...(tunnel.session
        ? { session: { ...tunnel.session, announces: ['10.250.0.0/24', ...tunnel.session.announces] } }
        : {}),
    })),
  })),
};

/** What an SRX holds after files are pasted one over the other: statements without their `set`. */
function pasted(...plans: readonly RouterPlan[]): ReadonlySet<string> {
  const lines = new Set<string>();
  for (const plan of plans)
    for (const line of PLATFORMS['juniper-srx'].render(plan).split('\n')) {
      if (line.startsWith('set ')) lines.add(line.slice(4));
      const gone = /^delete (.*)$/.exec(line)?.[1];
      if (gone !== undefined)
        for (const each of lines) if (each === gone || each.startsWith(`${gone} `)) lines.delete(each);
    }
  return lines;
}

test('Junos: pasted over an older file, what that wrote and this does not is gone', () => {
  const lines = pasted(OLDER, station);
  const wanted = PLATFORMS['juniper-srx'].render(station).split('\n');
  expect([...lines].filter((line) => !wanted.includes(`set ${line}`))).toEqual([]);
  expect(wanted.filter((line) => line.startsWith('set ') && !lines.has(line.slice(4)))).toEqual([]);
  // The older file did hold what has to go.
  expect(PLATFORMS['juniper-srx'].render(OLDER)).toContain('source-address 10.9.9.0/24');
});

test('Junos: pasted over a file that led a segment out of a line, another filter is the only one, and none leads nowhere', () => {
  const [proxy, gateway] = localVariantsOf(station);
  if (!proxy || !gateway) throw new Error('there are some');
  const led = (lines: ReadonlySet<string>): readonly string[] =>
    [...lines].filter(
      (line) => line.includes('next-table') || line.includes('to-zone lines policy local match destination'),
    );
  expect([...led(pasted(proxy, gateway))].sort()).toEqual([...led(pasted(gateway))].sort());
  expect(led(pasted(proxy)).length).toBeGreaterThan(0);
  expect([...pasted(proxy, station)].filter((line) => line.includes('next-table'))).toEqual([]);
});

test('IOS-XE: an entry whose number was taken is written all the same, and managers who were given up manage no more', () => {
  const lists = new Map<string, Map<string, string>>();
  const managers: string[] = [];
  for (const plan of [OLDER, station]) {
    let inManagers = false;
    for (const line of PLATFORMS['cisco-ios-xe'].render(plan).split('\n')) {
      const [, name = '', number = '', rest = ''] = /^ip prefix-list (\S+) seq (\d+) (.*)$/.exec(line) ?? [];
      const list = lists.get(name) ?? new Map<string, string>();
      // What has the number stays.
      if (name !== '' && !list.has(number)) lists.set(name, list.set(number, rest));
      lists.delete(/^no ip prefix-list (\S+)$/.exec(line)?.[1] ?? '');
      if (line === 'no ip access-list standard managers') managers.length = 0;
      else if (!line.startsWith(' ')) inManagers = line === 'ip access-list standard managers';
      else if (inManagers && !managers.includes(line)) managers.push(line);
    }
  }
  const wanted = PLATFORMS['cisco-ios-xe'].render(station);
  const found = [...lists].flatMap(([name, list]) =>
    [...list].map(([number, rest]) => `ip prefix-list ${name} seq ${number} ${rest}`),
  );
  expect(found.sort()).toEqual([...wanted.matchAll(/^ip prefix-list .*$/gm)].map(([line]) => line).sort());
  expect(managers.at(-1)).toBe(' deny any');
  expect(managers.filter((line) => !wanted.includes(`${line}\n`))).toEqual([]);
});

test('FortiOS: a breakout moves no row of what is there, each of its kinds has numbers of its own, and its policies say whether their list is what is held back', () => {
  const rowsOf = (plan: RouterPlan): ReadonlyMap<number, string> => {
    const [, rows = ''] = /config router static\n([\s\S]*?)\nend\n/.exec(PLATFORMS.fortinet.render(plan)) ?? [];
    return new Map(
      [...rows.matchAll(/edit (\d+)\n([\s\S]*?)\n {4}next/g)].map(([, number, body = '']) => [Number(number), body]),
    );
  };
  const keys = (body: string): string => [...body.matchAll(/set (\S+)/g)].map(([, name]) => name).join(' ');
  const kinds = new Map<number, Set<string>>();
  // One with rows of several kinds: a prefix that is no network of an interface.
  const split: RouterPlan = {
    ...station,
    segments: station.segments.map((segment) => ({
      ...segment,
      lan: { ...segment.lan, gateways: segment.lan.gateways.map((each) => each.replace(/\/\d+$/, '/28')) },
    })),
  };
  const locals = [...localVariantsOf(station), ...localVariantsOf(split)];
  for (const local of locals) {
    const plain = rowsOf({ ...local, segments: local.segments.map(({ breakout: _out, ...segment }) => segment) });
    const now = rowsOf(local);
    expect(plain.size).toBeGreaterThan(0);
    // Consecutive, as they always were.
    expect([...plain.keys()]).toEqual([...plain.keys()].map((_, index) => 9_001 + index));
    expect([...now].filter(([number]) => number < 15_001)).toEqual([...plain]);
    for (const [number, body] of now)
      if (number >= 15_001) kinds.set(number, (kinds.get(number) ?? new Set()).add(keys(body)));
    const text = PLATFORMS.fortinet.render(local);
    expect(text.match(/set dstaddr-negate (?:en|dis)able/g)).toHaveLength(2 * local.segments.length);
  }
  expect(kinds.size).toBeGreaterThan(10);
  expect([...kinds].filter(([, all]) => all.size > 1)).toEqual([]);
});
