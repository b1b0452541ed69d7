import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { renderIssues } from '../../catalogue/issues/render-issues';
import { type CircuitLock, type Lock, parseLock } from '../../plan/lock/lock-file';
import { must } from './synth';
import { adoptCommand, type AdoptOptions } from '../../cli/adopt/adopt';
import type { CommandResult } from '../../cli/command-result';
import { hubAndSpokes, type Spoke, writeAnswers } from './estate';
import type { StandInEstate } from './stand-in-ec2';
import { temporaryFolder } from './workspace';

/** Somebody's hub and spokes before Enfield's catalogue was written: two tenants in one building, and some that fit less well. */
export const SPOKES_OF_ENFIELD: readonly Spoke[] = [
  {
    name: 'civic-centre enfield',
    address: '198.18.60.1',
    asn: 65010,
    inside: ['169.254.10.0/30', '169.254.10.4/30'],
    device: 'civic-1',
  },
  {
    name: 'civic-centre digital-services',
    address: '198.18.60.1',
    asn: 65010,
    inside: ['169.254.10.8/30', '169.254.10.12/30'],
    device: 'civic-2',
  },
  // Timers of its own, and the profile's proposal.
  {
    name: 'Edmonton',
    address: '198.18.60.2',
    asn: 65011,
    inside: ['169.254.10.0/30', '169.254.10.4/30'],
    tunnels: {
      DpdTimeoutSeconds: 45,
      DpdTimeoutAction: 'none',
      IkeVersions: [{ Value: 'ikev2' }],
      Phase1EncryptionAlgorithms: [{ Value: 'AES128-GCM-16' }],
      Phase2EncryptionAlgorithms: [{ Value: 'AES128-GCM-16' }],
      Phase1IntegrityAlgorithms: [{ Value: 'SHA2-256' }],
      Phase2IntegrityAlgorithms: [{ Value: 'SHA2-256' }],
      Phase1DHGroupNumbers: [{ Value: 19 }],
      Phase2DHGroupNumbers: [{ Value: 19 }],
    },
  },
  // A range that no lock would choose, and a number of four bytes.
  { name: 'Ordnance', address: '198.18.60.4', asn: 4200000001, inside: ['169.254.12.0/30', '169.254.2.4/30'] },
];

export const SPOKES_LEFT: readonly Spoke[] = [
  { name: 'Palmers', address: '198.18.60.3', asn: 65011, inside: ['169.254.11.0/30', '169.254.11.4/30'] },
  {
    name: 'unknown',
    address: '198.18.99.1',
    asn: 64998,
    inside: ['169.254.13.0/30', '169.254.13.4/30'],
    prefixes: ['10.216.9.0/24'],
  },
];

/** Enfield's catalogue in a folder of its own, its branches with connections of their own. */
export function enfield(edit: (text: string) => string = (text) => text): string {
  const folder = temporaryFolder();
  for (const name of ['enfield.yaml', 'enfield.lock.yaml', 'enfield'])
    cpSync(path.join(__dirname, '../../examples', name), path.join(folder, name), { recursive: true });
  const file = path.join(folder, 'enfield.yaml');
  writeFileSync(file, edit(readFileSync(file, 'utf8').replace('termination: concentrator', 'termination: dedicated')));
  return folder;
}

/** Runs `wan adopt` over an estate as AWS says it. */
export async function adopting(
  folder: string,
  estate: StandInEstate = hubAndSpokes([...SPOKES_OF_ENFIELD, ...SPOKES_LEFT]),
  options: Partial<AdoptOptions> = {},
): Promise<CommandResult> {
  mkdirSync(path.join(folder, 'estate'), { recursive: true });
  const files = writeAnswers(path.join(folder, 'estate'), estate);
  return adoptCommand('enfield.yaml', folder, files, { base: 'none', today: '2026-11-22', width: 200, ...options });
}

export interface AdoptionData {
  readonly taken: readonly {
    readonly connection: string;
    readonly site: string;
    readonly tenant: string;
    readonly keeps: readonly string[];
    readonly leavesTable: string | null;
  }[];
  readonly left: readonly { readonly id: string; readonly why: string; readonly fix: string | null }[];
  readonly hubs: Readonly<
    Record<string, { readonly tables: Readonly<Record<string, string>>; readonly cidrBlocks: readonly string[] }>
  >;
  readonly afterwards: { readonly detach: readonly string[]; readonly forget: readonly string[] };
}

/** What it says as data, where nothing is wrong. */
export async function dataOf(folder: string, estate: StandInEstate, write = false): Promise<AdoptionData> {
  const { data, issues } = await adopting(folder, estate, { write });
  if (wrong(issues) !== '') throw new Error(wrong(issues));
  return data as unknown as AdoptionData;
}

export function wrong(issues: Parameters<typeof renderIssues>[0]): string {
  return renderIssues(issues.filter(({ severity }) => severity !== 'warning'));
}

export function lockOf(folder: string): Lock {
  return must(parseLock(readFileSync(path.join(folder, 'enfield.lock.yaml')), 'enfield.lock.yaml'));
}

/** Numbers of a site's first circuit, as the lock holds them. */
export function adoptedAt(folder: string, site: string): CircuitLock | undefined {
  return lockOf(folder).sites[site]?.segments['enfield']?.circuits['primary'];
}

export function why({ left }: AdoptionData): readonly string[] {
  return left.map((each) => each.why);
}

/** Two branches of Enfield's, of BGP. */
export const EDMONTON: Spoke = {
  name: 'Edmonton',
  address: '198.18.60.2',
  asn: 65011,
  inside: ['169.254.10.0/30', '169.254.10.4/30'],
};
export const PALMERS: Spoke = {
  name: 'Palmers',
  address: '198.18.60.3',
  asn: 65012,
  inside: ['169.254.11.0/30', '169.254.11.4/30'],
};
