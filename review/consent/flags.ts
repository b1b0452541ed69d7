import type { Change } from '../../catalogue/model';
import type { Allowance } from '../../catalogue/schema/changes';

/** Flags of `wan lock` that agree to something: what they write into `changes`, always, and where it happens. */
export const CONSENT_FLAGS = {
  withdraw: {
    always: ['tunnels-removed'],
    also: ['tunnels-replaced', 'tunnels-interrupted', 'far-end-acts', 'guard-lifted', 'path-cut'],
  },
  renumber: { always: ['renumbered'], also: ['tunnels-interrupted', 'tunnels-replaced', 'far-end-acts'] },
  twoByteAsn: { always: ['two-byte-asn'], also: ['tunnels-interrupted', 'tunnels-replaced', 'far-end-acts'] },
  releaseConcentrator: { always: ['concentrator-released'], also: ['guard-lifted'] },
  raise: { always: ['raised'], also: [] },
} as const satisfies Record<string, { readonly always: readonly Allowance[]; readonly also: readonly Allowance[] }>;

export type ConsentFlag = keyof typeof CONSENT_FLAGS;

/** An entry that a flag stands for, before it is known what else happens. */
export interface FlagEntry {
  readonly flag: ConsentFlag;
  readonly change: Change;
}
