import path from 'node:path';
import { customerGatewayOf, endOf, transitGatewayOf } from './named-fields';
import { list, printable, record, text, texts, type Tree } from '../values';
import {
  type Attachment,
  type Connection,
  type CustomerGateway,
  type Estate,
  NOTHING,
  type Table,
  type TableRow,
  type TransitGateway,
  type TunnelOptions,
} from '../estate';

/** What is gone is listed for an hour or so. */
const GONE = new Set(['deleted', 'deleting', 'failed', 'rejected', 'rejecting']);

/**
 * What one answer of `aws ec2 describe-…` or `search-transit-gateway-routes` says; undefined for anything else. Answers about one table
 * don't say which, so that its id has to be in the file's name. Source of the shapes: docs.aws.amazon.com/AWSEC2/latest/APIReference
 */
export function describedEstate(tree: Tree, file: string): Estate | { readonly problem: string } | undefined {
  const of = (key: string): readonly Tree[] =>
    list(tree[key])
      .map(record)
      .filter((each) => !GONE.has(String(each['State'])));
  const isThere = (key: string): boolean => Array.isArray(tree[key]);
  if (text(tree['NextToken']) !== undefined && Object.values(tree).some(Array.isArray))
    return { problem: 'It is not all of it: it ends with a NextToken.' };
  if (isThere('VpnConnections')) return { ...NOTHING, connections: of('VpnConnections').flatMap(connection) };
  if (isThere('CustomerGateways'))
    return { ...NOTHING, customerGateways: of('CustomerGateways').flatMap(customerGateway) };
  if (isThere('TransitGateways')) return { ...NOTHING, transitGateways: of('TransitGateways').flatMap(transitGateway) };
  if (isThere('TransitGatewayRouteTables'))
    return { ...NOTHING, tables: of('TransitGatewayRouteTables').flatMap(routeTable) };
  if (isThere('TransitGatewayAttachments'))
    return { ...NOTHING, attachments: of('TransitGatewayAttachments').flatMap(attachment), knowsAttachments: true };
  const about =
    isThere('TransitGatewayRouteTablePropagations') || (isThere('Routes') && 'AdditionalRoutesAvailable' in tree);
  if (!about) return undefined;
  const id = /tgw-rtb-[0-9a-f]+/.exec(path.basename(file))?.[0];
  if (id === undefined) return { problem: 'It does not say which route table it is about.' };
  if (isThere('Routes')) {
    if (tree['AdditionalRoutesAvailable'] === true)
      return { problem: 'It is not all of the table: there are more routes than it holds.' };
    return { ...NOTHING, tables: [{ id, rows: list(tree['Routes']).map(record).map(tableRow) }] };
  }
  const into = of('TransitGatewayRouteTablePropagations').flatMap((each) =>
    texts([each['TransitGatewayAttachmentId']]),
  );
  return { ...NOTHING, tables: [{ id, propagations: into }] };
}

function connection(tree: Tree): readonly Connection[] {
  const id = text(tree['VpnConnectionId']);
  const gateway = text(tree['CustomerGatewayId']);
  if (id === undefined || gateway === undefined) return [];
  const options = record(tree['Options']);
  const tunnels = list(options['TunnelOptions']).map(record);
  return [
    {
      id,
      gateway,
      ...named(tree),
      ...endOf(text(tree['TransitGatewayId']), text(tree['VpnConcentratorId']), text(tree['VpnGatewayId'])),
      isStatic: options['StaticRoutesOnly'] === true,
      isPrivate: options['OutsideIpAddressType'] === 'PrivateIpv4',
      isIpv6: options['TunnelInsideIpVersion'] === 'ipv6',
      inside: tunnels.flatMap((tunnel) => texts([tunnel['TunnelInsideCidr']])),
      // The ARN alone: what stands where a key would is never looked at.
      keysIn: text(tree['PreSharedKeyArn']) === undefined ? 'service' : 'store',
      tunnels: tunnels.map(tunnelOptions),
      ...(text(tree['State']) === undefined ? {} : { state: text(tree['State']) ?? '' }),
    },
  ];
}

function tunnelOptions(tunnel: Tree): TunnelOptions {
  const of = (phase: 1 | 2, what: string): readonly string[] =>
    list(tunnel[`Phase${phase}${what}`]).flatMap((each) => {
      const value = record(each)['Value'];
      return typeof value === 'string' || typeof value === 'number' ? [String(value)] : [];
    });
  const both = (what: string): readonly string[] => [...new Set([...of(1, what), ...of(2, what)])];
  return {
    encryption: both('EncryptionAlgorithms'),
    integrity: both('IntegrityAlgorithms'),
    dhGroups: both('DHGroupNumbers').map(Number),
    ikeVersions: list(tunnel['IkeVersions']).flatMap((each) => texts([record(each)['Value']])),
  };
}

function customerGateway(tree: Tree): readonly CustomerGateway[] {
  const fields = {
    id: 'CustomerGatewayId',
    asn: ['BgpAsn', 'BgpAsnExtended'],
    ipAddress: 'IpAddress',
    deviceName: 'DeviceName',
    certificate: 'CertificateArn',
  } as const;
  return customerGatewayOf(tree, fields, named(tree));
}

function transitGateway(tree: Tree): readonly TransitGateway[] {
  const fields = {
    arn: 'TransitGatewayArn',
    asn: 'AmazonSideAsn',
    cidrBlocks: 'TransitGatewayCidrBlocks',
    multicast: 'MulticastSupport',
    associates: 'DefaultRouteTableAssociation',
    propagates: 'DefaultRouteTablePropagation',
    accepts: 'AutoAcceptSharedAttachments',
  };
  return transitGatewayOf(text(tree['TransitGatewayId']), tree, record(tree['Options']), fields, named(tree));
}

function routeTable(tree: Tree): readonly Table[] {
  const id = text(tree['TransitGatewayRouteTableId']);
  const transit = text(tree['TransitGatewayId']);
  return id === undefined || transit === undefined ? [] : [{ id, transitGateway: transit, ...named(tree) }];
}

function attachment(tree: Tree): readonly Attachment[] {
  const id = text(tree['TransitGatewayAttachmentId']);
  const transit = text(tree['TransitGatewayId']);
  if (id === undefined || transit === undefined) return [];
  const association = record(tree['Association']);
  // One that is being associated is in it as well.
  const isOut = ['disassociated', 'disassociating'].includes(String(association['State']));
  const table = isOut ? undefined : text(association['TransitGatewayRouteTableId']);
  return [
    {
      id,
      transitGateway: transit,
      ...named(tree),
      kind: text(tree['ResourceType']) ?? '',
      resource: text(tree['ResourceId']) ?? '',
      ...(table === undefined ? {} : { table }),
      into: [],
    },
  ];
}

function tableRow(tree: Tree): TableRow {
  return {
    prefix: text(tree['DestinationCidrBlock']) ?? text(tree['PrefixListId']) ?? '',
    isStatic: tree['Type'] === 'static',
    isBlackhole: tree['State'] === 'blackhole' && list(tree['TransitGatewayAttachments']).length === 0,
    attachments: list(tree['TransitGatewayAttachments']).flatMap((each) =>
      texts([record(each)['TransitGatewayAttachmentId']]),
    ),
  };
}

function named(tree: Tree): { readonly name?: string } {
  const tag = list(tree['Tags'])
    .map(record)
    .find(({ Key: key }) => key === 'Name');
  const name = printable(tag?.['Value']);
  return name === undefined ? {} : { name };
}
