import { type Arguments, inert, maybe, only, refers, refersEach, refersOr, SOMETIMES, TAGS, walked } from '../rule';

export const AWS_DNS: Arguments = {
  aws_route53_record: {
    'alias.evaluate_target_health': only(false),
    'alias.name': refers('aws_vpc_endpoint.dns_entry[0].dns_name'),
    'alias.zone_id': refers('aws_vpc_endpoint.dns_entry[0].hosted_zone_id'),
    name: walked('text'),
    type: only('A'),
    zone_id: refers('aws_route53_zone.zone_id'),
  },
  aws_route53_resolver_endpoint: {
    direction: walked('text'),
    'ip_address[].ip': walked('address'),
    'ip_address[].subnet_id': refers('aws_subnet.id'),
    'lifecycle.prevent_destroy': only(true),
    name: inert('text'),
    protocols: only(['Do53']),
    resolver_endpoint_type: only('IPV4'),
    security_group_ids: refersEach('aws_security_group.id'),
    tags: TAGS,
  },
  aws_route53_resolver_firewall_config: {
    firewall_fail_open: only('DISABLED'),
    resource_id: refers('aws_vpc.id'),
  },
  aws_route53_resolver_firewall_domain_list: {
    domains: walked('texts'),
    name: inert('text'),
    tags: TAGS,
  },
  aws_route53_resolver_firewall_rule: {
    action: walked('text'),
    block_response: maybe(only('NXDOMAIN')),
    firewall_domain_list_id: refersOr('text', 'aws_route53_resolver_firewall_domain_list.id'),
    firewall_domain_redirection_action: maybe(only('TRUST_REDIRECTION_DOMAIN')),
    firewall_rule_group_id: refers('aws_route53_resolver_firewall_rule_group.id'),
    name: inert('text'),
    priority: walked('number'),
  },
  aws_route53_resolver_firewall_rule_group: {
    name: inert('text'),
    tags: TAGS,
  },
  aws_route53_resolver_firewall_rule_group_association: {
    firewall_rule_group_id: refers('aws_route53_resolver_firewall_rule_group.id'),
    mutation_protection: only('DISABLED'),
    name: inert('text'),
    priority: only(101),
    tags: TAGS,
    vpc_id: refers('aws_vpc.id'),
  },
  aws_route53_resolver_query_log_config: {
    destination_arn: refers('aws_cloudwatch_log_group.arn'),
    name: inert('text'),
    tags: TAGS,
  },
  aws_route53_resolver_query_log_config_association: {
    resolver_query_log_config_id: refers('aws_route53_resolver_query_log_config.id'),
    resource_id: refers('aws_vpc.id'),
  },
  aws_route53_resolver_rule: {
    domain_name: walked('text'),
    name: inert('text'),
    resolver_endpoint_id: maybe(refers('aws_route53_resolver_endpoint.id')),
    rule_type: walked('text'),
    tags: TAGS,
    'target_ip[]': SOMETIMES,
    'target_ip[].ip': walked('address'),
    'target_ip[].port': only(53),
  },
  aws_route53_resolver_rule_association: {
    name: inert('text'),
    resolver_rule_id: refers('aws_route53_resolver_rule.id'),
    vpc_id: refers('aws_vpc.id'),
  },
  aws_route53_zone: {
    comment: inert('text'),
    name: walked('text'),
    tags: TAGS,
    'vpc[].vpc_id': refers('aws_vpc.id'),
  },
};
