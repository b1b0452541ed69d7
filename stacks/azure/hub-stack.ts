import { ResourceGroup } from '@cdktf/provider-azurerm/lib/resource-group';
import type { Construct } from 'constructs';
import { AZURE_OUTPUTS } from '../../constructs/azure/names';
import { SecuredHub } from '../../constructs/azure/virtual-hub';
import { address } from '../../constructs/naming';
import type { AzureHubStackInput } from '../../plan/stacks/azure/hub';
import type { SynthContext } from '../synth-context';
import { AzureStack } from './azure-stack';
import { virtualHubImports } from './imports';

/** What all sites and VNets of an Azure hub share: virtual hub, firewall and its policy, VPN gateway, logs. */
export class AzureHubStack extends AzureStack {
  constructor(scope: Construct, input: AzureHubStackInput, context: SynthContext) {
    super(scope, input, context);
    const group = address(
      new ResourceGroup(this, 'group', {
        name: this.resourceGroupName,
        location: input.hub.region,
        tags: this.tags(),
        lifecycle: { preventDestroy: true },
      }),
      'hub',
    );
    const hub = new SecuredHub(this, 'secured-hub', {
      name: this.hubName,
      region: input.hub.region,
      resourceGroupName: group.name,
      virtualWanId: this.readOutput(input.wanStack, AZURE_OUTPUTS.virtualWanId),
      addressPrefix: input.addressPrefix,
      zones: input.zones,
      scaleUnits: input.scaleUnits,
      ...(input.expressRouteUnits === undefined ? {} : { expressRouteUnits: input.expressRouteUnits }),
      ...(input.expressRouteMayGo ? { expressRouteMayGo: input.expressRouteMayGo } : {}),
      ...(input.linkAddresses === undefined ? {} : { linkAddresses: input.linkAddresses }),
      publicAddresses: input.publicAddresses,
      privateRanges: input.privateRanges,
      dnsServers: input.dnsServers,
      logRetentionDays: input.logRetentionDays,
      ...(input.adopted === undefined ? {} : { adopted: input.adopted }),
      tags: this.tags(),
    });
    const imports = virtualHubImports(input);
    if (imports.length > 0) this.addOverride('import', imports);
    this.output(AZURE_OUTPUTS.virtualHubId, hub.virtualHubId, 'Id of the virtual hub.');
    this.output(AZURE_OUTPUTS.firewallId, hub.firewallId, 'Id of the firewall.');
    this.output(AZURE_OUTPUTS.firewallPolicyId, hub.firewallPolicyId, 'Id of the firewall policy.');
    this.output(AZURE_OUTPUTS.vpnGatewayId, hub.vpnGatewayId, 'Id of the VPN gateway.');
    this.output(AZURE_OUTPUTS.defaultRouteTableId, hub.defaultRouteTableId, 'Id of the hub’s own route table.');
    if (hub.expressRouteGatewayId !== undefined)
      this.output(AZURE_OUTPUTS.expressRouteGatewayId, hub.expressRouteGatewayId, 'Id of the ExpressRoute gateway.');
    for (const instance of [0, 1] as const)
      this.output(
        AZURE_OUTPUTS.gatewayAddress(instance),
        hub.gatewayAddresses[instance],
        `Public address of instance ${instance} of the VPN gateway.`,
      );
    this.output(
      AZURE_OUTPUTS.publicAddresses,
      hub.publicAddresses,
      'Public addresses of this hub, for allow-lists of suppliers.',
    );
    this.output(
      AZURE_OUTPUTS.gatewayInstances,
      hub.gatewayInstances,
      'What routers are set to: each instance’s tunnel addresses (public, and private for tunnels over circuits), and the address at which it speaks BGP (AS 65515).',
      false,
      {
        condition: hub.instancesInOrder,
        errorMessage:
          'The gateway lists its instances in another order than Instance0, Instance1: addresses here and tunnels of links would be those of the other one.',
      },
    );
  }
}
