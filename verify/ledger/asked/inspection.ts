import { type Resource, text } from '../../terraform/stack-json';
import type { AskedArguments, Places } from './places';

/** What is asked of firewalls and of filters of names. */
export function askedOfInspection(places: Places, { type, stack, attributes }: Resource): AskedArguments | undefined {
  switch (type) {
    case 'aws_networkfirewall_firewall_policy':
      return {
        'firewall_policy.stateful_default_actions': places.breakout(stack)
          ? // Connections are let begin, so that the name they ask for can be seen.
            ['aws:drop_established_app_layer_to_server', 'aws:alert_established_app_layer_to_server']
          : ['aws:drop_strict', 'aws:alert_strict'],
        'firewall_policy.stateful_engine_options.flow_timeouts.tcp_idle_timeout_seconds':
          places.catalogue.wan.firewallIdleSeconds,
      };
    case 'aws_networkfirewall_rule_group': {
      // Room for its rules, as its name says: a group can't grow in place.
      const room = Number(/-c(\d+)$/.exec(String(attributes['name']))?.[1]);
      const group = attributes['rule_group'] as
        { readonly rules_source?: { readonly rules_string?: unknown } } | undefined;
      const lines = (text(group?.rules_source?.rules_string) ?? '')
        .split('\n')
        .filter((line) => line.trim() !== '').length;
      return { capacity: lines <= room ? room : `room for ${lines} rules` };
    }
    case 'aws_route53_resolver_query_log_config':
      return { destination_arn: '${aws_cloudwatch_log_group.dns.arn}' };
    case 'aws_route53_resolver_firewall_rule':
      return attributes['action'] === 'BLOCK'
        ? { block_response: 'NXDOMAIN', firewall_domain_redirection_action: undefined }
        : // What a permitted name leads to is permitted with it; else its alias would have to be listed too.
          { block_response: undefined, firewall_domain_redirection_action: 'TRUST_REDIRECTION_DOMAIN' };
    default:
      return undefined;
  }
}
