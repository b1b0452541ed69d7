import { counted } from '../../../catalogue/text/counts';
import type { Found } from '../found';
import type { AzureHubMatch } from './azure-adoption';
import { type AzureEstate, isSame } from './azure-estate';

/** Rows of a table of what is taken over: a hub with its Virtual WAN, its gateway and its virtual networks. */
export function azureHubRows({ hub, adopted, wan }: AzureHubMatch): readonly (readonly string[])[] {
  return [
    ...(wan === undefined ? [] : [[nameIn(wan), 'the Virtual WAN', 'all hubs are in it']]),
    [nameIn(adopted.hub), `hub ${hub.id}`, 'its virtual hub'],
    [nameIn(adopted.gateway), `hub ${hub.id}`, 'its VPN gateway, with its addresses'],
    ...Object.entries(adopted.vnets).map(([name, id]) => [
      nameIn(id.connection),
      name.replace('_', ' '),
      'its virtual network',
    ]),
  ];
}

export function azureRows({ matches }: AzureHubMatch): readonly (readonly string[])[] {
  return matches.map(({ connection, vpnSite, site, tenant, circuit, asn, loopback, isHeld }) => [
    nameIn(connection.id),
    `${site.id} ${tenant} ${circuit.id}`,
    [
      `AS ${asn}, BGP at ${loopback.replace('/32', '')}`,
      ...(nameIn(vpnSite.id) === nameIn(connection.id) ? [] : [`VPN site ${nameIn(vpnSite.id)}`]),
      ...(isHeld ? ['by the lock already'] : []),
    ].join('; '),
  ]);
}

export function azureData({ matches }: AzureHubMatch): readonly object[] {
  return matches.map(({ connection, vpnSite, site, tenant, circuit, asn, loopback, differs }) => ({
    connection: connection.id,
    gateway: vpnSite.id,
    site: site.id,
    tenant,
    circuit: circuit.id,
    asn,
    loopback,
    leavesTable: null,
    keeps: differs,
  }));
}

/** What is otherwise for whom as soon as routing intent is there. */
export function behindFirewall(hubs: readonly AzureHubMatch[]): string {
  return hubs
    .map(({ hub, matches, writesGateway }) => {
      const told = matches.filter(({ isNewlyTold }) => isNewlyTold);
      return [
        `\nWhatever is connected to hub ${hub.id} passes its firewall as soon as routing intent is deployed: what no entry allows is dropped from then on, between sites too. Until then they reach one another as they do today.\n`,
        writesGateway === true
          ? `\nThe VPN gateway of ${hub.id} is written at the first deploy, for tunnels between the clouds: the provider sends its connections along without their keys, and nobody has shown that Azure keeps them. Have them at hand, and a quiet hour.\n`
          : '',
        told.length === 0
          ? ''
          : `\n${counted(told.length, 'connection')} ${told.length === 1 ? 'is' : 'are'} told of a default route once settled, and ${told.length === 1 ? 'was' : 'were'} not: a router that takes it sends its internet to hub ${hub.id}.\n`,
        matches.length === 0
          ? ''
          : '\n`shared_keys` needs an entry for each of them from the first plan on, of 32 to 64 letters, digits, dots and underscores, no two alike (docs/secrets.md). It is sent when the site is settled, and its router gets it then.\n',
      ].join('');
    })
    .join('');
}

/** All of it, so that another state can let go of it. */
export function foundIn({ adopted, matches, wan }: AzureHubMatch, azure: AzureEstate): readonly Found[] {
  const ids = [wan, adopted.hub, adopted.gateway, ...Object.values(adopted.vnets).map(({ connection }) => connection)];
  return [
    ...[...azure.wans, ...azure.hubs, ...azure.gateways, ...azure.vnets].filter(({ id }) =>
      ids.some((each) => isSame(each, id)),
    ),
    ...matches.flatMap(({ vpnSite, connection }) => [vpnSite, connection]),
  ];
}

function nameIn(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}
