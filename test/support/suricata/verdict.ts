import type { Step } from './talks';

/** What becomes of a connection: whether the client's packets arrive, and whether the server's do. */
export interface SeenVerdict {
  readonly passes: boolean;
  readonly replies: boolean;
}

/** A rule as its line says it, in the order in which it is tried. */
export interface Line {
  readonly sid: number;
  readonly action: string;
  /** Judged once for a whole connection: it is on names, or on addresses alone. */
  readonly whole: boolean;
}

export function lineOf(text: string): Line {
  const [, action = '', protocol = '', fromPort = '', toPort = '', options = ''] =
    /^(\w+) (\w+) \S+ (\S+) -> \S+ (\S+) \((.*)\)$/.exec(text) ?? [];
  const named = protocol === 'tls' || protocol === 'http';
  const bare = fromPort === 'any' && toPort === 'any' && !/flow:|dsize:|ip_proto:/.test(options);
  return { sid: Number(/sid:(\d+);/.exec(options)?.[1]), action, whole: named || bare };
}

/**
 * What strict order makes of a connection, from the rules that Suricata says match each packet: the first in order decides the
 * packet, and the connection where it is judged once for all of it. What no rule matches meets the policy's default, which is
 * AWS's own and no part of Suricata: `strict` drops any packet, `application` drops what a client has said once it is known
 * what it is and no rule has passed it.
 * Source: docs.aws.amazon.com/network-firewall/latest/developerguide/suricata-rule-evaluation-order.html.
 */
export function strictOrder(
  lines: readonly Line[],
  unmatched: 'strict' | 'application',
  steps: readonly (Step & { readonly matched: readonly number[] })[],
): SeenVerdict {
  const deciding = lines.filter(({ action }) => action !== 'alert');
  const arrives = { client: true, server: true };
  let passedWhole = false;
  let waiting = false;
  for (const { from, matched, protocol, body } of steps) {
    if (passedWhole || !arrives[from]) continue;
    const line = deciding.find(({ sid }) => matched.includes(sid));
    if (line?.action === 'pass') {
      passedWhole = line.whole;
      continue;
    }
    if (line !== undefined) {
      arrives[from] = false;
      // Refused: the connection ends there, and nothing comes back either.
      if (from === 'client') arrives.server = false;
      continue;
    }
    if (unmatched === 'strict') arrives[from] = false;
    else if (from === 'client') waiting ||= protocol !== TCP || body.length > dataOffset(body);
  }
  const passes = arrives.client && (passedWhole || !waiting);
  return { passes, replies: passes && (passedWhole || arrives.server) };
}

const TCP = 6;
const dataOffset = (body: Buffer): number => ((body[12] ?? 0) >> 4) * 4;
