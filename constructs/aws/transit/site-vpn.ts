import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { CustomerGateway } from '@cdktf/provider-aws/lib/customer-gateway';
import { Ec2TransitGatewayRoute } from '@cdktf/provider-aws/lib/ec2-transit-gateway-route';
import { Ec2TransitGatewayRouteTableAssociation } from '@cdktf/provider-aws/lib/ec2-transit-gateway-route-table-association';
import { Ec2TransitGatewayRouteTablePropagation } from '@cdktf/provider-aws/lib/ec2-transit-gateway-route-table-propagation';
import { VpnConnection, type VpnConnectionConfig } from '@cdktf/provider-aws/lib/vpn-connection';
import { Construct } from 'constructs';
import type { CryptoProfileName } from '../../../catalogue/model';
import { address, prefixName } from '../../naming';
import { resourceTags } from '../../tags';
import { tunnelOptions } from './tunnel-options';

/** Where a connection ends: at the transit gateway itself, or on a concentrator that is attached already. */
export type VpnTermination =
  | {
      readonly kind: 'dedicated';
      readonly transitGatewayId: string;
      readonly associatedTableId: string;
      readonly propagatedTableId: string;
      /** Rows of that table that lead here, where the far end announces nothing. @default - BGP, and propagation */
      readonly staticPrefixes?: readonly string[];
    }
  | {
      /** Over a circuit: the tunnels' outer addresses are private too. */
      readonly kind: 'private';
      readonly transitGatewayId: string;
      /** Attachment of the Direct Connect gateway that carries the tunnels. */
      readonly transportAttachmentId: string;
      readonly associatedTableId: string;
      readonly propagatedTableId: string;
    }
  | { readonly kind: 'concentrator'; readonly concentratorId: string };

/** The cloud's end of both tunnels, as expressions: addresses and a name, never a key. */
export interface TunnelEnds {
  readonly tunnels: readonly { readonly inside: string; readonly outside: string }[];
  /** ARN of the secret with their keys; absent where the router has a certificate. */
  readonly key?: string;
}

export interface SiteVpnProps {
  /** First part of cloud-side names, such as `cngw-production`. */
  readonly prefix: string;
  /** `crewe-library_schools_primary`: site, tenant, circuit. */
  readonly connection: string;
  /**
   * What AWS tells this gateway from others by. Can't change in place, so a site with a new id keeps its old one.
   * @default - none, as of a gateway that was made without
   */
  readonly deviceName?: string;
  readonly site: string;
  readonly siteName: string;
  readonly tenant: string;
  readonly costCentre: string;
  /** The router's AS number. */
  readonly asn: number;
  /** The router's public address. @default - dynamic: AWS waits for the router, which must have a certificate */
  readonly address?: string;
  /** ACM certificate of the router. @default - a key made by AWS and kept in Secrets Manager */
  readonly certificateArn?: string;
  /** Where its keys are. @default - in Secrets Manager, and never in state */
  readonly keys?: 'state';
  readonly crypto: CryptoProfileName;
  /** Inside /30 of tunnel 1 and tunnel 2. */
  readonly insideRanges: readonly [string, string];
  readonly termination: VpnTermination;
  readonly logGroupArn: string;
  /** What the alarm is called after, where connections of several hubs have one name. @default - the connection */
  readonly alarmFor?: string;
  /** SNS topic told of alarms. @default - nobody is told */
  readonly alarmTopic?: string;
  /** Whether it is in another route table today, which it leaves for this one: seconds without routes. @default - it is in none */
  readonly leavesTable?: true;
  /** Whether its tunnels keep what they were set to before this program, whatever is said here. @default - they are set */
  readonly keepsOptions?: true;
}

/** Largest AS number that the first of the two arguments takes (aws_customer_gateway: bgp_asn, bgp_asn_extended). */
const LARGEST_PLAIN_ASN = 2_147_483_647;

/**
 * One circuit of one tenant at one site: customer gateway, VPN connection with two BGP tunnels, its place in the
 * transit gateway's tables, and an alarm. Keys are made by AWS and stored in Secrets Manager, never in state.
 */
export class SiteVpn extends Construct {
  readonly ends: TunnelEnds;

  constructor(scope: Construct, id: string, props: SiteVpnProps) {
    super(scope, id);
    const tags = resourceTags({
      name: props.connection,
      tenant: props.tenant,
      site: props.site,
      costCentre: props.costCentre,
    });
    const gateway = address(
      new CustomerGateway(this, 'gateway', {
        type: 'ipsec.1',
        ...(props.asn > LARGEST_PLAIN_ASN ? { bgpAsnExtended: String(props.asn) } : { bgpAsn: String(props.asn) }),
        // AWS returns the existing gateway for the same address and AS number; the device name keeps segments apart.
        ...(props.deviceName === undefined ? {} : { deviceName: props.deviceName }),
        ...(props.address === undefined ? {} : { ipAddress: props.address }),
        ...(props.certificateArn === undefined ? {} : { certificateArn: props.certificateArn }),
        tags,
        // A new address replaces the gateway, and one in use can't be deleted: make the new one first.
        lifecycle: { createBeforeDestroy: true },
      }),
      props.connection,
    );
    const options = tunnelOptions({
      crypto: props.crypto,
      insideRanges: props.insideRanges,
      logGroupArn: props.logGroupArn,
      hasFixedAddress: props.address !== undefined,
    });
    const connection = address(
      new VpnConnection(this, 'connection', {
        type: 'ipsec.1',
        customerGatewayId: gateway.id,
        ...endOf(props.termination),
        staticRoutesOnly: staticPrefixesOf(props.termination) !== undefined,
        tunnelInsideIpVersion: 'ipv4',
        ...(props.certificateArn === undefined && props.keys === undefined
          ? { presharedKeyStorage: 'SecretsManager' }
          : {}),
        ...options,
        tags,
        ...(props.keepsOptions ? { lifecycle: { ignoreChanges: keptOptions(options) } } : {}),
      }),
      props.connection,
    );
    this.ends = {
      tunnels: [
        { inside: props.insideRanges[0], outside: connection.tunnel1Address },
        { inside: props.insideRanges[1], outside: connection.tunnel2Address },
      ],
      ...(props.certificateArn === undefined && props.keys === undefined ? { key: connection.presharedKeyArn } : {}),
    };
    if (props.termination.kind !== 'concentrator') {
      const { associatedTableId, propagatedTableId } = props.termination;
      const transitGatewayAttachmentId = connection.transitGatewayAttachmentId;
      address(
        new Ec2TransitGatewayRouteTableAssociation(this, 'association', {
          transitGatewayAttachmentId,
          transitGatewayRouteTableId: associatedTableId,
          ...(props.leavesTable ? { replaceExistingAssociation: true } : {}),
        }),
        props.connection,
      );
      this.known(props, transitGatewayAttachmentId, propagatedTableId);
    }
    this.alarm(props, connection.id, tags);
  }

  /**
   * How the hub knows what is here: announced and propagated, or one row a prefix. A static connection propagates nothing, and
   * its rows stay while both tunnels are down. Source: docs.aws.amazon.com/vpc/latest/tgw/tgw-route-tables.html
   */
  private known(props: SiteVpnProps, transitGatewayAttachmentId: string, transitGatewayRouteTableId: string): void {
    const place = { transitGatewayAttachmentId, transitGatewayRouteTableId };
    const prefixes = staticPrefixesOf(props.termination);
    if (prefixes === undefined) {
      address(new Ec2TransitGatewayRouteTablePropagation(this, 'propagation', place), props.connection);
      return;
    }
    for (const destinationCidrBlock of prefixes) {
      const name = `${props.connection}_${prefixName(destinationCidrBlock)}`;
      address(new Ec2TransitGatewayRoute(this, name, { destinationCidrBlock, ...place }), name);
    }
  }

  /**
   * Goes off when either tunnel has been down for a quarter of an hour: before the second one goes and the site with
   * it. Source of the metric: docs.aws.amazon.com/vpn/latest/s2svpn/monitoring-cloudwatch-vpn.html (TunnelState).
   */
  private alarm(props: SiteVpnProps, vpnId: string, tags: Record<string, string>): void {
    const actions =
      props.alarmTopic === undefined ? {} : { alarmActions: [props.alarmTopic], okActions: [props.alarmTopic] };
    address(
      new CloudwatchMetricAlarm(this, 'alarm', {
        alarmName: `${props.prefix}_${props.alarmFor ?? props.connection}_tunnel-down`,
        alarmDescription: `${props.siteName}: a tunnel of ${props.tenant} has been down for 15 minutes.`,
        namespace: 'AWS/VPN',
        metricName: 'TunnelState',
        dimensions: { VpnId: vpnId },
        statistic: 'Minimum',
        comparisonOperator: 'LessThanThreshold',
        threshold: 1,
        period: 300,
        evaluationPeriods: 3,
        treatMissingData: 'breaching',
        ...actions,
        tags,
      }),
      props.connection,
    );
  }
}

/**
 * What a connection keeps that was there before: every option of its tunnels but their inside ranges, as Terraform calls them. To change one
 * interrupts the tunnel, and the router may not take another proposal. Source: docs.aws.amazon.com/vpn/latest/s2svpn/modify-vpn-tunnel-options.html
 */
function keptOptions(options: Partial<VpnConnectionConfig>): string[] {
  return Object.keys(options)
    .filter((name) => !name.endsWith('InsideCidr'))
    .map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`))
    .sort()
    .concat('preshared_key_storage');
}

function staticPrefixesOf(termination: VpnTermination): readonly string[] | undefined {
  return termination.kind === 'dedicated' ? termination.staticPrefixes : undefined;
}

/** Source of the two arguments for private addresses: docs.aws.amazon.com/vpn/latest/s2svpn/private-ip-dx.html */
function endOf(termination: VpnTermination): Partial<VpnConnectionConfig> {
  switch (termination.kind) {
    case 'dedicated':
      return { transitGatewayId: termination.transitGatewayId };
    case 'private':
      return {
        transitGatewayId: termination.transitGatewayId,
        transportTransitGatewayAttachmentId: termination.transportAttachmentId,
        outsideIpAddressType: 'PrivateIpv4',
      };
    case 'concentrator':
      return { vpnConcentratorId: termination.concentratorId };
  }
}
