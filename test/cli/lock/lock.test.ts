import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { renderIssues } from '../../../catalogue/issues/render-issues';
import { lockCommand } from '../../../cli/lock/lock';
import { type Lock, parseLock } from '../../../plan/lock/lock-file';
import { enfield } from '../../support/adopted';
import { must } from '../../support/synth';

test('where nothing is deployed nothing is taken away: sites of a sample may go, and what stays keeps its numbers', () => {
  const folder = enfield((text) =>
    text.replace(
      'termination: dedicated, hubs: [london], router: fortinet',
      'termination: concentrator, hubs: [london], router: fortinet',
    ),
  );
  const today = '2026-11-22';
  const lock = (): Lock => must(parseLock(readFileSync(path.join(folder, 'enfield.lock.yaml')), 'enfield.lock.yaml'));
  const before = lock();
  const file = path.join(folder, 'enfield/sites.yaml');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace(/ {2}- id: palmers-green-library\n(?: {4}.*\n)+/, ''));
  expect(renderIssues(lockCommand('enfield.yaml', folder, { today }).issues)).toContain('SITE_REMOVED');
  expect(lock()).toEqual(before);
  expect(lockCommand('enfield.yaml', folder, { today, base: 'none' }).issues).toEqual([]);
  const { 'palmers-green-library': gone, ...others } = before.sites;
  expect(gone).toBeDefined();
  expect(lock().sites).toEqual(others);
});
