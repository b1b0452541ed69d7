import { showCommand } from '../../../cli/show/show';
import { ROOT } from '../../support/run';

const show = (asked: string): string => showCommand('sites.yaml', ROOT, asked).text;

test('a service: where it answers, who reaches it, and the entry that says so', () => {
  expect(show('gis')).toBe(
    'Maps · gis · service of cheshire-east\n\n' +
      ' answers at  10.18.4.0/28, 10.18.132.0/28\n' +
      ' on          tcp/443\n' +
      ' reached by  fire, police\n' +
      ' logged      no\n' +
      ' says so     services.gis, sites.yaml:159\n',
  );
});

test('a flow: who asked for it and until when', () => {
  expect(show('fire-to-police-cad')).toContain(
    ' reaches       police, 10.97.9.10/32; nothing is reached back\n' +
      ' on            tcp/443\n' +
      ' until         2027-03-31\n' +
      ' asked for by  gateway.team@example.gov.uk: Joint command and control, agreed 2025-11\n',
  );
});

test('a supplier and a tenant of one id: the kind tells them apart', () => {
  expect(show('care-records')).toContain('· supplier · does not leave');
  expect(show('supplier care-records')).toContain('Care records · care-records · supplier over vpn');
  expect(show('supplier care-records')).toContain(' reached by  cheshire-east\n');
});

test('a hub: whose sites it has, and what else ends there', () => {
  const page = show('london');
  expect(page).toContain('london · AWS eu-west-2, AS 64600 · 10.0.16.0/20');
  expect(page).toMatch(/ sites {8}care-records 1, cheshire-east \d+, fire 24, /);
  expect(page).toContain(' datacentres  dc-crewe, dc-chester\n');
  expect(page).toContain(' suppliers    revenues\n');
});

test('a stack: when it goes, what it waits for, whose sites it has', () => {
  const page = show('aws-fire-01');
  expect(page).toMatch(/ goes {9}\d+ of 32, in wave 3 \(the rest\) where all are deployed\n after {8}aws-hub\n/);
  expect(page).toContain(' tenants      cheshire-east, fire, police\n');
  expect(page).toContain('chester-fire-station');
  expect(showCommand('sites.yaml', ROOT, 'aws-fire-01').data).toMatchObject({
    kind: 'stack',
    id: 'aws-fire-01',
    after: 'aws-hub',
  });
});
