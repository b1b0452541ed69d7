import { ExpressRouteGateway } from '@cdktf/provider-azurerm/lib/express-route-gateway';
import { Firewall } from '@cdktf/provider-azurerm/lib/firewall';
import { FirewallPolicy } from '@cdktf/provider-azurerm/lib/firewall-policy';
import { VirtualHub } from '@cdktf/provider-azurerm/lib/virtual-hub';
import { VpnGateway, type VpnGatewayBgpSettings } from '@cdktf/provider-azurerm/lib/vpn-gateway';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import { address } from '../naming';
import { AzureLogs } from './azure-logs';

export interface SecuredHubProps {
  /** Cloud-side name of all that the hub is made of, such as `cngw-production-uksouth`. */
  readonly name: string;
  readonly region: string;
  readonly resourceGroupName: string;
  readonly virtualWanId: string;
  /** The hub's own prefix, /24 or shorter; immutable. */
  readonly addressPrefix: string;
  /** Zones of the firewall; can't be changed later. Empty: it is not zone-redundant. */
  readonly zones: readonly string[];
  /** Scale units of the VPN gateway, 1 to 20 of 500 Mbps on each of its two instances. */
  readonly scaleUnits: number;
  /** Scale units of 2 Gbps of an ExpressRoute gateway; left out, no private circuit can end here. */
  readonly expressRouteUnits?: number;
  /** Whether Terraform may destroy the ExpressRoute gateway. @default - it is guarded */
  readonly expressRouteMayGo?: true;
  /** Inside addresses of tunnels between the clouds, by instance of the VPN gateway. @default - no other cloud is linked */
  readonly linkAddresses?: readonly [readonly string[], readonly string[]];
  /** Public addresses of the firewall: everybody at the hub leaves by them. */
  readonly publicAddresses: number;
  /** Prefixes that the firewall never translates; whatever is missing here is reached from the firewall's own address. */
  readonly privateRanges: readonly string[];
  /** Resolvers on the internet that the firewall asks for the names of its rules; none that knows a private name. Empty: Azure's own. */
  readonly dnsServers: readonly string[];
  readonly logRetentionDays: number;
  /** Hub and VPN gateway that were there before, whose names and groups can't change. @default - they are called like the rest, in its group */
  readonly adopted?: { readonly hub: Named; readonly gateway: Named };
  readonly tags: Readonly<Record<string, string>>;
}

/** Something in Azure by its name and group. */
interface Named {
  readonly name: string;
  readonly resourceGroup: string;
}

/** Changing a hub, a gateway or a firewall takes Azure up to an hour and a half. */
const LONG = { create: '180m', update: '180m', delete: '180m' } as const;
/** The only AS number that a VPN gateway of a virtual hub has. Source: learn.microsoft.com/azure/virtual-wan/virtual-wan-faq */
const GATEWAY_ASN = 65_515;

/**
 * A virtual hub with its firewall and VPN gateway, made one after the other: a hub takes one change at a time. The
 * firewall denies what no rule allows, and what Microsoft knows to be malicious whatever the rules say.
 */
export class SecuredHub extends Construct {
  readonly virtualHubId: string;
  readonly firewallId: string;
  readonly firewallPolicyId: string;
  readonly vpnGatewayId: string;
  readonly publicAddresses: string;
  readonly defaultRouteTableId: string;
  readonly expressRouteGatewayId: string | undefined;
  /** Public address of each instance of the VPN gateway. */
  readonly gatewayAddresses: readonly [string, string];
  /** Whether the provider lists the gateway's instances by their ids' order, as an expression: tunnels are paired by position. */
  readonly instancesInOrder: string;
  /** Of each of the gateway's two instances: where tunnels end and where BGP is spoken. */
  readonly gatewayInstances: Readonly<Record<string, { readonly tunnel: string; readonly bgp: string }>>;

  constructor(scope: Construct, id: string, props: SecuredHubProps) {
    super(scope, id);
    const { name, region: location, resourceGroupName } = props;
    const shared = { name, location, resourceGroupName, tags: props.tags, timeouts: LONG } as const;
    const keep = { lifecycle: { preventDestroy: true } } as const;
    const hub = address(
      new VirtualHub(this, 'hub', {
        ...shared,
        ...named(props.adopted?.hub),
        ...kept(props.adopted, 'virtual_wan_id'),
        virtualWanId: props.virtualWanId,
        addressPrefix: props.addressPrefix,
        sku: 'Standard',
        // A circuit carries tunnels: where it announces what a tunnel does too, by a slip, the tunnel is used (docs/adr/0013).
        hubRoutingPreference: 'VpnGateway',
      }),
      'hub',
    );
    const gateway = address(
      new VpnGateway(this, 'gateway', {
        ...shared,
        ...named(props.adopted?.gateway),
        ...kept(props.adopted, ...(props.linkAddresses ? [] : ['bgp_settings']), 'tags', 'virtual_hub_id'),
        virtualHubId: hub.id,
        scaleUnit: props.scaleUnits,
        routingPreference: 'Microsoft Network',
        // Written now, since adding it later replaces the gateway and every tunnel on it.
        bgpSettings: { asn: GATEWAY_ASN, peerWeight: 0, ...inTunnels(props.linkAddresses) },
      }),
      'hub',
    );
    const circuits =
      props.expressRouteUnits === undefined
        ? undefined
        : address(
            new ExpressRouteGateway(this, 'express-route', {
              ...shared,
              ...(props.expressRouteMayGo ? {} : keep),
              virtualHubId: hub.id,
              scaleUnits: props.expressRouteUnits,
              allowNonVirtualWanTraffic: false,
              dependsOn: [gateway],
            }),
            'hub',
          );
    const policy = address(
      new FirewallPolicy(this, 'policy', {
        name,
        location,
        resourceGroupName,
        tags: props.tags,
        sku: 'Standard',
        privateIpRanges: [...props.privateRanges],
        threatIntelligenceMode: 'Deny',
        dns: { proxyEnabled: true, ...(props.dnsServers.length === 0 ? {} : { servers: [...props.dnsServers] }) },
        lifecycle: { preventDestroy: true },
      }),
      'hub',
    );
    const firewall = address(
      new Firewall(this, 'firewall', {
        ...shared,
        ...keep,
        skuName: 'AZFW_Hub',
        skuTier: 'Standard',
        firewallPolicyId: policy.id,
        virtualHub: { virtualHubId: hub.id, publicIpCount: props.publicAddresses },
        ...(props.zones.length === 0 ? {} : { zones: [...props.zones] }),
        dependsOn: [circuits ?? gateway],
      }),
      'hub',
    );
    new AzureLogs(this, 'logs', {
      name,
      region: location,
      resourceGroupName,
      logRetentionDays: props.logRetentionDays,
      sources: { firewall: firewall.id, gateway: gateway.id },
      tags: props.tags,
    });
    this.virtualHubId = hub.id;
    this.firewallId = firewall.id;
    this.firewallPolicyId = policy.id;
    this.vpnGatewayId = gateway.id;
    this.publicAddresses = Fn.lookupNested(firewall.virtualHub, ['public_ip_addresses']) as string;
    this.defaultRouteTableId = hub.defaultRouteTableId;
    this.expressRouteGatewayId = circuits?.id;
    this.gatewayAddresses = [addressOf(0), addressOf(1)];
    this.instancesInOrder = `\${${[0, 1].map((instance) => `azurerm_vpn_gateway.hub.bgp_settings[0].instance_${instance}_bgp_peering_address[0].ip_configuration_id == "Instance${instance}"`).join(' && ')}}`;
    this.gatewayInstances = Object.fromEntries(
      [0, 1].map((instance) => {
        const at = `azurerm_vpn_gateway.hub.bgp_settings[0].instance_${instance}_bgp_peering_address[0]`;
        return [`instance_${instance}`, { tunnel: `\${${at}.tunnel_ips}`, bgp: `\${${at}.default_ips}` }];
      }),
    );
  }
}

/**
 * Guarded; what is taken over hangs on something that is spelled as Azure answers, and another case of it would force a new one. A gateway is not
 * written where nobody needs it: the provider sends its connections along without their keys (hashicorp/azurerm, vpn_gateway_resource.go).
 */
function kept(
  adopted: object | undefined,
  ...ignored: readonly string[]
): { readonly lifecycle: { readonly preventDestroy: boolean; readonly ignoreChanges?: string[] } } {
  return { lifecycle: { preventDestroy: true, ...(adopted === undefined ? {} : { ignoreChanges: [...ignored] }) } };
}

function named(there: Named | undefined): { readonly name?: string; readonly resourceGroupName?: string } {
  return there === undefined ? {} : { name: there.name, resourceGroupName: there.resourceGroup };
}

/** Azure takes addresses of its own choosing only from 169.254.21.0 to 169.254.22.255, and none for two instances. */
function inTunnels(addresses: SecuredHubProps['linkAddresses']): Partial<VpnGatewayBgpSettings> {
  if (!addresses) return {};
  const [first, second] = addresses;
  return {
    instance0BgpPeeringAddress: { customIps: [...first] },
    instance1BgpPeeringAddress: { customIps: [...second] },
  };
}

/** By its name: nobody says in which order the provider lists instances. */
function addressOf(instance: 0 | 1): string {
  return `\${one([for each in azurerm_vpn_gateway.hub.ip_configuration : each.public_ip_address if each.id == "Instance${instance}"])}`;
}
