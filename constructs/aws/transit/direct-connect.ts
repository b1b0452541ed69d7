import { DxConnection } from '@cdktf/provider-aws/lib/dx-connection';
import { DxConnectionConfirmation } from '@cdktf/provider-aws/lib/dx-connection-confirmation';
import { DxGateway } from '@cdktf/provider-aws/lib/dx-gateway';
import { DxGatewayAssociation } from '@cdktf/provider-aws/lib/dx-gateway-association';
import { DxMacsecKeyAssociation } from '@cdktf/provider-aws/lib/dx-macsec-key-association';
import { DxTransitVirtualInterface } from '@cdktf/provider-aws/lib/dx-transit-virtual-interface';
import { Ec2TransitGatewayRouteTableAssociation } from '@cdktf/provider-aws/lib/ec2-transit-gateway-route-table-association';
import { Ec2TransitGatewayRouteTablePropagation } from '@cdktf/provider-aws/lib/ec2-transit-gateway-route-table-propagation';
import { Construct } from 'constructs';
import type { DirectConnectInput } from '../../../plan/stacks/aws/datacentre';
import { address } from '../../naming';
import { resourceTags } from '../../tags';

export interface DirectConnectProps {
  /** Cloud-side name of the gateway, and first part of the others. */
  readonly name: string;
  /** AS number of the Direct Connect gateway; never the transit gateway's. */
  readonly gatewayAsn: number;
  /** AS number of the datacentre's router. */
  readonly asn: number;
  readonly circuits: readonly DirectConnectInput[];
  /** All that the datacentre is told of over its circuits, literally. */
  readonly allowedPrefixes: readonly string[];
  readonly transitGatewayId: string;
  /** The table of Direct Connect gateways, which leads to ends of tunnels and nowhere else. */
  readonly tableId: string;
}

/** Both ends of a circuit's session, with their lengths. */
export interface CircuitEnds {
  /** The router's. */
  readonly own: string;
  /** AWS's. */
  readonly peer: string;
}

/** Largest frame of a transit interface. Source: docs.aws.amazon.com/directconnect/latest/UserGuide/set-jumbo-frames-vif.html */
const JUMBO_MTU = 8_500;

/**
 * A datacentre's circuits, joined by one Direct Connect gateway to the transit gateway. They carry tunnels: in their
 * table there is nothing but the ends of these, so what is not in a tunnel reaches nobody. AWS makes the BGP keys.
 */
export class DirectConnect extends Construct {
  /** Attachment of the gateway, which carries tunnels. */
  readonly attachmentId: string;
  /** By circuit that is up: the addresses that AWS has chosen on it, as expressions. Never the key of its session. */
  readonly ends: Readonly<Record<string, CircuitEnds>>;

  constructor(scope: Construct, id: string, props: DirectConnectProps) {
    super(scope, id);
    const kept = guard(props.circuits.every((circuit) => circuit.mayGo));
    const gateway = address(
      new DxGateway(this, 'gateway', {
        name: props.name,
        amazonSideAsn: String(props.gatewayAsn),
        ...kept,
      }),
      'datacentre',
    );
    this.ends = Object.fromEntries(
      props.circuits.flatMap((circuit) => {
        const ends = this.circuit(circuit, props, gateway.id);
        return ends ? [[circuit.id, ends] as const] : [];
      }),
    );
    const association = address(
      new DxGatewayAssociation(this, 'association', {
        dxGatewayId: gateway.id,
        associatedGatewayId: props.transitGatewayId,
        allowedPrefixes: [...props.allowedPrefixes],
        ...kept,
      }),
      'datacentre',
    );
    this.attachmentId = association.transitGatewayAttachmentId;
    const place = {
      transitGatewayAttachmentId: this.attachmentId,
      transitGatewayRouteTableId: props.tableId,
    } as const;
    address(new Ec2TransitGatewayRouteTableAssociation(this, 'table', place), 'datacentre');
    address(new Ec2TransitGatewayRouteTablePropagation(this, 'propagation', place), 'datacentre');
  }

  private circuit(
    circuit: DirectConnectInput,
    props: DirectConnectProps,
    dxGatewayId: string,
  ): CircuitEnds | undefined {
    const { id, vlan } = circuit;
    const name = `${props.name}-${id}`;
    const connectionId = this.connectionId(circuit, name);
    if (!circuit.isUp) return undefined;
    const made = address(
      new DxTransitVirtualInterface(this, `interface-${id}`, {
        name,
        connectionId,
        dxGatewayId,
        vlan,
        addressFamily: 'ipv4',
        bgpAsn: props.asn,
        mtu: JUMBO_MTU,
        tags: resourceTags({ name }),
      }),
      id,
    );
    return { own: made.customerAddress, peer: made.amazonAddress };
  }

  private connectionId(circuit: DirectConnectInput, name: string): string {
    const { id, port } = circuit;
    switch (port.type) {
      case 'hosted':
        return this.accepted(id, port.connectionId);
      case 'dedicated':
        return this.ordered(circuit, name, port);
      case 'shared':
        return `\${aws_dx_connection.${port.with}.id}`;
    }
  }

  /** A partner's offer, taken. */
  private accepted(id: string, connectionId: string): string {
    return address(new DxConnectionConfirmation(this, `confirmation-${id}`, { connectionId }), id).connectionId;
  }

  /**
   * A port of our own; a MACsec key and a mode can be given to one that is available, and to no other: an order carries
   * neither. Source: github.com/hashicorp/terraform-provider-aws internal/service/directconnect/connection.go (create)
   */
  private ordered(
    { id, isUp, mayGo }: DirectConnectInput,
    name: string,
    { location, bandwidth, macsec }: Extract<DirectConnectInput['port'], { type: 'dedicated' }>,
  ): string {
    const connection = address(
      new DxConnection(this, `connection-${id}`, {
        name,
        location,
        bandwidth,
        ...(macsec === undefined ? {} : { requestMacsec: true }),
        ...(macsec !== undefined && isUp ? { encryptionMode: macsec.encryption } : {}),
        tags: resourceTags({ name }),
        ...guard(mayGo),
      }),
      id,
    );
    if (isUp && macsec?.secretArn !== undefined)
      address(
        new DxMacsecKeyAssociation(this, `macsec-${id}`, { connectionId: connection.id, secretArn: macsec.secretArn }),
        id,
      );
    return connection.id;
  }
}

/** A port takes months to get back: it is destroyed once it has been leaving, and never before. */
function guard(mayGo: boolean): { readonly lifecycle?: { readonly preventDestroy: true } } {
  return mayGo ? {} : { lifecycle: { preventDestroy: true } };
}
