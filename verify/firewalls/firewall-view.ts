import type { Service } from '../network/service';
import type { SuricataRule } from '../terraform/suricata-rule';

export interface Verdict {
  /** Whether the handshake of a TCP connection passes. */
  readonly begins: boolean;
  readonly passes: boolean;
  /** Whether what the server answers passes. */
  readonly replies: boolean;
  /** Numbers or names of the rules that decided, in order. */
  readonly rules: readonly (number | string)[];
  readonly reason: string;
}

/** Where a rule tells ports apart. */
export type PortCut = Pick<SuricataRule, 'protocol' | 'ports' | 'sourcePorts'>;
/** A firewall between two addresses: what it makes of a connection's first packets. */
export interface FirewallView {
  /** Every rule that could decide something between the two. */
  readonly candidates: readonly PortCut[];
  /** Names that those rules tell apart. */
  readonly names: readonly string[];
  /** Whether it holds each packet against its rules, so that what comes with the first one matters. */
  readonly judgesPackets: boolean;
  /** Whether nothing at all could pass. */
  readonly silent: boolean;
  decide(service: Service): Verdict;
  /** The rule that decides what a server answers, where nothing decided the connection as a whole. */
  replyRule(service: Service): SuricataRule | undefined;
}
