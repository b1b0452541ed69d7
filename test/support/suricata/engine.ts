import { execFile, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '../workspace';
import { capture, type Packet } from './pcap';

/** The version that AWS's firewall is taken to run, and the one that Debian's backports hold. */
const VERSION = /Suricata version 7\.0\./;

/** Why Suricata can't be asked here; undefined where it can. */
export function suricataUnavailable(): string | undefined {
  const { error, stdout } = spawnSync('suricata', ['-V'], { encoding: 'utf8' });
  if (error) return 'suricata is not installed';
  return VERSION.test(stdout) ? undefined : `it is another version: ${stdout.trim()}`;
}

/** What the engine said of the rules, and which of them matched which packet. */
export interface Played {
  /** Warnings and errors while rules were loaded. */
  readonly complaints: readonly string[];
  readonly loaded: number;
  /** Rules that matched, by the number of the packet from 1, in the order in which the engine found them. */
  readonly matches: ReadonlyMap<number, readonly number[]>;
}

/**
 * Plays packets past rules that all only raise alerts, so that every match is seen; what their actions make of a
 * connection in strict order is for `verdict.ts`.
 */
export async function play(
  rules: readonly string[],
  home: readonly string[],
  packets: readonly Packet[],
): Promise<Played> {
  const folder = temporaryFolder();
  const file = (name: string): string => path.join(folder, name);
  writeFileSync(file('suricata.yaml'), configuration(home));
  writeFileSync(file('all.rules'), `${rules.map(asAlert).join('\n')}\n`);
  writeFileSync(file('packets.pcap'), capture(packets));
  const output = await new Promise<string>((resolve) => {
    execFile(
      'suricata',
      [
        '-c',
        file('suricata.yaml'),
        '-S',
        file('all.rules'),
        '-r',
        file('packets.pcap'),
        '-l',
        folder,
        '-k',
        'none',
        '--runmode',
        'single',
        '--simulate-ips',
      ],
      { maxBuffer: 1 << 28 },
      (_error, stdout, stderr) => resolve(`${stdout}\n${stderr}`),
    );
  });
  const matches = new Map<number, number[]>();
  for (const line of readFileSync(file('eve.json'), 'utf8').split('\n')) {
    if (line === '') continue;
    const event = JSON.parse(line) as {
      readonly pcap_cnt?: number;
      readonly alert?: { readonly signature_id: number };
    };
    if (!event.alert || event.pcap_cnt === undefined) continue;
    const known = matches.get(event.pcap_cnt);
    if (known) known.push(event.alert.signature_id);
    else matches.set(event.pcap_cnt, [event.alert.signature_id]);
  }
  return {
    complaints: output.split('\n').filter((line) => /^(W|E)[: ]|Warning|Error/.test(line)),
    loaded: Number(/(\d+) rules successfully loaded/.exec(output)?.[1] ?? 0),
    matches,
  };
}

function asAlert(line: string): string {
  return line.replace(/^(pass|drop|reject) /, 'alert ');
}

/** No more than it takes: every alert of every packet, no stream joined in its middle, and what can't be parsed left to the rules. */
function configuration(home: readonly string[]): string {
  return `%YAML 1.1
---
vars:
  address-groups:
    HOME_NET: "[${home.join(',')}]"
    EXTERNAL_NET: "!$HOME_NET"
default-log-dir: .
packet-alert-max: 255
stream:
  midstream: false
  async-oneside: false
  checksum-validation: false
stats:
  enabled: no
outputs:
  - eve-log:
      enabled: yes
      filetype: regular
      filename: eve.json
      types:
        - alert
app-layer:
  error-policy: ignore
  protocols:
    tls:
      enabled: yes
    http:
      enabled: yes
`;
}
