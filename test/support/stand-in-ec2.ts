import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An estate, in the shapes that `aws ec2 describe-…` prints; of tables also what is associated with them and what propagates into them. */
export interface StandInEstate {
  readonly CustomerGateways: readonly Row[];
  readonly VpnConnections: readonly Row[];
  readonly TransitGateways: readonly Row[];
  readonly TransitGatewayRouteTables: readonly Row[];
  readonly TransitGatewayAttachments: readonly Row[];
  readonly propagations: Readonly<Record<string, readonly string[]>>;
  readonly routes: Readonly<Record<string, readonly Row[]>>;
}
export type Row = Readonly<Record<string, unknown>>;

/**
 * What EC2 calls lists in XML, where that is another name than in JSON. Source: botocore 1.43.11, data/ec2/2016-11-15/service-2.json
 * (locationName of each member).
 */
const LIST_NAMES: Readonly<Record<string, string>> = {
  CustomerGateways: 'customerGatewaySet',
  VpnConnections: 'vpnConnectionSet',
  TransitGateways: 'transitGatewaySet',
  TunnelOptions: 'tunnelOptionSet',
  Phase1EncryptionAlgorithms: 'phase1EncryptionAlgorithmSet',
  Phase2EncryptionAlgorithms: 'phase2EncryptionAlgorithmSet',
  Phase1IntegrityAlgorithms: 'phase1IntegrityAlgorithmSet',
  Phase2IntegrityAlgorithms: 'phase2IntegrityAlgorithmSet',
  Phase1DHGroupNumbers: 'phase1DHGroupNumberSet',
  Phase2DHGroupNumbers: 'phase2DHGroupNumberSet',
  IkeVersions: 'ikeVersionSet',
  RouteResults: 'routeSet',
  Tags: 'tagSet',
};

/**
 * Speaks as much of EC2's query protocol on loopback as Terraform needs to import and refresh gateways, connections and tables, and nothing
 * that changes: any other call is refused, and counted. It knows nothing of what AWS would say to a change.
 */
export class StandInEc2 {
  readonly refused: string[] = [];
  private readonly server: Server;

  constructor(private readonly estate: StandInEstate) {
    this.server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const answer = this.answer(new URLSearchParams(body));
        response.writeHead(answer === undefined ? 400 : 200, { 'content-type': 'text/xml' });
        response.end(answer ?? ERROR);
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(asked: URLSearchParams): string | undefined {
    const action = asked.get('Action') ?? '';
    const one = (list: readonly Row[], key: string, parameter: string): readonly Row[] => {
      const ids = [...asked].filter(([name]) => name.startsWith(`${parameter}.`)).map(([, value]) => value);
      return ids.length === 0 ? list : list.filter((row) => ids.includes(String(row[key])));
    };
    const filter = (name: string): readonly string[] | undefined => {
      for (let index = 1; asked.has(`Filter.${index}.Name`) || asked.has(`Filters.${index}.Name`); index += 1)
        for (const word of ['Filter', 'Filters'])
          if (asked.get(`${word}.${index}.Name`) === name)
            return [...asked].filter(([key]) => key.startsWith(`${word}.${index}.Value`)).map(([, value]) => value);
      return undefined;
    };
    const { estate } = this;
    const table = asked.get('TransitGatewayRouteTableId') ?? '';
    const attachments = estate.TransitGatewayAttachments.filter((row) => {
      const of = filter('resource-id');
      return of === undefined || of.includes(String(row['ResourceId']));
    });
    switch (action) {
      case 'DescribeCustomerGateways':
        return xml(action, {
          CustomerGateways: one(estate.CustomerGateways, 'CustomerGatewayId', 'CustomerGatewayId'),
        });
      case 'DescribeVpnConnections':
        return xml(action, { VpnConnections: one(estate.VpnConnections, 'VpnConnectionId', 'VpnConnectionId') });
      case 'DescribeTransitGateways':
        return xml(action, { TransitGateways: one(estate.TransitGateways, 'TransitGatewayId', 'TransitGatewayIds') });
      case 'DescribeTransitGatewayRouteTables':
        return xml(action, {
          TransitGatewayRouteTables: one(
            estate.TransitGatewayRouteTables,
            'TransitGatewayRouteTableId',
            'TransitGatewayRouteTableIds',
          ),
        });
      case 'DescribeTransitGatewayAttachments':
        return xml(action, {
          TransitGatewayAttachments: one(attachments, 'TransitGatewayAttachmentId', 'TransitGatewayAttachmentIds'),
        });
      case 'GetTransitGatewayRouteTableAssociations': {
        const of = filter('transit-gateway-attachment-id');
        return xml(action, {
          Associations: estate.TransitGatewayAttachments.filter((row) => {
            const held = row['Association'] as Row | undefined;
            const isAsked = of === undefined || of.includes(String(row['TransitGatewayAttachmentId']));
            return held?.['TransitGatewayRouteTableId'] === table && isAsked;
          }).map((row) => ({ ...attached(row), State: 'associated' })),
        });
      }
      case 'GetTransitGatewayRouteTablePropagations': {
        const of = filter('transit-gateway-attachment-id');
        const held = estate.propagations[table] ?? [];
        return xml(action, {
          TransitGatewayRouteTablePropagations: estate.TransitGatewayAttachments.filter(
            (row) =>
              held.includes(String(row['TransitGatewayAttachmentId'])) &&
              (of === undefined || of.includes(String(row['TransitGatewayAttachmentId']))),
          ).map((row) => ({ ...attached(row), State: 'enabled' })),
        });
      }
      case 'SearchTransitGatewayRoutes': {
        const exact = filter('route-search.exact-match');
        return xml(action, {
          RouteResults: (estate.routes[table] ?? []).filter(
            (row) => exact === undefined || exact.includes(String(row['DestinationCidrBlock'])),
          ),
        });
      }
      default:
        this.refused.push(action);
        return undefined;
    }
  }
}

const ERROR =
  '<?xml version="1.0"?><Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>refused</Message></Error></Errors></Response>';

function attached(row: Row): Row {
  const { TransitGatewayAttachmentId, ResourceId, ResourceType } = row;
  return { TransitGatewayAttachmentId, ResourceId, ResourceType };
}

function xml(action: string, content: Row): string {
  return `<?xml version="1.0" encoding="UTF-8"?><${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>0</requestId>${members(content)}</${action}Response>`;
}

function members(row: Row): string {
  return Object.entries(row)
    .map(([name, value]) => {
      if (value === undefined) return '';
      const own = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
      const tag = Array.isArray(value) ? (LIST_NAMES[name] ?? own) : own;
      return `<${tag}>${contentOf(value)}</${tag}>`;
    })
    .join('');
}

function contentOf(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => `<item>${contentOf(item)}</item>`).join('');
  if (typeof value === 'object' && value !== null) return members(value as Row);
  return String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
