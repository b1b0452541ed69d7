import type { Attachment, Fault, Network } from '../network/network';
import type { Key } from '../terraform/stack-json';

/**
 * What begins or ends at a transit gateway has a table to be looked up in, and one that knows it: a way that lacks either is
 * no way, which no packet shows while another one carries it.
 * Source: docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html
 */
export function attachmentFaults({ attachments, tables }: Network): readonly Fault[] {
  const told = new Set([...tables.values()].flatMap(({ statics }) => statics.map(({ to }) => to)));
  return [...attachments.values()].flatMap((attachment): readonly Fault[] => {
    if (attachment.cloud !== 'aws' || attachment.vpc !== undefined) return [];
    const fault = (problem: string): readonly Fault[] => [{ where: attachment.key, label: 'MISBUILT', problem }];
    return [
      ...(attachment.table === undefined ? fault('is associated with no table: what it sends is lost.') : []),
      ...(attachment.isStatic ? staticFaults(attachment, told).flatMap(fault) : []),
      ...(attachment.propagatesTo.length === 0 && !attachment.isStatic
        ? fault('is propagated into no table: nobody knows it.')
        : []),
    ];
  });
}

/** A connection without BGP tells nothing: a propagation looks as if it did, and a row is what leads there. */
function staticFaults({ key, propagatesTo }: Attachment, told: ReadonlySet<Key | undefined>): readonly string[] {
  return [
    ...(propagatesTo.length > 0 ? ['is propagated, and has static routing: it tells that table nothing.'] : []),
    ...(told.has(key) ? [] : ['has static routing and no row in any table: nobody knows it.']),
  ];
}
