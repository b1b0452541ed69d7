import {
  AFTER,
  type Arguments,
  asked,
  ENDPOINT,
  GUARD,
  inert,
  maybe,
  only,
  refers,
  refersEach,
  refersOr,
  SOMETIMES,
  TAGS,
  walked,
} from '../rule';

/** What a security group lets in and what it lets out are said in the same words. */
const SECURITY_GROUP_RULE: Arguments[string] = {
  cidr_ipv4: walked('prefix'),
  from_port: walked('number'),
  ip_protocol: walked('text'),
  security_group_id: refers('aws_security_group.id'),
  tags: TAGS,
  to_port: walked('number'),
};

export const AWS_VPC: Arguments = {
  aws_default_security_group: {
    tags: TAGS,
    vpc_id: refers('aws_vpc.id'),
  },
  aws_eip: {
    domain: only('vpc'),
    'lifecycle.create_before_destroy': only(true),
    'lifecycle.prevent_destroy': GUARD,
    tags: TAGS,
  },
  aws_internet_gateway: {
    tags: TAGS,
    vpc_id: refers('aws_vpc.id'),
  },
  aws_nat_gateway: {
    allocation_id: refersOr('text', 'aws_eip.allocation_id'),
    connectivity_type: only('public'),
    depends_on: maybe(AFTER),
    secondary_allocation_ids: maybe(refersEach('aws_eip.allocation_id')),
    subnet_id: refers('aws_subnet.id'),
    tags: TAGS,
  },
  aws_route: {
    depends_on: maybe(AFTER),
    destination_cidr_block: walked('prefix'),
    gateway_id: maybe(refers('aws_internet_gateway.id')),
    nat_gateway_id: maybe(refers('aws_nat_gateway.id')),
    provider: maybe(asked('text')),
    route_table_id: refersOr('text', 'aws_route_table.id'),
    transit_gateway_id: maybe(refers('aws_ec2_transit_gateway.id')),
    vpc_endpoint_id: maybe(ENDPOINT),
  },
  aws_route_table: {
    tags: TAGS,
    vpc_id: refers('aws_vpc.id'),
  },
  aws_route_table_association: {
    route_table_id: refers('aws_route_table.id'),
    subnet_id: refers('aws_subnet.id'),
  },
  aws_security_group: {
    description: inert('text'),
    name: inert('text'),
    tags: TAGS,
    vpc_id: refers('aws_vpc.id'),
  },
  aws_subnet: {
    availability_zone: asked('text'),
    cidr_block: walked('prefix'),
    'lifecycle.create_before_destroy': only(true),
    map_public_ip_on_launch: only(false),
    tags: TAGS,
    vpc_id: refers('aws_vpc.id'),
  },
  aws_vpc: {
    cidr_block: walked('prefix'),
    enable_dns_hostnames: asked('truth'),
    enable_dns_support: only(true),
    lifecycle: SOMETIMES,
    'lifecycle.prevent_destroy': GUARD,
    tags: TAGS,
  },
  aws_vpc_endpoint: {
    private_dns_enabled: only(false),
    security_group_ids: refersEach('aws_security_group.id'),
    service_name: asked('text'),
    subnet_ids: refersEach('aws_subnet.id'),
    tags: TAGS,
    vpc_endpoint_type: only('Interface'),
    vpc_id: refers('aws_vpc.id'),
  },
  aws_vpc_security_group_egress_rule: SECURITY_GROUP_RULE,
  aws_vpc_security_group_ingress_rule: SECURITY_GROUP_RULE,
};
