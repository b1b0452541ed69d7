import { type Lab, waitFor } from './lab';

/** One FRR: of a router, with a namespace for each VRF, or of a cloud, in a namespace of its own. */
export class Frr {
  private readonly space: readonly string[];

  constructor(
    private readonly lab: Lab,
    name: string,
    config: string,
    private readonly namespace?: string,
  ) {
    this.space = ['-N', name];
    // The daemons give up their rights, and vtysh wants a folder of its own.
    lab.run(['sh', '-c', `mkdir -p /run/frr/${name} && chown -R frr:frr /run/frr`]);
    lab.file(`etc/${name}/vtysh.conf`, '');
    const file = lab.file(`${name}.frr.conf`, config);
    for (const daemon of ['zebra', 'staticd', 'bgpd']) {
      const netns = daemon === 'zebra' && namespace === undefined ? ['-n'] : [];
      lab.start(`${name}.${daemon}`, [`/usr/lib/frr/${daemon}`, ...this.space, ...netns, '-f', '/dev/null'], namespace);
      waitFor(`${daemon} of ${name}`, () => this.say('show version') !== '' && this.knows(daemon));
    }
    this.vtysh(['-f', file]);
  }

  private knows(daemon: string): boolean {
    return this.vtysh(['-d', daemon, '-c', 'show version']) !== '';
  }

  private vtysh(args: readonly string[]): string {
    return this.lab.run(['vtysh', ...this.space, '--config_dir', `${this.lab.folder}/etc`, ...args], this.namespace);
  }

  /** Lines of configuration, as somebody would type them. */
  configure(lines: readonly string[]): void {
    this.vtysh(['-c', 'configure terminal', ...lines.flatMap((line) => ['-c', line])]);
  }

  say(command: string): string {
    return this.vtysh(['-c', command]);
  }

  json(command: string): unknown {
    return JSON.parse(this.say(`${command} json`));
  }
}
