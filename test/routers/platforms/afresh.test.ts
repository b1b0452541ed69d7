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

test('Junos: pasted over an older file, what that wrote and this does not is gone', () => {
  const lines = new Set<string>();
  for (const plan of [OLDER, station])
    for (const line of PLATFORMS['juniper-srx'].render(plan).split('\n')) {
      if (line.startsWith('set ')) lines.add(line.slice(4));
      const gone = /^delete (.*)$/.exec(line)?.[1];
      if (gone !== undefined)
        for (const each of lines) if (each === gone || each.startsWith(`${gone} `)) lines.delete(each);
    }
  const wanted = PLATFORMS['juniper-srx'].render(station).split('\n');
  expect([...lines].filter((line) => !wanted.includes(`set ${line}`))).toEqual([]);
  expect(wanted.filter((line) => line.startsWith('set ') && !lines.has(line.slice(4)))).toEqual([]);
  // The older file did hold what has to go.
  expect(PLATFORMS['juniper-srx'].render(OLDER)).toContain('source-address 10.9.9.0/24');
});

test('Junos: pasted over a file that led a segment out of a line, another filter is the only one, and none leads nowhere', () => {
  const [proxy, gateway] = localVariantsOf(station);
  if (!proxy || !gateway) throw new Error('there are some');
  const after = (...plans: readonly RouterPlan[]): ReadonlySet<string> => {
    const lines = new Set<string>();
    for (const plan of plans)
      for (const line of PLATFORMS['juniper-srx'].render(plan).split('\n')) {
        if (line.startsWith('set ')) lines.add(line.slice(4));
        const gone = /^delete (.*)$/.exec(line)?.[1];
        if (gone !== undefined)
          for (const each of lines) if (each === gone || each.startsWith(`${gone} `)) lines.delete(each);
      }
    return lines;
  };
  const led = (lines: ReadonlySet<string>): readonly string[] =>
    [...lines].filter(
      (line) => line.includes('next-table') || line.includes('to-zone lines policy local match destination'),
    );
  expect([...led(after(proxy, gateway))].sort()).toEqual([...led(after(gateway))].sort());
  expect(led(after(proxy)).length).toBeGreaterThan(0);
  expect([...after(proxy, station)].filter((line) => line.includes('next-table'))).toEqual([]);
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

test('FortiOS: no number of a row is ever one of another kind, and every policy that leads out says whether its list is what is held back', () => {
  const plans = [...shipped.slice(0, 40), OLDER, station, ...localVariantsOf(station)];
  const kinds = new Map<string, Set<string>>();
  for (const plan of plans) {
    const text = PLATFORMS.fortinet.render(plan);
    const [, rows = ''] = /config router static\n([\s\S]*?)\nend\n/.exec(text) ?? [];
    for (const [, number = '', body = ''] of rows.matchAll(/edit (\d+)\n([\s\S]*?)\n {4}next/g)) {
      const kind = [...body.matchAll(/set (\S+)/g)].map(([, name]) => name).join(' ');
      kinds.set(number, (kinds.get(number) ?? new Set()).add(kind));
    }
    const led = text.match(/set name "(?:local|line)-\d+"/g)?.length ?? 0;
    expect(text.match(/set dstaddr-negate (?:en|dis)able/g)?.length ?? 0).toBe(led);
  }
  expect(kinds.size).toBeGreaterThan(10);
  expect([...kinds].filter(([, all]) => all.size > 1)).toEqual([]);
});
