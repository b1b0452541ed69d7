import { compareText } from '../../../catalogue/issues/issue';
import type { AzureHub, CryptoProfileName, SiteState } from '../../../catalogue/model';
import type { AzureConnection } from '../../routing/connections';
import { type AzureHubParts, type AzureStackBase, azureStackBase, WAN_STACK } from './hub-parts';
import { type There, thereOf } from './there';

export interface AzureConnectionInput {
  readonly name: string;
  /** The name under which the connection was first made; a site's former id stays in it. */
  readonly deviceName: string;
  readonly site: string;
  readonly siteName: string;
  readonly state: SiteState;
  readonly tenant: string;
  readonly costCentre: string;
  readonly circuit: string;
  readonly role: 'active' | 'backup';
  readonly supplier: string;
  readonly router: string;
  readonly mbps: number;
  readonly asn: number;
  /** BGP peer address: the router's loopback. */
  readonly loopback: string;
  readonly endpoint: { readonly address: string } | { readonly fqdn: string };
  readonly crypto: CryptoProfileName;
  /** Whether the site's home is this hub, and its internet leaves here. */
  readonly isHome: boolean;
  /** Former name, where the site had another id. */
  readonly was?: string;
  /** What it was before this program; absent where this program makes it. */
  readonly adopted?: AdoptedAzureInput;
}

/** A VPN site and its connection that were there before, with the names of their links, which can't change in place either. */
export interface AdoptedAzureInput {
  readonly site: There;
  readonly link: string;
  readonly connection: There;
  readonly linkConnection: string;
  /** Whether its tunnels keep what they were set to, whatever the profile says. */
  readonly keepsOptions: boolean;
}

export interface AzureSitesStackInput extends AzureStackBase {
  readonly kind: 'azure-sites';
  readonly hubStack: string;
  readonly wanStack: string;
  readonly wave: 1 | 2;
  readonly connections: readonly AzureConnectionInput[];
}

export function siteStacks(parts: AzureHubParts, hub: AzureHub): readonly AzureSitesStackInput[] {
  const { catalogue, lock, connections } = parts;
  const hubStack = `azure-${hub.id}-hub`;
  const sites = new Map(catalogue.sites.map((site) => [site.id, site]));
  const byStack = new Map<string, AzureConnection[]>();
  for (const connection of connections) {
    if (connection.hub !== hub.id) continue;
    const members = byStack.get(connection.stack);
    if (members) members.push(connection);
    else byStack.set(connection.stack, [connection]);
  }
  return [...byStack]
    .sort(([a], [b]) => compareText(a, b))
    .map(([name, members]) => ({
      ...azureStackBase(parts, hub, name, [WAN_STACK, hubStack]),
      kind: 'azure-sites' as const,
      hubStack,
      wanStack: WAN_STACK,
      wave: lock.sites[members[0]?.site ?? '']?.wave ?? 2,
      connections: members.map((connection) => {
        const site = sites.get(connection.site);
        return connectionInput(connection, site?.router ?? '', site?.hubs[0]?.id === hub.id, site?.was);
      }),
    }));
}

function connectionInput(
  connection: AzureConnection,
  router: string,
  isHome: boolean,
  was: string | undefined,
): AzureConnectionInput {
  const { address, fqdn, loopback, adopted } = connection;
  if (loopback === undefined) throw new Error(`the lock was not checked: ${connection.name} has no loopback`);
  if (address === undefined && fqdn === undefined) throw new Error(`${connection.name} has neither address nor name`);
  return {
    name: connection.name,
    deviceName: connection.deviceName,
    site: connection.site,
    siteName: connection.siteName,
    state: connection.state,
    tenant: connection.tenant,
    costCentre: connection.costCentre,
    circuit: connection.circuit,
    role: connection.role,
    supplier: connection.supplier,
    router,
    mbps: connection.mbps,
    asn: connection.asn,
    loopback: loopback.toString().replace('/32', ''),
    endpoint: address === undefined ? { fqdn: fqdn ?? '' } : { address },
    crypto: connection.crypto,
    isHome,
    ...(was === undefined ? {} : { was: `${was}_${connection.tenant}_${connection.circuit}` }),
    ...(adopted === undefined
      ? {}
      : {
          adopted: {
            site: thereOf(adopted.site),
            link: adopted.link,
            connection: thereOf(adopted.connection),
            linkConnection: adopted.linkConnection,
            keepsOptions: adopted.keeps === 'options',
          },
        }),
  };
}
