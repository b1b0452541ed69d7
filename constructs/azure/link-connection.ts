import { VpnGatewayConnection } from '@cdktf/provider-azurerm/lib/vpn-gateway-connection';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { address, fittingName } from '../naming';
import { ipsecPolicy } from './ipsec-policy';
import { AZURE_NAME } from './names';
import { GATEWAY_TIMEOUTS, type OneLinkProps, oneLinkSite } from './one-link-site';

export interface LinkConnectionProps extends OneLinkProps {
  /** Where the tunnel ends in AWS, an expression. */
  readonly tunnelAddress: string;
  /** The transit gateway's address in the tunnel. */
  readonly peer: string;
  /** Addresses of instance 0 and instance 1 in tunnels of the link: one of them is in this one. */
  readonly own: readonly [string, string];
  readonly virtualHubId: string;
  readonly defaultRouteTableId: string;
  /** Route map of what AWS is told. */
  readonly exportFilterId: string;
  readonly after: ITerraformDependable;
}

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
    const { siteId, linkId } = oneLinkSite(this, name, props, {
      vendor: 'aws',
      provider: 'aws',
      endpoint: { address: props.tunnelAddress },
      peer: props.peer,
    });
    this.made = address(
      new VpnGatewayConnection(this, 'connection', {
        name,
        vpnGatewayId: props.vpnGatewayId,
        remoteVpnSiteId: siteId,
        internetSecurityEnabled: false,
        routing: {
          associatedRouteTable: props.defaultRouteTableId,
          propagatedRouteTable: {
            routeTableIds: [`${props.virtualHubId}/hubRouteTables/noneRouteTable`],
            // The label of that table: Azure answers with it, and a plan would want it gone for ever.
            labels: ['none'],
          },
          outboundRouteMapId: props.exportFilterId,
        },
        vpnLink: [
          {
            name: 'link',
            vpnSiteLinkId: linkId,
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
        timeouts: GATEWAY_TIMEOUTS,
        dependsOn: [props.after],
      }),
      props.connection,
    );
  }
}
