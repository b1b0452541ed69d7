import type { Catalogue } from '../../catalogue/model';
import type { Lock } from '../../plan/lock/lock-file';
import { announcementsOf } from '../intent/announcements';
import { type Intent, intentOf } from '../intent/intent';
import type { Announcements } from '../network/announcement';
import type { Network } from '../network/network';
import { type AddressClass, addressClasses, type AddressSpace } from './address-classes';
import { Hubs } from './hubs';
import { ServiceClasses } from './service-classes';
import { type Source, sourcesOf } from './sources';
import { TransitLookup } from './transit-lookup';
import { Walker } from './walker';

/** Everything that a verification walks with, for one network and one catalogue. */
export interface Proof {
  readonly atomsIn: AddressSpace['atomsIn'];
  readonly services: ServiceClasses;
  readonly network: Network;
  readonly catalogue: Catalogue;
  readonly announcements: Announcements;
  readonly intent: Intent;
  readonly walker: Walker;
  readonly hubs: Hubs;
  readonly classes: readonly AddressClass[];
  readonly sources: readonly Source[];
}

export function prepareProof(catalogue: Catalogue, lock: Lock, network: Network): Proof {
  const announcements = announcementsOf(catalogue, lock, network);
  const intent = intentOf(catalogue, lock);
  const lookup = new TransitLookup(network, announcements);
  const space = addressClasses(network, announcements, lookup, intent);
  return {
    network,
    catalogue,
    hubs: new Hubs(catalogue, network, announcements),
    announcements,
    intent,
    walker: new Walker(network, lookup),
    classes: space.classes,
    atomsIn: space.atomsIn,
    services: new ServiceClasses(),
    sources: sourcesOf(catalogue, network, announcements, space),
  };
}
