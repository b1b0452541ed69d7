import type { AzureHub, Circuit, Site } from '../../../catalogue/model';
import type { AdoptedAzureHub } from '../../../plan/lock/lock-file';
import type { Left } from '../left';
import type { VpnConnection, VpnConnectionLink, VpnGateway, VpnSite, VpnSiteLink } from './azure-estate';

/** A connection in Azure that is one of the catalogue's. */
export interface AzureMatch {
  readonly connection: VpnConnection;
  readonly link: VpnConnectionLink;
  readonly vpnSite: VpnSite;
  readonly siteLink: VpnSiteLink;
  readonly hub: string;
  readonly site: Site;
  readonly tenant: string;
  readonly circuit: Circuit;
  readonly asn: number;
  /** The router's loopback, `10.20.240.7/32`. */
  readonly loopback: string;
  /** Whether the lock has it already: what was decided of it stays. */
  readonly isHeld: boolean;
  /** What its tunnels are set to and the profile is not. */
  readonly differs: readonly string[];
  /** Whether it is told of a default route from now on, and was not. */
  readonly isNewlyTold: boolean;
}

/** A virtual hub that is one of the catalogue's, with all that is connected to it. */
export interface AzureHubMatch {
  readonly hub: AzureHub;
  readonly adopted: AdoptedAzureHub;
  /** Its Virtual WAN; absent where that is this network's own. */
  readonly wan?: string;
  /** Whether the lock has it already: what was decided of it stays. */
  readonly isHeld: boolean;
  /** Whether the first deploy writes its gateway, for tunnels between the clouds. */
  readonly writesGateway?: true;
  readonly gateway: VpnGateway;
  readonly matches: readonly AzureMatch[];
}

export interface AzureAdoption {
  readonly hubs: readonly AzureHubMatch[];
  readonly left: readonly Left[];
}
