import fc from 'fast-check';
import { renderIssues } from '../../../catalogue/issues/render-issues';
import type { Catalogue, Circuit, Segment } from '../../../catalogue/model';
import { cidr } from '../../../catalogue/values/cidr';
import type { Lock } from '../../../plan/lock/lock-file';
import { parseLock } from '../../../plan/lock/lock-file';
import { renderLock } from '../../../plan/lock/render-lock';
import { reconcileLock } from '../../../plan/numbering/reconcile';
import { NOWHERE } from '../../support/catalogues';
import { must, prepareOrThrow } from '../../support/synth';

const { catalogue, lock } = prepareOrThrow('examples/small.yaml');

/** The small example with the partner in the cloud otherwise. */
function partner(segment: Partial<Segment>, circuit: (id: string) => Partial<Circuit> = () => ({})): Catalogue {
  const sites = catalogue.sites.map((site) =>
    site.id === 'payroll-cloud'
      ? {
          ...site,
          circuits: site.circuits.map((each) => ({ ...each, ...circuit(each.id) })),
          segments: site.segments.map(({ farEnd: _farEnd, ...each }) => ({ ...each, ...segment })),
        }
      : site,
  );
  return { ...catalogue, sites };
}

const held = (kept: Lock): unknown => kept.sites['payroll-cloud']?.segments['payroll']?.circuits;
const said = (model: Catalogue, renumber: readonly string[] = []): string | Lock => {
  const result = reconcileLock(model, NOWHERE, { keep: lock, asOf: lock.asOf, renumber: new Set(renumber) });
  return result.ok ? result.value : renderIssues(result.issues);
};

test('inside ranges that the far end chose stand in the catalogue alone, and no tunnel of the site gets one of them', () => {
  const ranges = [cidr('169.254.21.0/30'), cidr('169.254.22.0/30')] as const;
  const next = said(partner({ farEnd: 'azure-gateway' }, (id) => (id === 'primary' ? { insideRanges: ranges } : {})));
  if (typeof next === 'string') throw new Error(next);
  expect(held(next)).toEqual({
    primary: {},
    secondary: lock.sites['payroll-cloud']?.segments['payroll']?.circuits['secondary'],
  });
  expect(must(parseLock(Buffer.from(renderLock(next)), 'lock'))).toEqual(next);
});

test('ranges are kept, and refused where another far end doesn’t take them', () => {
  expect(said(partner({ farEnd: 'azure-gateway' }))).toEqual(lock);
  expect(said(partner({}))).toContain(
    'The lock holds inside ranges 169.254.21.120/30 and 169.254.22.64/30 for Payroll cloud, which its far end does not take.',
  );
  const renumbered = said(partner({}), ['payroll-cloud']);
  if (typeof renumbered === 'string') throw new Error(renumbered);
  expect(JSON.stringify(held(renumbered))).not.toMatch(/169\.254\.2[12]\./);
  // A router announces its loopback again.
  expect(JSON.stringify(held(renumbered))).toContain('loopback');
});

test('what is chosen beside written ranges is another, whichever those are', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(127), { minLength: 2, maxLength: 2 }), ([one = 0, two = 0]) => {
      const range = (index: number): string => `169.254.${21 + Math.floor(index / 64)}.${(index % 64) * 4}/30`;
      const written = [cidr(range(one)), cidr(range(two))] as const;
      const model = partner({ farEnd: 'azure-gateway' }, (id) => (id === 'primary' ? { insideRanges: written } : {}));
      const result = reconcileLock(model, NOWHERE, {
        keep: { ...lock, sites: {} },
        start: { ...lock, sites: {} },
        asOf: lock.asOf,
      });
      const chosen = must(result).sites['payroll-cloud']?.segments['payroll']?.circuits['secondary']?.tunnels ?? [];
      expect(new Set([...chosen, ...written.map(String)]).size).toBe(4);
    }),
    { numRuns: 25 },
  );
});
