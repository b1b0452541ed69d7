import { Route53ResolverEndpoint } from '@cdktf/provider-aws/lib/route53-resolver-endpoint';
import { Construct } from 'constructs';
import { address, fittingName } from '../../naming';
import { resourceTags } from '../../tags';
import { DNS_PORTS, PortGroup } from '../vpc/port-group';

export interface ResolverEndpointProps {
  /** Cloud-side name of the VPC's owner: a breakout, or the services VPC. */
  readonly name: string;
  readonly vpcId: string;
  /** `inbound` answers sites; `outbound` asks other resolvers. */
  readonly direction: 'inbound' | 'outbound';
  /** Fixed addresses, at least two: sites are told them once, and agencies' servers admit them. */
  readonly addresses: readonly { readonly subnetId: string; readonly ip: string }[];
  /** Prefixes that may ask, or that are asked; nobody else where left out of the list. */
  readonly prefixes: readonly string[];
  /** What the security group is for. */
  readonly description: string;
}

/** A resolver endpoint and the security group that is all that stands before it: DNS over UDP and TCP. */
export class ResolverEndpoint extends Construct {
  readonly id: string;

  constructor(scope: Construct, id: string, props: ResolverEndpointProps) {
    super(scope, id);
    const group = new PortGroup(this, 'group', {
      terraformName: 'resolver',
      name: `${props.name}-resolver`,
      description: props.description,
      vpcId: props.vpcId,
      direction: props.direction === 'inbound' ? 'ingress' : 'egress',
      prefixes: props.prefixes,
      ports: DNS_PORTS,
    });
    const endpoint = new Route53ResolverEndpoint(this, 'endpoint', {
      name: fittingName(`${props.name}-${props.direction}`),
      direction: props.direction.toUpperCase(),
      protocols: ['Do53'],
      resolverEndpointType: 'IPV4',
      securityGroupIds: [group.id],
      ipAddress: props.addresses.map(({ subnetId, ip }) => ({ subnetId, ip })),
      tags: resourceTags({ name: `${props.name}-resolver` }),
      lifecycle: { preventDestroy: true },
    });
    this.id = address(endpoint, props.direction).id;
  }
}
