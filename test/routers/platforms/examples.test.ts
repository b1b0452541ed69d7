import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { prepare } from '../../../plan/prepare';
import { NO_ENDS } from '../../../plan/routers/ends';
import { planRouters } from '../../../plan/routers/router-plan';
import { PLATFORMS } from '../../../routers/platforms/platform';
import { ROOT } from '../../support/run';
import { must } from '../../support/synth';
import { temporaryFolder } from '../../support/workspace';

/** The files of docs/routers.md: KEEP_ROUTERS=1 writes them anew, to be read again line by line. */
const FOLDER = path.join(ROOT, 'docs/routers');
const SITE = 'chester-fire-station';
const prepared = must(prepare('sites.yaml', ROOT));
const site = prepared.catalogue.sites.find(({ id }) => id === SITE);
if (!site) throw new Error(`there is no ${SITE}`);
const [plan] = planRouters(prepared, site, {
  ...NO_ENDS,
  connections: new Map(
    prepared.plan.connections
      .filter((connection) => connection.site === SITE)
      .map((connection, index) => [
        connection.name,
        {
          outside: new Map(
            connection.cloud === 'aws'
              ? connection.insideRanges.map((range, tunnel) => [String(range), `203.0.113.${index * 2 + tunnel + 1}`])
              : [],
          ),
        },
      ]),
  ),
});
if (!plan) throw new Error(`${SITE} has no router`);

test.each(Object.entries(PLATFORMS))(
  '%s: the file of the documentation is what is written',
  (_, { render, extension }) => {
    const file = path.join(FOLDER, `${SITE}.${extension}`);
    const text = render(plan);
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
  writeFileSync(script, PLATFORMS.linux.render(plan));
  execFileSync('sh', [script, 'files', folder]);
  const file = path.join(folder, 'etc/frr/frr.conf');
  const check = (): string => {
    try {
      return execFileSync('vtysh', ['--config_dir', folder, '-C', '-f', file], { encoding: 'utf8', stdio: 'pipe' });
    } catch (error) {
      return `refused: ${(error as { readonly stderr: string }).stderr}`;
    }
  };
  expect(check()).not.toContain('refused');
  writeFileSync(file, readFileSync(file, 'utf8').replace(' bgp router-id', ' bgp router-number'));
  expect(check()).toContain('refused');
});
