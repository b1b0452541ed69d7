import type { CustomerGateway, TransitGateway } from '../estate';
import type { Found } from '../found';
import { list, text, texts, type Tree, wholeNumber } from '../values';

/** What a source calls the fields of a customer gateway. */
export interface GatewayFields {
  readonly id: string;
  /** Of two bytes, and of four. */
  readonly asn: readonly [string, string];
  readonly ipAddress: string;
  readonly deviceName: string;
  readonly certificate: string;
}

/** A customer gateway by the names that its source has; nothing where it has no id or no AS number. */
export function customerGatewayOf(
  tree: Tree,
  fields: GatewayFields,
  found: Omit<Found, 'id'>,
): readonly CustomerGateway[] {
  const id = text(tree[fields.id]);
  const asn = wholeNumber(tree[fields.asn[0]]) ?? wholeNumber(tree[fields.asn[1]]);
  if (id === undefined || asn === undefined) return [];
  const ipAddress = text(tree[fields.ipAddress]);
  const deviceName = text(tree[fields.deviceName]);
  const certificate = text(tree[fields.certificate]);
  return [
    {
      id,
      asn,
      ...found,
      ...(ipAddress === undefined ? {} : { ipAddress }),
      ...(deviceName === undefined ? {} : { deviceName }),
      ...(certificate === undefined ? {} : { certificate }),
    },
  ];
}

/** What a source calls the fields of a transit gateway. */
export interface TransitFields {
  readonly arn: string;
  readonly asn: string;
  readonly cidrBlocks: string;
  readonly multicast: string;
  readonly associates: string;
  readonly propagates: string;
  readonly accepts: string;
}

/** A transit gateway: `options` has what it is set to, `tree` where it is. */
export function transitGatewayOf(
  id: string | undefined,
  tree: Tree,
  options: Tree,
  fields: TransitFields,
  found: Omit<Found, 'id'>,
): readonly TransitGateway[] {
  if (id === undefined) return [];
  const asn = wholeNumber(options[fields.asn]);
  return [
    {
      id,
      ...found,
      ...placeOf(text(tree[fields.arn])),
      ...(asn === undefined ? {} : { asn }),
      cidrBlocks: texts(list(options[fields.cidrBlocks])),
      multicast: options[fields.multicast] === 'enable',
      automatic: (['associates', 'propagates', 'accepts'] as const).filter(
        (what) => options[fields[what]] === 'enable',
      ),
    },
  ];
}

/** Where a connection ends: at a transit gateway, or somewhere that is told. */
export function endOf(
  transitGateway: string | undefined,
  concentrator: string | undefined,
  virtualGateway: string | undefined,
): { readonly transitGateway?: string; readonly endsAt?: string } {
  if (concentrator !== undefined) return { endsAt: `concentrator ${concentrator}` };
  return transitGateway === undefined
    ? { endsAt: `virtual private gateway ${virtualGateway ?? '–'}` }
    : { transitGateway };
}

/** `arn:aws:ec2:eu-west-2:111122223333:transit-gateway/tgw-…`: where it is, and whose. */
function placeOf(arn: string | undefined): { readonly region?: string; readonly account?: string } {
  const [, region, account] = /^arn:aws[\w-]*:ec2:([\w-]+):(\d{12}):/.exec(arn ?? '') ?? [];
  return { ...(region === undefined ? {} : { region }), ...(account === undefined ? {} : { account }) };
}
