import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { RouterCircuit, RouterPlan, RouterTunnel } from '../../../plan/routers/router';
import { linkOf } from '../../../routers/platforms/words';
import { linux } from '../../../routers/platforms/linux';
import { Charon, sectionOf } from './charon';
import type { CloudTunnel } from './cloud-end';
import { Frr } from './frr';
import { Lab, waitFor } from './lab';

/** A tunnel with both its ends. */
export interface LabTunnel {
  readonly name: string;
  readonly plan: RouterTunnel;
  readonly cloud: CloudTunnel;
  readonly router: Charon;
  readonly end: Charon;
  /** Seconds from the start of the second strongSwan until both had their keys. */
  readonly upAfterSeconds: number;
}

/** What a cloud tells of a segment: the namespace that has it, and its routes. */
export interface LabCloud {
  readonly namespace: string;
  readonly routes: readonly string[];
  readonly tunnels: readonly CloudTunnel[];
}

/** What a cloud tells on a circuit, in a namespace of its own. */
export interface LabCircuit {
  readonly namespace: string;
  readonly plan: RouterCircuit;
  readonly routes: readonly string[];
}

const KEY = 'lab.key.of.no.network';

/**
 * A router as its rendered files have it, between the buildings' machines and clouds that are set up from what is synthesised. Its script lays the
 * files out; its `ip` lines are done as this kernel can (Lab): a VRF is a namespace, a loopback and a VLAN end of a cable, an XFRM
 * interface the device of that tunnel's own strongSwan.
 */
export class RouterLab {
  readonly lab = new Lab();
  readonly tunnels: LabTunnel[] = [];
  readonly clouds = new Map<string, Frr>();
  readonly frr: Frr;
  private readonly files: string;

  constructor(
    readonly plan: RouterPlan,
    clouds: readonly LabCloud[],
    circuits: readonly LabCircuit[] = [],
  ) {
    const script = this.lab.file('router.sh', linux(plan));
    this.files = path.join(this.lab.folder, 'router');
    this.lab.run(['sh', script, 'files', this.files]);
    const lines = interfaceLines(readFileSync(script, 'utf8'));
    for (const line of lines) this.perform(line);
    for (const { namespace } of clouds) this.lab.namespace(namespace);
    for (const { namespace, tunnels } of clouds) for (const cloud of tunnels) this.tunnel(namespace, cloud, lines);
    for (const circuit of circuits) this.circuit(circuit);
    // Keys of sessions on circuits are left out: kernels here have no TCP MD5.
    this.frr = new Frr(this.lab, 'router', this.text('etc/frr/frr.conf').replace(/^ neighbor \S+ password .*\n/gm, ''));
    for (const cloud of clouds)
      this.clouds.set(cloud.namespace, new Frr(this.lab, cloud.namespace, cloudConf(cloud), cloud.namespace));
  }

  /** A circuit ends in the router's own table, which is that of the lab itself. */
  private circuit({ namespace, plan, routes }: LabCircuit): void {
    const { own = '', peer = '' } = plan;
    const device = linkOf(plan);
    this.lab.namespace(namespace);
    this.lab.ip(undefined, 'link', 'add', device, 'type', 'veth', 'peer', 'name', 'circuit', 'netns', namespace);
    this.lab.ip(undefined, 'link', 'set', device, 'up');
    this.lab.ip(undefined, 'address', 'add', own, 'dev', device);
    this.lab.ip(namespace, 'link', 'set', 'circuit', 'up');
    this.lab.ip(namespace, 'address', 'add', `${peer}/${own.split('/')[1] ?? ''}`, 'dev', 'circuit');
    const [router = ''] = own.split('/');
    this.clouds.set(
      namespace,
      new Frr(
        this.lab,
        namespace,
        speaking(plan.session.peerAsn, peer, routes, [
          { peer: router, asn: this.plan.underlay?.asn ?? 0, isMultihop: false, own: peer },
        ]),
        namespace,
      ),
    );
  }

  text(name: string): string {
    return readFileSync(path.join(this.files, name), 'utf8');
  }

  private segmentOf(number: number): string {
    const segment = this.plan.segments.find(({ tunnels }) => tunnels.some((each) => each.number === number));
    return segment?.tenant ?? '';
  }

  /** One line of `interfaces`, as this kernel can. */
  private perform(line: readonly string[]): void {
    const [program, noun, verb, ...rest] = line;
    if (program !== 'ip') return;
    if (noun === 'route' && rest[0] === 'vrf') {
      this.lab.ip(rest[1], 'route', 'add', ...rest.slice(2));
      return;
    }
    if (noun === 'link' && verb === 'add') {
      const [name = ''] = rest[0] === 'link' ? [rest[3]] : rest;
      if (rest.includes('vrf')) this.lab.namespace(name);
      // Its other end is what makes it be up: a machine of the building, or nothing.
      // A gateway that routers share moves between them, which is VRRP's own affair.
      else if (!rest.includes('xfrm') && !rest.includes('macvlan')) this.loose.add(name);
      return;
    }
    if (noun === 'link' && verb === 'set' && rest.includes('master')) {
      const [name = ''] = rest;
      const segment = rest[rest.indexOf('master') + 1] ?? '';
      if (!this.loose.has(name)) return;
      this.homes.set(name, segment);
      const other = name.startsWith('lo') ? `${name}-end` : `lan-${segment}`;
      this.lab.namespace(other);
      this.lab.cable({ namespace: segment, name }, { namespace: other, name: 'end' });
      return;
    }
    if (noun === 'address' && verb === 'add') {
      const [address = ''] = rest;
      const at = rest[rest.indexOf('dev') + 1] ?? '';
      const segment = this.homes.get(at);
      if (segment !== undefined) this.lab.ip(segment, 'address', 'add', address, 'dev', at);
    }
  }

  private readonly loose = new Set<string>();
  private readonly homes = new Map<string, string>();

  /** A machine in the building, at the last address of the segment's first prefix. */
  machine(tenant: string): { readonly namespace: string; readonly address: string } {
    const segment = this.plan.segments.find((each) => each.tenant === tenant);
    const [gateway = ''] = (segment?.lan.gateways[0] ?? '').split('/');
    const namespace = `lan-${tenant}`;
    const ninth = `${gateway.slice(0, gateway.lastIndexOf('.'))}.${Number(gateway.slice(gateway.lastIndexOf('.') + 1)) + 9}`;
    // Where a switch leads on, it is that.
    const address = segment?.lan.nextHop ?? ninth;
    if (!this.lab.ip(namespace, 'address').includes(`${address}/`)) {
      this.lab.ip(
        namespace,
        'address',
        'add',
        `${address}/${segment?.lan.gateways[0]?.split('/')[1] ?? '24'}`,
        'dev',
        'end',
      );
      this.lab.ip(namespace, 'route', 'add', 'default', 'via', segment?.lan.shared?.address.split('/')[0] ?? gateway);
    }
    return { namespace, address };
  }

  /** A line of its own for each tunnel, with a strongSwan at either end; the device of each is put where the tunnel belongs. */
  private tunnel(namespace: string, cloud: CloudTunnel, lines: readonly (readonly string[])[]): void {
    const plan = this.plan.segments
      .flatMap(({ tunnels }) => tunnels)
      .find(({ connection, tunnel }) => connection === cloud.connection && tunnel === cloud.tunnel);
    if (plan?.outside === undefined) throw new Error(`${cloud.connection} has no end`);
    const { outside, number } = plan;
    const name = `t${number}`;
    const [near, far] = [`near-${number}`, `far-${number}`];
    for (const each of [near, far]) this.lab.namespace(each);
    this.lab.cable({ namespace: near, name: 'line' }, { namespace: far, name: 'line' });
    this.lab.ip(near, 'address', 'add', `${cloud.peerAddress}/32`, 'dev', 'line');
    this.lab.ip(far, 'address', 'add', `${outside}/32`, 'dev', 'line');
    this.lab.ip(near, 'route', 'add', `${outside}/32`, 'dev', 'line');
    this.lab.ip(far, 'route', 'add', `${cloud.peerAddress}/32`, 'dev', 'line');
    const end = new Charon(this.lab, far, '');
    end.load(cloudSwanctl(cloud, outside));
    const began = Date.now();
    const router = new Charon(this.lab, near, this.text('etc/strongswan.d/wan.conf'));
    const whole = this.text('etc/swanctl/conf.d/wan.conf');
    const secrets = sectionOf(whole, `ike-${name}`).replace(/secret = .*/, `secret = "${KEY}"`);
    router.load(`connections {\n${sectionOf(whole, name)}\n}\nsecrets {\n${secrets}\n}\n`);
    waitFor(`keys of ${name}`, () => /INSTALLED/.test(router.associations) && /INSTALLED/.test(end.associations));
    const upAfterSeconds = (Date.now() - began) / 1_000;
    const segment = this.segmentOf(number);
    this.lab.ip(near, 'link', 'set', 'ipsec0', 'netns', segment, 'name', name);
    const set = lines.find((line) => line[1] === 'link' && line[2] === 'set' && line[3] === name) ?? [];
    this.lab.ip(segment, 'link', 'set', name, 'mtu', set[set.indexOf('mtu') + 1] ?? '', 'up');
    const add = lines.find((line) => line[1] === 'address' && line.at(-1) === name);
    if (add) this.lab.ip(segment, 'address', 'add', add[3] ?? '', 'dev', name);
    this.lab.ip(far, 'link', 'set', 'ipsec0', 'netns', namespace, 'name', name);
    this.lab.ip(namespace, 'link', 'set', name, 'mtu', '1500', 'up');
    // ESP in user space lays its own routes for new keys on a device of this name, and fails where there is none.
    for (const each of [near, far]) {
      this.lab.ip(each, 'link', 'add', 'ipsec0', 'type', 'veth', 'peer', 'name', 'ipsec1');
      this.lab.ip(each, 'link', 'set', 'ipsec0', 'up');
    }
    if (cloud.isMultihop) {
      this.lab.ip(namespace, 'address', 'replace', `${cloud.own}/32`, 'dev', 'lo');
      this.lab.ip(namespace, 'route', 'replace', `${cloud.peer}/32`, 'dev', name);
    } else this.lab.ip(namespace, 'address', 'add', `${cloud.own}/30`, 'dev', name);
    this.tunnels.push({ name, plan, cloud, router, end, upAfterSeconds });
  }

  /** Gives the cloud's end of a tunnel other proposals, and has the tunnel made anew. */
  reload({ cloud, plan, end, router, name }: LabTunnel, changed: Partial<CloudTunnel>): void {
    end.load(cloudSwanctl({ ...cloud, ...changed }, plan.outside ?? ''));
    router.control('--terminate', '--ike', name);
    router.control('--initiate', '--child', name);
    waitFor(`keys of ${name} anew`, () => /INSTALLED/.test(router.associations) && /INSTALLED/.test(end.associations));
  }

  /** Cuts the lines of tunnels without a word, or joins them again. */
  line(tunnels: readonly LabTunnel[], to: 'down' | 'up'): void {
    for (const { plan, cloud } of tunnels) {
      const [near, far] = [`near-${plan.number}`, `far-${plan.number}`];
      this.lab.ip(near, 'link', 'set', 'line', to);
      if (to === 'up') {
        this.lab.ip(near, 'route', 'replace', `${plan.outside ?? ''}/32`, 'dev', 'line');
        this.lab.ip(far, 'route', 'replace', `${cloud.peerAddress}/32`, 'dev', 'line');
      }
    }
  }

  /** The cloud ends tunnels, with a word, and takes none anew. */
  end(tunnels: readonly LabTunnel[]): void {
    for (const { plan, end } of tunnels) {
      end.control('--terminate', '--ike', 'cloud');
      this.lab.ip(`near-${plan.number}`, 'link', 'set', 'line', 'down');
    }
  }

  /** Packets that a tunnel's device has sent and had. */
  packets({ name, plan }: LabTunnel): number {
    const [link] = JSON.parse(this.lab.ip(this.segmentOf(plan.number), '-j', '-s', 'link', 'show', name)) as readonly {
      readonly stats64: { readonly rx: { readonly packets: number }; readonly tx: { readonly packets: number } };
    }[];
    return (link?.stats64.rx.packets ?? 0) + (link?.stats64.tx.packets ?? 0);
  }

  close(): void {
    this.lab.close();
  }
}

/** Lines of the function `interfaces`, in words. */
function interfaceLines(script: string): readonly (readonly string[])[] {
  const body = /\ninterfaces\(\) \{\n([\s\S]*?)\n\}\n/.exec(script)?.[1] ?? '';
  return body.split('\n').map((line) => line.trim().split(' '));
}

function cloudSwanctl({ ike, esp, peerAddress }: CloudTunnel, outside: string): string {
  return `connections {
  cloud {
    version = 2
    local_addrs = ${outside}
    remote_addrs = ${peerAddress}
    proposals = ${ike}
    dpd_delay = 10s
    mobike = no
    local {
      auth = psk
      id = ${outside}
    }
    remote {
      auth = psk
      id = ${peerAddress}
    }
    children {
      cloud {
        local_ts = 0.0.0.0/0
        remote_ts = 0.0.0.0/0
        esp_proposals = ${esp}
      }
    }
  }
}
secrets {
  ike-cloud {
    id = ${peerAddress}
    secret = "${KEY}"
  }
}
`;
}

/** Clouds announce what their tables have, and take what they are told. */
function cloudConf({ routes, tunnels }: LabCloud): string {
  const [first] = tunnels;
  return speaking(
    first?.cloudAsn ?? 0,
    first?.own ?? '',
    routes,
    tunnels.map(({ routerAsn, ...tunnel }) => ({ ...tunnel, asn: routerAsn })),
  );
}

interface Neighbour {
  readonly peer: string;
  readonly asn: number;
  readonly isMultihop: boolean;
  readonly own: string;
}

function speaking(asn: number, id: string, routes: readonly string[], neighbours: readonly Neighbour[]): string {
  return [
    'frr defaults traditional',
    ...routes.map((route) => `ip route ${route} blackhole`),
    `router bgp ${asn}`,
    ` bgp router-id ${id}`,
    ' no bgp ebgp-requires-policy',
    ...neighbours.flatMap(({ peer, asn: other, isMultihop, own }) => [
      ` neighbor ${peer} remote-as ${other}`,
      ` neighbor ${peer} timers 10 30`,
      ` neighbor ${peer} timers connect 3`,
      ...(isMultihop ? [` neighbor ${peer} ebgp-multihop 2`, ` neighbor ${peer} update-source ${own}`] : []),
    ]),
    ' address-family ipv4 unicast',
    ...routes.map((route) => `  network ${route}`),
    ' exit-address-family',
    'exit',
    '',
  ].join('\n');
}
