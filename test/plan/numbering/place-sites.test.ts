import type { Site } from '../../../catalogue/model';
import type { Lock } from '../../../plan/lock/lock-file';
import { reconcileLock } from '../../../plan/numbering/reconcile';
import { catalogueOf, madeSite, NOWHERE, type SiteKind } from '../../support/catalogues';
import { must } from '../../support/synth';

const kind: SiteKind = { profile: 'dedicated', tenant: 'schools', sized: false, shared: false };

/** The small example allows three sites a stack, and one canary. */
function lockOf(sites: readonly Site[], keep?: Lock): Lock {
  return must(reconcileLock(catalogueOf(sites), NOWHERE, { keep, asOf: '2026-11-22' }));
}

function placesOf(lock: Lock): Record<string, string> {
  return Object.fromEntries(
    Object.entries(lock.sites).map(([id, site]) => [id, `${site.stacks.aws ?? ''} wave ${site.wave}`]),
  );
}

const made = (numbers: readonly number[], over: Partial<SiteKind> = {}): readonly Site[] =>
  numbers.map((number) => madeSite(number, { ...kind, ...over }));

test('a small tenant has one stack and no canary', () => {
  expect(placesOf(lockOf(made([1, 2, 3])))).toEqual({
    'site-1': 'aws-schools-01 wave 2',
    'site-2': 'aws-schools-01 wave 2',
    'site-3': 'aws-schools-01 wave 2',
  });
});

test('a large tenant begins with a canary stack, then fills stacks in order of id', () => {
  expect(placesOf(lockOf(made([5, 4, 3, 2, 1])))).toEqual({
    'site-1': 'aws-schools-01 wave 1',
    'site-2': 'aws-schools-02 wave 2',
    'site-3': 'aws-schools-02 wave 2',
    'site-4': 'aws-schools-02 wave 2',
    'site-5': 'aws-schools-03 wave 2',
  });
});

test('a later site goes to the lowest-numbered stack with room that is no canary', () => {
  const before = lockOf(made([1, 2, 3, 4, 5]));
  expect(placesOf(lockOf(made([1, 2, 3, 4, 5, 0]), before))['site-0']).toBe('aws-schools-03 wave 2');
});

test('a tenant that outgrows its one stack gets a second, without a canary, and nobody moves', () => {
  const before = lockOf(made([1, 2, 3]));
  const after = lockOf(made([0, 1, 2, 3]), before);
  expect(placesOf(after)).toEqual({ ...placesOf(before), 'site-0': 'aws-schools-02 wave 2' });
});

test('a shared building lives with its first tenant, a site on both clouds in one stack of each', () => {
  const lock = lockOf([...made([1], { shared: true }), ...made([2], { profile: 'both', tenant: 'council' })]);
  expect(lock.sites['site-1']?.stacks).toEqual({ aws: 'aws-schools-01' });
  expect(lock.sites['site-2']?.stacks).toEqual({ aws: 'aws-council-01', azure: 'azure-uksouth-01' });
});

test('the first hub keeps the short names when an earlier-sorting hub is added', () => {
  const before = lockOf(made([1]));
  const catalogue = catalogueOf(made([1]));
  const london = catalogue.hubs.find((hub) => hub.id === 'london');
  if (!london) throw new Error('the example has a hub london');
  const after = must(
    reconcileLock({ ...catalogue, hubs: [{ ...london, id: 'aberdeen' }, ...catalogue.hubs] }, NOWHERE, {
      keep: before,
      asOf: before.asOf,
    }),
  );
  expect(after.firstHubs).toEqual({ aws: 'london', azure: 'uksouth' });
  expect(after.sites).toEqual(before.sites);
});

test('a concentrator takes a hundred connections, then the next one is opened', () => {
  const numbers = Array.from({ length: 101 }, (_, number) => number);
  const before = lockOf(made(numbers, { profile: 'concentrator' }));
  const of = (lock: Lock): readonly (string | undefined)[] =>
    Object.values(lock.sites).map((site) => site.segments['schools']?.circuits['primary']?.concentrator);
  expect(of(before).filter((name) => name === 'schools-1')).toHaveLength(100);
  expect(of(before).filter((name) => name === 'schools-2')).toHaveLength(1);
  expect(
    of(lockOf(made([...numbers, 150], { profile: 'concentrator' }), before)).filter((name) => name === 'schools-2'),
  ).toHaveLength(2);
});

test('a concentrator stays after its last connection has gone, until it is released by name', () => {
  const leaving = made([1], { profile: 'concentrator' }).map((site) => ({ ...site, state: 'leaving' as const }));
  const before = lockOf(leaving);
  const after = lockOf([], before);
  expect(after.hubs['london']?.concentrators).toEqual(['schools-1']);
  const released = must(
    reconcileLock(catalogueOf([]), NOWHERE, {
      keep: after,
      asOf: '2026-11-22',
      releaseConcentrators: new Set(['schools-1']),
    }),
  );
  expect(released.hubs['london']?.concentrators).toEqual([]);
  // One that is in use can't be released.
  const used = must(
    reconcileLock(catalogueOf(leaving), NOWHERE, {
      keep: before,
      asOf: '2026-11-22',
      releaseConcentrators: new Set(['schools-1']),
    }),
  );
  expect(used.hubs['london']?.concentrators).toEqual(['schools-1']);
});
