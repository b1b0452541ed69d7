import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { prepare } from '../../../plan/prepare';
import { NO_ENDS } from '../../../plan/routers/ends';
import type { RouterPlan } from '../../../plan/routers/router';
import { planRouters } from '../../../plan/routers/router-plan';
import { PLATFORMS } from '../../../routers/platforms/platform';
import { ROOT } from '../../support/run';
import { localVariantsOf } from '../../support/routers/variants';
import { must } from '../../support/synth';
import { temporaryFolder } from '../../support/workspace';

/** The files of docs/routers.md: KEEP_ROUTERS=1 writes them anew, to be read again line by line. */
const FOLDER = path.join(ROOT, 'docs/routers');
const SITE = 'chester-fire-station';
const prepared = must(prepare('sites.yaml', ROOT));
const site = prepared.catalogue.sites.find(({ id }) => id === SITE);
if (!site) throw new Error(`there is no ${SITE}`);
const [planned] = planRouters(prepared, site, {
  ...NO_ENDS,
  connections: prepared.plan.connections
    .filter((connection) => connection.site === SITE)
    .map((connection, index) => ({
      name: connection.name,
      outside: new Map(
        connection.cloud === 'aws'
          ? connection.insideRanges.map((range, tunnel) => [String(range), `203.0.113.${index * 2 + tunnel + 1}`])
          : [],
      ),
    })),
});
if (!planned) throw new Error(`${SITE} has no router`);
const plan: RouterPlan = planned;

/** Interfaces as each platform calls them. */
const PORTS: Readonly<Record<string, readonly [string, string, string]>> = {
  'cisco-ios-xe': ['GigabitEthernet0/0/0', 'GigabitEthernet0/0/1', 'GigabitEthernet0/0/2'],
  fortinet: ['wan1', 'wan2', 'internal'],
  'juniper-srx': ['ge-0/0/0', 'ge-0/0/1', 'ge-0/0/2'],
  linux: ['eth0', 'eth1', 'eth2'],
};

function planOn(platform: string): RouterPlan {
  const [first = '', second = '', third = ''] = PORTS[platform] ?? [];
  return {
    ...plan,
    lines: plan.lines.map((line, index) => ({ ...line, interface: index === 0 ? first : second })),
    segments: plan.segments.map((segment) => ({ ...segment, lan: { ...segment.lan, interface: third } })),
  };
}

test.each(Object.entries(PLATFORMS))(
  '%s: the file of the documentation is what is written',
  (platform, { render, extension }) => {
    const file = path.join(FOLDER, `${SITE}.${extension}`);
    const text = render(planOn(platform));
    if (process.env['KEEP_ROUTERS'] === '1') writeFileSync(file, text);
    expect(text).toBe(readFileSync(file, 'utf8'));
  },
);

const hasFrr = existsSync('/usr/bin/vtysh');
if (!hasFrr) process.stderr.write('FRR does not look at its configuration: vtysh is not installed.\n');

test('CI has vtysh', () => {
  expect([process.env['CI'] === 'true', hasFrr]).not.toEqual([true, false]);
});

(hasFrr ? test : test.skip)('FRR itself takes every line of its file, and finds one that is none', () => {
  const folder = temporaryFolder();
  const script = path.join(folder, 'router.sh');
  const file = path.join(folder, 'etc/frr/frr.conf');
  const check = (): string => {
    try {
      return execFileSync('vtysh', ['--config_dir', folder, '-C', '-f', file], { encoding: 'utf8', stdio: 'pipe' });
    } catch (error) {
      return `refused: ${(error as { readonly stderr: string }).stderr}`;
    }
  };
  for (const each of [plan, ...localVariantsOf(plan)]) {
    writeFileSync(script, PLATFORMS.linux.render(each));
    execFileSync('sh', [script, 'files', folder]);
    expect(check()).not.toContain('refused');
  }
  writeFileSync(file, readFileSync(file, 'utf8').replace(' bgp router-id', ' bgp router-number'));
  expect(check()).toContain('refused');
});
