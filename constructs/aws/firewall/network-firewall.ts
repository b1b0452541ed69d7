import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { NetworkfirewallFirewall } from '@cdktf/provider-aws/lib/networkfirewall-firewall';
import { NetworkfirewallFirewallPolicy } from '@cdktf/provider-aws/lib/networkfirewall-firewall-policy';
import { NetworkfirewallLoggingConfiguration } from '@cdktf/provider-aws/lib/networkfirewall-logging-configuration';
import { NetworkfirewallRuleGroup } from '@cdktf/provider-aws/lib/networkfirewall-rule-group';
import { Construct } from 'constructs';
import { address, logGroupPrefix } from '../../naming';
import { resourceTags } from '../../tags';

/** A rule group as text; its capacity is counted in lines. */
export interface FirewallRuleGroup {
  readonly name: string;
  readonly priority: number;
  /** Lines it can ever hold without being replaced; part of its name. */
  readonly capacity: number;
  readonly lines: readonly string[];
}

export interface NetworkFirewallProps {
  /** Terraform name of the firewall and its policy. */
  readonly terraformName: string;
  /** First part of cloud-side names, such as `cngw-production`. */
  readonly prefix: string;
  /** Cloud-side name. */
  readonly name: string;
  readonly vpcId: string;
  /** One firewall subnet per zone: an endpoint in each. */
  readonly subnetIds: readonly string[];
  /** HOME_NET of the whole policy; empty, nobody is at home here. Left on AWS's default it would be the firewall's own VPC, and no rule would match. */
  readonly homeNet: readonly string[];
  readonly ruleGroups: readonly FirewallRuleGroup[];
  /**
   * What happens to a packet that no line decides. `strict`: dropped from the first packet on, with a log line, for
   * firewalls whose rules need nothing but addresses and ports. `application`: dropped once a connection has said what
   * it is and whom it wants, towards the server only; handshakes are then for the rules to admit.
   */
  readonly unmatched: 'strict' | 'application';
  /** Seconds, 60 to 6,000, after which a TCP connection that says nothing is forgotten. @default - AWS's 350 */
  readonly idleSeconds?: number;
  /** Days. */
  readonly logRetentionDays: number;
  readonly logKeyArn: string;
}

/** An address that nobody has, since a list of none is refused. Source: RFC 5737, TEST-NET-1 */
const NOBODY = '192.0.2.0/32';

/**
 * Sources: docs.aws.amazon.com/network-firewall/latest/developerguide/suricata-rule-evaluation-order.html;
 * aws.amazon.com/about-aws/whats-new/2026/06/aws-network-firewall-updates-default-drop-action (server-directed only).
 */
const DEFAULT_ACTIONS = {
  strict: ['aws:drop_strict', 'aws:alert_strict'],
  application: ['aws:drop_established_app_layer_to_server', 'aws:alert_established_app_layer_to_server'],
} as const;

/** A firewall in strict order, its policy, rule groups and logs. */
export class NetworkFirewall extends Construct {
  private readonly terraformName: string;

  constructor(scope: Construct, id: string, props: NetworkFirewallProps) {
    super(scope, id);
    this.terraformName = props.terraformName;
    const groups = props.ruleGroups.map((group) => this.ruleGroup(props.prefix, props.name, group));
    const policy = address(
      new NetworkfirewallFirewallPolicy(this, 'policy', {
        name: props.name,
        firewallPolicy: {
          policyVariables: {
            ruleVariables: [
              { key: 'HOME_NET', ipSet: { definition: props.homeNet.length === 0 ? [NOBODY] : [...props.homeNet] } },
            ],
          },
          statelessDefaultActions: ['aws:forward_to_sfe'],
          statelessFragmentDefaultActions: ['aws:forward_to_sfe'],
          statefulDefaultActions: [...DEFAULT_ACTIONS[props.unmatched]],
          statefulEngineOptions: {
            ruleOrder: 'STRICT_ORDER',
            streamExceptionPolicy: 'REJECT',
            ...(props.idleSeconds === undefined ? {} : { flowTimeouts: { tcpIdleTimeoutSeconds: props.idleSeconds } }),
          },
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
    group: FirewallRuleGroup,
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
          rulesSource: { rulesString: group.lines.join('\n') },
        },
        tags: resourceTags({ name: `${firewall}-${name}` }),
        lifecycle: { createBeforeDestroy: true },
      }),
      group.name,
    );
    return { priority: group.priority, resourceArn: resource.arn };
  }

  private logGroup(props: NetworkFirewallProps, type: string): string {
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
