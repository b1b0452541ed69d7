import { z } from 'zod';
import { Cidr, parseCidr } from '../../catalogue/values/cidr';

export const prefixText = z.string().refine((text) => parseCidr(text) instanceof Cidr, { error: 'an IPv4 prefix' });

const cloudId = (kind: string): z.ZodString =>
  z.string().regex(new RegExp(`^${kind}-[0-9a-f]{8,17}$`), `an id such as ${kind}-0a1b2c3d4e5f60718`);

/** What was there before this program, by its ids in AWS: Terraform imports it where its state doesn't hold it yet. */
export const adoptedCircuitSchema = z.strictObject({
  gateway: cloudId('cgw'),
  connection: cloudId('vpn'),
  attachment: cloudId('tgw-attach'),
  /** Inside ranges that it has: with others it is another connection. */
  inside: z.tuple([prefixText, prefixText]),
  /** Table that it was associated with, and those that it was propagated into. */
  table: cloudId('tgw-rtb').optional(),
  into: z.array(cloudId('tgw-rtb')).default([]),
  /** Rows that led to it already, by table. */
  rows: z.record(cloudId('tgw-rtb'), z.array(prefixText)).default({}),
  /** Device name of its gateway, which can't change in place; absent where it has none. */
  device: z.string().min(1).max(255).optional(),
  /** Whether no BGP is spoken on it: with the other routing it is another connection. */
  routing: z.literal('static').optional(),
  /** AS number of its gateway, where no BGP is spoken and the number means nothing. */
  asn: z.int().min(0).max(4_294_967_295).optional(),
  /** `options`: its tunnels keep what they were set to, whatever the profile says, until somebody settles them. */
  keeps: z.literal('options').optional(),
});

/** The same of a hub: its transit gateway, its tables by their names here, and rows that drop packets already. */
export const adoptedHubSchema = z.strictObject({
  gateway: cloudId('tgw'),
  tables: z.record(z.string(), cloudId('tgw-rtb')).default({}),
  blackholes: z.record(z.string(), z.array(prefixText)).default({}),
  /** CIDR blocks that it has beside this network's: somebody else's peers stand in them. */
  cidrBlocks: z.array(prefixText).default([]),
});

/** A resource of Microsoft.Network by its id, spelled as the provider takes it. Source: hashicorp/go-azure-sdk, virtualwans (ids) */
const azureId = (...types: readonly string[]): z.ZodString =>
  z
    .string()
    .regex(
      new RegExp(
        `^/subscriptions/[0-9a-f-]{36}/resourceGroups/[\\w.()-]{1,90}/providers/Microsoft\\.Network${types.map((type) => `/${type}/[\\w.-]{1,80}`).join('')}$`,
      ),
      `the id of one of ${types.join('/')}`,
    );

/** What was there of a connection in Azure: names can't change in place, so that its own stay. */
export const adoptedAzureCircuitSchema = z.strictObject({
  /** The VPN site, with the name of its one link. */
  site: azureId('vpnSites'),
  link: z.string().min(1).max(80),
  /** The connection, with the name of its link's. */
  connection: azureId('vpnGateways', 'vpnConnections'),
  linkConnection: z.string().min(1).max(80),
  /** `options`: its tunnels keep what they were set to, whatever the profile says, until somebody settles them. */
  keeps: z.literal('options').optional(),
});

/** All hubs are in one Virtual WAN, whichever of them stay. */
export const adoptedWanId = azureId('virtualWans');

/** The same of an Azure hub: the virtual hub, its VPN gateway, and connections of virtual networks by their names here. */
export const adoptedAzureHubSchema = z.strictObject({
  hub: azureId('virtualHubs'),
  gateway: azureId('vpnGateways'),
  vnets: z
    .record(
      z.string(),
      z.strictObject({
        connection: azureId('virtualHubs', 'hubVirtualNetworkConnections'),
        /** The network: with another one it is another connection. */
        vnet: azureId('virtualNetworks'),
      }),
    )
    .default({}),
});
