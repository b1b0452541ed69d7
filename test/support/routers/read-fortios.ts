import { type Block, parseFortios } from './grammars';
import { bitsOf, type ReadBreakout, type ReadRouter, type ReadSession, type ReadTunnel } from './neutral';

/** A FortiGate, read back. Segments are VRFs by number: `names` says whose they are. */
export function readFortios(text: string, names: ReadonlyMap<string, string>): ReadRouter {
  const config = parseFortios(text);
  const edits = (name: string): readonly Block[] =>
    config.filter((block) => block.name === name).flatMap(({ blocks }) => blocks);
  const named = (list: string, name: string): Block => {
    const found = edits(list).find((block) => block.name === name);
    if (!found) throw new Error(`${list} has no ${name}`);
    return found;
  };
  const [one, all] = [
    ({ sets }: Block, key: string): string => sets[key]?.[0] ?? '',
    ({ sets }: Block, key: string): readonly string[] => sets[key] ?? [],
  ];
  const segmentOf = (at: string): string => names.get(one(named('system interface', at), 'vrf')) ?? '';
  const address = ([at = '', mask = '']: readonly string[]): string => `${at}/${bitsOf(mask)}`;

  /** A tunnel on a loopback begins at its address. */
  const beginning = (phase1: Block): string => {
    const device = edits('system interface').find(({ name }) => name === one(phase1, 'interface'));
    if (!device || one(device, 'type') !== 'loopback') return '';
    return [...new Set([one(device, 'ip'), one(phase1, 'local-gw')])].join(' and ');
  };

  const tunnel = (phase1: Block): readonly [string, ReadTunnel] => {
    const device = named('system interface', phase1.name);
    const phase2 = edits('vpn ipsec phase2-interface').find((block) => one(block, 'phase1name') === phase1.name);
    if (!phase2 || one(phase2, 'pfs') !== 'enable') throw new Error(`${phase1.name} has no second phase`);
    const [cipher = '', hash = ''] = one(phase1, 'proposal').split('-');
    const [espCipher = '', mac] = one(phase2, 'proposal').split('-');
    return [
      phase1.name.slice(1),
      {
        segment: segmentOf(phase1.name),
        outside: one(phase1, 'remote-gw'),
        from: beginning(phase1),
        own: one(device, 'ip'),
        mtu: one(device, 'mtu-override') === 'enable' ? Number(one(device, 'mtu')) : 0,
        mss: Number(one(device, 'tcp-mss')),
        ike: `${cipher} ${hash.replace('prf', '')} ${one(phase1, 'dhgrp')}`,
        esp: `${espCipher} ${mac === undefined ? '' : `${mac} `}${one(phase2, 'dhgrp')}`,
        seconds: [Number(one(phase1, 'keylife')), Number(one(phase2, 'keylifeseconds'))],
        trust: one(phase1, 'authmethod') === 'signature' ? 'certificate' : 'key',
      },
    ];
  };

  const listed = (name: string): readonly string[] =>
    (named('router prefix-list', name).blocks[0]?.blocks ?? [])
      .map((rule) => `${address(all(rule, 'prefix'))}${one(rule, 'le') === '32' ? '+' : ''}`)
      .sort();
  const [bgp] = config.filter(({ name }) => name === 'router bgp');
  const session = (neighbour: Block, asn: number): readonly (readonly [string, ReadSession])[] => {
    if (one(neighbour, 'remote-as') === String(asn)) return [];
    const segment = segmentOf(one(neighbour, 'interface') || one(neighbour, 'update-source'));
    const [deny, permit, ...rest] = named('router route-map', one(neighbour, 'route-map-in')).blocks[0]?.blocks ?? [];
    const [told, ...more] = named('router route-map', one(neighbour, 'route-map-out')).blocks[0]?.blocks ?? [];
    if (!deny || !permit || !told || one(deny, 'action') !== 'deny' || rest.length + more.length > 0)
      throw new Error(`${neighbour.name} is filtered otherwise`);
    const path = one(told, 'set-aspath');
    return [
      [
        `${segment} ${neighbour.name}`,
        {
          segment,
          asn: Number(one(neighbour, 'local-as') || asn),
          peerAsn: Number(one(neighbour, 'remote-as')),
          holdSeconds: Number(one(neighbour, 'holdtime-timer')),
          isMultihop: one(neighbour, 'ebgp-enforce-multihop') === 'enable',
          refuses: listed(one(deny, 'match-ip-address')),
          accepts: listed(one(permit, 'match-ip-address')),
          localPreference: Number(one(permit, 'set-local-preference')),
          announces: listed(one(told, 'match-ip-address')),
          prepend: path === '' ? 0 : path.split(' ').length,
          maximum: Number(one(neighbour, 'maximum-prefix')),
          isKeyed: one(neighbour, 'password') !== '',
        },
      ],
    ];
  };

  const neighbours = bgp?.blocks.find(({ name }) => name === 'neighbor')?.blocks ?? [];
  /** Link, rows, policies and services of a segment that leaves by lines. */
  const breakout = (vrf: string, segment: string): readonly (readonly [string, ReadBreakout])[] => {
    const policies = edits('firewall policy');
    const into = policies.find((each) => one(each, 'name') === `local-${vrf}`);
    const out = policies.find((each) => one(each, 'name') === `line-${vrf}`);
    if (!into || !out) return [];
    const [inner, outer] = [one(into, 'dstintf'), one(out, 'srcintf')];
    const inVrf = edits('system interface')
      .filter((block) => segmentOf(block.name) === segment)
      .map(({ name }) => name);
    const link = edits('system vdom-link').some(({ name }) => `${name}0` === inner && `${name}1` === outer);
    if (
      !link ||
      !inVrf.includes(inner) ||
      !inVrf.includes(one(into, 'srcintf')) ||
      one(named('system interface', outer), 'vrf') !== ''
    )
      throw new Error(`${segment} is linked otherwise`);
    // A link is made before its ends are named, and nobody logs in to them.
    const order = [
      config.findIndex(({ name }) => name === 'system vdom-link'),
      config.findIndex(({ name, blocks }) => name === 'system interface' && blocks.some((each) => each.name === inner)),
      config.findIndex(({ name }) => name === 'firewall policy'),
    ];
    const isClosed = [inner, outer].every((name) => named('system interface', name).sets['allowaccess']?.length === 0);
    if ([...order].sort((a, b) => a - b).join() !== order.join() || !isClosed)
      throw new Error(`${segment}: ${order.join()}`);
    const ends = [inner, outer].map((name) => all(named('system interface', name), 'ip').join(' '));
    if (ends.join() !== `169.254.${Number(vrf) + 1}.1 255.255.255.252,169.254.${Number(vrf) + 1}.2 255.255.255.252`)
      throw new Error(`${segment}: ${ends.join()}`);
    const said = [into, out].map((each) => {
      const isOpen = one(each, 'dstaddr-negate') === 'enable';
      if (one(each, 'nat') !== 'enable' || one(each, 'action') !== 'accept')
        throw new Error(`${each.name} translates nothing`);
      const to = all(each, 'dstaddr')
        .map((name) => address(all(named('firewall address', name), 'subnet')))
        .sort();
      return {
        passes: isOpen ? ['0.0.0.0/0'] : to,
        apart: isOpen ? to : [],
        ports: all(each, 'service')
          .map((name) => one(named('firewall service custom', name), 'tcp-portrange'))
          .sort(),
      };
    });
    if (JSON.stringify(said[0]) !== JSON.stringify(said[1]))
      throw new Error(`${segment}: its link passes other things`);
    const statics = edits('router static');
    const led = statics.filter(
      (row) => one(row, 'device') === inner && one(row, 'gateway') === `169.254.${Number(vrf) + 1}.2`,
    );
    const dropped = statics.filter(
      (row) => one(row, 'blackhole') === 'enable' && one(row, 'vrf') === vrf && one(row, 'distance') === '254',
    );
    const held = dropped.map((row) => address(all(row, 'dst')));
    if (said[0]?.apart.some((prefix) => !held.includes(prefix))) throw new Error(`${segment}: not all is held back`);
    return [
      [
        segment,
        {
          rows: led
            .flatMap((row) =>
              statics
                .filter(
                  (each) =>
                    all(out, 'dstintf').includes(one(each, 'device')) &&
                    all(each, 'dst').join() === all(row, 'dst').join(),
                )
                .map(
                  (each) => `${address(all(row, 'dst'))} ${one(each, 'gateway')} ${Number(one(each, 'distance')) - 9}`,
                ),
            )
            .sort(),
          from: [],
          passes: said[0]?.passes ?? [],
          ports: said[0]?.ports ?? [],
          apart: said[0]?.apart ?? [],
          translated: [...all(out, 'dstintf')].sort(),
        },
      ],
    ];
  };

  return {
    breakouts: Object.fromEntries([...names].flatMap(([vrf, segment]) => breakout(vrf, segment))),
    tunnels: Object.fromEntries(edits('vpn ipsec phase1-interface').map(tunnel)),
    sessions: Object.fromEntries(bgp ? neighbours.flatMap((each) => session(each, Number(one(bgp, 'as')))) : []),
    addresses: Object.fromEntries(
      [['', ''] as const, ...names].map(([vrf, segment]) => [
        segment,
        edits('system interface')
          .filter((block) => one(block, 'vrf') === vrf && one(block, 'ip') !== '' && !/^(t\d|out\d+-)/.test(block.name))
          .flatMap((block) => [
            address(all(block, 'ip')),
            ...block.blocks
              .filter(({ name }) => name === 'secondaryip')
              .flatMap(({ blocks }) => blocks.map((each) => address(all(each, 'ip')))),
          ])
          .sort(),
      ]),
    ),
  };
}
