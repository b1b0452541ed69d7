import { VpnGatewayConnection } from '@cdktf/provider-azurerm/lib/vpn-gateway-connection';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { address, fittingName } from '../naming';
import { ipsecPolicy } from './ipsec-policy';
import { AZURE_NAME } from './names';
import { GATEWAY_TIMEOUTS, type OneLinkProps, oneLinkSite, type OtherEnd } from './one-link-site';

export interface SiteVpnProps extends OneLinkProps {
  /** Part of cloud-side names. Can't change in place, so a site with a new id keeps its old one. */
  readonly deviceName: string;
  /** The router's public address, or the name that follows it. */
  readonly endpoint: OtherEnd['endpoint'];
  /** The router's loopback, to which BGP is spoken. */
  readonly loopback: string;
  /** Whether the tunnels run over a circuit, to private addresses of the gateway. @default - over the internet */
  readonly overCircuit?: boolean;
  /** Who provides the line. */
  readonly supplier: string;
  readonly router: string;
  /** Whether the site's internet leaves here: only then is it told of a default route. */
  readonly internetSecurity: boolean;
}

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
    const { siteId, linkId } = oneLinkSite(this, name, props, {
      vendor: props.router,
      provider: props.supplier,
      endpoint: props.endpoint,
      peer: props.loopback,
    });
    this.made = address(
      new VpnGatewayConnection(this, 'connection', {
        name,
        vpnGatewayId: props.vpnGatewayId,
        remoteVpnSiteId: siteId,
        internetSecurityEnabled: props.internetSecurity,
        vpnLink: [
          {
            name: 'link',
            vpnSiteLinkId: linkId,
            protocol: 'IKEv2',
            connectionMode: 'Default',
            bandwidthMbps: props.mbps,
            ...(props.overCircuit === true ? { localAzureIpAddressEnabled: true } : {}),
            bgpEnabled: true,
            sharedKey: props.sharedKey,
            ipsecPolicy: [ipsecPolicy(props.crypto)],
          },
        ],
        timeouts: GATEWAY_TIMEOUTS,
        ...(props.after === undefined ? {} : { dependsOn: [props.after] }),
      }),
      props.connection,
    );
  }
}
