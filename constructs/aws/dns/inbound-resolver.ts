import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { Route53ResolverQueryLogConfig } from '@cdktf/provider-aws/lib/route53-resolver-query-log-config';
import { Route53ResolverQueryLogConfigAssociation } from '@cdktf/provider-aws/lib/route53-resolver-query-log-config-association';
import { Construct } from 'constructs';
import type { DnsFilter } from '../../../plan/dns/aws-dns';
import { address, fittingName, logGroupPrefix } from '../../naming';
import { resourceTags } from '../../tags';
import { DnsFirewall } from './dns-firewall';
import { ResolverEndpoint } from './resolver-endpoint';

export interface InboundResolverProps {
  /** First part of cloud-side names, such as `cngw-production`. */
  readonly prefix: string;
  /** Cloud-side name of the breakout. */
  readonly name: string;
  readonly vpcId: string;
  /** Fixed addresses, which sites are told once. At least two. */
  readonly addresses: readonly { readonly subnetId: string; readonly ip: string }[];
  /** Prefixes that may ask. */
  readonly clients: readonly string[];
  readonly filter: DnsFilter;
  /** Days. */
  readonly logRetentionDays: number;
  readonly logKeyArn: string;
}

/**
 * The resolver of an egress domain, in its breakout VPC: DNS Firewall and query log belong to a VPC, so a resolver
 * shared by domains would share both. An endpoint whose group isn't open to the world answers about 1,500 queries a
 * second and address, since connections are tracked.
 * Source: docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-overview-forward-vpc-to-network-considerations.html
 */
export class InboundResolver extends Construct {
  constructor(scope: Construct, id: string, props: InboundResolverProps) {
    super(scope, id);
    const tags = resourceTags({ name: `${props.name}-resolver` });
    new ResolverEndpoint(this, 'endpoint', {
      name: props.name,
      vpcId: props.vpcId,
      direction: 'inbound',
      addresses: props.addresses,
      prefixes: props.clients,
      description: 'Sites of this domain ask here',
    });
    new DnsFirewall(this, 'firewall', { name: props.name, vpcId: props.vpcId, filter: props.filter });
    const logs = address(
      new CloudwatchLogGroup(this, 'log-group', {
        name: `${logGroupPrefix(props.prefix)}/dns/${props.name}`,
        retentionInDays: props.logRetentionDays,
        kmsKeyId: props.logKeyArn,
        tags,
      }),
      'dns',
    );
    const config = address(
      new Route53ResolverQueryLogConfig(this, 'query-log', {
        name: fittingName(`${props.name}-queries`),
        destinationArn: logs.arn,
        tags,
      }),
      'queries',
    );
    address(
      new Route53ResolverQueryLogConfigAssociation(this, 'query-log-association', {
        resolverQueryLogConfigId: config.id,
        resourceId: props.vpcId,
      }),
      'queries',
    );
  }
}
