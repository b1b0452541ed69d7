import { ExpressRouteCircuit } from '@cdktf/provider-azurerm/lib/express-route-circuit';
import { ExpressRouteCircuitPeering } from '@cdktf/provider-azurerm/lib/express-route-circuit-peering';
import { ExpressRouteConnection } from '@cdktf/provider-azurerm/lib/express-route-connection';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { ExpressRouteInput } from '../../plan/stacks/azure/datacentre';
import { address, fittingName } from '../naming';
import { AZURE_NAME } from './names';

export interface ExpressRouteProps {
  /** First part of cloud-side names: `cngw-production-dc-crewe`. */
  readonly name: string;
  readonly region: string;
  readonly resourceGroupName: string;
  readonly circuit: ExpressRouteInput;
  /** AS number of the datacentre's router, of two bytes. */
  readonly asn: number;
  readonly expressRouteGatewayId: string;
  /** Needed once it is connected. @default - nothing is connected yet */
  readonly routing?: CircuitRouting;
  /** A sensitive value, by which the owner of an offered circuit lets it be used. @default - the circuit is our own */
  readonly authorizationKey?: string;
  /** What was connected before, since a hub takes one change at a time. */
  readonly after: ITerraformDependable | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** How a circuit is joined to its hub: as routing intent does it by itself, with maps for both directions. */
export interface CircuitRouting {
  readonly virtualHubId: string;
  readonly defaultRouteTableId: string;
  /** Route map of what is learned from circuits: where tunnels end. */
  readonly inboundFilterId: string;
  /** Route map of what circuits are told: where the gateway is. */
  readonly outboundFilterId: string;
}

/** Each change of a hub takes Azure up to half an hour, and waits for those before it. */
const LONG = { create: '180m', update: '180m', delete: '180m' } as const;

/**
 * A circuit to a hub. One of our own is ordered first; its private peering and connection are made once the provider has
 * set it up. It carries tunnels and nothing else, and is told of no default route: what a datacentre announces in clear, by a
 * slip, is dropped by the hub. Associated and propagated as routing intent does it by itself, since a map can't be named
 * without. Sources: learn.microsoft.com/azure/virtual-wan/how-to-routing-policies; virtual-wan/route-maps-about
 */
export class ExpressRoute extends Construct {
  /** Absent while the provider has still to set it up. */
  readonly made: ITerraformDependable | undefined;
  /** By which the provider finds the order; a sensitive value. Absent where the circuit is somebody else's. */
  readonly serviceKey: string | undefined;

  constructor(scope: Construct, id: string, props: ExpressRouteProps) {
    super(scope, id);
    const { circuit } = props;
    const own = this.ordered(props);
    this.serviceKey = own?.serviceKey;
    const peering = circuit.from.type === 'offered' ? circuit.from.peeringId : own?.peering;
    if (peering === undefined) return;
    if (!props.routing) throw new Error(`${circuit.id} would be connected without filters`);
    this.made = address(
      new ExpressRouteConnection(this, 'connection', {
        name: fittingName(`${props.name}-${circuit.id}`, AZURE_NAME),
        expressRouteGatewayId: props.expressRouteGatewayId,
        expressRouteCircuitPeeringId: peering,
        enableInternetSecurity: false,
        routingWeight: circuit.routingWeight,
        routing: {
          associatedRouteTableId: props.routing.defaultRouteTableId,
          propagatedRouteTable: {
            routeTableIds: [`${props.routing.virtualHubId}/hubRouteTables/noneRouteTable`],
            labels: ['none'],
          },
          inboundRouteMapId: props.routing.inboundFilterId,
          outboundRouteMapId: props.routing.outboundFilterId,
        },
        ...(props.authorizationKey === undefined ? {} : { authorizationKey: props.authorizationKey }),
        timeouts: LONG,
        ...(props.after === undefined ? {} : { dependsOn: [props.after] }),
      }),
      circuit.id,
    );
  }

  private ordered({
    name,
    region,
    resourceGroupName,
    circuit: { id, mbps, mayGo, from },
    asn,
    tags,
  }: ExpressRouteProps): { readonly serviceKey: string; readonly peering: string | undefined } | undefined {
    if (from.type === 'offered') return undefined;
    const circuit = address(
      new ExpressRouteCircuit(this, 'circuit', {
        name: fittingName(`${name}-${id}`, AZURE_NAME),
        location: region,
        resourceGroupName,
        serviceProviderName: from.provider,
        peeringLocation: from.location,
        bandwidthInMbps: mbps,
        sku: { tier: 'Standard', family: 'MeteredData' },
        allowClassicOperations: false,
        tags: { ...tags },
        timeouts: LONG,
        // A circuit takes months to get back.
        ...(mayGo ? {} : { lifecycle: { preventDestroy: true } }),
      }),
      id,
    );
    if (!from.provisioned) return { serviceKey: circuit.serviceKey, peering: undefined };
    const peering = address(
      new ExpressRouteCircuitPeering(this, 'peering', {
        peeringType: 'AzurePrivatePeering',
        expressRouteCircuitName: circuit.name,
        resourceGroupName,
        peerAsn: asn,
        vlanId: from.vlan,
        primaryPeerAddressPrefix: from.primary,
        secondaryPeerAddressPrefix: from.secondary,
        ipv4Enabled: true,
        timeouts: LONG,
      }),
      id,
    );
    return { serviceKey: circuit.serviceKey, peering: peering.id };
  }
}
