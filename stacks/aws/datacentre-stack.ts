import type { Construct } from 'constructs';
import { VpnLogGroup } from '../../constructs/aws/logs/vpn-log-group';
import { DirectConnect } from '../../constructs/aws/transit/direct-connect';
import type { HubReferences } from '../../constructs/aws/transit/hub-references';
import { SiteVpn, type TunnelEnds, type VpnTermination } from '../../constructs/aws/transit/site-vpn';
import type { AwsDatacentreStackInput, DatacentreTunnelInput } from '../../plan/stacks/aws/datacentre';
import type { SynthContext } from '../synth-context';
import { AwsStack } from './aws-stack';

/** One datacentre at a hub: circuits, every tenant's own tunnels over them, and those that take over when they are down. */
export class AwsDatacentreStack extends AwsStack {
  constructor(scope: Construct, input: AwsDatacentreStackInput, context: SynthContext) {
    super(scope, input, context);
    const hub = this.readHub();
    const direct =
      input.direct &&
      new DirectConnect(this, 'direct-connect', {
        name: `${this.prefix}-${input.datacentre}`,
        gatewayAsn: input.direct.gatewayAsn,
        asn: input.asn,
        circuits: input.direct.circuits,
        allowedPrefixes: input.direct.allowedPrefixes,
        transitGatewayId: hub.transitGatewayId,
        tableId: hub.routeTableId(`rt-dxgw-${input.datacentre}`),
      });
    const logGroups = new Map<string, string>();
    const ends: Record<string, TunnelEnds> = {};
    for (const tunnel of input.tunnels) {
      const logGroupArn = logGroups.get(tunnel.tenant) ?? this.logs(input, tunnel, hub);
      logGroups.set(tunnel.tenant, logGroupArn);
      const { ends: own } = new SiteVpn(this, `${tunnel.tenant}_${tunnel.way}`, {
        prefix: this.prefix,
        connection: tunnel.name,
        deviceName: tunnel.name,
        site: input.datacentre,
        siteName: input.datacentreName,
        tenant: tunnel.tenant,
        costCentre: tunnel.costCentre,
        asn: input.asn,
        address: tunnel.address,
        crypto: tunnel.crypto,
        insideRanges: tunnel.insideRanges,
        termination: terminate(tunnel, hub, direct),
        logGroupArn,
        ...(input.wan.alarmTopic === undefined ? {} : { alarmTopic: input.wan.alarmTopic }),
      });
      ends[tunnel.name] = own;
    }
    if (input.tunnels.length > 0)
      this.output(
        'tunnel_ends',
        ends,
        'What its router is set to: where the tunnels of each connection end, by their inside ranges, and the secret that holds their keys.',
      );
    const circuits = Object.entries(direct?.ends ?? {}).map(
      ([id, each]) => [`${input.datacentre}_${id}`, each] as const,
    );
    if (circuits.length > 0)
      this.output(
        'circuit_ends',
        Object.fromEntries(circuits),
        'What its router is set to on circuits: its own address and that of AWS.',
      );
  }

  private logs(input: AwsDatacentreStackInput, tunnel: DatacentreTunnelInput, hub: HubReferences): string {
    return new VpnLogGroup(this, `logs_${tunnel.tenant}`, {
      prefix: this.prefix,
      stack: input.name,
      tenant: tunnel.tenant,
      costCentre: tunnel.costCentre,
      logRetentionDays: input.wan.logRetentionDays,
      logKeyArn: hub.logKeyArn,
    }).arn;
  }
}

function terminate(
  tunnel: DatacentreTunnelInput,
  hub: HubReferences,
  direct: DirectConnect | undefined,
): VpnTermination {
  const place = {
    transitGatewayId: hub.transitGatewayId,
    associatedTableId: hub.routeTableId(tunnel.associatedTable),
    propagatedTableId: hub.routeTableId(tunnel.propagatedTable),
  } as const;
  if (tunnel.way === 'backup') return { kind: 'dedicated', ...place };
  if (!direct) throw new Error(`${tunnel.name} runs over a circuit that is not there`);
  return { kind: 'private', ...place, transportAttachmentId: direct.attachmentId };
}
