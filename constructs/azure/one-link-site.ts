import { VpnSite } from '@cdktf/provider-azurerm/lib/vpn-site';
import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import type { CryptoProfileName } from '../../catalogue/model';
import { address } from '../naming';

/** What a VPN site of one link and its connection need, whoever stands at the other end. */
export interface OneLinkProps {
  /** First part of cloud-side names, such as `cngw-production`. */
  readonly prefix: string;
  /** Address in Terraform of both: `crewe-town-hall_cheshire-east_primary`, `link_london_0-1`. */
  readonly connection: string;
  /** AS number of the other end, of two bytes. */
  readonly asn: number;
  readonly crypto: CryptoProfileName;
  readonly mbps: number;
  /** A sensitive value. */
  readonly sharedKey: string;
  readonly virtualWanId: string;
  readonly vpnGatewayId: string;
  readonly resourceGroupName: string;
  readonly region: string;
  /** The connection before, since a gateway takes one change at a time. */
  readonly after: ITerraformDependable | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** Who stands at the other end of a link. */
export interface OtherEnd {
  readonly vendor: string;
  /** Who provides the line. */
  readonly provider: string;
  /** Public or private address, or the name that follows it. */
  readonly endpoint: { readonly address: string } | { readonly fqdn: string };
  /** Address that BGP is spoken to. */
  readonly peer: string;
  /** Group and link's name of a site that was there before, and whether its prefixes by hand stay. @default - the group of the hub, and `link` */
  readonly there?: { readonly resourceGroup: string; readonly link: string; readonly keeps: boolean };
}

/** Every change waits for those before it on the same gateway, and the wait counts. */
export const GATEWAY_TIMEOUTS = { create: '24h', update: '24h', delete: '24h' } as const;

/** A VPN site with one link; `linkId` is an expression, since the provider makes it. */
export function oneLinkSite(
  scope: Construct,
  name: string,
  props: OneLinkProps,
  { vendor, provider, endpoint, peer, there }: OtherEnd,
): { readonly siteId: string; readonly linkId: string } {
  const site = address(
    new VpnSite(scope, 'site', {
      name,
      location: props.region,
      resourceGroupName: there?.resourceGroup ?? props.resourceGroupName,
      virtualWanId: props.virtualWanId,
      deviceVendor: vendor,
      link: [
        {
          name: there?.link ?? 'link',
          ...('address' in endpoint ? { ipAddress: endpoint.address } : { fqdn: endpoint.fqdn }),
          providerName: provider,
          speedInMbps: props.mbps,
          bgp: { asn: props.asn, peeringAddress: peer },
        },
      ],
      tags: { ...props.tags },
      ...(there === undefined
        ? {}
        : { lifecycle: { ignoreChanges: [...(there.keeps ? ['address_cidrs'] : []), 'virtual_wan_id'] } }),
      // A change of a site is one of its gateway too, which takes one at a time.
      ...(props.after === undefined ? {} : { dependsOn: [props.after] }),
    }),
    props.connection,
  );
  return { siteId: site.id, linkId: `\${azurerm_vpn_site.${props.connection}.link[0].id}` };
}
