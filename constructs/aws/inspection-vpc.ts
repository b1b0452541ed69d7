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
import type { ZoneSubnets } from '../../plan/vpc-layout';
import { address, prefixName } from '../naming';
import { resourceTags } from '../tags';
import type { HubReferences } from './hub-references';
import { InspectionFirewall, type InspectionFirewallProps } from './inspection-firewall';
import { VpcFlowLog } from './vpc-flow-log';

export interface InspectionVpcProps extends Pick<
  InspectionFirewallProps,
  'prefix' | 'homeNet' | 'ruleGroups' | 'logRetentionDays'
> {
  /** Cloud-side name. */
  readonly name: string;
  /** The VPC's /24. */
  readonly network: string;
  readonly zones: readonly ZoneSubnets[];
  readonly hub: HubReferences;
  /** Table of packets that come back from inspection. */
  readonly associatedTable: string;
  /** Rows of the hub's tables that send packets here. */
  readonly routes: readonly { readonly table: string; readonly prefix: string }[];
}

/**
 * The VPC through which all private traffic of a hub passes: transit gateway → transit subnet → firewall endpoint of
 * the same zone → firewall subnet → transit gateway. Appliance mode keeps both directions of a connection in one zone,
 * or the firewall would see half of it. Also holds the rows of the hub's tables that point here, so that a change of
 * who may talk to whom plans this stack and not the transit gateway.
 */
export class InspectionVpc extends Construct {
  constructor(scope: Construct, id: string, props: InspectionVpcProps) {
    super(scope, id);
    const vpc = address(
      new Vpc(this, 'vpc', {
        cidrBlock: props.network,
        enableDnsSupport: true,
        enableDnsHostnames: false,
        tags: resourceTags({ name: props.name }),
        lifecycle: { preventDestroy: true },
      }),
      'inspect',
    );
    // No rules at all: nothing in this VPC uses a security group, and nothing may begin to by accident.
    address(
      new DefaultSecurityGroup(this, 'default-group', {
        vpcId: vpc.id,
        tags: resourceTags({ name: `${props.name}-closed` }),
      }),
      'inspect',
    );
    const transitSubnets = props.zones.map((zone) =>
      this.subnet(vpc.id, `transit_${zone.zone}`, zone.zone, zone.transit, props.name),
    );
    const firewallSubnets = props.zones.map((zone) =>
      this.subnet(vpc.id, `firewall_${zone.zone}`, zone.zone, zone.firewall, props.name),
    );
    const attachment = address(
      new Ec2TransitGatewayVpcAttachment(this, 'attachment', {
        transitGatewayId: props.hub.transitGatewayId,
        vpcId: vpc.id,
        subnetIds: transitSubnets.map((subnet) => subnet.id),
        applianceModeSupport: 'enable',
        dnsSupport: 'enable',
        transitGatewayDefaultRouteTableAssociation: false,
        transitGatewayDefaultRouteTablePropagation: false,
        tags: resourceTags({ name: props.name }),
        lifecycle: { preventDestroy: true },
      }),
      'inspect',
    );
    address(
      new Ec2TransitGatewayRouteTableAssociation(this, 'association', {
        transitGatewayAttachmentId: attachment.id,
        transitGatewayRouteTableId: props.hub.routeTableId(props.associatedTable),
      }),
      'inspect',
    );
    const firewall = new InspectionFirewall(this, 'firewall', {
      prefix: props.prefix,
      name: props.name,
      vpcId: vpc.id,
      subnetIds: firewallSubnets.map((subnet) => subnet.id),
      homeNet: props.homeNet,
      ruleGroups: props.ruleGroups,
      logRetentionDays: props.logRetentionDays,
      logKeyArn: props.hub.logKeyArn,
    });
    props.zones.forEach((zone, index) => {
      const transit = transitSubnets[index];
      const inspected = firewallSubnets[index];
      if (!transit || !inspected) return;
      this.routes(
        vpc.id,
        `transit_${zone.zone}`,
        transit.id,
        { vpcEndpointId: firewall.endpointId(inspected.friendlyUniqueId) },
        props.name,
      );
      this.routes(
        vpc.id,
        `firewall_${zone.zone}`,
        inspected.id,
        { transitGatewayId: props.hub.transitGatewayId, dependsOn: [attachment] },
        props.name,
      );
    });
    for (const { table, prefix } of props.routes) {
      const name = `${table}_${prefixName(prefix)}`;
      address(
        new Ec2TransitGatewayRoute(this, name, {
          destinationCidrBlock: prefix,
          transitGatewayAttachmentId: attachment.id,
          transitGatewayRouteTableId: props.hub.routeTableId(table),
        }),
        name,
      );
    }
    new VpcFlowLog(this, 'flow-log', {
      prefix: props.prefix,
      name: props.name,
      terraformName: 'inspect',
      vpcId: vpc.id,
      logRetentionDays: props.logRetentionDays,
      hub: props.hub,
    });
  }

  private subnet(vpcId: string, name: string, availabilityZone: string, cidrBlock: string, vpcName: string): Subnet {
    return address(
      new Subnet(this, name, {
        vpcId,
        availabilityZone,
        cidrBlock,
        mapPublicIpOnLaunch: false,
        tags: resourceTags({ name: `${vpcName}-${name}` }),
      }),
      name,
    );
  }

  /** A route table of its own with one default route, for one subnet. */
  private routes(
    vpcId: string,
    name: string,
    subnetId: string,
    target: Partial<ConstructorParameters<typeof Route>[2]>,
    vpcName: string,
  ): void {
    const table = address(
      new RouteTable(this, `${name}-routes`, { vpcId, tags: resourceTags({ name: `${vpcName}-${name}` }) }),
      name,
    );
    address(new RouteTableAssociation(this, `${name}-association`, { subnetId, routeTableId: table.id }), name);
    address(
      new Route(this, `${name}-default`, { routeTableId: table.id, destinationCidrBlock: '0.0.0.0/0', ...target }),
      name,
    );
  }
}
