import type { AwsHub, Circuit, Site } from '../../catalogue/model';
import type { AdoptedHub } from '../../plan/lock/lock-file';
import type { Proposal } from '../edit/proposal';
import type { AzureHubMatch } from './azure/azure-adoption';
import type { Connection, CustomerGateway, Estate } from './estate';
import type { Left } from './left';

/** A hub whose transit gateway is there, and what of it can be said before its connections are known. */
export interface MatchedHub {
  readonly hub: AwsHub;
  readonly gateway: string;
}

/** A connection that is one of the catalogue's. */
export interface Match {
  readonly connection: Connection;
  readonly gateway: CustomerGateway;
  readonly hub: string;
  readonly site: Site;
  readonly tenant: string;
  readonly circuit: Circuit;
  readonly attachment: string;
  /** Table in which it is today. */
  readonly table?: string;
  readonly into: readonly string[];
  readonly prefixes: readonly string[];
  /** What is behind it, where the lock has chosen something else that the segment can have as well. */
  readonly prefix?: string;
  /** Whether tables say what is behind it. */
  readonly knowsPrefixes: boolean;
  readonly isStatic: boolean;
  /** Whether the lock has it already: what was decided of it stays. */
  readonly isHeld: boolean;
  /** What its tunnels are set to and the profile is not. */
  readonly differs: readonly string[];
  /** AS number of its gateway, where it means nothing and is another than the site's. */
  readonly gatewayAsn?: number;
  /** Inside ranges that the lock can't hold: they are written in the catalogue. */
  readonly writesRanges: boolean;
}

/** What is taken over, what is left, and what that writes. */
export interface Adoption {
  readonly estate: Estate;
  readonly hubs: ReadonlyMap<string, AdoptedHub>;
  readonly taken: readonly Match[];
  /** The same of Azure. */
  readonly azure: readonly AzureHubMatch[];
  readonly left: readonly Left[];
  readonly proposal?: Proposal;
}
