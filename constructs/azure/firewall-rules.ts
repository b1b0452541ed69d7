import {
  FirewallPolicyRuleCollectionGroup,
  type FirewallPolicyRuleCollectionGroupApplicationRuleCollection,
  type FirewallPolicyRuleCollectionGroupNetworkRuleCollection,
  type FirewallPolicyRuleCollectionGroupNetworkRuleCollectionRule,
} from '@cdktf/provider-azurerm/lib/firewall-policy-rule-collection-group';
import { IpGroup } from '@cdktf/provider-azurerm/lib/ip-group';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type {
  AzureRule,
  AzureRules,
  AzureSide,
  NameCollection,
  NetworkCollection,
  RuleCollectionGroup,
} from '../../plan/rules/azure-rules';
import { address, fittingName } from '../naming';

export interface FirewallRulesProps {
  readonly name: string;
  readonly region: string;
  readonly resourceGroupName: string;
  readonly firewallPolicyId: string;
  readonly rules: AzureRules;
  readonly tags: Readonly<Record<string, string>>;
}

/** Updates of a policy queue up behind each other. */
const LONG = { create: '90m', update: '90m', delete: '90m' } as const;

/**
 * IP groups and rule collection groups of a hub's firewall policy, each waiting for the one before: updates side by side
 * fail the firewall (github.com/hashicorp/terraform-provider-azurerm issues 15440 and 19843).
 */
export class FirewallRules extends Construct {
  private last: ITerraformDependable | undefined;
  private readonly ipGroups = new Map<string, string>();

  constructor(
    scope: Construct,
    id: string,
    private readonly props: FirewallRulesProps,
  ) {
    super(scope, id);
    for (const { tenant, prefixes } of props.rules.ipGroups) {
      const group = address(
        new IpGroup(this, `ip-group-${tenant}`, {
          name: fittingName(`${props.name}-${tenant}`),
          location: props.region,
          resourceGroupName: props.resourceGroupName,
          cidrs: [...prefixes],
          tags: { ...props.tags, tenant },
          timeouts: LONG,
          // One that is taken away goes after the rules have let go of it: Azure refuses to delete one that a rule names.
          lifecycle: { createBeforeDestroy: true },
          ...this.afterTheLast(),
        }),
        tenant,
      );
      this.ipGroups.set(tenant, group.id);
      this.last = group;
    }
    for (const group of props.rules.groups) this.ruleCollectionGroup(group);
  }

  private ruleCollectionGroup({ name, priority, collections }: RuleCollectionGroup): void {
    const network = collections.flatMap((each) => (each.kind === 'network' ? [this.network(each)] : []));
    const names = collections.flatMap((each) => (each.kind === 'names' ? [application(each)] : []));
    this.last = address(
      new FirewallPolicyRuleCollectionGroup(this, `rules-${name}`, {
        name,
        firewallPolicyId: this.props.firewallPolicyId,
        priority,
        ...(network.length === 0 ? {} : { networkRuleCollection: network }),
        ...(names.length === 0 ? {} : { applicationRuleCollection: names }),
        timeouts: LONG,
        ...this.afterTheLast(),
      }),
      name,
    );
  }

  private network(collection: NetworkCollection): FirewallPolicyRuleCollectionGroupNetworkRuleCollection {
    const { name, priority, action, rules } = collection;
    return { name, priority, action, rule: rules.map((rule) => this.networkRule(rule)) };
  }

  private networkRule({
    name,
    protocol,
    source,
    destination,
    ports,
  }: AzureRule): FirewallPolicyRuleCollectionGroupNetworkRuleCollectionRule {
    const from = this.side(source);
    const to = this.side(destination);
    return {
      name,
      protocols: [protocol],
      ...(from.groups ? { sourceIpGroups: from.groups } : { sourceAddresses: from.prefixes }),
      ...(to.groups ? { destinationIpGroups: to.groups } : { destinationAddresses: to.prefixes }),
      destinationPorts: [...ports],
    };
  }

  private side(side: AzureSide): { groups?: string[]; prefixes: string[] } {
    if ('prefixes' in side) return { prefixes: [...side.prefixes] };
    const groups = side.ipGroups.map((tenant) => {
      const id = this.ipGroups.get(tenant);
      if (id === undefined) throw new Error(`a rule names IP group ${tenant}, which is not made`);
      return id;
    });
    return { groups, prefixes: [] };
  }

  private afterTheLast(): { dependsOn?: ITerraformDependable[] } {
    return this.last === undefined ? {} : { dependsOn: [this.last] };
  }
}

function application(collection: NameCollection): FirewallPolicyRuleCollectionGroupApplicationRuleCollection {
  const { name, priority, action, rules } = collection;
  return {
    name,
    priority,
    action,
    rule: rules.map((rule) => ({
      name: rule.name,
      protocols: rule.protocols.map(({ type, port }) => ({ type, port })),
      sourceAddresses: [...rule.sources],
      destinationFqdns: [...rule.names],
    })),
  };
}
