import { type Line, parseIndented, parseStrongswan, type Section } from './grammars';
import type { ReadBreakout, ReadRouter, ReadTunnel } from './neutral';
import { saying, sessionsOf } from './read-bgp';

const GROUPS: Readonly<Record<string, string>> = { modp2048: '14', ecp256: '19', ecp384: '20' };
/** What strongSwan changes keys before their end. */
const MARGIN = 540;

/** How short segments of TCP are made, both ways the same. */
function clamped(filter: string, name: string): number {
  const [into, out] = ['meta sdifname', 'oifname'].map((way) =>
    Number(new RegExp(`${way} "${name}" .* set (\\d+)`).exec(filter)?.[1]),
  );
  return into === out ? (into ?? Number.NaN) : Number.NaN;
}

/** What leaves by lines: the filter, the marks, the rows and the rules have to say the same. */
function breakoutsOf(
  lines: readonly Line[],
  filter: string,
  body: string,
  masters: ReadonlyMap<string, string>,
): Readonly<Record<string, ReadBreakout>> {
  const out =
    /iifname "(\S+)" meta sdifname "(\S+)" oifname "(\S+)" ip saddr \{ ([^}]+) \} ip daddr (!= )?\{ ([^}]+) \} tcp dport \{ ([^}]+) \} ct state new ct mark set (\d+) accept/g;
  const found: Record<string, ReadBreakout> = {};
  for (const [
    whole,
    segment = '',
    lan = '',
    line = '',
    from = '',
    not,
    prefixes = '',
    ports = '',
    mark = '',
  ] of filter.matchAll(out)) {
    const table = new RegExp(`ip link add ${segment} type vrf table (\\d+)`).exec(body)?.[1] ?? '';
    const wanted = [
      whole.replace(/ct state new ct mark set \d+/, `ct state established,related ct mark ${mark}`),
      `oifname "${line}" tcp flags syn tcp option maxseg size set rt mtu`,
      `iifname "${line}" oifname "${lan}" ct mark ${mark} ct state established,related accept`,
      `iifname "${line}" ct mark ${mark} meta mark set ${mark}`,
      `oifname "${line}" ct mark ${mark} masquerade`,
    ];
    const missing = wanted.filter((each) => !filter.includes(each));
    if (masters.get(lan) !== segment || missing.length > 0) throw new Error(`${segment}: ${missing.join(', ')}`);
    if (!body.includes(`ip rule add pref 900 iif ${line} fwmark ${mark} lookup ${table}\n`))
      throw new Error(`${segment}: answers by ${line} are led nowhere`);
    const said = saying(
      saying(lines, 'vrf', segment).flatMap(({ below }) => below),
      'ip',
      'route',
    );
    const rows = said.flatMap(({ words: [prefix = '', hop = '', at = '', place = '', ...rest] }) => {
      if (rest.join(' ') !== 'nexthop-vrf default') return [];
      const own = saying(lines, 'ip', 'route', prefix, hop, at, place);
      if (own.length !== 1) throw new Error(`${prefix} has no row of the router’s own, or several`);
      return [`${prefix} ${hop} ${place}`];
    });
    const blackholes = said.flatMap(({ words: [prefix = '', hop, place] }) =>
      hop === 'blackhole' && place === '254' ? [prefix] : [],
    );
    const listed = prefixes.split(', ').sort();
    const apart = not === undefined ? [] : listed;
    if (apart.some((prefix) => !blackholes.includes(prefix))) throw new Error(`${segment}: not all is held back`);
    const passes = not === undefined ? listed : ['0.0.0.0/0'];
    const other = found[segment];
    if (other && [other.passes, other.apart].join(' ') !== [passes, apart].join(' '))
      throw new Error(`${segment}: its lines let out other things`);
    found[segment] = {
      rows: rows.sort(),
      from: from.split(', ').sort(),
      passes,
      ports: ports.split(', ').sort(),
      apart,
      translated: [...(found[segment]?.translated ?? []), line].sort(),
    };
  }
  return found;
}

/** A Linux router's script, read back. */
export function readLinux(text: string): ReadRouter {
  const file = (name: string): string => {
    const start = text.indexOf(`"$1/${name}" <<'END'\n`);
    return text.slice(text.indexOf('\n', start) + 1, text.indexOf('\nEND\n', start) + 1);
  };
  const lines = parseIndented(file('etc/frr/frr.conf'));
  const body = /\ninterfaces\(\) \{\n([\s\S]*?)\n\}\n/.exec(text)?.[1] ?? '';
  const made = body.split('\n').map((line) => line.trim().split(' '));
  const after = (words: readonly string[], word: string): string => words[words.indexOf(word) + 1] ?? '';
  const masters = new Map(
    made.flatMap((words) => (words.includes('master') ? [[words[3] ?? '', after(words, 'master')] as const] : [])),
  );
  const [connections] = parseStrongswan(file('etc/swanctl/conf.d/wan.conf')).filter(
    ({ name }) => name === 'connections',
  );
  const filter = file('etc/nftables.d/wan.nft');

  /** Addresses of loopbacks that are in no segment. */
  const begins = new Set(
    made.flatMap((words) =>
      words[1] === 'address' && (words.at(-1) ?? '').startsWith('lo9') ? [words[3]?.split('/')[0] ?? ''] : [],
    ),
  );

  const tunnel = ({ name, values, sections }: Section): readonly [string, ReadTunnel] => {
    const [child] = sections.find((each) => each.name === 'children')?.sections ?? [];
    const [cipher = '', ...more] = (values['proposals'] ?? '').split('-');
    const [hash = '', group = ''] = more;
    const esp = (child?.values['esp_proposals'] ?? '').split('-');
    const device = made.find((words) => words[2] === 'set' && words[3] === name) ?? [];
    const address = made.find((words) => words[1] === 'address' && words.at(-1) === name);
    if (
      values['if_id_out'] !== name.slice(1) ||
      !made.some((words) => words[3] === name && after(words, 'if_id') === name.slice(1))
    )
      throw new Error(`${name} has no interface`);
    return [
      name.slice(1),
      {
        segment: masters.get(name) ?? '',
        outside: values['remote_addrs'] ?? '',
        from: begins.has(values['local_addrs'] ?? '') ? (values['local_addrs'] ?? '') : '',
        own: address?.[3]?.split('/')[0] ?? '',
        mtu: Number(after(device, 'mtu')),
        mss: clamped(filter, name),
        ike: `${cipher.replace('gcm16', 'gcm')} ${hash.replace('prf', '')} ${GROUPS[group] ?? group}`,
        esp: [(esp[0] ?? '').replace('gcm16', 'gcm'), ...esp.slice(1, -1), GROUPS[esp.at(-1) ?? ''] ?? ''].join(' '),
        seconds: [
          Number.parseInt(values['rekey_time'] ?? '') + MARGIN,
          Number.parseInt(child?.values['life_time'] ?? ''),
        ],
        trust: sections.find((each) => each.name === 'remote')?.values['auth'] === 'psk' ? 'key' : 'certificate',
      },
    ];
  };

  const segments = made.flatMap((words) =>
    words[2] === 'add' && words.includes('vrf') && words[1] === 'link' ? [words[3] ?? ''] : [],
  );
  return {
    breakouts: breakoutsOf(lines, filter, body, masters),
    tunnels: Object.fromEntries((connections?.sections ?? []).map(tunnel)),
    sessions: Object.fromEntries(
      saying(lines, 'router', 'bgp').flatMap(({ words: [asn = '', , segment = ''], below }) =>
        sessionsOf(lines, segment, Number(asn), [
          ...below,
          ...(saying(below, 'address-family', 'ipv4', 'unicast')[0]?.below ?? []),
        ]),
      ),
    ),
    addresses: Object.fromEntries(
      ['', ...segments].map((segment) => [
        segment,
        made
          .flatMap((words) => {
            const at = words.at(-1) ?? '';
            const isOwn = words[1] === 'address' && (masters.get(at) ?? '') === segment;
            return isOwn && !/^(t\d|vrrp)/.test(at) ? [words[3] ?? ''] : [];
          })
          .sort(),
      ]),
    ),
  };
}
