import type { CircuitLock, Lock, SiteLock } from '../../../plan/lock/lock-file';
import { withAdopted } from '../../../plan/numbering/adopted-kept';
import { prepareOrThrow } from '../../support/synth';

const { lock: BASE } = prepareOrThrow('examples/small.yaml');
const ID = 'vpn-0e57a7e0000000001';

/** A lock in which a circuit of a site was taken over, with another AS number on its router. */
function taken(
  site: string,
  over: Partial<NonNullable<CircuitLock['adopted']>> = {},
  circuit = 'primary',
  from: Lock = BASE,
): Lock {
  const next = structuredClone(from);
  const held = next.sites[site];
  const [segment] = Object.values(held?.segments ?? {});
  const numbers = segment?.circuits[circuit];
  if (!held || !numbers) throw new Error(`${site} has no ${circuit}`);
  held.asn = 64_999;
  numbers.tunnels = ['169.254.10.0/30', '169.254.10.4/30'];
  numbers.adopted = {
    gateway: 'cgw-0e57a7e0000000001',
    connection: ID,
    attachment: 'tgw-attach-0e57a7e0000000001',
    inside: ['169.254.10.0/30', '169.254.10.4/30'],
    into: [],
    rows: {},
    keeps: 'options',
    ...over,
  };
  return next;
}
const edited = (lock: Lock, site: string, change: (held: SiteLock) => void): Lock => {
  const next = structuredClone(lock);
  const held = next.sites[site];
  if (held) change(held);
  return next;
};
const keepsOf = (lock: Lock | undefined, site: string): string | undefined =>
  Object.values(Object.values(lock?.sites[site]?.segments ?? {})[0]?.circuits ?? {})[0]?.adopted?.keeps;

test('a base gets what was taken over since, with its numbers; its own it keeps', () => {
  const own = taken('library');
  expect(withAdopted(BASE, own)).toEqual({ lock: own, dropped: [] });
  expect(withAdopted(own, BASE)).toEqual({ lock: own, dropped: [] });
  expect(withAdopted(undefined, own)).toEqual({ lock: undefined, dropped: [] });
  // Where no BGP is spoken the number is the gateway's alone.
  const { lock } = withAdopted(BASE, taken('library', { routing: 'static' }));
  expect(lock?.sites['library']?.asn).toBe(BASE.sites['library']?.asn);
});

test('what either has settled is settled', () => {
  const [keeping, settled] = [taken('library'), taken('library')];
  const adopted = Object.values(settled.sites['library']?.segments['council']?.circuits ?? {})[0]?.adopted;
  delete adopted?.keeps;
  expect(keepsOf(withAdopted(keeping, settled).lock, 'library')).toBeUndefined();
  expect(keepsOf(withAdopted(settled, keeping).lock, 'library')).toBeUndefined();
  expect(keepsOf(withAdopted(keeping, keeping).lock, 'library')).toBe('options');
  // Another circuit that is taken over since takes nothing back.
  const one = edited(taken('fire-station'), 'fire-station', (held) => {
    delete Object.values(held.segments)[0]?.circuits['primary']?.adopted?.keeps;
  });
  const both = taken('fire-station', { connection: 'vpn-0e57a7e0000000002' }, 'secondary', taken('fire-station'));
  const { lock } = withAdopted(one, both);
  const circuits = Object.values(lock?.sites['fire-station']?.segments ?? {})[0]?.circuits;
  expect([circuits?.['primary']?.adopted?.keeps, circuits?.['secondary']?.adopted?.keeps]).toEqual([
    undefined,
    'options',
  ]);
});

test('a site of which the base has given a number to another, or that it has at another hub, is told', () => {
  const own = taken('library');
  const other = edited(BASE, 'azure-office', (held) => (held.asn = 64_999));
  expect(withAdopted(other, own)).toEqual({ lock: other, dropped: ['library'] });
  const moved = edited(BASE, 'library', (held) => (held.hubs = { aws: 'london-two' }));
  expect(withAdopted(moved, own)).toEqual({ lock: moved, dropped: ['library'] });
});

test('a renamed site is found under its former id, on either side', () => {
  const renamed = (lock: Lock): Lock => {
    const { library, ...sites } = lock.sites;
    return { ...lock, sites: { ...sites, ...(library && { archive: library }) } };
  };
  const was = new Map([['archive', 'library']]);
  const own = taken('library');
  expect(withAdopted(BASE, renamed(own), was)).toEqual({ lock: own, dropped: [] });
  expect(withAdopted(renamed(BASE), own, was)).toEqual({ lock: renamed(own), dropped: [] });
});
