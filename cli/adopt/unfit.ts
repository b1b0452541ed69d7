import type { Site } from '../../catalogue/model';

/** Why something can't be taken over as it is, and what would help. */
export interface Unfit {
  readonly why: string;
  readonly fix: string;
}

/** Said where it applies; nothing else. */
export function unfitIf(applies: boolean, why: string, fix: string): Unfit | undefined {
  return applies ? { why, fix } : undefined;
}

export function unfitPlanned({ id, state }: Site): Unfit | undefined {
  return unfitIf(
    state === 'planned',
    `${id} is planned, and has nothing yet`,
    'Write `state: live` (or building) at it.',
  );
}

export function unfitOverCircuit(isOverCircuit: boolean): Unfit | undefined {
  return unfitIf(
    isOverCircuit,
    'it runs over circuits',
    'Datacentres are made here; those tunnels are made anew beside it.',
  );
}

/** A router whose AS number is another than the one that is written `where`. */
export function unfitNumber(asn: number | undefined, written: number | undefined, where: string): Unfit | undefined {
  return unfitIf(
    written !== undefined && written !== asn,
    `its router has AS number ${asn ?? ''}, and ${where} has ${written ?? ''}`,
    `Write \`asn: ${asn ?? ''}\` there.`,
  );
}
