import { VpnGatewayConnection } from '@cdktf/provider-azurerm/lib/vpn-gateway-connection';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { AdoptedAzureInput } from '../../plan/stacks/azure/sites';
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
  /** What was there before: names of it can't change in place. @default - this makes it */
  readonly adopted?: AdoptedAzureInput;
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
    const { adopted } = props;
    const { siteId, linkId } = oneLinkSite(this, adopted?.site.name ?? name, props, {
      vendor: props.router,
      provider: props.supplier,
      endpoint: props.endpoint,
      peer: props.loopback,
      ...(adopted === undefined
        ? {}
        : { there: { resourceGroup: adopted.site.resourceGroup, link: adopted.link, keeps: adopted.keepsOptions } }),
    });
    this.made = address(
      new VpnGatewayConnection(this, 'connection', {
        name: adopted?.connection.name ?? name,
        vpnGatewayId: props.vpnGatewayId,
        remoteVpnSiteId: siteId,
        internetSecurityEnabled: props.internetSecurity,
        vpnLink: [
          {
            name: adopted?.linkConnection ?? 'link',
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
        ...(adopted === undefined ? {} : { lifecycle: { ignoreChanges: [...ignoredOf(adopted)] } }),
        ...(props.after === undefined ? {} : { dependsOn: [props.after] }),
      }),
      props.connection,
    );
  }
}

/**
 * What it hangs on is spelled as Azure answers, and another case of it would force a new one. Until somebody settles it nothing of it is
 * written at all: the provider would send back what it has read, and keys are not read. Source: hashicorp/azurerm, vpn_gateway_connection_resource.go
 */
function ignoredOf({ keepsOptions }: AdoptedAzureInput): readonly string[] {
  const kept = keepsOptions ? ['internet_security_enabled', 'traffic_selector_policy', 'vpn_link'] : [];
  return [...kept, 'remote_vpn_site_id', 'vpn_gateway_id'].sort();
}
