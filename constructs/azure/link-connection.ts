import { VpnGatewayConnection } from '@cdktf/provider-azurerm/lib/vpn-gateway-connection';
import { VpnSite } from '@cdktf/provider-azurerm/lib/vpn-site';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { CryptoProfileName } from '../../catalogue/model';
import { address, fittingName } from '../naming';
import { ipsecPolicy } from './ipsec-policy';
import { AZURE_NAME } from './names';

export interface LinkConnectionProps {
  /** First part of cloud-side names, such as `cngw-production`. */
  readonly prefix: string;
  /** `link_london_0-1`: hub of the other cloud, instance and number of the tunnel. */
  readonly connection: string;
  /** Where the tunnel ends in AWS, an expression. */
  readonly tunnelAddress: string;
  /** AS number of the transit gateway, of two bytes. */
  readonly asn: number;
  /** The transit gateway's address in the tunnel. */
  readonly peer: string;
  /** Addresses of instance 0 and instance 1 in tunnels of the link: one of them is in this one. */
  readonly own: readonly [string, string];
  readonly sharedKey: string;
  readonly crypto: CryptoProfileName;
  readonly mbps: number;
  readonly virtualWanId: string;
  readonly virtualHubId: string;
  readonly vpnGatewayId: string;
  readonly defaultRouteTableId: string;
  /** Route map of what AWS is told. */
  readonly exportFilterId: string;
  readonly resourceGroupName: string;
  readonly region: string;
  /** The connection before, since a gateway takes one change at a time. */
  readonly after: ITerraformDependable;
  readonly tags: Readonly<Record<string, string>>;
}

const LONG = { create: '24h', update: '24h', delete: '24h' } as const;

/**
 * One tunnel of the link as Azure sees it. AWS begins both the tunnel and BGP, and takes it from one instance of the gateway
 * alone: the other's never comes up, which is how it should be. Associated and propagated as routing intent does it by
 * itself, since a route map can't be named without.
 * Source: learn.microsoft.com/azure/vpn-gateway/vpn-gateway-howto-aws-bgp; virtual-wan/how-to-routing-policies
 */
export class LinkConnection extends Construct {
  readonly made: ITerraformDependable;

  constructor(scope: Construct, id: string, props: LinkConnectionProps) {
    super(scope, id);
    const name = fittingName(`${props.prefix}-${props.connection}`, AZURE_NAME);
    const site = address(
      new VpnSite(this, 'site', {
        name,
        location: props.region,
        resourceGroupName: props.resourceGroupName,
        virtualWanId: props.virtualWanId,
        deviceVendor: 'aws',
        link: [
          {
            name: 'link',
            ipAddress: props.tunnelAddress,
            providerName: 'aws',
            speedInMbps: props.mbps,
            bgp: { asn: props.asn, peeringAddress: props.peer },
          },
        ],
        tags: { ...props.tags },
      }),
      props.connection,
    );
    this.made = address(
      new VpnGatewayConnection(this, 'connection', {
        name,
        vpnGatewayId: props.vpnGatewayId,
        remoteVpnSiteId: site.id,
        internetSecurityEnabled: false,
        routing: {
          associatedRouteTable: props.defaultRouteTableId,
          propagatedRouteTable: { routeTableIds: [`${props.virtualHubId}/hubRouteTables/noneRouteTable`] },
          outboundRouteMapId: props.exportFilterId,
        },
        vpnLink: [
          {
            name: 'link',
            vpnSiteLinkId: `\${azurerm_vpn_site.${props.connection}.link[0].id}`,
            protocol: 'IKEv2',
            connectionMode: 'ResponderOnly',
            bandwidthMbps: props.mbps,
            bgpEnabled: true,
            sharedKey: props.sharedKey,
            ipsecPolicy: [ipsecPolicy(props.crypto)],
            customBgpAddress: props.own.map((ipAddress, instance) => ({
              ipAddress,
              ipConfigurationId: `Instance${instance}`,
            })),
          },
        ],
        timeouts: LONG,
        dependsOn: [props.after],
      }),
      props.connection,
    );
  }
}
