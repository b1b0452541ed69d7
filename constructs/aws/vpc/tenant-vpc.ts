import { Ec2TransitGatewayRouteTableAssociation } from '@cdktf/provider-aws/lib/ec2-transit-gateway-route-table-association';
import { Ec2TransitGatewayRouteTablePropagation } from '@cdktf/provider-aws/lib/ec2-transit-gateway-route-table-propagation';
import { Ec2TransitGatewayVpcAttachment } from '@cdktf/provider-aws/lib/ec2-transit-gateway-vpc-attachment';
import { Ec2TransitGatewayVpcAttachmentAccepter } from '@cdktf/provider-aws/lib/ec2-transit-gateway-vpc-attachment-accepter';
import type { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { RamPrincipalAssociation } from '@cdktf/provider-aws/lib/ram-principal-association';
import { RamResourceAssociation } from '@cdktf/provider-aws/lib/ram-resource-association';
import { RamResourceShare } from '@cdktf/provider-aws/lib/ram-resource-share';
import { RamResourceShareAccepter } from '@cdktf/provider-aws/lib/ram-resource-share-accepter';
import { Route } from '@cdktf/provider-aws/lib/route';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { address, prefixName } from '../../naming';
import { resourceTags } from '../../tags';

/** What a VPC sends to the WAN: everything private. */
const PRIVATE = ['10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.168.0.0/16'] as const;
/** The internet, which leaves through the tenant's breakout. */
const DEFAULT = '0.0.0.0/0';

export interface TenantVpcProps {
  /** Terraform name of everything here: `council_social-care`. */
  readonly name: string;
  readonly tenant: string;
  readonly costCentre: string;
  readonly vpcId: string;
  /** One subnet per zone. A zone without one can't reach the WAN. */
  readonly subnetIds: readonly string[];
  /** The VPC's route tables that get routes to the WAN. */
  readonly routeTableIds: readonly string[];
  /** Whether the VPC keeps a way to the internet of its own. @default - its internet leaves through the WAN */
  readonly keepsDefaultRoute?: true;
  readonly transitGatewayId: string;
  readonly transitGatewayArn: string;
  readonly associatedTableId: string;
  readonly propagatedTableId: string;
  /** The account that owns the VPC, where it isn't the hub's. @default - the hub's account; nothing is shared */
  readonly owner?: {
    readonly accountId: string;
    readonly provider: AwsProvider;
    readonly outsideOrganisation: boolean;
  };
}

/**
 * A tenant's own VPC on the transit gateway. Attachment and the VPC's routes are made in the account that owns the
 * VPC, then accepted in the hub's, which also decides its tables: the tenant can't move itself.
 */
export class TenantVpc extends Construct {
  constructor(scope: Construct, id: string, props: TenantVpcProps) {
    super(scope, id);
    const tags = resourceTags({ name: props.name, tenant: props.tenant, costCentre: props.costCentre });
    const provider = props.owner ? { provider: props.owner.provider } : {};
    const shared = props.owner ? this.share(props, props.owner, tags) : [];
    const attachment = address(
      new Ec2TransitGatewayVpcAttachment(this, 'attachment', {
        ...provider,
        transitGatewayId: props.transitGatewayId,
        vpcId: props.vpcId,
        subnetIds: [...props.subnetIds],
        dnsSupport: 'enable',
        // On a shared transit gateway only its owner may say so; the accepter does.
        ...(props.owner
          ? {}
          : { transitGatewayDefaultRouteTableAssociation: false, transitGatewayDefaultRouteTablePropagation: false }),
        ...(shared.length > 0 ? { dependsOn: shared } : {}),
        tags,
      }),
      props.name,
    );
    const accepted: ITerraformDependable[] = [attachment];
    if (props.owner) {
      accepted.push(
        address(
          new Ec2TransitGatewayVpcAttachmentAccepter(this, 'accepter', {
            transitGatewayAttachmentId: attachment.id,
            transitGatewayDefaultRouteTableAssociation: false,
            transitGatewayDefaultRouteTablePropagation: false,
            tags,
          }),
          props.name,
        ),
      );
    }
    address(
      new Ec2TransitGatewayRouteTableAssociation(this, 'association', {
        transitGatewayAttachmentId: attachment.id,
        transitGatewayRouteTableId: props.associatedTableId,
        dependsOn: accepted,
      }),
      props.name,
    );
    address(
      new Ec2TransitGatewayRouteTablePropagation(this, 'propagation', {
        transitGatewayAttachmentId: attachment.id,
        transitGatewayRouteTableId: props.propagatedTableId,
        dependsOn: accepted,
      }),
      props.name,
    );
    const prefixes = props.keepsDefaultRoute ? PRIVATE : [DEFAULT, ...PRIVATE];
    for (const routeTableId of props.routeTableIds) {
      for (const destinationCidrBlock of prefixes) {
        const name = `${props.name}_${routeTableId}_${prefixName(destinationCidrBlock)}`;
        address(
          new Route(this, name, {
            ...provider,
            routeTableId,
            destinationCidrBlock,
            transitGatewayId: props.transitGatewayId,
            dependsOn: accepted,
          }),
          name,
        );
      }
    }
  }

  /** Shares the transit gateway with the account; within one organisation that is enough, outside it must be accepted. */
  private share(
    props: TenantVpcProps,
    owner: NonNullable<TenantVpcProps['owner']>,
    tags: Record<string, string>,
  ): ITerraformDependable[] {
    const share = address(
      new RamResourceShare(this, 'share', {
        name: props.name,
        allowExternalPrincipals: owner.outsideOrganisation,
        tags,
      }),
      props.name,
    );
    const resource = address(
      new RamResourceAssociation(this, 'share-resource', {
        resourceArn: props.transitGatewayArn,
        resourceShareArn: share.arn,
      }),
      props.name,
    );
    const principal = address(
      new RamPrincipalAssociation(this, 'share-principal', { principal: owner.accountId, resourceShareArn: share.arn }),
      props.name,
    );
    if (!owner.outsideOrganisation) return [resource, principal];
    const accepter = address(
      new RamResourceShareAccepter(this, 'share-accepter', {
        provider: owner.provider,
        shareArn: principal.resourceShareArn,
      }),
      props.name,
    );
    return [resource, principal, accepter];
  }
}
