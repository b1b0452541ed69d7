import type { AwsHub, Catalogue } from '../../../catalogue/model';
import type { Lock } from '../../../plan/lock/lock-file';
import { reconcileLock } from '../../../plan/numbering/reconcile';
import { NOWHERE } from '../../support/catalogues';
import { must, prepareOrThrow } from '../../support/synth';

const { catalogue, lock } = prepareOrThrow('examples/small.yaml');
const relocked = (changed: Catalogue, keep: Lock = lock): Lock =>
  must(reconcileLock(changed, NOWHERE, { keep, asOf: keep.asOf }));
const withZones = (zones: readonly string[]): Catalogue => ({
  ...catalogue,
  hubs: catalogue.hubs.map((hub) => (hub.id === 'london' ? { ...(hub as AwsHub), zones: [...zones] } : hub)),
});

test('a zone in place of another gets subnets of its own: those of the old one go after the new ones are made', () => {
  expect(lock.hubs['london']?.zones).toEqual({ 'eu-west-2a': 0, 'eu-west-2b': 1 });
  const exchanged = relocked(withZones(['eu-west-2a', 'eu-west-2c']));
  expect(exchanged.hubs['london']?.zones).toEqual({ 'eu-west-2a': 0, 'eu-west-2c': 2 });
  // Once the old one is gone for good its slot is free.
  const later = relocked(withZones(['eu-west-2a', 'eu-west-2c', 'eu-west-2b']), exchanged);
  expect(later.hubs['london']?.zones).toEqual({ 'eu-west-2a': 0, 'eu-west-2b': 1, 'eu-west-2c': 2 });
});

test('with every slot taken a zone in place of another has to take its slot', () => {
  const four = relocked(withZones(['eu-west-2a', 'eu-west-2b', 'eu-west-2c', 'eu-west-2d']));
  const exchanged = relocked(withZones(['eu-west-2a', 'eu-west-2b', 'eu-west-2c', 'eu-west-2e']), four);
  expect(exchanged.hubs['london']?.zones['eu-west-2e']).toBe(four.hubs['london']?.zones['eu-west-2d']);
});

test('a supplier in place of another never gets its subnet, whatever they are called', () => {
  const before = lock.hubs['london']?.services['supplier-revenues'];
  for (let number = 0; number < 60; number += 1) {
    const suppliers = catalogue.suppliers.map((each) =>
      each.id === 'revenues' ? { ...each, id: `rates-${number}` } : each,
    );
    const after = relocked({ ...catalogue, suppliers }).hubs['london']?.services[`supplier-rates-${number}`];
    expect(after).toBeDefined();
    expect(after).not.toBe(before);
  }
});
