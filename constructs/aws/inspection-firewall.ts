import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { NetworkfirewallFirewall } from '@cdktf/provider-aws/lib/networkfirewall-firewall';
import { NetworkfirewallFirewallPolicy } from '@cdktf/provider-aws/lib/networkfirewall-firewall-policy';
import { NetworkfirewallLoggingConfiguration } from '@cdktf/provider-aws/lib/networkfirewall-logging-configuration';
import { NetworkfirewallRuleGroup } from '@cdktf/provider-aws/lib/networkfirewall-rule-group';
import { Construct } from 'constructs';
import type { FirewallRuleInput, RuleGroupInput } from '../../plan/stack-input';
import { address, logGroupPrefix } from '../naming';
import { resourceTags } from '../tags';

export interface InspectionFirewallProps {
  /** First part of cloud-side names, such as `cngw-production`. */
  readonly prefix: string;
  /** Cloud-side name. */
  readonly name: string;
  readonly vpcId: string;
  /** One firewall subnet per zone: an endpoint in each. */
  readonly subnetIds: readonly string[];
  /** HOME_NET of the whole policy. Left on AWS's default it would be the firewall's own VPC, and no rule would match. */
  readonly homeNet: readonly string[];
  readonly ruleGroups: readonly RuleGroupInput[];
  /** Days. */
  readonly logRetentionDays: number;
  readonly logKeyArn: string;
}

/**
 * A firewall that passes what a rule names and drops everything else, from the first packet on (`drop_strict`), with
 * a log line for each drop (`alert_strict`). Rules are 5-tuple only, so strict order costs nothing: every rule passes.
 * Source: docs.aws.amazon.com/network-firewall/latest/developerguide/suricata-rule-evaluation-order.html
 */
export class InspectionFirewall extends Construct {
  private readonly terraformName = 'inspect';

  constructor(scope: Construct, id: string, props: InspectionFirewallProps) {
    super(scope, id);
    const groups = props.ruleGroups.map((group) => this.ruleGroup(props.prefix, props.name, group));
    const policy = address(
      new NetworkfirewallFirewallPolicy(this, 'policy', {
        name: props.name,
        firewallPolicy: {
          policyVariables: { ruleVariables: [{ key: 'HOME_NET', ipSet: { definition: [...props.homeNet] } }] },
          statelessDefaultActions: ['aws:forward_to_sfe'],
          statelessFragmentDefaultActions: ['aws:forward_to_sfe'],
          statefulDefaultActions: ['aws:drop_strict', 'aws:alert_strict'],
          statefulEngineOptions: { ruleOrder: 'STRICT_ORDER', streamExceptionPolicy: 'REJECT' },
          statefulRuleGroupReference: groups,
        },
        tags: resourceTags({ name: props.name }),
        lifecycle: { preventDestroy: true },
      }),
      this.terraformName,
    );
    const firewall = address(
      new NetworkfirewallFirewall(this, 'firewall', {
        name: props.name,
        vpcId: props.vpcId,
        firewallPolicyArn: policy.arn,
        subnetMapping: props.subnetIds.map((subnetId) => ({ subnetId })),
        deleteProtection: true,
        subnetChangeProtection: false,
        firewallPolicyChangeProtection: false,
        tags: resourceTags({ name: props.name }),
        lifecycle: { preventDestroy: true },
      }),
      this.terraformName,
    );
    address(
      new NetworkfirewallLoggingConfiguration(this, 'logging', {
        firewallArn: firewall.arn,
        loggingConfiguration: {
          logDestinationConfig: (['ALERT', 'FLOW'] as const).map((logType) => ({
            logType,
            logDestinationType: 'CloudWatchLogs',
            logDestination: { logGroup: this.logGroup(props, logType.toLowerCase()) },
          })),
        },
      }),
      this.terraformName,
    );
  }

  /**
   * The endpoint in a firewall subnet, by the subnet's Terraform name. Endpoints come as a set without order, so the
   * one with this subnet is looked for: by position, a zone's packets could be sent to another zone's endpoint.
   */
  endpointId(subnetName: string): string {
    const states = `aws_networkfirewall_firewall.${this.terraformName}.firewall_status[0].sync_states`;
    const found = `state.attachment[0].endpoint_id if state.attachment[0].subnet_id == aws_subnet.${subnetName}.id`;
    return `\${one([for state in ${states} : ${found}])}`;
  }

  private ruleGroup(
    prefix: string,
    firewall: string,
    group: RuleGroupInput,
  ): { priority: number; resourceArn: string } {
    const name = `${group.name}-c${group.capacity}`;
    const resource = address(
      new NetworkfirewallRuleGroup(this, group.name, {
        // Capacity can't change in place: it is part of the name, so that a larger group is made beside the old one.
        name: `${firewall}-${name}`,
        description: `${prefix}: ${group.name}`,
        type: 'STATEFUL',
        capacity: group.capacity,
        ruleGroup: {
          statefulRuleOptions: { ruleOrder: 'STRICT_ORDER' },
          rulesSource: { rulesString: group.rules.map(suricataRule).join('\n') },
        },
        tags: resourceTags({ name: `${firewall}-${name}` }),
        lifecycle: { createBeforeDestroy: true },
      }),
      group.name,
    );
    return { priority: group.priority, resourceArn: resource.arn };
  }

  private logGroup(props: InspectionFirewallProps, type: string): string {
    return address(
      new CloudwatchLogGroup(this, `${type}-log-group`, {
        name: `${logGroupPrefix(props.prefix)}/firewall/${props.name}/${type}`,
        retentionInDays: props.logRetentionDays,
        kmsKeyId: props.logKeyArn,
        tags: resourceTags({ name: `${props.name}-${type}` }),
      }),
      `firewall-${type}`,
    ).name;
  }
}

/**
 * One permission as a Suricata rule. No `flow` keyword: with one, the rule would be judged packet by packet, and the
 * replies would meet `drop_strict`; without it the pass holds for the whole flow.
 * Source: docs.suricata.io/en/latest/rules/rule-types.html (IP-only rules, action scope).
 */
export function suricataRule(rule: FirewallRuleInput): string {
  const side = (prefixes: readonly string[]): string => `[${prefixes.join(',')}]`;
  return `pass ip ${side(rule.sources)} any -> ${side(rule.destinations)} any (msg:"${rule.message}"; sid:${rule.sid}; rev:1;)`;
}
