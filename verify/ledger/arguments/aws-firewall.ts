import { type Arguments, asked, inert, only, refers, SOMETIMES, TAGS, walked } from '../rule';

export const AWS_FIREWALL: Arguments = {
  aws_networkfirewall_firewall: {
    delete_protection: only(true),
    firewall_policy_arn: refers('aws_networkfirewall_firewall_policy.arn'),
    firewall_policy_change_protection: only(false),
    'lifecycle.prevent_destroy': only(true),
    name: inert('text'),
    subnet_change_protection: only(false),
    'subnet_mapping[].subnet_id': refers('aws_subnet.id'),
    tags: TAGS,
    vpc_id: refers('aws_vpc.id'),
  },
  aws_networkfirewall_firewall_policy: {
    'firewall_policy.policy_variables.rule_variables[].ip_set.definition': walked('prefixes'),
    'firewall_policy.policy_variables.rule_variables[].key': only('HOME_NET'),
    'firewall_policy.stateful_default_actions': asked('texts'),
    'firewall_policy.stateful_engine_options.flow_timeouts': SOMETIMES,
    'firewall_policy.stateful_engine_options.flow_timeouts.tcp_idle_timeout_seconds': asked('number'),
    'firewall_policy.stateful_engine_options.rule_order': only('STRICT_ORDER'),
    'firewall_policy.stateful_engine_options.stream_exception_policy': only('REJECT'),
    // A hub where nobody was granted anything has no rules to try.
    'firewall_policy.stateful_rule_group_reference[]': SOMETIMES,
    'firewall_policy.stateful_rule_group_reference[].priority': walked('number'),
    'firewall_policy.stateful_rule_group_reference[].resource_arn': refers('aws_networkfirewall_rule_group.arn'),
    'firewall_policy.stateless_default_actions': only(['aws:forward_to_sfe']),
    'firewall_policy.stateless_fragment_default_actions': only(['aws:forward_to_sfe']),
    'lifecycle.prevent_destroy': only(true),
    name: inert('text'),
    tags: TAGS,
  },
  aws_networkfirewall_logging_configuration: {
    firewall_arn: refers('aws_networkfirewall_firewall.arn'),
    'logging_configuration.log_destination_config[].log_destination.logGroup': refers('aws_cloudwatch_log_group.name'),
    'logging_configuration.log_destination_config[].log_destination_type': only('CloudWatchLogs'),
    'logging_configuration.log_destination_config[].log_type': walked('text'),
  },
  aws_networkfirewall_rule_group: {
    capacity: asked('number'),
    description: inert('text'),
    'lifecycle.create_before_destroy': only(true),
    name: inert('text'),
    'rule_group.rules_source.rules_string': walked('text'),
    'rule_group.stateful_rule_options.rule_order': only('STRICT_ORDER'),
    tags: TAGS,
    type: only('STATEFUL'),
  },
};
