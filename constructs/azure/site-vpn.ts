import { VpnGatewayConnection } from '@cdktf/provider-azurerm/lib/vpn-gateway-connection';
import { VpnSite } from '@cdktf/provider-azurerm/lib/vpn-site';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { CryptoProfileName } from '../../catalogue/model';
import { address, fittingName } from '../naming';
import { ipsecPolicy } from './ipsec-policy';
import { AZURE_NAME } from './names';

export interface SiteVpnProps {
  /** First part of cloud-side names, such as `cngw-production`. */
  readonly prefix: string;
  /** `crewe-town-hall_cheshire-east_primary`: site, tenant, circuit. */
  readonly connection: string;
  /** Part of cloud-side names. Can't change in place, so a site with a new id keeps its old one. */
  readonly deviceName: string;
  /** The router's AS number, of two bytes. */
  readonly asn: number;
  /** The router's public address, or the name that follows it. */
  readonly endpoint: { readonly address: string } | { readonly fqdn: string };
  /** The router's loopback, to which BGP is spoken. */
  readonly loopback: string;
  /** Whether the tunnels run over a circuit, to private addresses of the gateway. @default - over the internet */
  readonly overCircuit?: boolean;
  readonly crypto: CryptoProfileName;
  readonly mbps: number;
  /** Who provides the line. */
  readonly supplier: string;
  readonly router: string;
  /** Whether the site's internet leaves here: only then is it told of a default route. */
  readonly internetSecurity: boolean;
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

/** Every change waits for those before it on the same gateway, and the wait counts. */
const LONG = { create: '24h', update: '24h', delete: '24h' } as const;

/**
 * One circuit of one tenant at one site: a VPN site with one link, and its connection, which makes a tunnel to each of
 * the gateway's two instances. A circuit has a site of its own: links of one site can't be added or reordered safely
 * (github.com/hashicorp/terraform-provider-azurerm issues 18597 and 31189).
 */
export class SiteVpn extends Construct {
  readonly made: ITerraformDependable;

  constructor(scope: Construct, id: string, props: SiteVpnProps) {
    super(scope, id);
    const name = fittingName(`${props.prefix}-${props.deviceName}`, AZURE_NAME);
    const site = address(
      new VpnSite(this, 'site', {
        name,
        location: props.region,
        resourceGroupName: props.resourceGroupName,
        virtualWanId: props.virtualWanId,
        deviceVendor: props.router,
        link: [
          {
            name: 'link',
            ...('address' in props.endpoint ? { ipAddress: props.endpoint.address } : { fqdn: props.endpoint.fqdn }),
            providerName: props.supplier,
            speedInMbps: props.mbps,
            bgp: { asn: props.asn, peeringAddress: props.loopback },
          },
        ],
        tags: props.tags,
      }),
      props.connection,
    );
    this.made = address(
      new VpnGatewayConnection(this, 'connection', {
        name,
        vpnGatewayId: props.vpnGatewayId,
        remoteVpnSiteId: site.id,
        internetSecurityEnabled: props.internetSecurity,
        vpnLink: [
          {
            name: 'link',
            vpnSiteLinkId: `\${azurerm_vpn_site.${props.connection}.link[0].id}`,
            protocol: 'IKEv2',
            connectionMode: 'Default',
            bandwidthMbps: props.mbps,
            ...(props.overCircuit === true ? { localAzureIpAddressEnabled: true } : {}),
            bgpEnabled: true,
            sharedKey: props.sharedKey,
            ipsecPolicy: [ipsecPolicy(props.crypto)],
          },
        ],
        timeouts: LONG,
        ...(props.after === undefined ? {} : { dependsOn: [props.after] }),
      }),
      props.connection,
    );
  }
}
