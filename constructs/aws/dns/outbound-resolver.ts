import { Route53ResolverRule } from '@cdktf/provider-aws/lib/route53-resolver-rule';
import { Route53ResolverRuleAssociation } from '@cdktf/provider-aws/lib/route53-resolver-rule-association';
import { Construct } from 'constructs';
import type { DnsRule } from '../../../plan/dns/aws-dns';
import { address, fittingName } from '../../naming';
import { resourceTags } from '../../tags';
import { ResolverEndpoint } from './resolver-endpoint';

export interface OutboundResolverProps {
  /** Cloud-side name of the services VPC. */
  readonly name: string;
  readonly vpcId: string;
  /** Fixed addresses from which queries come. At least two. */
  readonly addresses: readonly { readonly subnetId: string; readonly ip: string }[];
  readonly rules: readonly DnsRule[];
  /** VPC of an egress domain's breakout; a rule is associated with those of its domains. */
  vpcIdOf(domain: string): string;
}

/**
 * Sends queries that a rule names to other resolvers: everything to a domain's own (Protective DNS), agencies' zones to
 * their servers. A rule for "." would also take the cloud's own names, so those have SYSTEM rules beside it.
 * Source: docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-overview-DSL.html
 */
export class OutboundResolver extends Construct {
  constructor(scope: Construct, id: string, props: OutboundResolverProps) {
    super(scope, id);
    const targets = [...new Set(props.rules.flatMap((rule) => rule.targets))].sort();
    const endpoint = new ResolverEndpoint(this, 'endpoint', {
      name: props.name,
      vpcId: props.vpcId,
      direction: 'outbound',
      addresses: props.addresses,
      prefixes: targets.map((target) => `${target}/32`),
      description: 'Queries to other resolvers',
    });
    for (const rule of props.rules) {
      const forwards = rule.targets.length > 0;
      const made = address(
        new Route53ResolverRule(this, rule.name, {
          name: fittingName(rule.name),
          domainName: rule.domainName,
          ruleType: forwards ? 'FORWARD' : 'SYSTEM',
          ...(forwards
            ? { resolverEndpointId: endpoint.id, targetIp: rule.targets.map((ip) => ({ ip, port: 53 })) }
            : {}),
          tags: resourceTags({ name: rule.name }),
        }),
        rule.name,
      );
      for (const domain of rule.domains) {
        const name = `${rule.name}_${domain}`;
        address(
          new Route53ResolverRuleAssociation(this, `${name}-association`, {
            name: fittingName(name),
            resolverRuleId: made.id,
            vpcId: props.vpcIdOf(domain),
          }),
          name,
        );
      }
    }
  }
}
