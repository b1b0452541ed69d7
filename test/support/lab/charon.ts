import { type Lab, waitFor } from './lab';

/** One strongSwan in a namespace, with ESP in user space. */
export class Charon {
  private readonly socket: string;
  private readonly settings: string;

  constructor(
    private readonly lab: Lab,
    readonly namespace: string,
    own: string,
  ) {
    this.socket = `unix://${lab.folder}/${namespace}.vici`;
    // Settings of the router's own file come last, and hold.
    this.settings = lab.file(
      `${namespace}.strongswan.conf`,
      `charon {
  load = random nonce openssl pem pubkey x509 hmac kdf gcm aes sha1 sha2 gmp vici kernel-libipsec kernel-netlink socket-default
  plugins {
    vici {
      socket = ${this.socket}
    }
  }
  filelog {
    stderr {
      default = 1
      flush_line = yes
    }
  }
}
swanctl {
  load = pem pubkey x509 openssl random
}
${own}`,
    );
    lab.start(
      namespace,
      [
        'unshare',
        '-m',
        'sh',
        '-c',
        `mount -t tmpfs tmpfs /run && STRONGSWAN_CONF=${this.settings} exec /usr/lib/ipsec/charon`,
      ],
      namespace,
    );
    waitFor(`charon in ${namespace}`, () => this.control('--stats') !== '');
  }

  load(text: string): void {
    const file = this.lab.file(`${this.namespace}.swanctl.conf`, text);
    this.control('--load-all', '--file', file);
  }

  control(...args: readonly string[]): string {
    return this.lab.run(
      ['env', `STRONGSWAN_CONF=${this.settings}`, 'swanctl', ...args, '--uri', this.socket],
      this.namespace,
    );
  }

  /** Security associations, as swanctl prints them. */
  get associations(): string {
    return this.control('--list-sas');
  }
}

/** A section of strongSwan's configuration, with what is in its braces. */
export function sectionOf(text: string, name: string): string {
  const start = text.search(new RegExp(`^\\s*${name} \\{$`, 'm'));
  if (start < 0) throw new Error(`there is no section ${name}`);
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}') {
      depth -= 1;
      if (depth === 0) return text.slice(start, at + 1);
    }
  }
  throw new Error(`section ${name} has no end`);
}
