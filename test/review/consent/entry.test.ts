import fc from 'fast-check';
import { changeSchema } from '../../../catalogue/schema/changes';
import { suggestedId } from '../../../review/consent/entry';

test('an entry that is suggested can be pasted, however long what it is about is called', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(fc.string(), fc.constantFrom('ordnance-unity-centre', 'edmonton-green-library', 'renumbered')),
        { minLength: 1, maxLength: 4 },
      ),
      fc.nat(3),
      (words, times) => {
        const taken = new Set<string>();
        for (let time = 0; time <= times; time += 1) {
          const id = suggestedId(words, '2026-11-30', taken);
          expect(taken.has(id)).toBe(false);
          taken.add(id);
          expect(changeSchema.shape.id.safeParse(id).success).toBe(true);
        }
      },
    ),
  );
  expect(suggestedId(['ordnance-unity-centre', 'renumbered'], '2026-11-30', new Set())).toBe(
    'ordnance-unity-centre-renumbered-2026-11',
  );
});
