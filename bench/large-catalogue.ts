import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Sites behind one hub: as many as its transit gateway's default route quota and 5 concentrators carry with ease. */
const SITES_PER_HUB = 1000;

/**
 * A made-up catalogue of any size: a tenant of schools per hub, `siteToSite: denied`, a third of the sites with two
 * circuits, all dedicated, quotas raised. Returns the path of its main file.
 */
export function largeCatalogue(folder: string, sites: number): string {
  mkdirSync(path.join(folder, 'sites'), { recursive: true });
  const hubs = Math.ceil(sites / SITES_PER_HUB);
  const ids = Array.from({ length: hubs }, (_, index) => `region${String(index + 1).padStart(2, '0')}`);
  const lines = [
    'wan: { name: large, title: Large, operator: Bench, environment: lab, state: { backend: local } }',
    'include: [sites/*.yaml]',
    'hubs:',
    ...ids.map(
      (id, index) =>
        `  - { id: ${id}, cloud: aws, region: eu-west-2, zones: [eu-west-2a, eu-west-2b, eu-west-2c], asn: ${64600 + index}, addressSpace: 172.16.${index * 16}.0/20, account: { id: '1111222233${String(index).padStart(2, '0')}' } }`,
    ),
    'tenants:',
    ...ids.map(
      (id, index) =>
        `  - { id: schools-${index + 1}, name: Schools ${index + 1}, kind: schools, supernets: { aws: [10.${index * 16}.0.0/12] }, loopbacks: { aws: 10.${index * 16 + 15}.0.0/16 }, hubs: [${id}], egress: schools, siteToSite: denied, filtering: { kind: proxy, provider: FilterCo (IWF member), addresses: [192.0.2.10], ports: [tcp/8080] }, costCentre: S }`,
    ),
    'egressDomains:',
    '  - { id: schools, name: Schools, resolver: { kind: aws }, names: { default: deny }, flowsPerSite: 100 }',
    'profiles:',
    ...ids.map(
      (id) => `  at-${id}: { mbps: 1000, resilience: single, termination: dedicated, hubs: [${id}], router: generic }`,
    ),
    'quotas:',
    ...['L-3E6EC3A3', 'L-4FB7FF5D', 'cloudwatch-alarms', 'L-A2478D36', 'L-F678F1CE', 'nfw-firewalls', 'L-0263D0A3'].map(
      (code) => `  - { code: ${code}, value: 20000, date: 2026-10-01, case: B }`,
    ),
  ];
  writeFileSync(path.join(folder, 'large.yaml'), `${lines.join('\n')}\n`);
  for (let from = 0; from < sites; from += 250) {
    const entries = Array.from({ length: Math.min(250, sites - from) }, (_, offset) => site(from + offset, ids));
    writeFileSync(
      path.join(folder, 'sites', `part-${String(from).padStart(5, '0')}.yaml`),
      `sites:\n${entries.join('')}`,
    );
  }
  return path.join(folder, 'large.yaml');
}

function site(number: number, hubs: readonly string[]): string {
  const hub = Math.floor(number / SITES_PER_HUB);
  const local = number % SITES_PER_HUB;
  const address = (line: number): string => `198.${18 + (line >> 16)}.${(line >> 8) & 255}.${line & 255}`;
  return [
    `  - id: school-${number}`,
    `    name: School ${number}`,
    '    state: live',
    `    place: { postcode: CW1 2BJ, lat: 53.${1000 + (number % 3000)}, lon: -2.${1000 + (number % 5000)} }`,
    `    profile: at-${hubs[hub] ?? ''}`,
    '    circuits:',
    `      - { id: primary, role: active, address: ${address(number * 2 + 1)}, supplier: FibreCo }`,
    ...(number % 3 === 0
      ? [`      - { id: mobile, role: backup, address: ${address(number * 2 + 2)}, supplier: MobileCo, mbps: 50 }`]
      : []),
    '    segments:',
    `      - { tenant: schools-${hub + 1}, prefixes: [10.${hub * 16 + (local >> 7)}.${(local & 127) * 2}.0/23] }`,
    '',
  ].join('\n');
}
