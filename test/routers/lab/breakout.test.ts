import type { RouterPlan } from '../../../plan/routers/router';
import { PLATFORMS } from '../../../routers/platforms/platform';
import { inLab, routerOf } from '../../support/lab/asked';
import { Lab, waitFor } from '../../support/lab/lab';
import { localVariantsOf } from '../../support/routers/variants';

/** The filter’s address, another of the internet, and the next hops of the two lines. */
const PROXY = '198.18.200.1';
const OTHER = '203.0.113.80';
const MACHINE = '10.64.4.9';
const TABLE = '1001';

const listen = (ports: readonly number[]): readonly string[] => [
  process.execPath,
  '-e',
  `for (const port of ${JSON.stringify(ports)}) require('net').createServer((s) => s.end(s.remoteAddress)).listen(port, '0.0.0.0')`,
];
const ask = (to: string, port: number): readonly string[] => [
  process.execPath,
  '-e',
  `const s = require('net').connect(${port}, '${to}'); s.setTimeout(1500, () => process.exit(1)); s.on('error', () => process.exit(1)); s.pipe(process.stdout)`,
];

/** One RST of no connection, by a raw socket. */
const RESET = `
use Socket;
my ($from, $to, $port) = @ARGV;
socket(my $raw, AF_INET, SOCK_RAW, 255) or die $!;
my $ip = pack('CCnnnCCna4a4', 0x45, 0, 40, 7, 0, 64, 6, 0, inet_aton($from), inet_aton($to));
my $tcp = pack('nnNNCCnnn', 40000, $port, 1, 0, 0x50, 4, 0, 0, 0);
send($raw, $ip . $tcp, 0, pack_sockaddr_in($port, inet_aton($to))) or die $!;
select(undef, undef, undef, 0.3);
`;

/**
 * The filter of a router that leads a segment out of its lines, by real nftables, with its rules, its rows and a real address to be translated to.
 * Kernels here have no VRF: the segment's table is led to by a rule of its own, and what comes by the VRF's device by that of the building.
 */
class World {
  readonly lab = new Lab();

  constructor(plan: RouterPlan) {
    const { lab } = this;
    for (const name of ['router', 'building', 'one', 'two', 'internet']) lab.namespace(name);
    lab.cable({ namespace: 'router', name: 'lan' }, { namespace: 'building', name: 'end' });
    lab.ip('router', 'address', 'add', '10.64.4.1/24', 'dev', 'lan');
    lab.ip('building', 'address', 'add', `${MACHINE}/24`, 'dev', 'end');
    lab.ip('building', 'route', 'add', 'default', 'via', '10.64.4.1');
    plan.lines.forEach(({ interface: at, addressing }, index) => {
      if (addressing?.kind !== 'static') throw new Error(`${at} has an address`);
      const supplier = index === 0 ? 'one' : 'two';
      lab.cable({ namespace: 'router', name: at }, { namespace: supplier, name: 'customer' });
      lab.cable({ namespace: supplier, name: 'core' }, { namespace: 'internet', name: supplier });
      lab.ip('router', 'address', 'add', addressing.address, 'dev', at);
      lab.ip(supplier, 'address', 'add', `${addressing.nextHop}/30`, 'dev', 'customer');
      lab.ip(supplier, 'address', 'add', `192.0.2.${index * 4 + 1}/30`, 'dev', 'core');
      lab.ip('internet', 'address', 'add', `192.0.2.${index * 4 + 2}/30`, 'dev', supplier);
      lab.ip(supplier, 'route', 'add', 'default', 'via', `192.0.2.${index * 4 + 2}`);
      // It knows the line’s network, and nobody's private addresses.
      const network = addressing.address.replace(/\.\d+\/30$/, '.0/30');
      lab.ip('internet', 'route', 'add', network, 'via', `192.0.2.${index * 4 + 1}`);
    });
    for (const address of [PROXY, OTHER]) lab.ip('internet', 'address', 'add', `${address}/32`, 'dev', 'lo');
    const script = PLATFORMS.linux.render(plan);
    this.rows(script);
    for (const [, rule = ''] of script.matchAll(/^ {2}ip (rule add pref 900 .* lookup 1001)$/gm))
      lab.ip('router', ...rule.split(' '));
    // Stands for the rule of VRFs.
    lab.ip('router', 'rule', 'add', 'pref', '1000', 'iif', 'lan', 'lookup', TABLE);
    lab.ip('router', 'route', 'add', '10.64.4.0/24', 'dev', 'lan', 'table', TABLE);
    lab.run(['sysctl', '-qw', 'net.ipv4.conf.all.rp_filter=2'], 'router');
    this.filter(script, (text) => text);
    lab.start('web', listen([80, 443, 8080, 8081, 22]), 'internet');
    lab.start('machine', listen([80, 8080]), 'building');
    lab.start('cloud', listen([22]), 'router');
    waitFor('the servers', () => this.does('one', OTHER, 80) && this.does('router', MACHINE, 8080));
  }

  /** FRR's rows by hand, the first of each prefix: in the segment's table, and in the router's own. */
  private rows(script: string): void {
    for (const [, depth = '', prefix = '', hop = '', at = ''] of script.matchAll(
      /^( ?)ip route (\S+) (\d\S+) (\S+) 1( nexthop-vrf default)?$/gm,
    ))
      this.lab.ip('router', 'route', 'replace', prefix, 'via', hop, 'dev', at, 'table', depth === '' ? 'main' : TABLE);
    for (const [, prefix = ''] of script.matchAll(/^ ip route (\S+) blackhole 254$/gm))
      this.lab.ip('router', 'route', 'replace', 'blackhole', prefix, 'table', TABLE, 'metric', '254');
  }

  /** The file of the router, as it is but for the VRF's name. */
  filter(script: string, change: (text: string) => string): void {
    const start = script.indexOf(`"$1/etc/nftables.d/wan.nft" <<'END'\n`);
    const text = script.slice(script.indexOf('\n', start) + 1, script.indexOf('\nEND\n', start) + 1);
    // Every line of it is nft’s, with the two of VRFs, which need a device of one.
    this.lab.run(['nft', '-c', '-f', this.lab.file('whole.nft', text.replace(/<[^>]*>/g, '192.0.2.200'))], 'router');
    const known = text
      .replace(/<[^>]*>/g, '192.0.2.200')
      .replace(/iifname "fire" meta sdifname "lan"/g, 'iifname "lan"');
    this.lab.run(['nft', '-f', this.lab.file('wan.nft', change(known))], 'router');
  }

  does(from: string, to: string, port: number): boolean {
    return this.lab.does(ask(to, port), from);
  }

  /** As whom it was seen. */
  seen(from: string, to: string, port: number): string {
    return this.lab.run(ask(to, port), from).replace('::ffff:', '');
  }
}

const plan = routerOf('chester-fire-station');
const short: RouterPlan = {
  ...plan,
  lines: plan.lines.map((line, index) => ({ ...line, interface: `wan${index}` })),
  segments: plan.segments
    .slice(0, 1)
    .map((segment) => ({ ...segment, lan: { interface: 'lan', gateways: segment.lan.gateways } })),
};

inLab('a building that leaves by its own line to its filter, and to nothing else', () => {
  let world: World;
  let script = '';
  beforeAll(() => {
    const [proxy] = localVariantsOf(short);
    if (!proxy) throw new Error('there is one');
    script = PLATFORMS.linux.render(proxy);
    world = new World(proxy);
  }, 60_000);
  afterAll(() => {
    world.lab.close();
  });

  test('it reaches the filter, seen as the line, on the filter’s port alone', () => {
    expect(world.seen('building', PROXY, 8080)).toBe('198.18.9.2');
    expect(world.does('building', PROXY, 443)).toBe(false);
    expect(world.does('building', OTHER, 8080)).toBe(false);
  });

  test('nobody reaches it, or the router, by the line', () => {
    world.lab.ip('one', 'route', 'add', '10.64.4.0/24', 'via', '198.18.9.2');
    expect(world.does('one', MACHINE, 8080)).toBe(false);
    expect(world.does('one', '198.18.9.2', 22)).toBe(false);
    // The router's own table knows the building here, which no real one does: the filter alone keeps it out.
    world.filter(script, (text) => text.replace(/[io]ifname (\{ "wan0", "wan1" \}|"wan0") drop/g, ''));
    expect(world.does('one', MACHINE, 8080)).toBe(true);
    expect(world.does('one', '198.18.9.2', 22)).toBe(true);
    world.filter(script, (text) => text);
    expect(world.does('one', MACHINE, 8080)).toBe(false);
  });

  test('what belongs to no connection leaves by nobody’s address: it does not leave', () => {
    const counting = [
      'table ip seen {',
      '  chain from {',
      '    type filter hook prerouting priority raw;',
      '    ip saddr 10.0.0.0/8 counter',
      '  }',
      '}',
      '',
    ].join('\n');
    world.lab.run(['nft', '-f', world.lab.file('seen.nft', counting)], 'one');
    const seen = (): number => {
      world.lab.run(['perl', '-e', RESET, MACHINE, PROXY, '8080'], 'building');
      return Number(/packets (\d+)/.exec(world.lab.run(['nft', 'list', 'table', 'ip', 'seen'], 'one'))?.[1]);
    };
    expect(seen()).toBe(0);
    world.filter(script, (text) => text.replace(/ct state new ct mark set 1/g, 'ct mark set 1'));
    expect(seen()).toBe(1);
    world.filter(script, (text) => text);
    expect(seen()).toBe(1);
    world.lab.run(['nft', 'delete', 'table', 'ip', 'seen'], 'one');
  });

  test('without its marks nothing comes back: the test sees what it says', () => {
    world.lab.cable({ namespace: 'router', name: 'away' }, { namespace: 'two', name: 'away' });
    world.lab.ip('router', 'route', 'replace', '10.64.4.0/24', 'dev', 'away');
    world.filter(script, (text) => text.replace(/ct mark 1 meta mark set 1/g, 'ct mark 1 meta mark set 9'));
    expect(world.does('building', PROXY, 8080)).toBe(false);
    world.filter(script, (text) => text.replace(/ct mark 1 masquerade/g, 'ct mark 9 masquerade'));
    expect(world.does('building', PROXY, 8080)).toBe(false);
    world.filter(script, (text) => text);
    expect(world.does('building', PROXY, 8080)).toBe(true);
  });
});

inLab('a building whose filtering somebody has accepted to be elsewhere', () => {
  let world: World;
  beforeAll(() => {
    const open = localVariantsOf(short)[2];
    if (!open) throw new Error('there is one');
    world = new World(open);
    // A private network that the supplier happens to know.
    world.lab.ip('internet', 'address', 'add', '10.99.0.1/32', 'dev', 'lo');
  }, 60_000);
  afterAll(() => {
    world.lab.close();
  });

  test('it reaches anybody on the ports of its domain, and nothing private', () => {
    expect(world.seen('building', OTHER, 80)).toBe('198.18.9.2');
    expect(world.seen('building', PROXY, 443)).toBe('198.18.9.2');
    expect(world.does('building', OTHER, 22)).toBe(false);
    expect(world.does('building', OTHER, 8080)).toBe(false);
    expect(world.does('building', '10.99.0.1', 80)).toBe(false);
    // The row alone would hold it, and so does the filter.
    world.lab.ip('router', 'route', 'del', 'blackhole', '10.0.0.0/8', 'table', TABLE);
    expect(world.does('building', '10.99.0.1', 80)).toBe(false);
  });
});
