/** Terraform takes over what was there before, where its state doesn't hold it yet; afterwards such a block does nothing. */
export interface ImportBlock {
  readonly to: string;
  readonly id: string;
}
