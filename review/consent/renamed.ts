import { isSame } from '../artefacts/arguments';
import type { Side } from '../sides/side';
import type { EntryChange } from '../words/catalogue-changes';

/** Nouns whose entries keep their id for ever. */
const NOUNS = ['hubs', 'tenants', 'egressDomains', 'suppliers', 'datacentres'] as const;

/** New entries that say what one that is gone said, under another id: somebody meant a new name. */
export function renamedIds(
  words: readonly EntryChange[],
  base: Side,
  head: Side,
): readonly { readonly noun: string; readonly from: string; readonly to: string }[] {
  return NOUNS.flatMap((noun) => {
    const ids = (kind: EntryChange['kind']): readonly string[] =>
      words.flatMap((change) => (change.noun === noun && change.kind === kind ? [change.id] : []));
    const entry = (side: Side, id: string): Readonly<Record<string, unknown>> => {
      const found = side.prepared.raw[noun].find((each) => each.id === id) as Record<string, unknown> | undefined;
      const { id: _id, name: _name, ...rest } = found ?? {};
      return rest;
    };
    return ids('removed').flatMap((from) =>
      ids('added')
        .filter((to) => isSame(entry(base, from), entry(head, to)))
        .map((to) => ({ noun, from, to })),
    );
  });
}
