import fc from 'fast-check';
import { planNetwork } from '../../plan/network-plan';
import { reconcileLock } from '../../plan/numbering/reconcile';
import { renderStack } from '../../stacks/render';
import { announcementsOf } from '../../verify/intent/announcements';
import { buildNetwork } from '../../verify/read/read-network';
import { renderDifference, renderFault, renderName } from '../../verify/report/render-difference';
import { parseStackText } from '../../verify/terraform/stack-json';
import { verifyStacks } from '../../verify/verify';
import { madeSite, NOWHERE, partOfSmall, type SiteKind } from '../support/catalogues';
import { askOracle } from '../support/oracle/oracle';
import type { OracleNetwork } from '../support/oracle/question';
import { packetParts } from '../support/packets';
import { must } from '../support/synth';
import { toldToOracle } from '../support/told';
import { verifierOf } from '../support/verifier-says';

const kinds: fc.Arbitrary<SiteKind> = fc.record({
  profile: fc.constantFrom('dedicated', 'concentrator', 'azure', 'both'),
  tenant: fc.constantFrom('council', 'schools', 'fire'),
  sized: fc.boolean(),
  shared: fc.boolean(),
});

test('any catalogue does what it asks for, and the oracle says the same of its packets', () => {
  let [asked, arrived] = [0, 0];
  fc.assert(
    fc.property(
      fc.array(kinds, { maxLength: 5 }),
      fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
      fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat()), { minLength: 20, maxLength: 60, size: 'max' }),
      (sites, keeps, choices) => {
        const catalogue = partOfSmall(
          sites.map((kind, index) => madeSite(index + 1, kind)),
          (noun, index) => keeps[(noun.length + index) % keeps.length] ?? true,
        );
        const lock = must(reconcileLock(catalogue, NOWHERE, { keep: undefined, asOf: '2026-11-22' }));
        const texts = planNetwork(catalogue, lock).stacks.map(
          (input) => [input.name, renderStack(input, { localRoot: '../../../state' })] as const,
        );
        const stacks = texts.map(([name, text]) => parseStackText(name, text));
        const { differences, faults, names } = verifyStacks(catalogue, lock, stacks);
        expect([
          ...differences.map((each) => renderDifference(each, catalogue, NOWHERE)),
          ...faults.map(renderFault),
          ...names.map(renderName),
        ]).toEqual([]);
        const network = buildNetwork(stacks);
        const announcements = announcementsOf(catalogue, lock, network);
        const says = verifierOf(network, announcements);
        const parts = packetParts(network, announcements);
        const oracle: OracleNetwork = {
          stacks: Object.fromEntries(texts.map(([name, text]) => [name, JSON.parse(text) as Record<string, unknown>])),
          ...toldToOracle(announcements),
        };
        if (parts.sources.length === 0) return;
        for (const [one, two, three] of choices) {
          const source = parts.sources[one % parts.sources.length];
          const destination = parts.destinations[two % parts.destinations.length];
          const service = parts.services[three % parts.services.length];
          if (!source || destination === undefined || !service) throw new Error('there is nothing to ask about');
          const packet = { ...source, destination, ...service };
          const answer = says(packet);
          asked += 1;
          if (answer.arrives) arrived += 1;
          expect({ packet, ...answer }).toEqual({ packet, ...askOracle(oracle, packet) });
        }
      },
    ),
    { numRuns: Number(process.env['WAN_CATALOGUES'] ?? 12) },
  );
  process.stdout.write(`random catalogues: ${asked} packets, of which ${arrived} arrive\n`);
  expect(arrived).toBeGreaterThan(0);
}, 600_000);
