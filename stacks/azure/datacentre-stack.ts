import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { type CircuitRouting, ExpressRoute } from '../../constructs/azure/express-route';
import { AZURE_OUTPUTS } from '../../constructs/azure/names';
import { RouteFilter } from '../../constructs/azure/route-filter';
import { SiteVpn } from '../../constructs/azure/site-vpn';
import type { AzureDatacentreStackInput } from '../../plan/stacks/azure/datacentre';
import type { SynthContext } from '../synth-context';
import { AzureStack } from './azure-stack';

/** Written by whoever owns the circuit: a GUID. Source: registry, azurerm_express_route_circuit_authorization */
const AUTHORISATION = '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$';

/** One datacentre at an Azure hub: circuits, every tenant's own tunnels over them, and those that take over when they are down. */
export class AzureDatacentreStack extends AzureStack {
  private last: ITerraformDependable | undefined;

  constructor(
    scope: Construct,
    private readonly datacentre: AzureDatacentreStackInput,
    context: SynthContext,
  ) {
    super(scope, datacentre, context);
    if (datacentre.circuits.length > 0) this.circuits();
    if (datacentre.tunnels.length > 0) this.tunnels();
  }

  private circuits(): void {
    const { hubStack, datacentre, asn, hub, circuits } = this.datacentre;
    const expressRouteGatewayId = this.readOutput(hubStack, AZURE_OUTPUTS.expressRouteGatewayId);
    const offered = circuits.flatMap(({ id, from }) => (from.type === 'offered' ? [id] : []));
    const authorisations = offered.length === 0 ? undefined : this.authorisations(offered);
    const routing = this.filters(circuits.some(({ from }) => from.type === 'offered' || from.provisioned));
    for (const circuit of circuits) {
      const made = new ExpressRoute(this, `circuit-${circuit.id}`, {
        name: `${this.prefix}-${datacentre}`,
        region: hub.region,
        resourceGroupName: this.resourceGroupName,
        circuit,
        asn,
        expressRouteGatewayId,
        ...(routing ? { routing } : {}),
        ...(circuit.from.type === 'own' ? {} : { authorizationKey: `\${${authorisations ?? ''}["${circuit.id}"]}` }),
        after: this.last,
        tags: this.tags({ site: datacentre }),
      });
      this.last = made.made ?? this.last;
      if (made.serviceKey !== undefined)
        this.output(
          `service_key_${circuit.id}`,
          made.serviceKey,
          `What the provider of ${circuit.id} is told to set it up.`,
          true,
        );
    }
  }

  /** Route maps that let tunnels' ends in and the gateway's prefix out; none while nothing is connected. */
  private filters(isConnected: boolean): CircuitRouting | undefined {
    if (!isConnected) return undefined;
    const { hubStack, datacentre, told, learned } = this.datacentre;
    const virtualHubId = this.readOutput(hubStack, AZURE_OUTPUTS.virtualHubId);
    const filter = (way: 'from' | 'to', passed: string): RouteFilter => {
      const made = new RouteFilter(this, `circuits-${way}`, {
        terraformName: `circuits-${way}`,
        name: `circuits-${way}-${datacentre}`,
        virtualHubId,
        passed: [passed],
        ...(this.last === undefined ? {} : { after: this.last }),
      });
      this.last = made.made;
      return made;
    };
    return {
      virtualHubId,
      defaultRouteTableId: this.readOutput(hubStack, AZURE_OUTPUTS.defaultRouteTableId),
      inboundFilterId: filter('from', learned).id,
      outboundFilterId: filter('to', told).id,
    };
  }

  private tunnels(): void {
    const { hubStack, wanStack, datacentre, asn, hub, tunnels } = this.datacentre;
    const virtualWanId = this.readOutput(wanStack, AZURE_OUTPUTS.virtualWanId);
    const vpnGatewayId = this.readOutput(hubStack, AZURE_OUTPUTS.vpnGatewayId);
    const keys = this.sharedKeys(tunnels.map(({ name }) => name));
    for (const tunnel of tunnels)
      this.last = new SiteVpn(this, `${tunnel.tenant}_${tunnel.way}`, {
        prefix: this.prefix,
        connection: tunnel.name,
        deviceName: tunnel.name,
        asn,
        endpoint: { address: tunnel.address },
        loopback: tunnel.peer,
        ...(tunnel.way === 'direct' ? { overCircuit: true } : {}),
        crypto: tunnel.crypto,
        mbps: tunnel.mbps,
        supplier: tunnel.way === 'direct' ? 'ExpressRoute' : 'internet',
        router: 'datacentre',
        // A datacentre's internet leaves elsewhere.
        internetSecurity: false,
        sharedKey: `\${${keys.fqn}["${tunnel.name}"]}`,
        virtualWanId,
        vpnGatewayId,
        resourceGroupName: this.resourceGroupName,
        region: hub.region,
        after: this.last,
        tags: this.tags({ tenant: tunnel.tenant, site: datacentre, costCentre: tunnel.costCentre }),
      }).made;
  }

  /** A key that lets another subscription's circuit be used comes from outside, like every secret. */
  private authorisations(ids: readonly string[]): string {
    const list = ids.map((id) => `"${id}"`).join(', ');
    const { fqn } = this.variable('authorisation_keys', {
      type: 'map(string)',
      sensitive: true,
      nullable: false,
      description:
        'Authorisation of each offered circuit, by its id. Set TF_VAR_authorisation_keys; see docs/secrets.md.',
      validation: [
        {
          condition: `\${alltrue([for id in [${list}] : can(regex("${AUTHORISATION}", var.authorisation_keys[id]))])}`,
          errorMessage: `Every offered circuit of ${this.node.id} needs the authorisation key that its owner made: docs/secrets.md.`,
        },
      ],
    });
    return fqn;
  }
}
