import { Route53ResolverFirewallConfig } from '@cdktf/provider-aws/lib/route53-resolver-firewall-config';
import { Route53ResolverFirewallDomainList } from '@cdktf/provider-aws/lib/route53-resolver-firewall-domain-list';
import { Route53ResolverFirewallRule } from '@cdktf/provider-aws/lib/route53-resolver-firewall-rule';
import { Route53ResolverFirewallRuleGroup } from '@cdktf/provider-aws/lib/route53-resolver-firewall-rule-group';
import { Route53ResolverFirewallRuleGroupAssociation } from '@cdktf/provider-aws/lib/route53-resolver-firewall-rule-group-association';
import { Construct } from 'constructs';
import type { DnsFilter } from '../../../plan/dns/aws-dns';
import { address, fittingName } from '../../naming';
import { resourceTags } from '../../tags';

export interface DnsFirewallProps {
  /** Cloud-side name of the breakout. */
  readonly name: string;
  readonly vpcId: string;
  readonly filter: DnsFilter;
}

/** Rule priorities: refused names, then lists (200–899), then the names that are permitted and nothing else. */
const PRIORITY = { refused: 100, permitted: 1000, everything: 1100 } as const;

/**
 * What the resolver of one VPC refuses to resolve. Fails closed: a query that can't be checked isn't answered. A
 * permitted name's aliases are trusted, since they are its owner's business and change without notice.
 * Source: docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-dns-firewall-rule-settings.html
 */
export class DnsFirewall extends Construct {
  private readonly group: Route53ResolverFirewallRuleGroup;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: DnsFirewallProps,
  ) {
    super(scope, id);
    const { name, vpcId, filter } = props;
    const tags = resourceTags({ name: `${name}-dns` });
    this.group = address(
      new Route53ResolverFirewallRuleGroup(this, 'group', { name: fittingName(`${name}-dns`), tags }),
      'dns',
    );
    this.block('refused', PRIORITY.refused, this.list('refused', filter.refused));
    for (const { id: list, priority } of filter.blockLists) this.block(list, priority, list);
    if (filter.permitted) {
      if (filter.permitted.length > 0)
        this.rule('permitted', PRIORITY.permitted, this.list('permitted', filter.permitted), {
          action: 'ALLOW',
          firewallDomainRedirectionAction: 'TRUST_REDIRECTION_DOMAIN',
        });
      this.block('everything', PRIORITY.everything, this.list('everything', ['*']));
    }
    address(
      new Route53ResolverFirewallRuleGroupAssociation(this, 'association', {
        name: fittingName(`${name}-dns`),
        firewallRuleGroupId: this.group.id,
        vpcId,
        // Below 100 and above 9,900 are AWS's own.
        priority: 101,
        mutationProtection: 'DISABLED',
        tags,
      }),
      'dns',
    );
    address(
      new Route53ResolverFirewallConfig(this, 'config', { resourceId: vpcId, firewallFailOpen: 'DISABLED' }),
      'dns',
    );
  }

  private list(name: string, domains: readonly string[]): string {
    return address(
      new Route53ResolverFirewallDomainList(this, `list-${name}`, {
        name: fittingName(`${this.props.name}-${name}`),
        domains: [...domains],
        tags: resourceTags({ name: `${this.props.name}-${name}` }),
      }),
      name,
    ).id;
  }

  private block(name: string, priority: number, list: string): void {
    this.rule(name, priority, list, { action: 'BLOCK', blockResponse: 'NXDOMAIN' });
  }

  private rule(
    name: string,
    priority: number,
    firewallDomainListId: string,
    action: Pick<
      ConstructorParameters<typeof Route53ResolverFirewallRule>[2],
      'action' | 'blockResponse' | 'firewallDomainRedirectionAction'
    >,
  ): void {
    address(
      new Route53ResolverFirewallRule(this, `rule-${name}`, {
        name,
        firewallRuleGroupId: this.group.id,
        firewallDomainListId,
        priority,
        ...action,
      }),
      name,
    );
  }
}
