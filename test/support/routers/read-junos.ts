import { cidr } from '../../../catalogue/values/cidr';
import { networkOf } from '../../../plan/routers/next-hop';
import { parseJunos } from './grammars';
import type { ReadBreakout, ReadRouter, ReadSession, ReadTunnel } from './neutral';

type Statements = readonly (readonly string[])[];

/** What stands below the statements that begin so. */
const under = (lines: Statements, path: string): Statements => {
  const start = path.split(' ');
  return lines
    .filter((words) => start.every((word, index) => words[index] === word))
    .map((words) => words.slice(start.length));
};
const heads = (lines: Statements): readonly string[] => [...new Set(lines.map(([head = '']) => head))];

/** An SRX, read back. */
export function readJunos(text: string): ReadRouter {
  const lines = parseJunos(text);
  const one = (path: string): string => under(lines, path)[0]?.[0] ?? '';
  const instances = heads(under(lines, 'routing-instances'));
  const segmentOf = (at: string): string =>
    instances.find((name) => under(lines, `routing-instances ${name} interface`).some(([each]) => each === at)) ?? '';
  const cipherOf = (name: string): string =>
    name.replace(/^aes-(\d+)-gcm$/, 'aes$1gcm').replace(/^aes-(\d+)-cbc$/, 'aes$1');

  const tunnel = (name: string): readonly [string, ReadTunnel] => {
    const vpn = `security ipsec vpn ${name}`;
    const gateway = `security ike gateway ${one(`${vpn} ike gateway`)}`;
    const policy = `security ike policy ${one(`${gateway} ike-policy`)}`;
    const proposal = `security ike proposal ${one(`${policy} proposals`)}`;
    const espPolicy = `security ipsec policy ${one(`${vpn} ike ipsec-policy`)}`;
    const esp = `security ipsec proposal ${one(`${espPolicy} proposals`)}`;
    const at = one(`${vpn} bind-interface`);
    const [, unit = ''] = at.split('.');
    const inet = `interfaces st0 unit ${unit} family inet`;
    const group = (text: string): string => text.replace('group', '');
    const cipher = cipherOf(one(`${proposal} encryption-algorithm`));
    // GCM says the hash itself, and refuses another statement of it; of AES-128 no page does (docs/routers.md).
    const said = one(`${proposal} authentication-algorithm`).replace('-', '');
    if ((said === '') !== cipher.endsWith('gcm')) throw new Error(`${proposal} has a hash too many or too few`);
    const hash = said === '' ? (cipher === 'aes256gcm' ? 'sha384' : 'sha256') : said;
    const mac = /sha-(\d+)/.exec(one(`${esp} authentication-algorithm`))?.[1];
    return [
      unit,
      {
        segment: segmentOf(at),
        outside: one(`${gateway} address`),
        from: one(`${gateway} external-interface`).startsWith('lo0.') ? one(`${gateway} local-address`) : '',
        own: one(`${inet} address`).split('/')[0] ?? '',
        mtu: Number(one(`${inet} mtu`)),
        mss: Number(one('security flow tcp-mss ipsec-vpn mss')),
        ike: `${cipher} ${hash} ${group(one(`${proposal} dh-group`))}`,
        esp: `${cipherOf(one(`${esp} encryption-algorithm`))} ${mac === undefined ? '' : `sha${mac} `}${group(one(`${espPolicy} perfect-forward-secrecy keys`))}`,
        seconds: [Number(one(`${proposal} lifetime-seconds`)), Number(one(`${esp} lifetime-seconds`))],
        trust: one(`${proposal} authentication-method`) === 'pre-shared-keys' ? 'key' : 'certificate',
      },
    ];
  };

  const filters = (policy: string, term: string): readonly string[] =>
    under(lines, `policy-options policy-statement ${policy} term ${term} from route-filter`)
      .map(([prefix = '', how]) => (how === 'orlonger' ? `${prefix}+` : prefix))
      .sort();
  const ends = (policy: string, term: string): string =>
    under(lines, `policy-options policy-statement ${policy} term ${term} then`).at(-1)?.[0] ?? '';

  const session = (segment: string, group: string): readonly (readonly [string, ReadSession])[] => {
    const instance = segment === '' ? '' : `routing-instances ${segment} `;
    const bgp = `${instance}protocols bgp group ${group}`;
    if (one(`${bgp} type`) === 'internal') return [];
    const [into, out] = [one(`${bgp} import`), one(`${bgp} export`)];
    if (
      [ends(into, 'own'), ends(into, 'table'), ends(into, 'rest'), ends(out, 'own'), ends(out, 'rest')].join() !==
      'reject,accept,reject,accept,reject'
    )
      throw new Error(`${group} is filtered otherwise`);
    const path = one(`policy-options policy-statement ${out} term own then as-path-prepend`);
    return heads(under(lines, `${bgp} neighbor`)).map((peer) => [
      `${segment} ${peer}`,
      {
        segment,
        asn: Number(one(`${bgp} local-as`) || one(`${instance}routing-options autonomous-system`)),
        peerAsn: Number(one(`${bgp} peer-as`)),
        holdSeconds: Number(one(`${bgp} hold-time`)),
        isMultihop: under(lines, `${bgp} multihop`).length > 0,
        refuses: filters(into, 'own'),
        accepts: filters(into, 'table'),
        localPreference: Number(one(`policy-options policy-statement ${into} term table then local-preference`)),
        announces: filters(out, 'own'),
        prepend: path === '' ? 0 : path.split(' ').length,
        maximum: Number(one(`${bgp} family inet unicast accepted-prefix-limit maximum`)),
        isKeyed: one(`${bgp} authentication-key`) !== '',
      },
    ]);
  };

  /** Addresses of units that are in no instance. */
  const outside = (): readonly string[] =>
    heads(under(lines, 'interfaces'))
      .filter((device) => device !== 'st0')
      .flatMap((device) =>
        heads(under(lines, `interfaces ${device} unit`)).flatMap((unit) =>
          segmentOf(`${device}.${unit}`) === ''
            ? heads(under(lines, `interfaces ${device} unit ${unit} family inet address`))
            : [],
        ),
      )
      .sort();

  /** Rows, policy and translation of a segment that leaves by lines. */
  const breakout = (segment: string): readonly (readonly [string, ReadBreakout])[] => {
    const routes = under(lines, `routing-instances ${segment} routing-options static route`);
    const led = routes.flatMap(([prefix = '', ...rest]) => (rest.join(' ') === 'next-table inet.0' ? [prefix] : []));
    if (led.length === 0) return [];
    const set = heads(under(lines, 'security nat source rule-set')).find(
      (name) => one(`security nat source rule-set ${name} from zone`) === segment,
    );
    const nat = `security nat source rule-set ${set ?? ''}`;
    const policy = `security policies from-zone ${segment} to-zone lines policy local`;
    if (
      one(`${nat} to zone`) !== 'lines' ||
      one(`${nat} rule all then source-nat`) !== 'interface' ||
      one(`${policy} then`) !== 'permit'
    )
      throw new Error(`${segment} is not let out, or is not translated`);
    const sources = under(lines, `${nat} rule all match source-address`)
      .map(([prefix = '']) => prefix)
      .sort();
    const own = under(lines, `${policy} match source-address`).map(([name = '']) =>
      one(`security address-book global address ${name}`),
    );
    if (sources.join() !== own.sort().join()) throw new Error(`${segment}: what is let out is not what is translated`);
    const held = `security policies from-zone ${segment} to-zone lines policy apart`;
    const kept = under(lines, `${held} match destination-address`)
      .map(([name = '']) => one(`security address-book global address ${name}`))
      .sort();
    const before =
      lines.findIndex((words) => words.join(' ').startsWith(held)) <
      lines.findIndex((words) => words.join(' ').startsWith(policy));
    if (kept.length > 0 && (!before || one(`${held} then`) !== 'deny'))
      throw new Error(`${segment}: nothing is held back`);
    const named = under(lines, `${policy} match destination-address`).map(([name = '']) =>
      name === 'any' ? '0.0.0.0/0' : one(`security address-book global address ${name}`),
    );
    const ports = under(lines, `${policy} match application`).map(([name = '']) => {
      if (one(`applications application ${name} protocol`) !== 'tcp') throw new Error(`${name} is not TCP`);
      return one(`applications application ${name} destination-port`);
    });
    const dropped = routes.flatMap(([prefix = '', ...rest]) => (rest.join(' ') === 'preference 254' ? [prefix] : []));
    const rows = led.flatMap((prefix) =>
      under(lines, `routing-options static route ${prefix} qualified-next-hop`).map(
        ([hop = '', , preference]) => `${prefix} ${hop} ${Number(preference) - 4}`,
      ),
    );
    // The interface that has the next hop is the one whose address is taken.
    const translated = new Set(
      rows.map((row) => {
        const [, hop = ''] = row.split(' ');
        const near = (address: string): boolean => networkOf(address)?.contains(cidr(`${hop}/32`)) === true;
        return heads(under(lines, 'interfaces')).find((device) =>
          heads(under(lines, `interfaces ${device} unit 0 family inet address`)).some(near),
        );
      }),
    );
    return [
      [
        segment,
        {
          rows: rows.sort(),
          passes: named.sort(),
          ports: ports.sort(),
          from: sources,
          apart: kept.every((prefix) => dropped.includes(prefix)) ? kept : ['not dropped'],
          translated: [...translated].map((each) => each ?? '').sort(),
        },
      ],
    ];
  };

  return {
    breakouts: Object.fromEntries(instances.flatMap(breakout)),
    tunnels: Object.fromEntries(heads(under(lines, 'security ipsec vpn')).map(tunnel)),
    sessions: Object.fromEntries([
      ...heads(under(lines, 'protocols bgp group')).flatMap((group) => session('', group)),
      ...instances.flatMap((segment) =>
        heads(under(lines, `routing-instances ${segment} protocols bgp group`)).flatMap((group) =>
          session(segment, group),
        ),
      ),
    ]),
    addresses: Object.fromEntries([
      ['', outside()] as const,
      ...instances.map(
        (segment) =>
          [
            segment,
            under(lines, `routing-instances ${segment} interface`)
              .flatMap(([at = '']) => {
                const [device = '', unit = ''] = at.split(/\.(?=\d+$)/);
                return device === 'st0'
                  ? []
                  : heads(under(lines, `interfaces ${device} unit ${unit} family inet address`));
              })
              .sort(),
          ] as const,
      ),
    ]),
  };
}
