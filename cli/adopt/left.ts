import type { Found } from './found';

/** Something that is there and is not taken over: why, and what would help. */
export interface Left {
  readonly kind: string;
  readonly found: Found;
  readonly why: string;
  readonly fix?: string;
  /** Whether no site of the catalogue is this: a new one may be proposed. */
  readonly isNew?: true;
}
