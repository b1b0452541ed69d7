import { DefaultSecurityGroup } from '@cdktf/provider-aws/lib/default-security-group';
import { Ec2TransitGatewayRoute } from '@cdktf/provider-aws/lib/ec2-transit-gateway-route';
import { Ec2TransitGatewayRouteTableAssociation } from '@cdktf/provider-aws/lib/ec2-transit-gateway-route-table-association';
import { Ec2TransitGatewayVpcAttachment } from '@cdktf/provider-aws/lib/ec2-transit-gateway-vpc-attachment';
import { Route } from '@cdktf/provider-aws/lib/route';
import { RouteTable } from '@cdktf/provider-aws/lib/route-table';
import { RouteTableAssociation } from '@cdktf/provider-aws/lib/route-table-association';
import { Subnet } from '@cdktf/provider-aws/lib/subnet';
import { Vpc } from '@cdktf/provider-aws/lib/vpc';
import { Construct } from 'constructs';
import type { HubRouteInput } from '../../../plan/stacks/aws/hub-parts';
import { address, prefixName } from '../../naming';
import { resourceTags } from '../../tags';
import { VpcFlowLog, type VpcFlowLogProps } from '../logs/vpc-flow-log';
import type { HubReferences } from '../transit/hub-references';

export interface HubVpcProps {
  /** Terraform name of the VPC and of what there is one of. */
  readonly terraformName: string;
  /** First part of cloud-side names, such as `cngw-production`. */
  readonly prefix: string;
  /** Cloud-side name. */
  readonly name: string;
  readonly cidrBlock: string;
  /** One per zone, for the attachment. A zone without one can't be reached; one that is leaving is no longer used. */
  readonly transitSubnets: readonly { readonly zone: string; readonly cidr: string; readonly isLeaving?: true }[];
  readonly hub: HubReferences;
  /** Table in which packets that leave this VPC are looked up. */
  readonly associatedTable: string;
  /** Keeps both directions of a connection in one zone: needed wherever a firewall must see both. */
  readonly applianceMode: boolean;
  /** Whether names are resolved for what stands in the VPC. */
  readonly dnsHostnames: boolean;
  /** Rows of the hub's tables that lead here. @default - none: they stand in another stack, or there are none */
  readonly routes?: readonly HubRouteInput[];
  readonly flowLog: Pick<VpcFlowLogProps, 'logRetentionDays' | 'withNatAddresses' | 'place'> & {
    readonly logKeyArn: string;
  };
}

type RouteTarget = Partial<ConstructorParameters<typeof Route>[2]>;

/**
 * One of a hub's own VPCs on its transit gateway: closed default group, attachment, association, flow log, and the rows
 * of the hub's tables that lead here, so that a change of who reaches what plans this stack and not the transit gateway.
 */
export class HubVpc extends Construct {
  readonly id: string;
  readonly attachment: Ec2TransitGatewayVpcAttachment;
  private readonly transit = new Map<string, Subnet>();

  constructor(
    scope: Construct,
    id: string,
    private readonly props: HubVpcProps,
  ) {
    super(scope, id);
    const { terraformName, name, hub } = props;
    const vpc = address(
      new Vpc(this, 'vpc', {
        cidrBlock: props.cidrBlock,
        enableDnsSupport: true,
        enableDnsHostnames: props.dnsHostnames,
        tags: resourceTags({ name }),
        lifecycle: { preventDestroy: true },
      }),
      terraformName,
    );
    this.id = vpc.id;
    // No rules at all: nothing in this VPC uses the default group, and nothing may begin to by accident.
    address(
      new DefaultSecurityGroup(this, 'default-group', {
        vpcId: vpc.id,
        tags: resourceTags({ name: `${name}-closed` }),
      }),
      terraformName,
    );
    for (const { zone, cidr } of props.transitSubnets)
      this.transit.set(zone, this.subnet(`transit_${zone}`, zone, cidr));
    this.attachment = address(
      new Ec2TransitGatewayVpcAttachment(this, 'attachment', {
        transitGatewayId: hub.transitGatewayId,
        vpcId: vpc.id,
        subnetIds: props.transitSubnets.flatMap(({ zone, isLeaving }) =>
          isLeaving ? [] : [this.transitSubnet(zone).id],
        ),
        applianceModeSupport: props.applianceMode ? 'enable' : 'disable',
        dnsSupport: 'enable',
        transitGatewayDefaultRouteTableAssociation: false,
        transitGatewayDefaultRouteTablePropagation: false,
        tags: resourceTags({ name }),
        lifecycle: { preventDestroy: true },
      }),
      terraformName,
    );
    address(
      new Ec2TransitGatewayRouteTableAssociation(this, 'association', {
        transitGatewayAttachmentId: this.attachment.id,
        transitGatewayRouteTableId: hub.routeTableId(props.associatedTable),
      }),
      terraformName,
    );
    for (const { table, prefix } of props.routes ?? []) {
      const route = `${table}_${prefixName(prefix)}`;
      address(
        new Ec2TransitGatewayRoute(this, route, {
          destinationCidrBlock: prefix,
          transitGatewayAttachmentId: this.attachment.id,
          transitGatewayRouteTableId: hub.routeTableId(table),
        }),
        route,
      );
    }
    new VpcFlowLog(this, 'flow-log', {
      prefix: props.prefix,
      name,
      terraformName,
      vpcId: vpc.id,
      hub: { logKeyArn: props.flowLog.logKeyArn, flowLogRoleArn: hub.flowLogRoleArn },
      logRetentionDays: props.flowLog.logRetentionDays,
      withNatAddresses: props.flowLog.withNatAddresses,
      ...(props.flowLog.place === undefined ? {} : { place: props.flowLog.place }),
    });
  }

  /** The attachment's subnet in a zone. */
  transitSubnet(zone: string): Subnet {
    const subnet = this.transit.get(zone);
    if (!subnet) throw new Error(`no transit subnet in ${zone}`);
    return subnet;
  }

  subnet(name: string, availabilityZone: string, cidrBlock: string): Subnet {
    return address(
      new Subnet(this, name, {
        vpcId: this.id,
        availabilityZone,
        cidrBlock,
        mapPublicIpOnLaunch: false,
        tags: resourceTags({ name: `${this.props.name}-${name}` }),
        // A subnet that is taken away goes after the attachment, firewall and endpoints have let go of it.
        lifecycle: { createBeforeDestroy: true },
      }),
      name,
    );
  }

  /** A route table of its own for one subnet. Terraform names: the subnet's, and with the prefix for a route that isn't the default. */
  routeTable(name: string, subnets: readonly Subnet[], routes: Readonly<Record<string, RouteTarget>>): void {
    const table = address(
      new RouteTable(this, `${name}-routes`, {
        vpcId: this.id,
        tags: resourceTags({ name: `${this.props.name}-${name}` }),
      }),
      name,
    );
    for (const subnet of subnets) {
      const own = subnet.friendlyUniqueId;
      address(
        new RouteTableAssociation(this, `${own}-association`, { subnetId: subnet.id, routeTableId: table.id }),
        own,
      );
    }
    for (const [prefix, target] of Object.entries(routes)) {
      const route = prefix === '0.0.0.0/0' ? name : `${name}_${prefixName(prefix)}`;
      address(
        new Route(this, `${route}-route`, { routeTableId: table.id, destinationCidrBlock: prefix, ...target }),
        route,
      );
    }
  }

  /** Towards the transit gateway; a route can be made only once the attachment is there. */
  get toTransitGateway(): RouteTarget {
    return { transitGatewayId: this.props.hub.transitGatewayId, dependsOn: [this.attachment] };
  }
}
