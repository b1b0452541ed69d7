import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { parse } from 'yaml';
import awsFacts from '../../review/facts/aws.json';
import azurermFacts from '../../review/facts/azurerm.json';
import { reviewData } from '../../review/report/json';
import { reviewOf } from '../../review/review';
import type { Side } from '../../review/sides/side';
import { DAY, editedSide, sideOf } from '../support/review';
import { type Edit, smallWorkspace } from '../support/workspace';

interface Case {
  readonly name: string;
  readonly edits: readonly Edit[];
}

const cases = parse(readFileSync(path.join(__dirname, '../fixtures/reviews.yaml'), 'utf8')) as readonly Case[];
const base = sideOf('main (0000000)', smallWorkspace());
const FORCED = { ...awsFacts.types, ...azurermFacts.types } as Readonly<
  Record<string, { readonly replace: readonly string[] }>
>;

/** Stacks of a side as Terraform would read them, by nothing that the review itself uses. */
function resourcesOf(
  side: Side,
  known?: ReadonlyMap<string, unknown>,
): ReadonlyMap<string, { readonly type: string; readonly text: string; readonly value: object }> {
  const found = new Map<string, { type: string; text: string; value: object }>();
  for (const stack of side.stacks) {
    const { resource = {}, moved = [] } = JSON.parse(side.text(stack)) as {
      resource?: Record<string, Record<string, object>>;
      moved?: readonly { from: string; to: string }[];
    };
    for (const [type, byName] of Object.entries(resource))
      for (const [name, value] of Object.entries(byName)) {
        const was = moved.find(({ to }) => to === `${type}.${name}`)?.from;
        // What moved from a name that nobody has any more has done so long ago.
        const key = was !== undefined && known?.has(`${stack}/${was}`) === true ? was : `${type}.${name}`;
        found.set(`${stack}/${key}`, { type, text: JSON.stringify(value), value });
      }
  }
  return found;
}

/** Values of an argument that forces a replacement, as text; what refers to a renamed resource is no other value. */
function forcedValues(type: string, value: object): string {
  const at = (inner: unknown, steps: readonly string[]): unknown => {
    if (Array.isArray(inner)) return inner.map((each) => at(each, steps));
    const [step, ...rest] = steps;
    if (step === undefined || typeof inner !== 'object' || inner === null)
      return steps.length === 0 ? inner : undefined;
    return at((inner as Record<string, unknown>)[step], rest);
  };
  const values = (FORCED[type]?.replace ?? []).map((argument) => [argument, at(value, argument.split('.'))]);
  return JSON.stringify(values).replace(/\$\{[^}]*\}/g, '${}');
}

test('whatever goes or is made anew is in the report, whatever was edited', () => {
  const before = resourcesOf(base);
  let gone = 0;
  let anew = 0;
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(cases.length - 1), { minLength: 1, maxLength: 3 }), (chosen) => {
      let head: Side;
      try {
        head = editedSide(chosen.flatMap((index) => cases[index]?.edits ?? []));
      } catch {
        // Edits that don't go together, or a catalogue that is refused.
        return;
      }
      const after = resourcesOf(head, before);
      const review = reviewOf(base, head, DAY, false);
      const said = new Set(review.effects.flatMap(({ resources }) => resources));
      const data = reviewData(review, { paths: [], names: [], routers: [], steps: [] }) as {
        readonly resources: readonly { readonly key: string; readonly was?: string; readonly action: string }[];
      };
      const actions = new Map(data.resources.map(({ key, was, action }) => [was ?? key, { key, action }]));
      for (const [key, { type, value, text }] of before) {
        const now = after.get(key);
        if (!now) {
          gone += 1;
          expect([key, actions.get(key)?.action, said.has(key)]).toEqual([key, 'destroy', true]);
        } else if (now.text !== text && forcedValues(type, value) !== forcedValues(type, now.value)) {
          anew += 1;
          const found = actions.get(key);
          expect([key, found?.action, said.has(found?.key ?? '')]).toEqual([key, 'replace', true]);
        }
      }
    }),
    { numRuns: 40, seed: 20_261_129 },
  );
  // Edits of which nothing ever goes would prove nothing.
  expect(gone).toBeGreaterThan(50);
  expect(anew).toBeGreaterThan(5);
});
