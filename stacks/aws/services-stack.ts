import { Ec2TransitGatewayRouteTablePropagation } from '@cdktf/provider-aws/lib/ec2-transit-gateway-route-table-propagation';
import type { Construct } from 'constructs';
import { OutboundResolver } from '../../constructs/aws/dns/outbound-resolver';
import { HubVpc } from '../../constructs/aws/vpc/hub-vpc';
import { SupplierEndpoint } from '../../constructs/aws/vpc/supplier-endpoint';
import { address } from '../../constructs/naming';
import type { AwsServicesStackInput } from '../../plan/stacks/aws/services';
import type { SynthContext } from '../synth-context';
import { AwsStack } from './aws-stack';
import { BREAKOUT_OUTPUTS } from './breakout-stack';

/** Operations' services VPC: outbound resolver with its rules, and suppliers' endpoints. Reads the breakouts' VPCs. */
export class AwsServicesStack extends AwsStack {
  constructor(scope: Construct, input: AwsServicesStackInput, context: SynthContext) {
    super(scope, input, context);
    const hub = this.readHub();
    const name = `${this.prefix}-${input.hub.id}-services`;
    const vpcIds = new Map(
      input.breakouts.map(({ domain, stack }) => [domain, this.readOutput(stack, BREAKOUT_OUTPUTS.vpcId)]),
    );
    const vpcIdOf = (domain: string): string => {
      const id = vpcIds.get(domain);
      if (id === undefined) throw new Error(`${input.name} knows no breakout of ${domain}`);
      return id;
    };
    const vpc = new HubVpc(this, 'services', {
      terraformName: 'services',
      prefix: this.prefix,
      name,
      cidrBlock: input.cidr,
      transitSubnets: input.transit,
      hub,
      associatedTable: input.associatedTable,
      applianceMode: false,
      dnsHostnames: true,
      flowLog: {
        logRetentionDays: input.wan.logRetentionDays,
        logKeyArn: hub.logKeyArn,
        withNatAddresses: false,
        ...(input.wan.flowLogs === undefined ? {} : { place: input.wan.flowLogs }),
      },
    });
    address(
      new Ec2TransitGatewayRouteTablePropagation(this, 'propagation', {
        transitGatewayAttachmentId: vpc.attachment.id,
        transitGatewayRouteTableId: hub.routeTableId(input.propagatedTable),
      }),
      'services',
    );
    const resolver = input.resolver.map((subnet) => ({
      ...subnet,
      made: vpc.subnet(`resolver_${subnet.zone}`, subnet.zone, subnet.cidr),
    }));
    const suppliers = input.suppliers.map((supplier) => ({
      supplier,
      subnets: supplier.subnets.map(({ zone, cidr }) => vpc.subnet(`supplier-${supplier.id}_${zone}`, zone, cidr)),
    }));
    vpc.routeTable('services', [...resolver.map(({ made }) => made), ...suppliers.flatMap(({ subnets }) => subnets)], {
      '0.0.0.0/0': vpc.toTransitGateway,
    });
    new OutboundResolver(this, 'resolver', {
      name,
      vpcId: vpc.id,
      addresses: resolver.flatMap(({ made, addresses }) => addresses.map((ip) => ({ subnetId: made.id, ip }))),
      rules: input.dnsRules,
      vpcIdOf,
    });
    for (const { supplier, subnets } of suppliers)
      new SupplierEndpoint(this, `supplier-${supplier.id}`, {
        supplier,
        name,
        vpcId: vpc.id,
        subnets,
        costCentre: input.costCentre,
        vpcIdOf,
      });
  }
}
