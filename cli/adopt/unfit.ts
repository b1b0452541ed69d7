/** Why something can't be taken over as it is, and what would help. */
export interface Unfit {
  readonly why: string;
  readonly fix: string;
}
