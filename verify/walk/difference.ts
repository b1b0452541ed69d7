import type { Want } from '../intent/want';
import type { Service } from '../network/service';
import type { Member } from './address-classes';
import type { Decision, Route } from './route';
import type { Source } from './sources';

export type DifferenceKind = 'LEAK' | 'ROUTED OUT' | 'BLOCKED' | 'NO REPLY' | 'ASYMMETRIC' | 'LOOP';

/** A kind of packet that is not treated as the catalogue asks. */
export interface Difference {
  readonly kind: DifferenceKind;
  readonly source: Source;
  readonly destination: Member;
  readonly service: Service;
  readonly route: Route;
  readonly decision: Decision;
  /** What asks for it; absent for a leak. */
  readonly want?: Want;
  /** How many kinds of packet differ between these two in this way. */
  readonly alike: number;
}

/** What one tenant reaches of another. */
export interface Reach {
  readonly because: ReadonlySet<string>;
  readonly services: number;
}
