import { Route53Record } from '@cdktf/provider-aws/lib/route53-record';
import { Route53Zone } from '@cdktf/provider-aws/lib/route53-zone';
import type { Subnet } from '@cdktf/provider-aws/lib/subnet';
import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint';
import { Construct } from 'constructs';
import type { SupplierEndpointInput } from '../../../plan/stacks/aws/services';
import { address } from '../../naming';
import { resourceTags } from '../../tags';
import { PortGroup } from './port-group';

export interface SupplierEndpointProps {
  readonly supplier: SupplierEndpointInput;
  /** Cloud-side name of the services VPC. */
  readonly name: string;
  readonly vpcId: string;
  readonly subnets: readonly Subnet[];
  readonly costCentre: string;
  /** VPC of an egress domain's breakout; the supplier's names resolve there for its consumers. */
  vpcIdOf(domain: string): string;
}

/**
 * An interface endpoint to a supplier's service: one way by nature, so the supplier begins nothing. Only its
 * consumers' prefixes get in, on its ports; a supplier's service takes no endpoint policy, the group is what limits.
 * Its names lead to the endpoint for the domains of its consumers alone.
 * Source: docs.aws.amazon.com/vpc/latest/privatelink/create-endpoint-service.html, …/vpc-endpoints-access.html
 */
export class SupplierEndpoint extends Construct {
  constructor(scope: Construct, id: string, props: SupplierEndpointProps) {
    super(scope, id);
    const { supplier } = props;
    const tags = resourceTags({ name: `${props.name}-${supplier.id}`, costCentre: props.costCentre });
    const group = new PortGroup(this, 'consumers', {
      terraformName: `supplier-${supplier.id}`,
      name: `${props.name}-${supplier.id}`,
      description: `Consumers of ${supplier.id}`,
      vpcId: props.vpcId,
      direction: 'ingress',
      prefixes: supplier.consumers,
      ports: supplier.ports,
      costCentre: props.costCentre,
    });
    const endpoint = address(
      new VpcEndpoint(this, 'endpoint', {
        vpcId: props.vpcId,
        vpcEndpointType: 'Interface',
        serviceName: supplier.serviceName,
        subnetIds: props.subnets.map((subnet) => subnet.id),
        securityGroupIds: [group.id],
        // Private DNS of the endpoint would hold in this VPC alone, where nobody asks; the zones below hold for sites.
        privateDnsEnabled: false,
        tags,
      }),
      `supplier-${supplier.id}`,
    );
    for (const zone of supplier.zones) {
      const hosted = address(
        new Route53Zone(this, `${zone.name}-zone`, {
          name: zone.zone,
          comment: `${supplier.id}: private endpoint`,
          vpc: [props.vpcId, ...zone.domains.map((domain) => props.vpcIdOf(domain))].map((vpcId) => ({ vpcId })),
          tags,
        }),
        zone.name,
      );
      const names = [...(zone.self ? [''] : []), ...(zone.below ? ['*.'] : [])];
      for (const label of names) {
        const record = label === '' ? zone.name : `${zone.name}_below`;
        address(
          new Route53Record(this, record, {
            zoneId: hosted.zoneId,
            name: `${label}${zone.zone}`,
            type: 'A',
            alias: {
              name: endpoint.dnsEntry.get(0).dnsName,
              zoneId: endpoint.dnsEntry.get(0).hostedZoneId,
              evaluateTargetHealth: false,
            },
          }),
          record,
        );
      }
    }
  }
}
