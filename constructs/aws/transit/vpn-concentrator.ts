import { Ec2TransitGatewayRouteTableAssociation } from '@cdktf/provider-aws/lib/ec2-transit-gateway-route-table-association';
import { Ec2TransitGatewayRouteTablePropagation } from '@cdktf/provider-aws/lib/ec2-transit-gateway-route-table-propagation';
import { VpnConcentrator as VpnConcentratorResource } from '@cdktf/provider-aws/lib/vpn-concentrator';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { address } from '../../naming';
import { resourceTags } from '../../tags';

export interface VpnConcentratorProps {
  /** Cloud-side name. */
  readonly name: string;
  /** Terraform name, such as `schools-1`. */
  readonly concentrator: string;
  /** The one tenant it serves: all its connections share one attachment, and so one table. */
  readonly tenant: string;
  readonly costCentre: string;
  readonly transitGatewayId: string;
  readonly associatedTableId: string;
  readonly propagatedTableId: string;
  /** Whether Terraform may destroy it. @default - it is guarded */
  readonly mayGo?: true;
  /** The concentrator that is made first. @default - this one is the first */
  readonly after?: ITerraformDependable;
}

/**
 * A VPN concentrator: up to 100 sites of one tenant behind one transit gateway attachment, 5 Gbps together and
 * 100 Mbps each. Association and propagation are made once, here; a site's connection only names the concentrator.
 * Source: docs.aws.amazon.com/vpn/latest/s2svpn/vpn-limits.html
 */
export class VpnConcentrator extends Construct {
  readonly made: ITerraformDependable;
  readonly concentratorId: string;

  constructor(scope: Construct, id: string, props: VpnConcentratorProps) {
    super(scope, id);
    const concentrator = address(
      new VpnConcentratorResource(this, 'concentrator', {
        type: 'ipsec.1',
        transitGatewayId: props.transitGatewayId,
        tags: resourceTags({ name: props.name, tenant: props.tenant, costCentre: props.costCentre }),
        // Several at once meet "maximum number of mutating objects", which the provider does not try again.
        ...(props.after === undefined ? {} : { dependsOn: [props.after] }),
        ...(props.mayGo ? {} : { lifecycle: { preventDestroy: true } }),
      }),
      props.concentrator,
    );
    address(
      new Ec2TransitGatewayRouteTableAssociation(this, 'association', {
        transitGatewayAttachmentId: concentrator.transitGatewayAttachmentId,
        transitGatewayRouteTableId: props.associatedTableId,
      }),
      props.concentrator,
    );
    address(
      new Ec2TransitGatewayRouteTablePropagation(this, 'propagation', {
        transitGatewayAttachmentId: concentrator.transitGatewayAttachmentId,
        transitGatewayRouteTableId: props.propagatedTableId,
      }),
      props.concentrator,
    );
    this.made = concentrator;
    this.concentratorId = concentrator.vpnConcentratorId;
  }
}
