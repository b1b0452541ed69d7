import type { Construct } from 'constructs';
import { GuestLogs } from '../../constructs/aws/logs/guest-logs';
import { BreakoutVpc } from '../../constructs/aws/vpc/breakout-vpc';
import type { AwsBreakoutStackInput } from '../../plan/stacks/aws/breakout';
import type { SynthContext } from '../synth-context';
import { AwsStack } from './aws-stack';

/** Names of a breakout's outputs that other stacks and people read. */
export const BREAKOUT_OUTPUTS = {
  vpcId: 'vpc_id',
  attachmentId: 'attachment_id',
  publicAddresses: 'public_addresses',
  resolver: 'resolver_addresses',
};

/** The breakout of an egress domain. Rows of the hub's tables that lead to it are the inspection stack's. */
export class AwsBreakoutStack extends AwsStack {
  constructor(scope: Construct, input: AwsBreakoutStackInput, context: SynthContext) {
    super(scope, input, context);
    const hub = this.readHub();
    const name = `${this.prefix}-${input.hub.id}-${input.domain}`;
    const logKeyArn = input.guest
      ? new GuestLogs(this, 'guest-logs', {
          prefix: this.prefix,
          name,
          region: input.hub.region,
          accountId: input.hub.accountId,
          readers: input.logReaders,
        }).keyArn
      : hub.logKeyArn;
    const breakout = new BreakoutVpc(this, 'breakout', {
      prefix: this.prefix,
      name,
      network: input.network,
      zones: input.zones,
      hub,
      associatedTable: input.associatedTable,
      homeNet: input.homeNet,
      ruleGroup: input.ruleGroup,
      dnsFilter: input.dnsFilter,
      natAddressesPerZone: input.natAddressesPerZone,
      ...(input.leavingAddresses === undefined ? {} : { leavingAddresses: input.leavingAddresses }),
      ...(input.idleSeconds === undefined ? {} : { idleSeconds: input.idleSeconds }),
      logRetentionDays: input.logRetentionDays,
      logKeyArn,
      // Guests' are read by named people alone, and looked up by the minute.
      ...(input.wan.flowLogs === undefined || input.guest ? {} : { flowLogs: input.wan.flowLogs }),
      ...(input.wan.alarmTopic === undefined ? {} : { alarmTopic: input.wan.alarmTopic }),
    });
    this.output(BREAKOUT_OUTPUTS.vpcId, breakout.vpcId, 'Id of the breakout VPC.');
    this.output(BREAKOUT_OUTPUTS.attachmentId, breakout.attachmentId, 'Where rows of the hub’s tables lead.');
    this.output(
      BREAKOUT_OUTPUTS.publicAddresses,
      breakout.publicAddresses,
      'Public addresses of this domain, for allow-lists of suppliers.',
    );
    this.output(
      BREAKOUT_OUTPUTS.resolver,
      input.zones.flatMap((zone) => zone.resolverAddresses),
      'Addresses of the resolver that sites of this domain ask.',
    );
  }
}
