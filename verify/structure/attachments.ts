import type { Fault, Network } from '../network/network';

/**
 * What begins or ends at a transit gateway has a table to be looked up in, and one that knows it: a way that lacks either is
 * no way, which no packet shows while another one carries it.
 * Source: docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html
 */
export function attachmentFaults({ attachments }: Network): readonly Fault[] {
  return [...attachments.values()].flatMap((attachment): readonly Fault[] => {
    if (attachment.cloud !== 'aws' || attachment.vpc !== undefined) return [];
    const fault = (problem: string): readonly Fault[] => [{ where: attachment.key, label: 'MISBUILT', problem }];
    return [
      ...(attachment.table === undefined ? fault('is associated with no table: what it sends is lost.') : []),
      ...(attachment.propagatesTo.length === 0 ? fault('is propagated into no table: nobody knows it.') : []),
    ];
  });
}
