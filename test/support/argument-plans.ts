import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Resource } from '../../verify/terraform/stack-json';
import {
  ADDED_IN_6,
  MIRROR_VERSION,
  plannedJson,
  terraform,
  terraformInit,
  TYPES_ADDED_IN_6,
  writeStateFile,
} from './terraform';
import { temporaryFolder } from './workspace';

/**
 * What real Terraform plans where one argument of one resource differs from its state: one copy of the resource for each
 * argument, all in one plan. Values are other valid ones by rule, or as OTHER says; nothing is asked of AWS.
 */
export interface PlannedArgument {
  readonly type: string;
  readonly argument: string;
  readonly actions: readonly string[];
}

interface Attribute {
  readonly type?: unknown;
}
interface Block {
  readonly attributes?: Readonly<Record<string, Attribute>>;
  readonly block_types?: Readonly<Record<string, { readonly nesting_mode: string; readonly block: Block }>>;
}
interface Schema {
  readonly version: number;
  readonly block: Block;
}

type Tree = Record<string, unknown>;

/** Values that no rule finds: `type.argument`, or an argument of any type. */
const OTHER: Readonly<Record<string, unknown>> = {
  'aws_cloudwatch_log_group.retention_in_days': 731,
  'aws_cloudwatch_metric_alarm.comparison_operator': 'GreaterThanThreshold',
  'aws_cloudwatch_metric_alarm.statistic': 'Maximum',
  'aws_cloudwatch_metric_alarm.treat_missing_data': 'ignore',
  'aws_cloudwatch_metric_alarm.period': 60,
  'aws_dx_connection.bandwidth': '1Gbps',
  'aws_dx_connection.encryption_mode': 'should_encrypt',
  'aws_dx_transit_virtual_interface.address_family': 'ipv6',
  'aws_dx_transit_virtual_interface.mtu': 1500,
  'aws_ec2_transit_gateway.amazon_side_asn': 64_603,
  'aws_eip.domain': 'standard',
  'aws_flow_log.log_destination_type': 's3',
  'aws_flow_log.max_aggregation_interval': 60,
  'aws_flow_log.traffic_type': 'REJECT',
  'aws_iam_role.max_session_duration': 7_200,
  'aws_kms_key.deletion_window_in_days': 20,
  'aws_networkfirewall_rule_group.type': 'STATELESS',
  'aws_networkfirewall_firewall_policy.firewall_policy.stateful_engine_options.rule_order': 'DEFAULT_ACTION_ORDER',
  'aws_networkfirewall_firewall_policy.firewall_policy.stateful_engine_options.stream_exception_policy': 'CONTINUE',
  'aws_networkfirewall_firewall_policy.firewall_policy.stateless_default_actions': ['aws:pass'],
  'aws_networkfirewall_firewall_policy.firewall_policy.stateless_fragment_default_actions': ['aws:pass'],
  'aws_networkfirewall_logging_configuration.logging_configuration.log_destination_config.log_destination_type': 'S3',
  'aws_networkfirewall_logging_configuration.logging_configuration.log_destination_config.log_type': 'TLS',
  'aws_networkfirewall_rule_group.rule_group.stateful_rule_options.rule_order': 'DEFAULT_ACTION_ORDER',
  'aws_route53_record.type': 'AAAA',
  'aws_route53_resolver_endpoint.direction': 'OUTBOUND',
  'aws_route53_resolver_endpoint.protocols': ['DoH'],
  'aws_route53_resolver_endpoint.resolver_endpoint_type': 'DUALSTACK',
  'aws_route53_resolver_firewall_config.firewall_fail_open': 'ENABLED',
  'aws_route53_resolver_firewall_rule.action': 'ALLOW',
  'aws_route53_resolver_firewall_rule.block_response': 'NXDOMAIN',
  'aws_route53_resolver_firewall_rule.firewall_domain_redirection_action': 'INSPECT_REDIRECTION_DOMAIN',
  'aws_route53_resolver_firewall_rule_group_association.mutation_protection': 'ENABLED',
  'aws_route53_resolver_rule.domain_name': 'other.example.net',
  'aws_route53_resolver_rule.rule_type': 'SYSTEM',
  'aws_subnet.availability_zone': 'eu-west-2c',
  'aws_vpc_endpoint.vpc_endpoint_type': 'GatewayLoadBalancer',
  'aws_vpc_security_group_egress_rule.ip_protocol': 'udp',
  'aws_vpc_security_group_ingress_rule.ip_protocol': 'udp',
  'aws_vpn_connection.outside_ip_address_type': 'PrivateIpv4',
  'aws_vpn_connection.preshared_key_storage': 'Standard',
  'aws_vpn_connection.tunnel_inside_ip_version': 'ipv6',
  'aws_vpn_connection.tunnel1_dpd_timeout_seconds': 40,
  'aws_vpn_connection.tunnel2_dpd_timeout_seconds': 40,
  'aws_vpn_connection.type': 'ipsec.1-aes256',
};

/** Where the first is what stands there already. */
const OTHERWISE: Readonly<Record<string, unknown>> = {
  'aws_flow_log.max_aggregation_interval': 600,
  'aws_route53_resolver_endpoint.direction': 'INBOUND',
  'aws_route53_resolver_firewall_rule.block_response': 'NODATA',
  'aws_vpn_connection.outside_ip_address_type': 'PublicIpv4',
};

function otherValue(type: string, argument: string, value: unknown): unknown {
  const written = OTHER[`${type}.${argument}`];
  if (written !== undefined) return written === value ? (OTHERWISE[`${type}.${argument}`] ?? written) : written;
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value > 1 ? value - 1 : value + 1;
  if (Array.isArray(value)) return value.map((each) => otherValue(type, argument, each));
  if (typeof value !== 'string') return value;
  const name = argument.replace(/^tunnel[12]_/, 'tunnel_');
  if (/dpd_timeout_action$/.test(name)) return 'none';
  if (/startup_action$/.test(name)) return value === 'add' ? 'start' : 'add';
  if (/encryption_algorithms$/.test(name)) return value === 'AES256' ? 'AES128' : 'AES256';
  if (/integrity_algorithms$/.test(name)) return value === 'SHA2-512' ? 'SHA2-256' : 'SHA2-512';
  if (/ike_versions$/.test(name)) return 'ikev1';
  if (/log_output_format$/.test(name)) return 'text';
  if (value === 'enable' || value === 'disable') return value === 'enable' ? 'disable' : 'enable';
  if (/^\d+$/.test(value)) return String(Number(value) + 1);
  if (/^(\d+\.){3}\d+(\/\d+)?$/.test(value)) return otherAddress(value);
  if (/^\{/.test(value)) return value.replace('2012-10-17', '2008-10-17');
  return value.replace(/[0-9a-z](?=[^0-9a-z]*$)/i, (last) =>
    last === '1' || last === 'a' ? '2' : last === 'b' ? 'a' : '1',
  );
}

/** What the provider puts into a state by itself, where its absence alone would force a replacement. */
const IN_STATE: Readonly<Record<string, Tree>> = {
  aws_iam_role: { path: '/', force_detach_policies: false },
  aws_kms_key: {
    customer_master_key_spec: 'SYMMETRIC_DEFAULT',
    key_usage: 'ENCRYPT_DECRYPT',
    multi_region: false,
    is_enabled: true,
  },
  aws_ram_resource_share: { permission_arns: [] },
  aws_subnet: { ipv6_native: false, assign_ipv6_address_on_creation: false },
  aws_vpc: { instance_tenancy: 'default' },
};

/** Another address or prefix of the same length; inside ranges of tunnels stay what they are. */
function otherAddress(value: string): string {
  if (value === '0.0.0.0/0') return '10.0.0.0/8';
  if (value.startsWith('169.254.'))
    return value.replace(/^169\.254\.(\d+)/, (_, c: string) => `169.254.${Number(c) === 9 ? 8 : 9}`);
  const [, bits = '32'] = value.split('/');
  return Number(bits) < 16
    ? value.replace(/^\d+/, (first) => String(Number(first) + 1))
    : value.replace(/^(\d+)\.(\d+)/, (_, a: string, b: string) => `${a}.${(Number(b) + 1) % 250}`);
}

/** Arguments that can't be varied by themselves: one valid value, or one that others must follow. */
const NOT_VARIED: ReadonlySet<string> = new Set(['aws_customer_gateway.type', 'aws_nat_gateway.connectivity_type']);

/** A value that stands for what another resource would give, by the name of the argument. */
function literal(argument: string): string {
  const last = argument.split('.').at(-1) ?? '';
  const hex = '0123456789abcdef0';
  if (/kms_key_id$|_arn$|^log_destination$|definition/.test(last) || last === 'logGroup')
    return last === 'iam_role_arn'
      ? 'arn:aws:iam::111122223333:role/wan'
      : 'arn:aws:kms:eu-west-2:111122223333:key/00000000-0000-4000-8000-000000000000';
  const prefixes: readonly (readonly [RegExp, string])[] = [
    [/vpc_id/, 'vpc-'],
    [/subnet/, 'subnet-'],
    [/route_table_id$/, 'rtb-'],
    [/attachment/, 'tgw-attach-'],
    [/transit_gateway_id/, 'tgw-'],
    [/security_group/, 'sg-'],
    [/allocation/, 'eipalloc-'],
    [/customer_gateway/, 'cgw-'],
    [/nat_gateway/, 'nat-'],
    [/vpc_endpoint/, 'vpce-'],
    [/gateway_id$/, 'igw-'],
  ];
  return `${prefixes.find(([pattern]) => pattern.test(last))?.[1] ?? 'id-'}${hex}`;
}

/** A resource without what refers elsewhere, what Terraform keeps to itself, and what 5.100 doesn't know. */
function standalone({ type, attributes }: Resource): Tree {
  const removed = ADDED_IN_6[type] ?? [];
  const inside = (value: unknown, argument: string): unknown => {
    if (typeof value === 'string') return value.includes('${') ? literal(argument) : value;
    if (Array.isArray(value)) return value.map((each) => inside(each, argument));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .filter(([key]) => !removed.includes(key))
        .map(([key, inner]) => [key, inside(inner, argument === '' ? key : `${argument}.${key}`)]),
    );
  };
  const { lifecycle: _l, provider: _p, depends_on: _d, '//': _c, ...rest } = attributes;
  return inside(rest, '') as Tree;
}

/** Dotted names of all arguments of a resource, tags as one. */
export function argumentsIn(value: Tree, prefix = ''): readonly string[] {
  const names = Object.entries(value).flatMap(([key, inner]): readonly string[] => {
    const name = prefix === '' ? key : `${prefix}.${key}`;
    if (key === 'tags') return [name];
    const blocks = Array.isArray(inner) ? inner : [inner];
    const isBlock = blocks.length > 0 && blocks.every((each) => typeof each === 'object' && each !== null);
    return isBlock ? blocks.flatMap((each) => argumentsIn(each as Tree, name)) : [name];
  });
  return [...new Set(names)];
}

function withOther(type: string, value: Tree, argument: string, prefix = ''): Tree {
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const name = prefix === '' ? key : `${prefix}.${key}`;
      if (name === argument)
        return [key, key === 'tags' ? changedMap(inner as Tree) : otherValue(type, argument, inner)];
      if (!argument.startsWith(`${name}.`)) return [key, inner];
      return [
        key,
        Array.isArray(inner)
          ? inner.map((each, index) =>
              index === 0 ? withOther(type, each as Tree, argument, name) : (each as unknown),
            )
          : withOther(type, inner as Tree, argument, name),
      ];
    }),
  );
}

function changedMap(map: Tree): Tree {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, `${String(value)}1`]));
}

/** Configuration as a state holds it: blocks as lists, numbers and texts as the schema has them. */
function asState(value: Tree, block: Block): Tree {
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const nested = block.block_types?.[key];
      if (nested) {
        const list = (Array.isArray(inner) ? inner : [inner]) as Tree[];
        return [key, list.map((each) => asState(each, nested.block))];
      }
      const type = block.attributes?.[key]?.type;
      if (type === 'string' && typeof inner !== 'string') return [key, String(inner)];
      if (type === 'number' && typeof inner === 'string') return [key, Number(inner)];
      return [key, inner];
    }),
  );
}

/** What one plan says of every argument of these resources, one of a type. */
export async function planArguments(samples: readonly Resource[]): Promise<{
  readonly planned: readonly PlannedArgument[];
  readonly output: string;
}> {
  const folder = temporaryFolder();
  const provider = {
    region: 'eu-west-2',
    access_key: 'fake',
    secret_key: 'fake',
    skip_credentials_validation: true,
    skip_requesting_account_id: true,
    skip_metadata_api_check: true,
  };
  const terraformBlock = {
    backend: { local: { path: 'terraform.tfstate' } },
    required_providers: { aws: { source: 'hashicorp/aws', version: MIRROR_VERSION } },
  };
  const write = (resource: Tree): void =>
    writeFileSync(
      path.join(folder, 'main.tf.json'),
      JSON.stringify({
        terraform: terraformBlock,
        provider: { aws: provider },
        ...(Object.keys(resource).length === 0 ? {} : { resource }),
      }),
    );
  write({});
  const initialised = await terraformInit(folder);
  if (!initialised.ok) return { planned: [], output: initialised.output };
  const schemas = JSON.parse((await terraform(folder, 'providers', 'schema', '-json')).output) as {
    provider_schemas: Record<string, { resource_schemas: Record<string, Schema> }>;
  };
  const byType = schemas.provider_schemas['registry.terraform.io/hashicorp/aws']?.resource_schemas ?? {};
  const config: Record<string, Tree> = {};
  const state: object[] = [];
  const asked: { readonly type: string; readonly name: string; readonly argument: string }[] = [];
  for (const sample of samples.filter(({ type }) => !TYPES_ADDED_IN_6.includes(type))) {
    const { type } = sample;
    const schema = byType[type];
    if (!schema) throw new Error(`the provider has no ${type}`);
    const own = standalone(sample);
    const names = argumentsIn(own).filter((argument) => !NOT_VARIED.has(`${type}.${argument}`));
    names.forEach((argument, index) => {
      const name = `a${index}`;
      asked.push({ type, name, argument });
      (config[type] ??= {})[name] = withOther(type, own, argument);
      const attributes = { ...IN_STATE[type], ...asState(own, schema.block), id: `${type}-0123456789abcdef0` };
      state.push({
        mode: 'managed',
        type,
        name,
        provider: 'provider["registry.terraform.io/hashicorp/aws"]',
        instances: [{ schema_version: schema.version, attributes }],
      });
    });
  }
  write(config);
  writeStateFile(folder, state);
  const made = await plannedJson(folder);
  if (!made.ok) return { planned: [], output: made.output };
  const { resource_changes: changes = [] } = made.plan as {
    resource_changes?: { type: string; name: string; change: { actions: string[] } }[];
  };
  const actions = new Map(changes.map(({ type, name, change }) => [`${type}.${name}`, change.actions]));
  return {
    planned: asked.map(({ type, name, argument }) => ({
      type,
      argument,
      actions: actions.get(`${type}.${name}`) ?? ['absent'],
    })),
    output: made.output,
  };
}
