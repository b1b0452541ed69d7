import { type Line, parseIndented } from './grammars';
import { bitsOf, type ReadBreakout, type ReadRouter, type ReadTunnel } from './neutral';
import { saying, sessionsOf } from './read-bgp';

/** A router of IOS-XE, read back. */
export function readCisco(text: string): ReadRouter {
  const lines = parseIndented(text);
  const one = (under: readonly Line[], ...start: readonly string[]): readonly string[] =>
    saying(under, ...start)[0]?.words ?? [];
  const body = (...start: readonly string[]): readonly Line[] => saying(lines, ...start)[0]?.below ?? [];
  const vrfOf = (at: readonly Line[]): string => one(at, 'vrf', 'forwarding')[0] ?? '';
  const interfaces = saying(lines, 'interface');

  const addressOf = (at: readonly Line[]): readonly string[] =>
    saying(at, 'ip', 'address').flatMap(({ words: [address = '', mask] }) =>
      mask === undefined ? [] : [`${address}/${bitsOf(mask)}`],
    );
  const beginning = (name: string): string => {
    const [device] = interfaces.filter(({ words }) => words[0] === name);
    return name.startsWith('Loopback') ? (addressOf(device?.below ?? [])[0]?.split('/')[0] ?? '') : '';
  };

  const tunnel = (name: string, at: readonly Line[]): readonly [string, ReadTunnel] => {
    const profile = body('crypto', 'ipsec', 'profile', one(at, 'tunnel', 'protection', 'ipsec', 'profile')[0] ?? '');
    const ike = body('crypto', 'ikev2', 'profile', one(profile, 'set', 'ikev2-profile')[0] ?? '');
    const [set = ''] = one(profile, 'set', 'transform-set');
    const [transform] = saying(lines, 'crypto', 'ipsec', 'transform-set', set);
    // The proposal of that name is the one that its transform set was made with.
    const offered = body('crypto', 'ikev2', 'proposal', set);
    const [, kind = '', bits = ''] = /^aes-(gcm|cbc)-(\d+)$/.exec(one(offered, 'encryption')[0] ?? '') ?? [];
    const cipher = `aes${bits}${kind === 'gcm' ? 'gcm' : ''}`;
    const hash = one(offered, 'prf')[0] ?? one(offered, 'integrity')[0] ?? '';
    const [esp = '', espBits = '', mac] = transform?.words ?? [];
    const group = /group(\d+)/.exec(one(profile, 'set', 'pfs')[0] ?? '')?.[1] ?? '';
    const [remote = ''] = one(ike, 'match', 'identity', 'remote', 'address');
    const outside = one(at, 'tunnel', 'destination')[0] ?? '';
    const ring = body('crypto', 'ikev2', 'keyring', one(ike, 'keyring', 'local')[0] ?? '');
    const isKeyed = one(ike, 'authentication', 'remote')[0] === 'pre-share';
    if (isKeyed && remote !== outside) throw new Error(`${name} expects ${remote} and goes to ${outside}`);
    const [map = ''] = one(ike, 'match', 'certificate');
    if (!isKeyed && body('crypto', 'pki', 'certificate', 'map', map).length !== 1)
      throw new Error(`${name} takes anybody`);
    if (isKeyed && one(ring[0]?.below ?? [], 'address')[0] !== outside) throw new Error(`${name} has no key`);
    return [
      name.slice('Tunnel'.length),
      {
        segment: vrfOf(at),
        outside,
        from: beginning(one(at, 'tunnel', 'source')[0] ?? ''),
        own: one(at, 'ip', 'address')[0] ?? '',
        mtu: Number(one(at, 'ip', 'mtu')[0]),
        mss: Number(one(at, 'ip', 'tcp', 'adjust-mss')[0]),
        ike: `${cipher} ${hash} ${one(offered, 'group')[0] ?? ''}`,
        esp: `aes${espBits}${esp === 'esp-gcm' ? 'gcm' : ''} ${mac === undefined ? '' : `${mac.split('-')[1] ?? ''} `}${group}`,
        seconds: [
          Number(one(ike, 'lifetime')[0]),
          Number(one(profile, 'set', 'security-association', 'lifetime', 'seconds')[0]),
        ],
        trust: isKeyed ? 'key' : 'certificate',
      },
    ];
  };

  const tunnels = interfaces.filter(({ words: [name = ''] }) => name.startsWith('Tunnel'));
  const addressed = interfaces.filter(({ words: [name = ''] }) => !name.startsWith('Tunnel'));
  const [bgp] = saying(lines, 'router', 'bgp');
  const segments = saying(lines, 'vrf', 'definition').map(({ words: [name = ''] }) => name);
  const prefixOf = (words: readonly string[]): readonly [string, readonly string[]] => {
    const [first = '', second = '', ...rest] = words;
    if (first === 'any') return ['0.0.0.0/0', [second, ...rest].filter((word) => word !== '')];
    if (first === 'host') return [`${second}/32`, rest];
    const bits =
      32 - second.split('.').reduce((sum, part) => sum + Number(part).toString(2).replaceAll('0', '').length, 0);
    return [`${first}/${bits}`, rest];
  };
  const portOf = ([how = '', first = '', last = '']: readonly string[]): string =>
    how === 'range' ? `${first}-${last}` : first;
  const listOf = (name: string): readonly Line[] => body('ip', 'access-list', 'extended', name);

  /** Rows, lists and translation of a segment that leaves by lines, and what the lines let in again. */
  const breakout = (segment: string): readonly (readonly [string, ReadBreakout])[] => {
    const rows = saying(lines, 'ip', 'route', 'vrf', segment);
    const led = rows.flatMap(({ words: [address = '', mask = '', , hop = '', global, place = ''] }) =>
      global === 'global' ? [`${address}/${bitsOf(mask)} ${hop} ${place}`] : [],
    );
    if (led.length === 0) return [];
    const nat = saying(lines, 'ip', 'nat', 'inside', 'source', 'route-map').filter(
      ({ words }) => words[3] === 'vrf' && words[4] === segment && words[5] === 'overload',
    );
    const translated = nat.map(({ words: [map = '', , at = ''] }) => {
      const entry = body('route-map', map, 'permit', '10');
      const [line] = interfaces.filter(({ words }) => words[0] === at);
      if (one(entry, 'match', 'interface')[0] !== at || saying(line?.below ?? [], 'ip', 'nat', 'outside').length !== 1)
        throw new Error(`${map} is not of ${at}`);
      return { at, list: one(entry, 'match', 'ip', 'address')[0] ?? '', line: line?.below ?? [] };
    });
    const lan = interfaces.find(
      ({ below }) => vrfOf(below) === segment && saying(below, 'ip', 'nat', 'inside').length === 1,
    );
    const places = new Map(lines.map(({ words }, index) => [words.join(' '), index]));
    const place = (text: string): number => places.get(text) ?? -1;
    const buildingName = one(lan?.below ?? [], 'ip', 'access-group')[0] ?? '';
    if (
      !(place(`ip access-list extended ${buildingName}`) < place(`interface ${lan?.words.join(' ') ?? ''}`)) ||
      place(`ip access-list extended ${buildingName}`) < 0
    )
      throw new Error(`${segment}: its list is not there when it is applied`);
    const building = listOf(one(lan?.below ?? [], 'ip', 'access-group')[0] ?? '').map(({ words }) => words.join(' '));
    const own = [...new Set(translated.map(({ list }) => list))];
    const passed = own.flatMap((list) => saying(listOf(list), 'permit', 'tcp').map(({ words }) => words));
    const from = new Set(passed.map((words) => prefixOf(words)[0]));
    const answers = passed.map((all) => {
      const [, words] = prefixOf(all);
      const [prefix, port] = prefixOf(words);
      const to = words.slice(0, words.length - port.length).join(' ');
      return {
        prefix,
        port: portOf(port),
        out: `permit tcp any ${words.join(' ')}`,
        back: `permit tcp ${to} ${port.join(' ')} any established`,
      };
    });
    for (const { out, back } of answers) {
      if (!building.includes(out)) throw new Error(`${segment}: the building may not ${out}`);
      for (const { line } of translated)
        if (!listOf(one(line, 'ip', 'access-group')[0] ?? '').some(({ words }) => words.join(' ') === back))
          throw new Error(`${segment}: no answer to ${out}`);
    }
    const apart = building.flatMap((text) => {
      const [permit, ip, any, ...words] = text.split(' ');
      const isHeld = permit === 'permit' && ip === 'ip' && any === 'any' && words[0] !== 'any';
      return isHeld ? [prefixOf(words)[0]] : [];
    });
    const nowhere = rows.flatMap(({ words: [address = '', mask = '', to, place] }) =>
      to === 'Null0' && place === '254' ? [`${address}/${bitsOf(mask)}`] : [],
    );
    const isOpen = answers.some(({ prefix }) => prefix === '0.0.0.0/0');
    if (building.at(-1) !== 'deny ip any any' || (isOpen && apart.some((prefix) => !nowhere.includes(prefix))))
      throw new Error(`${segment} leaves untranslated`);
    return [
      [
        segment,
        {
          rows: led.sort(),
          from: [...from].sort(),
          passes: [...new Set(answers.map(({ prefix }) => prefix))].sort(),
          ports: [...new Set(answers.map(({ port }) => port))].sort(),
          apart: apart.sort(),
          translated: translated.map(({ at }) => at).sort(),
        },
      ],
    ];
  };

  return {
    breakouts: Object.fromEntries(segments.flatMap(breakout)),
    tunnels: Object.fromEntries(tunnels.map(({ words: [name = ''], below }) => tunnel(name, below))),
    sessions: Object.fromEntries([
      ...sessionsOf(lines, '', Number(bgp?.words[0]), [
        ...(bgp?.below ?? []),
        ...saying(bgp?.below ?? [], 'address-family', 'ipv4').flatMap(({ words, below }) =>
          words.length === 0 ? below : [],
        ),
      ]),
      ...saying(bgp?.below ?? [], 'address-family', 'ipv4', 'vrf').flatMap(({ words: [segment = ''], below }) =>
        sessionsOf(lines, segment, Number(bgp?.words[0]), below),
      ),
    ]),
    addresses: Object.fromEntries(
      ['', ...segments].map((segment) => [
        segment,
        addressed
          .filter(({ below }) => vrfOf(below) === segment)
          .flatMap(({ below }) => addressOf(below))
          .sort(),
      ]),
    ),
  };
}
