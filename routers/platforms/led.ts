import type { RouterBreakout, RouterPlan, RouterSegment } from '../../plan/routers/router';

/** A segment that leaves by lines, with the lines themselves. */
export interface Led {
  readonly segment: RouterSegment;
  readonly breakout: RouterBreakout;
  /** In the order in which they are taken. */
  readonly lines: readonly { readonly circuit: string; readonly at: string; readonly nextHop: string }[];
}

/** Segments of a router that leave by its lines, in their order. */
export function ledBy({ segments, lines }: RouterPlan): readonly Led[] {
  return segments.flatMap((segment): Led[] => {
    const { breakout } = segment;
    if (!breakout) return [];
    const known = breakout.lines.flatMap((id) => {
      const line = lines.find(({ circuit }) => circuit === id);
      return line?.addressing?.kind === 'static'
        ? [{ circuit: id, at: line.interface, nextHop: line.addressing.nextHop }]
        : [];
    });
    return [{ segment, breakout, lines: known }];
  });
}

/** `443`, `8080-8090`: as all but one of the platforms write it. */
export function portsText({ first, last }: RouterBreakout['ports'][number]): string {
  return first === last ? `${first}` : `${first}-${last}`;
}
