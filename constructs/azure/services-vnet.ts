import { PrivateDnsResolver } from '@cdktf/provider-azurerm/lib/private-dns-resolver';
import { PrivateDnsResolverDnsForwardingRuleset } from '@cdktf/provider-azurerm/lib/private-dns-resolver-dns-forwarding-ruleset';
import { PrivateDnsResolverForwardingRule } from '@cdktf/provider-azurerm/lib/private-dns-resolver-forwarding-rule';
import { PrivateDnsResolverInboundEndpoint } from '@cdktf/provider-azurerm/lib/private-dns-resolver-inbound-endpoint';
import { PrivateDnsResolverOutboundEndpoint } from '@cdktf/provider-azurerm/lib/private-dns-resolver-outbound-endpoint';
import { PrivateDnsResolverVirtualNetworkLink } from '@cdktf/provider-azurerm/lib/private-dns-resolver-virtual-network-link';
import { PrivateDnsZone } from '@cdktf/provider-azurerm/lib/private-dns-zone';
import { PrivateDnsZoneVirtualNetworkLink } from '@cdktf/provider-azurerm/lib/private-dns-zone-virtual-network-link';
import { Subnet } from '@cdktf/provider-azurerm/lib/subnet';
import { VirtualNetwork } from '@cdktf/provider-azurerm/lib/virtual-network';
import { Construct } from 'constructs';
import type { ForwardingRule } from '../../plan/dns/azure-dns';
import { address, fittingName } from '../naming';
import { AZURE_NAME } from './names';

export interface ServicesVnetProps {
  readonly name: string;
  readonly region: string;
  readonly resourceGroupName: string;
  readonly cidr: string;
  /** Subnet of the inbound endpoint, and the address in it that sites ask. */
  readonly inbound: { readonly subnet: string; readonly address: string };
  /** Subnet of the outbound endpoint. */
  readonly outbound: string;
  readonly forwarding: readonly ForwardingRule[];
  /** Names that are resolved for nobody, with all below them. */
  readonly refused: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Operations' VNet at a hub: the resolver that sites and VNets ask, and where its queries go on to. Suppliers' Private
 * Endpoints get subnets of their own in it.
 */
export class ServicesVnet extends Construct {
  readonly vnetId: string;
  private readonly vnetName: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ServicesVnetProps,
  ) {
    super(scope, id);
    const { name, region: location, resourceGroupName, tags } = props;
    const shared = { name, location, resourceGroupName, tags } as const;
    const vnet = address(
      new VirtualNetwork(this, 'vnet', { ...shared, addressSpace: [props.cidr], lifecycle: { preventDestroy: true } }),
      'services',
    );
    this.vnetId = vnet.id;
    this.vnetName = vnet.name;
    const resolver = address(
      new PrivateDnsResolver(this, 'resolver', { ...shared, virtualNetworkId: vnet.id }),
      'services',
    );
    address(
      new PrivateDnsResolverInboundEndpoint(this, 'inbound-endpoint', {
        name: 'inbound',
        location,
        tags,
        privateDnsResolverId: resolver.id,
        ipConfigurations: {
          subnetId: this.subnet('inbound', props.inbound.subnet, true),
          privateIpAllocationMethod: 'Static',
          privateIpAddress: props.inbound.address,
        },
        // Sites hold this address: a new one would leave them all without names.
        lifecycle: { preventDestroy: true },
      }),
      'inbound',
    );
    const outbound = address(
      new PrivateDnsResolverOutboundEndpoint(this, 'outbound-endpoint', {
        name: 'outbound',
        location,
        tags,
        privateDnsResolverId: resolver.id,
        subnetId: this.subnet('outbound', props.outbound, true),
      }),
      'outbound',
    );
    this.forward(outbound.id);
    for (const zone of props.refused) this.refuse(zone);
  }

  /** A subnet, delegated to the resolver or open to Private Endpoints; its packets to and from endpoints obey routes. */
  subnet(name: string, prefix: string, delegated: boolean): string {
    return address(
      new Subnet(this, `subnet-${name}`, {
        name,
        resourceGroupName: this.props.resourceGroupName,
        virtualNetworkName: this.vnetName,
        addressPrefixes: [prefix],
        defaultOutboundAccessEnabled: false,
        ...(delegated
          ? {
              delegation: [
                {
                  name: 'resolver',
                  serviceDelegation: {
                    name: 'Microsoft.Network/dnsResolvers',
                    actions: ['Microsoft.Network/virtualNetworks/subnets/join/action'],
                  },
                },
              ],
            }
          : { privateEndpointNetworkPolicies: 'Enabled' }),
      }),
      name,
    ).id;
  }

  /** An empty zone: Azure asks it before any rule, and it knows nothing. */
  private refuse(zone: string): void {
    const { resourceGroupName, tags } = this.props;
    const name = `refused_${zone.replaceAll('.', '_')}`;
    const made = address(new PrivateDnsZone(this, name, { name: zone, resourceGroupName, tags }), name);
    address(
      new PrivateDnsZoneVirtualNetworkLink(this, `link-${name}`, {
        name: 'services',
        resourceGroupName,
        privateDnsZoneName: made.name,
        virtualNetworkId: this.vnetId,
        registrationEnabled: false,
        tags,
      }),
      name,
    );
  }

  private forward(outboundId: string): void {
    const { name, region: location, resourceGroupName, forwarding, tags } = this.props;
    const ruleset = address(
      new PrivateDnsResolverDnsForwardingRuleset(this, 'ruleset', {
        name,
        location,
        resourceGroupName,
        tags,
        privateDnsResolverOutboundEndpointIds: [outboundId],
      }),
      'services',
    );
    for (const rule of forwarding)
      address(
        new PrivateDnsResolverForwardingRule(this, `forward-${rule.name}`, {
          name: fittingName(rule.name, AZURE_NAME),
          dnsForwardingRulesetId: ruleset.id,
          domainName: rule.domainName,
          enabled: true,
          targetDnsServers: rule.targets.map((ipAddress) => ({ ipAddress, port: 53 })),
        }),
        rule.name,
      );
    address(
      new PrivateDnsResolverVirtualNetworkLink(this, 'link', {
        name: 'services',
        dnsForwardingRulesetId: ruleset.id,
        virtualNetworkId: this.vnetId,
      }),
      'services',
    );
  }
}
