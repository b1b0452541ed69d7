import { InternetGateway } from '@cdktf/provider-aws/lib/internet-gateway';
import { Construct } from 'constructs';
import type { DnsFilter } from '../../../plan/dns/aws-dns';
import type { BreakoutRuleInput, BreakoutZoneInput } from '../../../plan/stacks/aws/breakout';
import type { RuleGroupInput } from '../../../plan/stacks/aws/hub-parts';
import { address } from '../../naming';
import { resourceTags } from '../../tags';
import { InboundResolver } from '../dns/inbound-resolver';
import { NetworkFirewall } from '../firewall/network-firewall';
import { breakoutLines } from '../firewall/suricata';
import type { HubReferences } from '../transit/hub-references';
import type { FlowLogPlace } from '../logs/vpc-flow-log';
import { HubVpc } from './hub-vpc';
import { NatGateways } from './nat-gateways';

export interface BreakoutVpcProps {
  /** First part of cloud-side names, such as `cngw-production`. */
  readonly prefix: string;
  /** Cloud-side name. */
  readonly name: string;
  /** The VPC's /24. */
  readonly network: string;
  readonly zones: readonly BreakoutZoneInput[];
  readonly hub: HubReferences;
  /** Table of packets that come back from the internet. */
  readonly associatedTable: string;
  /** Supernets of the tenants that leave here: HOME_NET, and the way back. */
  readonly homeNet: readonly string[];
  readonly ruleGroup: RuleGroupInput<BreakoutRuleInput>;
  readonly dnsFilter: DnsFilter;
  /** New public addresses per zone. */
  readonly natAddressesPerZone: number;
  /** How many of them, the last ones, may be destroyed. @default - none */
  readonly leavingAddresses?: number;
  /** Seconds after which the firewall forgets a TCP connection that says nothing. @default - AWS's 350 */
  readonly idleSeconds?: number;
  /** Days. */
  readonly logRetentionDays: number;
  /** Where flows are logged; guests' are left out of it. @default - every minute, in CloudWatch */
  readonly flowLogs?: FlowLogPlace;
  readonly logKeyArn: string;
  /** SNS topic of alarms. @default - alarms tell nobody */
  readonly alarmTopic?: string;
}

/**
 * The way of an egress domain to the internet: transit gateway → transit subnet → firewall endpoint of the zone →
 * firewall subnet → NAT gateway of the zone → internet gateway; and back: public subnet → the same endpoint → firewall
 * subnet → transit gateway. The domain's resolver answers in subnets of its own, which the firewall isn't in front of.
 */
export class BreakoutVpc extends Construct {
  readonly vpcId: string;
  readonly attachmentId: string;
  readonly publicAddresses: readonly string[];

  constructor(scope: Construct, id: string, props: BreakoutVpcProps) {
    super(scope, id);
    const logging = { logRetentionDays: props.logRetentionDays, logKeyArn: props.logKeyArn };
    const vpc = new HubVpc(this, 'vpc', {
      terraformName: 'breakout',
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
      dnsHostnames: true,
      flowLog: {
        ...logging,
        withNatAddresses: true,
        ...(props.flowLogs === undefined ? {} : { place: props.flowLogs }),
      },
    });
    this.vpcId = vpc.id;
    this.attachmentId = vpc.attachment.id;
    const internet = address(
      new InternetGateway(this, 'internet', { vpcId: vpc.id, tags: resourceTags({ name: props.name }) }),
      'breakout',
    );
    const zones = props.zones.map((zone) => ({
      ...zone,
      firewallSubnet: vpc.subnet(`firewall_${zone.zone}`, zone.zone, zone.firewall),
      publicSubnet: vpc.subnet(`public_${zone.zone}`, zone.zone, zone.public),
      dnsSubnet: vpc.subnet(`dns_${zone.zone}`, zone.zone, zone.dns),
    }));
    const firewall = new NetworkFirewall(this, 'firewall', {
      terraformName: 'breakout',
      prefix: props.prefix,
      name: props.name,
      vpcId: vpc.id,
      subnetIds: zones.map(({ firewallSubnet }) => firewallSubnet.id),
      ...(props.idleSeconds === undefined ? {} : { idleSeconds: props.idleSeconds }),
      homeNet: props.homeNet,
      ruleGroups: [
        {
          name: props.ruleGroup.name,
          priority: props.ruleGroup.priority,
          capacity: props.ruleGroup.capacity,
          lines: props.ruleGroup.rules.flatMap(breakoutLines),
        },
      ],
      unmatched: 'application',
      ...logging,
    });
    const nat = new NatGateways(this, 'nat', {
      name: props.name,
      zones,
      addressesPerZone: props.natAddressesPerZone,
      ...(props.leavingAddresses === undefined ? {} : { leavingAddresses: props.leavingAddresses }),
      internetGateway: internet,
      ...(props.alarmTopic === undefined ? {} : { alarmTopic: props.alarmTopic }),
    });
    this.publicAddresses = nat.publicAddresses;
    const homewards = <T>(target: T): Record<string, T> =>
      Object.fromEntries(props.homeNet.map((prefix) => [prefix, target]));
    for (const { zone, firewallSubnet, publicSubnet, dnsSubnet, isLeaving } of zones) {
      const endpoint = { vpcEndpointId: firewall.endpointId(firewallSubnet.friendlyUniqueId) };
      // An endpoint can go once no route leads to it.
      vpc.routeTable(`transit_${zone}`, [vpc.transitSubnet(zone)], isLeaving ? {} : { '0.0.0.0/0': endpoint });
      vpc.routeTable(`firewall_${zone}`, [firewallSubnet], {
        '0.0.0.0/0': { natGatewayId: nat.gatewayId(zone) },
        ...homewards(vpc.toTransitGateway),
      });
      vpc.routeTable(`public_${zone}`, [publicSubnet], {
        '0.0.0.0/0': { gatewayId: internet.id },
        ...(isLeaving ? {} : homewards(endpoint)),
      });
      vpc.routeTable(`dns_${zone}`, [dnsSubnet], homewards(vpc.toTransitGateway));
    }
    new InboundResolver(this, 'resolver', {
      prefix: props.prefix,
      name: props.name,
      vpcId: vpc.id,
      addresses: zones.flatMap(({ dnsSubnet, resolverAddresses }) =>
        resolverAddresses.map((ip) => ({ subnetId: dnsSubnet.id, ip })),
      ),
      clients: props.homeNet,
      filter: props.dnsFilter,
      ...logging,
    });
  }
}
