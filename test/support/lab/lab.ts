import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '../workspace';

/** Programs that a lab runs, and the Debian package of each. */
const PROGRAMS: readonly (readonly [string, string])[] = [
  ['/usr/lib/ipsec/charon', 'strongswan-charon'],
  ['/usr/lib/ipsec/plugins/libstrongswan-kernel-libipsec.so', 'libcharon-extra-plugins'],
  ['/usr/sbin/swanctl', 'strongswan-swanctl'],
  ['/usr/lib/frr/bgpd', 'frr'],
  ['/usr/bin/ping', 'iputils-ping'],
  ['/usr/sbin/nft', 'nftables'],
  ['/dev/net/tun', 'no package, but a kernel with TUN'],
];

/** Why no lab can be built here; undefined where it can. */
export function labUnavailable(): string | undefined {
  const missing = PROGRAMS.filter(([file]) => !existsSync(file)).map(([, from]) => from);
  if (missing.length > 0) return `${missing.join(', ')} is not there`;
  const made = spawnSync('unshare', ['-mnpf', 'ip', 'link', 'set', 'lo', 'up'], { stdio: 'ignore' });
  return made.status === 0 ? undefined : 'no network namespace can be made';
}

/**
 * A network of its own, in namespaces that nobody else sees and that end with it: real strongSwan with its ESP in user space, since
 * kernels here have no XFRM, and real FRR with a namespace for each VRF, since they have no VRF either. What is proven is what
 * the two make of the files; what the kernel's own devices do is not.
 */
export class Lab {
  readonly folder = temporaryFolder();
  private readonly holder;
  private readonly pid: string;

  constructor() {
    const script = 'mount -t tmpfs tmpfs /run && mkdir -p /run/netns /run/frr && ip link set lo up && exec sleep 600';
    this.holder = spawn('unshare', ['-mnpf', '--kill-child', '--mount-proc', 'sh', '-c', script], {
      stdio: 'ignore',
    });
    this.holder.unref();
    this.pid = String(this.holder.pid ?? 0);
    waitFor('the namespaces', () => {
      const children = readFileSync(`/proc/${this.pid}/task/${this.pid}/children`, 'utf8').trim();
      return children !== '' && this.tryRun(['test', '-d', '/run/frr'], children);
    });
  }

  /** The first process inside, whose namespaces are entered. */
  private get inside(): string {
    return readFileSync(`/proc/${this.pid}/task/${this.pid}/children`, 'utf8').trim();
  }

  private tryRun(command: readonly string[], inside = this.inside): boolean {
    return spawnSync('nsenter', ['-t', inside, '-m', '-n', '-p', ...command], { stdio: 'ignore' }).status === 0;
  }

  /** Runs a command in a namespace, or in the lab's own; gives what it prints. */
  run(command: readonly string[], namespace?: string): string {
    const within = namespace === undefined ? command : ['ip', 'netns', 'exec', namespace, ...command];
    return execFileSync('nsenter', ['-t', this.inside, '-m', '-n', '-p', ...within], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  /** Whether a command ends well. */
  does(command: readonly string[], namespace: string): boolean {
    return this.tryRun(['ip', 'netns', 'exec', namespace, ...command]);
  }

  /** `ip` in a namespace. */
  ip(namespace: string | undefined, ...args: readonly string[]): string {
    return this.run(['ip', ...(namespace === undefined ? [] : ['-n', namespace]), ...args]);
  }

  /** Starts what goes on running, with its words in a file. */
  start(name: string, command: readonly string[], namespace?: string): void {
    const within = namespace === undefined ? command : ['ip', 'netns', 'exec', namespace, ...command];
    const line = `${within.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ')} >'${this.folder}/${name}.out' 2>&1`;
    spawn('nsenter', ['-t', this.inside, '-m', '-n', '-p', 'sh', '-c', line], { stdio: 'ignore' }).unref();
  }

  /** What something that was started has said. */
  words(name: string): string {
    return readFileSync(path.join(this.folder, `${name}.out`), 'utf8');
  }

  namespace(name: string): void {
    this.ip(undefined, 'netns', 'add', name);
    this.ip(name, 'link', 'set', 'lo', 'up');
    this.run(
      ['sysctl', '-qw', 'net.ipv4.ip_forward=1', 'net.ipv4.conf.all.rp_filter=0', 'net.ipv4.conf.default.rp_filter=0'],
      name,
    );
  }

  /** A cable between two namespaces. */
  cable(
    a: { readonly namespace: string; readonly name: string },
    b: { readonly namespace: string; readonly name: string },
  ): void {
    this.ip(a.namespace, 'link', 'add', a.name, 'type', 'veth', 'peer', 'name', b.name, 'netns', b.namespace);
    this.ip(a.namespace, 'link', 'set', a.name, 'up');
    this.ip(b.namespace, 'link', 'set', b.name, 'up');
  }

  file(name: string, text: string): string {
    const file = path.join(this.folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }

  close(): void {
    this.holder.kill('SIGKILL');
  }
}

/** Waits until something holds; throws, with what it waited for, where it never does. */
export function waitFor(what: string, holds: () => boolean, seconds = 45): number {
  const began = Date.now();
  for (;;) {
    let good = false;
    try {
      good = holds();
    } catch {
      // Not yet.
    }
    const waited = (Date.now() - began) / 1_000;
    if (good) return waited;
    if (waited > seconds) throw new Error(`waited ${seconds} s in vain for ${what}`);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  }
}
