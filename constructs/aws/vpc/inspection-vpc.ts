import { Construct } from 'constructs';
import type { ZoneSubnets } from '../../../plan/places/vpc-layout';
import type { HubRouteInput, MaybeLeaving, RuleGroupInput } from '../../../plan/stacks/aws/hub-parts';
import type { FirewallRuleInput } from '../../../plan/stacks/aws/inspect';
import { NetworkFirewall } from '../firewall/network-firewall';
import { permissionLines } from '../firewall/suricata';
import type { HubReferences } from '../transit/hub-references';
import type { FlowLogPlace } from '../logs/vpc-flow-log';
import { HubVpc } from './hub-vpc';

export interface InspectionVpcProps {
  /** First part of cloud-side names, such as `cngw-production`. */
  readonly prefix: string;
  /** Cloud-side name. */
  readonly name: string;
  /** The VPC's /24. */
  readonly network: string;
  readonly zones: readonly (ZoneSubnets & MaybeLeaving)[];
  readonly hub: HubReferences;
  /** Table of packets that come back from inspection. */
  readonly associatedTable: string;
  /** Rows of the hub's tables that send packets here. */
  readonly routes: readonly HubRouteInput[];
  /** Every tenant's supernets. */
  readonly homeNet: readonly string[];
  readonly ruleGroups: readonly RuleGroupInput<FirewallRuleInput>[];
  /** Seconds after which the firewall forgets a TCP connection that says nothing. @default - AWS's 350 */
  readonly idleSeconds?: number;
  /** Days. */
  readonly logRetentionDays: number;
  /** Where flows are logged. @default - every minute, in CloudWatch */
  readonly flowLogs?: FlowLogPlace;
}

/**
 * The VPC through which all private traffic of a hub passes: transit gateway → transit subnet → firewall endpoint of
 * the same zone → firewall subnet → transit gateway. Passes what a rule names and drops everything else.
 */
export class InspectionVpc extends Construct {
  constructor(scope: Construct, id: string, props: InspectionVpcProps) {
    super(scope, id);
    const vpc = new HubVpc(this, 'vpc', {
      terraformName: 'inspect',
      prefix: props.prefix,
      name: props.name,
      cidrBlock: props.network,
      transitSubnets: props.zones.map(({ zone, transit, isLeaving }) => ({
        zone,
        cidr: transit,
        ...(isLeaving ? { isLeaving } : {}),
      })),
      hub: props.hub,
      associatedTable: props.associatedTable,
      applianceMode: true,
      dnsHostnames: false,
      routes: props.routes,
      flowLog: {
        logRetentionDays: props.logRetentionDays,
        logKeyArn: props.hub.logKeyArn,
        withNatAddresses: false,
        ...(props.flowLogs === undefined ? {} : { place: props.flowLogs }),
      },
    });
    const zones = props.zones.map(({ zone, firewall, isLeaving }) => ({
      zone,
      isLeaving,
      subnet: vpc.subnet(`firewall_${zone}`, zone, firewall),
    }));
    const firewall = new NetworkFirewall(this, 'firewall', {
      terraformName: 'inspect',
      prefix: props.prefix,
      name: props.name,
      vpcId: vpc.id,
      subnetIds: zones.map(({ subnet }) => subnet.id),
      homeNet: props.homeNet,
      ruleGroups: props.ruleGroups.map(({ rules, ...group }) => ({ ...group, lines: rules.flatMap(permissionLines) })),
      unmatched: 'strict',
      ...(props.idleSeconds === undefined ? {} : { idleSeconds: props.idleSeconds }),
      logRetentionDays: props.logRetentionDays,
      logKeyArn: props.hub.logKeyArn,
    });
    for (const { zone, subnet, isLeaving } of zones) {
      const endpoint = { vpcEndpointId: firewall.endpointId(subnet.friendlyUniqueId) };
      // An endpoint can go once no route leads to it.
      vpc.routeTable(`transit_${zone}`, [vpc.transitSubnet(zone)], isLeaving ? {} : { '0.0.0.0/0': endpoint });
      vpc.routeTable(`firewall_${zone}`, [subnet], { '0.0.0.0/0': vpc.toTransitGateway });
    }
  }
}
