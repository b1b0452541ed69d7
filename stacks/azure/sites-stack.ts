import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { AZURE_OUTPUTS } from '../../constructs/azure/names';
import { SiteVpn } from '../../constructs/azure/site-vpn';
import type { AzureConnectionInput, AzureSitesStackInput } from '../../plan/stacks/azure/sites';
import type { SynthContext } from '../synth-context';
import { AzureStack } from './azure-stack';
import { vpnSiteImports } from './imports';

/** Resource types of one connection: what moves when a site's id changes. */
const CONNECTION_TYPES = ['azurerm_vpn_gateway_connection', 'azurerm_vpn_site'] as const;

/** Sites of one stack at an Azure hub. Keys come in from outside, as one sensitive variable, by connection. */
export class AzureSitesStack extends AzureStack {
  constructor(scope: Construct, input: AzureSitesStackInput, context: SynthContext) {
    super(scope, input, context);
    const virtualWanId = this.readOutput(input.wanStack, AZURE_OUTPUTS.virtualWanId);
    const vpnGatewayId = this.readOutput(input.hubStack, AZURE_OUTPUTS.vpnGatewayId);
    const keys = this.sharedKeys(input.connections.map((connection) => connection.name));
    const sites = new Map<string, Construct>();
    let after: ITerraformDependable | undefined;
    for (const connection of input.connections) {
      const site = sites.get(connection.site) ?? new Construct(this, connection.site);
      sites.set(connection.site, site);
      after = new SiteVpn(site, `${connection.tenant}_${connection.circuit}`, {
        prefix: this.prefix,
        connection: connection.name,
        deviceName: connection.deviceName,
        asn: connection.asn,
        endpoint: connection.endpoint,
        loopback: connection.loopback,
        crypto: connection.crypto,
        mbps: connection.mbps,
        supplier: connection.supplier,
        router: connection.router,
        internetSecurity: connection.isHome,
        sharedKey: `\${${keys.fqn}["${connection.name}"]}`,
        virtualWanId,
        vpnGatewayId,
        resourceGroupName: this.resourceGroupName,
        region: input.hub.region,
        after,
        ...(connection.adopted === undefined ? {} : { adopted: connection.adopted }),
        tags: this.tags({ tenant: connection.tenant, site: connection.site, costCentre: connection.costCentre }),
      }).made;
    }
    const moved = input.connections.flatMap(movedBlocks);
    if (moved.length > 0) this.addOverride('moved', moved);
    const imports = input.connections.flatMap(vpnSiteImports);
    if (imports.length > 0) this.addOverride('import', imports);
  }
}

/** A site with a new id keeps its resources: Terraform is told that they have moved. */
function movedBlocks({ was, name }: AzureConnectionInput): readonly { from: string; to: string }[] {
  if (was === undefined) return [];
  return CONNECTION_TYPES.map((type) => ({ from: `${type}.${was}`, to: `${type}.${name}` }));
}
