import { compareText } from '../../catalogue/issues/issue';
import type { Side } from '../sides/side';

/** A name that is answered or let through otherwise. */
export interface NameChange {
  readonly name: string;
  /** `reached` by a supplier's consumers, `allowed` or `refused` by a breakout's list. */
  readonly kind: 'reached' | 'allowed' | 'refused';
  readonly isNew: boolean;
  /** `egressDomains.corporate`, `suppliers.revenues`. */
  readonly by: string;
}

/** Names that breakouts and suppliers say otherwise. Whether the stacks do what is written is the proof's to say. */
export function nameChanges(base: Side, head: Side): readonly NameChange[] {
  const [before, after] = [namesOf(base), namesOf(head)];
  const one = (key: string, isNew: boolean): NameChange => {
    const [kind = '', by = '', name = ''] = key.split(' ');
    return { name, kind: kind as NameChange['kind'], isNew, by };
  };
  return [
    ...[...after].filter((key) => !before.has(key)).map((key) => one(key, true)),
    ...[...before].filter((key) => !after.has(key)).map((key) => one(key, false)),
  ].sort((a, b) => compareText(a.by + a.name, b.by + b.name));
}

function namesOf({ prepared: { catalogue } }: Side): ReadonlySet<string> {
  return new Set([
    ...catalogue.egressDomains.flatMap(({ id, names }) => [
      ...names.allow.map((name) => `allowed egressDomains.${id} ${name}`),
      ...names.deny.map((name) => `refused egressDomains.${id} ${name}`),
    ]),
    ...catalogue.suppliers.flatMap(({ id, dnsNames }) => dnsNames.map((name) => `reached suppliers.${id} ${name}`)),
  ]);
}
