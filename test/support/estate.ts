import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Row, StandInEstate } from './stand-in-ec2';

/** A connection of somebody's hub and spokes, as its makers would say it. */
export interface Spoke {
  readonly name: string;
  readonly address: string;
  readonly asn: number;
  readonly inside: readonly [string, string];
  readonly isStatic?: boolean;
  readonly device?: string;
  /** Another spoke's gateway, by number. */
  readonly gatewayOf?: number;
  /** Prefixes that the table has by it. */
  readonly prefixes?: readonly string[];
  /** Further members of the connection, over what is there. */
  readonly over?: Row;
  /** Options of both tunnels, over AWS's own. */
  readonly tunnels?: Row;
}

export const TRANSIT = 'tgw-0e57a7e0000000001';
/** The one flat table in which everybody is looked up. */
export const SPOKES = 'tgw-rtb-0e57a7e0000000001';
/** What must never come out of anything. */
export const PLANTED_KEY = 'PlantedKeyOfAnEstate1234567890';

const idOf = (kind: string, number: number): string => `${kind}-0e57a7e00000${String(number).padStart(5, '0')}`;
export const vpnOf = (number: number): string => idOf('vpn', number);
export const gatewayOf = (number: number): string => idOf('cgw', number);
export const attachmentOf = (number: number): string => idOf('tgw-attach', number);

/** A transit gateway with default association and propagation, and a connection of AWS's own options for each spoke. */
export function hubAndSpokes(
  spokes: readonly Spoke[],
  { asn = 64620, account = '555566667777', region = 'eu-west-2' } = {},
): StandInEstate {
  const tags = (name: string): readonly Row[] => [{ Key: 'Name', Value: name }];
  return {
    TransitGateways: [
      {
        TransitGatewayId: TRANSIT,
        TransitGatewayArn: `arn:aws:ec2:${region}:${account}:transit-gateway/${TRANSIT}`,
        State: 'available',
        OwnerId: account,
        Description: 'Hub and spokes',
        Options: {
          AmazonSideAsn: asn,
          AutoAcceptSharedAttachments: 'disable',
          DefaultRouteTableAssociation: 'enable',
          AssociationDefaultRouteTableId: SPOKES,
          DefaultRouteTablePropagation: 'enable',
          PropagationDefaultRouteTableId: SPOKES,
          VpnEcmpSupport: 'enable',
          DnsSupport: 'enable',
          SecurityGroupReferencingSupport: 'disable',
          MulticastSupport: 'disable',
        },
        Tags: tags('hub'),
      },
    ],
    TransitGatewayRouteTables: [
      {
        TransitGatewayRouteTableId: SPOKES,
        TransitGatewayId: TRANSIT,
        State: 'available',
        DefaultAssociationRouteTable: true,
        DefaultPropagationRouteTable: true,
        Tags: tags('spokes'),
      },
    ],
    CustomerGateways: spokes.flatMap(({ address, asn: own, device, name, gatewayOf: other }, index) =>
      other === undefined
        ? [
            {
              CustomerGatewayId: gatewayOf(index),
              // EC2 says it as text.
              ...(own > 2_147_483_647 ? { BgpAsnExtended: String(own) } : { BgpAsn: String(own) }),
              IpAddress: address,
              ...(device === undefined ? {} : { DeviceName: device }),
              State: 'available',
              Type: 'ipsec.1',
              Tags: tags(name),
            },
          ]
        : [],
    ),
    VpnConnections: spokes.map(connection),
    TransitGatewayAttachments: spokes.map((_spoke, index) => ({
      TransitGatewayAttachmentId: attachmentOf(index),
      TransitGatewayId: TRANSIT,
      TransitGatewayOwnerId: account,
      ResourceOwnerId: account,
      ResourceType: 'vpn',
      ResourceId: vpnOf(index),
      State: 'available',
      Association: { TransitGatewayRouteTableId: SPOKES, State: 'associated' },
      Tags: [],
    })),
    propagations: { [SPOKES]: spokes.flatMap(({ isStatic }, index) => (isStatic ? [] : [attachmentOf(index)])) },
    routes: {
      [SPOKES]: spokes.flatMap(({ prefixes = [], isStatic }, index) =>
        prefixes.map((prefix) => ({
          DestinationCidrBlock: prefix,
          Type: isStatic ? 'static' : 'propagated',
          State: 'active',
          TransitGatewayAttachments: [
            { ResourceId: vpnOf(index), ResourceType: 'vpn', TransitGatewayAttachmentId: attachmentOf(index) },
          ],
        })),
      ),
    },
  };
}

function connection(spoke: Spoke, index: number): Row {
  return {
    VpnConnectionId: vpnOf(index),
    CustomerGatewayId: gatewayOf(spoke.gatewayOf ?? index),
    TransitGatewayId: TRANSIT,
    State: 'available',
    Type: 'ipsec.1',
    Category: 'VPN',
    CustomerGatewayConfiguration: configuration(spoke, index),
    Options: {
      EnableAcceleration: false,
      StaticRoutesOnly: spoke.isStatic === true,
      LocalIpv4NetworkCidr: '0.0.0.0/0',
      RemoteIpv4NetworkCidr: '0.0.0.0/0',
      OutsideIpAddressType: 'PublicIpv4',
      TunnelInsideIpVersion: 'ipv4',
      TunnelOptions: spoke.inside.map((range, tunnel) => ({
        OutsideIpAddress: `198.18.20${tunnel}.${index + 1}`,
        TunnelInsideCidr: range,
        PreSharedKey: PLANTED_KEY,
        Phase1LifetimeSeconds: 28_800,
        Phase2LifetimeSeconds: 3_600,
        RekeyMarginTimeSeconds: 540,
        RekeyFuzzPercentage: 100,
        ReplayWindowSize: 1_024,
        DpdTimeoutSeconds: 30,
        DpdTimeoutAction: 'clear',
        StartupAction: 'add',
        ...spoke.tunnels,
      })),
    },
    Routes: [],
    Tags: [{ Key: 'Name', Value: spoke.name }],
    VgwTelemetry: [0, 1].map((tunnel) => ({ OutsideIpAddress: `198.18.20${tunnel}.${index + 1}`, Status: 'UP' })),
    ...spoke.over,
  };
}

/** The router's side as EC2 hands it out, keys and all. Source: hashicorp/aws 5.100, customerGatewayConfigurationToTunnelInfo */
function configuration({ asn, inside }: Spoke, index: number): string {
  const tunnels = inside.map((range, tunnel) => {
    const base = range.replace(/\d+\/30$/, '');
    const last = Number(/(\d+)\/30$/.exec(range)?.[1]);
    const end = (number: number, outside: string, own: number): string =>
      `<tunnel_outside_address><ip_address>${outside}</ip_address></tunnel_outside_address><tunnel_inside_address><ip_address>${base}${last + number}</ip_address></tunnel_inside_address><bgp><asn>${own}</asn><hold_time>30</hold_time></bgp>`;
    return `<ipsec_tunnel><customer_gateway>${end(2, '198.18.0.1', asn)}</customer_gateway><vpn_gateway>${end(1, `198.18.20${tunnel}.${index + 1}`, 64620)}</vpn_gateway><ike><pre_shared_key>${PLANTED_KEY}</pre_shared_key></ike></ipsec_tunnel>`;
  });
  return `<vpn_connection>${tunnels.join('')}</vpn_connection>`;
}

/** The answers of `aws ec2`, a file each, in `folder`; their names. */
export function writeAnswers(folder: string, estate: StandInEstate): readonly string[] {
  mkdirSync(folder, { recursive: true });
  const files: Record<string, object> = {
    'customer-gateways.json': { CustomerGateways: estate.CustomerGateways },
    'vpn-connections.json': { VpnConnections: estate.VpnConnections },
    'transit-gateways.json': { TransitGateways: estate.TransitGateways },
    'route-tables.json': { TransitGatewayRouteTables: estate.TransitGatewayRouteTables },
    'attachments.json': { TransitGatewayAttachments: estate.TransitGatewayAttachments },
  };
  for (const [table, attachments] of Object.entries(estate.propagations))
    files[`${table}-propagations.json`] = {
      TransitGatewayRouteTablePropagations: attachments.map((id) => ({
        TransitGatewayAttachmentId: id,
        ResourceType: 'vpn',
        State: 'enabled',
      })),
    };
  for (const [table, rows] of Object.entries(estate.routes))
    files[`${table}-routes.json`] = { Routes: rows, AdditionalRoutesAvailable: false };
  for (const [name, content] of Object.entries(files))
    writeFileSync(path.join(folder, name), JSON.stringify(content, undefined, 2));
  return Object.keys(files).map((name) => path.join(path.basename(folder), name));
}
