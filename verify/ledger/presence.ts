import type { Fault } from '../network/network';
import { circuitsInUse } from '../intent/datacentre-connections';
import { blocks, type Key, keyOf, type References, type Resource, type Stack } from '../terraform/stack-json';
import type { Places } from './asked/places';

/** What no packet misses and everybody needs: logs and alarms of what is there, interfaces of circuits, locks against deletion. */
export function presenceFaults(places: Places, stacks: readonly Stack[], references: References): readonly Fault[] {
  const presence = new Presence(stacks, references);
  presence.logs();
  presence.circuits(places);
  presence.addresses(places);
  presence.priorities(places);
  presence.hubs(places);
  return presence.faults;
}

class Presence {
  readonly faults: Fault[] = [];
  private readonly byType = new Map<string, Resource[]>();

  constructor(
    stacks: readonly Stack[],
    private readonly references: References,
  ) {
    for (const resource of stacks.flatMap(({ resources }) => resources)) {
      const list = this.byType.get(resource.type);
      if (list) list.push(resource);
      else this.byType.set(resource.type, [resource]);
    }
  }

  logs(): void {
    for (const [type, by, through, what] of WATCHED) {
      const watched = this.all(by).flatMap((each) => this.target(each, through));
      const counts = new Map<Key, number>();
      for (const key of watched) counts.set(key, (counts.get(key) ?? 0) + 1);
      for (const resource of this.all(type)) {
        const times = counts.get(keyOf(resource)) ?? 0;
        if (times === 0) this.fault(resource, `has no ${what}.`);
        if (times > 1) this.fault(resource, `has ${times} of one kind: ${what}.`);
      }
    }
    for (const logging of this.all('aws_networkfirewall_logging_configuration')) {
      const configuration = blocks(logging.attributes['logging_configuration'])[0];
      const types = blocks(configuration?.['log_destination_config']).map(({ log_type: type }) => String(type));
      if (types.sort().join() !== 'ALERT,FLOW')
        this.fault(logging, `notes down ${types.join() || 'nothing'}, not ALERT and FLOW once each.`);
      for (const each of blocks(configuration?.['log_destination_config'])) {
        const type = String(each['log_type']).toLowerCase();
        const group = (each['log_destination'] as { readonly logGroup?: unknown } | undefined)?.logGroup;
        if (group !== `\${aws_cloudwatch_log_group.firewall-${type}.name}`)
          this.fault(logging, `notes down ${type} in ${String(group)}.`);
      }
    }
  }

  /** Each rule group at the priority that the lock gives it: two of one are refused, and an order of its own decides otherwise. */
  priorities({ lock }: Places): void {
    for (const policy of this.all('aws_networkfirewall_firewall_policy')) {
      const body = blocks(policy.attributes['firewall_policy'])[0];
      for (const each of blocks(body?.['stateful_rule_group_reference'])) {
        const group = this.references.key(policy.stack, each['resource_arn']) ?? '';
        const wanted = lock.ruleGroups[group.slice(group.lastIndexOf('.') + 1)];
        if (each['priority'] !== wanted)
          this.fault(policy, `tries ${group} at ${String(each['priority'])}, not ${String(wanted)}.`);
      }
    }
  }

  /** As many public addresses in each zone as the domain asks for, each of them once: suppliers have them in allow-lists. */
  addresses(places: Places): void {
    const taken = new Set<unknown>();
    for (const gateway of this.all('aws_nat_gateway')) {
      const wanted = places.breakout(gateway.stack)?.natAddressesPerZone;
      const { allocation_id: first, secondary_allocation_ids: others = [] } = gateway.attributes;
      const all = [first, others].flat();
      // The gateway of a zone has the addresses of that zone: those that are there already, or its own.
      const given = places.breakout(gateway.stack)?.natAllocations?.[gateway.name];
      const asked =
        given ??
        Array.from({ length: wanted ?? 0 }, (_, index) => `\${aws_eip.${gateway.name}_${index + 1}.allocation_id}`);
      if (all.join() !== asked.join())
        this.fault(gateway, `has the public addresses ${all.join(', ')}, not ${asked.join(', ')}.`);
      for (const each of all) {
        const key = `${gateway.stack} ${String(each)}`;
        if (taken.has(key)) this.fault(gateway, `has ${String(each)}, which another has too.`);
        taken.add(key);
      }
    }
  }

  /** Flows of a whole gateway are noted down, but for one that carries guests: whom they talk to is kept apart. */
  hubs(places: Places): void {
    for (const gateway of this.all('aws_ec2_transit_gateway')) {
      const hub = places.awsHub(gateway.stack);
      const hasGuests = places.catalogue.tenants.some(
        ({ kind, hubs }) => kind === 'public-wifi' && hubs.includes(hub?.id ?? ''),
      );
      const logs = this.all('aws_flow_log').filter((log) =>
        this.target(log, ['transit_gateway_id']).includes(keyOf(gateway)),
      );
      if (logs.length !== (hasGuests ? 0 : 1))
        this.fault(gateway, hasGuests ? 'notes down what guests do.' : `has ${logs.length} flow logs, not one.`);
    }
    for (const log of this.all('aws_flow_log'))
      if ((log.attributes['vpc_id'] === undefined) === (log.attributes['transit_gateway_id'] === undefined))
        this.fault(log, 'is of nothing, or of two things.');
    for (const zone of this.all('aws_route53_zone'))
      if (
        !blocks(zone.attributes['vpc']).some(
          ({ vpc_id: id }) => this.references.key(zone.stack, id)?.startsWith(`${zone.stack}/`) === true,
        )
      )
        this.fault(zone, 'is not known in the VPC of its own stack.');
    const noted = this.all('aws_route53_resolver_query_log_config_association').flatMap((each) =>
      this.target(each, ['resource_id']),
    );
    for (const filtered of this.all('aws_route53_resolver_firewall_rule_group_association'))
      for (const vpc of this.target(filtered, ['vpc_id']))
        if (!noted.includes(vpc)) this.fault(filtered, 'filters queries that nobody notes down.');
  }

  /** Each circuit that is in use has its interface, and MACsec where it is asked for. */
  circuits({ catalogue }: Places): void {
    const named = (type: string, id: string, datacentre: string): boolean =>
      this.all(type).some(({ name, stack }) => name === id && stack.endsWith(`-datacentre-${datacentre}`));
    const missing = (where: string, problem: string): void => {
      this.faults.push({ where, label: 'MISBUILT', problem });
    };
    for (const datacentre of catalogue.datacentres) {
      if (datacentre.state === 'planned') continue;
      for (const hub of catalogue.hubs)
        for (const circuit of circuitsInUse(datacentre, hub.id)) {
          if (circuit.kind !== 'direct-connect') continue;
          const { id, connection } = circuit;
          const where = `${datacentre.id}/${id}`;
          if (!named('aws_dx_transit_virtual_interface', id, datacentre.id))
            missing(where, 'is a circuit in use without an interface.');
          if (connection.type === 'dedicated' && !named('aws_dx_connection', id, datacentre.id))
            missing(where, 'is a port of our own that nobody orders.');
          if (connection.type === 'hosted' && !named('aws_dx_connection_confirmation', id, datacentre.id))
            missing(where, 'is an offered circuit that nobody accepts.');
          if (
            connection.type === 'dedicated' &&
            connection.macsec &&
            !named('aws_dx_macsec_key_association', id, datacentre.id)
          )
            missing(where, 'is to be encrypted, and has no MACsec key.');
        }
    }
  }

  private target(resource: Resource, path: readonly string[]): readonly Key[] {
    let value: unknown = resource.attributes;
    for (const step of path)
      value =
        typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[step] : undefined;
    const key = this.references.key(resource.stack, value);
    return key === undefined ? [] : [key];
  }

  private all(type: string): readonly Resource[] {
    return this.byType.get(type) ?? [];
  }

  private fault(resource: Resource, problem: string): void {
    this.faults.push({ where: keyOf(resource), label: 'MISBUILT', problem });
  }
}

/** Type, what has to stand beside each of it, by which argument that names it, and what people call it. */
const WATCHED: readonly (readonly [type: string, by: string, through: readonly string[], what: string])[] = [
  ['aws_vpn_connection', 'aws_cloudwatch_metric_alarm', ['dimensions', 'VpnId'], 'alarm'],
  ['aws_nat_gateway', 'aws_cloudwatch_metric_alarm', ['dimensions', 'NatGatewayId'], 'alarm'],
  ['aws_vpc', 'aws_flow_log', ['vpc_id'], 'flow log'],
  ['aws_vpc', 'aws_default_security_group', ['vpc_id'], 'default security group that is closed'],
  ['aws_networkfirewall_firewall', 'aws_networkfirewall_logging_configuration', ['firewall_arn'], 'log'],
  [
    'aws_route53_resolver_firewall_rule_group',
    'aws_route53_resolver_firewall_rule_group_association',
    ['firewall_rule_group_id'],
    'VPC that it is associated with',
  ],
  [
    'aws_route53_resolver_query_log_config',
    'aws_route53_resolver_query_log_config_association',
    ['resolver_query_log_config_id'],
    'VPC whose queries it notes down',
  ],
  ['aws_ram_resource_share', 'aws_ram_principal_association', ['resource_share_arn'], 'account that it is shared with'],
  ['aws_ram_resource_share', 'aws_ram_resource_association', ['resource_share_arn'], 'gateway that is shared'],
  ['aws_iam_role', 'aws_iam_role_policy', ['role'], 'policy'],
  ['aws_kms_key', 'aws_kms_alias', ['target_key_id'], 'alias'],
  ['azurerm_firewall', 'azurerm_monitor_diagnostic_setting', ['target_resource_id'], 'log'],
  ['azurerm_vpn_gateway', 'azurerm_monitor_diagnostic_setting', ['target_resource_id'], 'log'],
];
