import { type AzureHub, homeOf } from '../../../catalogue/model';
import { asnFault } from '../../../catalogue/values/asn';
import { cidr } from '../../../catalogue/values/cidr';
import type { Prepared } from '../../../plan/prepare';
import { segmentPrefixes } from '../../../plan/routing/connections';
import type { Left } from '../left';
import type { Estate } from '../estate';
import { nameOf, type Place, placeOf } from '../place-of';
import { type Unfit, unfitIf, unfitNumber, unfitOverCircuit, unfitPlanned } from '../unfit';
import type { AzureMatch } from './azure-adoption';
import {
  isSame,
  resourceId,
  type VpnConnection,
  type VpnGateway,
  type VpnSite,
  type VpnSiteLink,
} from './azure-estate';
import { otherThanProposal } from './other-proposal';

/** Largest that a VPN site takes. Source: docs of azurerm_vpn_site (asn of two bytes; design.md) */
const LARGEST_ASN = 65_535;

/** Which connections of a gateway are which of the catalogue's, never by guess. */
export function azureConnections(
  { azure }: Estate,
  { catalogue, lock }: Pick<Prepared, 'catalogue' | 'lock'>,
  hub: AzureHub,
  gateway: VpnGateway,
): { readonly matches: readonly AzureMatch[]; readonly left: readonly Left[] } {
  const places = catalogue.sites.flatMap((site) =>
    site.hubs.some(({ id }) => id === hub.id)
      ? site.segments.flatMap((segment) => site.circuits.map((circuit): Place => ({ site, segment, circuit })))
      : [],
  );
  const tenants = catalogue.tenants.map(({ id }) => id);
  const left: Left[] = [];
  const matches: AzureMatch[] = [];
  const leave = (found: VpnConnection, { why, fix }: Unfit): void => {
    left.push({ kind: 'connection', found, why, fix });
  };
  for (const connection of azure.connections.filter((each) => isSame(each.gateway, gateway.id))) {
    const vpnSite = azure.sites.find(({ id }) => isSame(id, connection.site));
    const [siteLink] = vpnSite?.links ?? [];
    if (!vpnSite || !siteLink) {
      leave(connection, {
        why: `nothing says what its VPN site ${connection.site} is`,
        fix: 'Give `az network vpn-site list` too.',
      });
      continue;
    }
    const place = placeOf(
      {
        words: [connection.name, vpnSite.name].flatMap((each) => each ?? []),
        ...(siteLink.address === undefined ? {} : { address: siteLink.address }),
        ...(siteLink.fqdn === undefined ? {} : { fqdn: siteLink.fqdn }),
      },
      places,
      tenants,
    );
    if ('why' in place) {
      leave(connection, place);
      continue;
    }
    const { site, segment, circuit } = place;
    const held = lock.sites[site.id]?.segments[segment.tenant]?.circuits[circuit.id]?.adoptedAzure;
    const match = isSame(held?.connection, connection.id)
      ? matchOf(connection, vpnSite, siteLink, place, hub, catalogue, true)
      : held !== undefined
        ? { why: `${nameOf(place)} is ${held.connection} by the lock`, fix: 'Is it left over? Nothing here uses it.' }
        : (unfitness(connection, vpnSite, siteLink, place, hub, { catalogue, lock }) ??
          matchOf(connection, vpnSite, siteLink, place, hub, catalogue, false));
    if ('why' in match) leave(connection, match);
    else if (
      matches.some(
        (each) => each.site.id === site.id && each.tenant === segment.tenant && each.circuit.id === circuit.id,
      )
    )
      leave(connection, {
        why: `${nameOf(place)} may be another of them as well`,
        fix: 'Which of them is it? Give the answers without the other.',
      });
    else matches.push(match);
  }
  return { matches, left };
}

/** Why a connection can't be taken over as it is. Source of what forces a new one: hashicorp/azurerm 4.55 (its schema) */
function unfitness(
  connection: VpnConnection,
  vpnSite: VpnSite,
  siteLink: VpnSiteLink,
  { site, segment, circuit }: Place,
  hub: AzureHub,
  { catalogue, lock }: Pick<Prepared, 'catalogue' | 'lock'>,
): Unfit | undefined {
  const where = `${site.id}, segment ${segment.tenant} on ${circuit.id}`;
  const [link] = connection.links;
  const written = circuit.asn ?? site.asn;
  const home = homeOf(site);
  const range =
    home === 'datacentre' ? undefined : catalogue.tenants.find(({ id }) => id === segment.tenant)?.loopbacks[home];
  const own = segmentPrefixes(site, segment, lock);
  const { asn, peer } = siteLink;
  const strangers = vpnSite.prefixes.filter(
    (prefix) => prefix !== `${peer ?? ''}/32` && !own.some((each) => each.contains(cidr(prefix))),
  );
  const reserved = asn === undefined ? undefined : asnFault(asn);
  return (
    unfitIf(
      vpnSite.links.length > 1 || connection.links.length !== 1 || !isSame(link?.siteLink, siteLink.id),
      `its VPN site has ${vpnSite.links.length} links, and here each line has a site of its own`,
      'Give each line a VPN site and a connection of its own first.',
    ) ??
    unfitIf(
      vpnSite.location !== hub.region || resourceId(vpnSite.id)?.subscription !== hub.subscription.id,
      `its VPN site is in ${vpnSite.location ?? '–'} of subscription ${resourceId(vpnSite.id)?.subscription ?? '–'}, and hub ${hub.id} in ${hub.region} of ${hub.subscription.id}`,
      'It has to be made anew.',
    ) ??
    unfitIf(
      link !== undefined && (vpnSite.id !== connection.site || link.siteLink !== siteLink.id),
      'its connection spells the VPN site’s id otherwise than the site itself, and settled it would be made anew',
      'It has to be made anew.',
    ) ??
    unfitIf(
      connection.table !== undefined,
      `it is associated with ${connection.table ?? ''}, and here all are with the hub’s own table`,
      'Associate it with defaultRouteTable first.',
    ) ??
    unfitPlanned(site) ??
    unfitIf(
      asn === undefined || peer === undefined || link?.speaksBgp !== true,
      `it speaks no BGP, and ${where} does, which can't change in place`,
      'It has to be made anew.',
    ) ??
    unfitOverCircuit(link?.isOverCircuit === true) ??
    unfitNumber(asn, written, where) ??
    unfitIf(
      reserved !== undefined || (asn ?? 0) > LARGEST_ASN,
      `its router has AS number ${asn ?? ''}${reserved === undefined ? ', which no site at an Azure hub can have' : `: ${reserved.problem}`}`,
      'Renumber the router first.',
    ) ??
    unfitIf(
      peer !== undefined && range?.contains(cidr(`${peer}/32`)) !== true,
      `its router speaks BGP at ${peer ?? ''}, and loopbacks of ${segment.tenant} are ${range?.toString() ?? 'nowhere'}`,
      `Write \`loopbacks\` of ${segment.tenant} that hold it, or renumber the router first.`,
    ) ??
    unfitIf(
      strangers.length > 0,
      `${strangers.join(' and ')} ${strangers.length === 1 ? 'is' : 'are'} behind it by hand, and ${site.id} has ${own.join(' and ')} for ${segment.tenant}`,
      'Write `prefixes:` as they are at the segment.',
    )
  );
}

function matchOf(
  connection: VpnConnection,
  vpnSite: VpnSite,
  siteLink: VpnSiteLink,
  { site, segment, circuit }: Place,
  hub: AzureHub,
  { tenants }: Prepared['catalogue'],
  isHeld: boolean,
): AzureMatch | Unfit {
  const [link] = connection.links;
  const { asn, peer } = siteLink;
  if (link === undefined || asn === undefined || peer === undefined)
    return {
      why: 'nothing says what its link is',
      fix: 'Give `az network vpn-gateway list` and `az network vpn-site list`.',
    };
  const profile =
    segment.crypto?.[circuit.id] ??
    circuit.crypto ??
    tenants.find(({ id }) => id === segment.tenant)?.crypto ??
    'ncsc-recommended';
  const isHome = site.hubs[0]?.id === hub.id;
  return {
    connection,
    link,
    vpnSite,
    siteLink,
    hub: hub.id,
    site,
    tenant: segment.tenant,
    circuit,
    asn,
    loopback: `${peer}/32`,
    isHeld,
    differs: otherThanProposal(link.proposal, profile),
    isNewlyTold: isHome && !connection.isToldOfInternet,
  };
}
