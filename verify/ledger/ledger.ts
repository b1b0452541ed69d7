import type { Catalogue } from '../../catalogue/model';
import type { Lock } from '../../plan/lock/lock-file';
import type { Fault } from '../network/network';
import { References, type Stack } from '../terraform/stack-json';
import { Places } from './asked/places';
import { askedFaults } from './asked-arguments';
import { inventoryFaults } from './inventory';
import { presenceFaults } from './presence';
import { argumentFaults } from './read-arguments';
import { topLevelFaults } from './top-level';

/** Everything in these stacks that has no place in the ledger, or is not what its place says. */
export function ledgerFaults(catalogue: Catalogue, lock: Lock, stacks: readonly Stack[]): readonly Fault[] {
  const references = new References(new Map(stacks.map((stack) => [stack.name, stack])));
  const places = new Places(catalogue, lock);
  return [
    ...topLevelFaults(places, stacks),
    ...argumentFaults(stacks, references),
    ...askedFaults(places, stacks),
    ...presenceFaults(places, stacks, references),
    ...inventoryFaults(places, stacks, references),
  ];
}
