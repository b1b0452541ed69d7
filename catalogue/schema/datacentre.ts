import { z } from 'zod';
import { DEFAULTS } from '../defaults';
import { address, arn, asn, doc, id, mbps, prefix, text } from './field';
import { SITE_STATES } from './site';

const vlan = (): z.ZodNumber => z.int().min(1).max(4094);

const circuitSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    id: doc(id().max(20), 'Permanent id, unique at the datacentre.'),
    kind: doc(z.literal('direct-connect'), 'AWS Direct Connect.'),
    state: doc(z.enum(SITE_STATES), 'As for sites; circuits take months.'),
    hub: doc(id(), 'AWS hub.'),
    location: doc(text(), 'Direct Connect location code.'),
    mbps: doc(mbps(), 'Bandwidth.', { unit: 'Mbps' }),
    connection: doc(
      z.discriminatedUnion('type', [
        z.strictObject({
          type: doc(z.literal('dedicated'), 'A port of our own.'),
          macsec: doc(
            z.strictObject({ secretArn: doc(arn(), 'Secret that holds CKN and CAK.') }).optional(),
            'Encryption on the port.',
            {
              omitted: 'The port is in clear; tenants are still encrypted by their tunnels.',
            },
          ),
        }),
        z.strictObject({
          type: doc(z.literal('hosted'), "A partner's port; the connection is accepted."),
          connectionId: doc(
            z.string().regex(/^dxcon-[a-z0-9]{8}$/, 'an id such as dxcon-fg1a2b3c'),
            'The offered connection.',
          ),
        }),
      ]),
      'How the port is had.',
    ),
    vlan: doc(vlan(), 'VLAN of the transit interface.'),
  }),
  z.strictObject({
    id: doc(id().max(20), 'Permanent id, unique at the datacentre.'),
    kind: doc(z.literal('express-route'), 'Azure ExpressRoute.'),
    state: doc(z.enum(SITE_STATES), 'As for sites; circuits take months.'),
    hub: doc(id(), 'Azure hub.'),
    provider: doc(text(), 'Service provider.'),
    location: doc(text(), 'Peering location.'),
    mbps: doc(mbps(), 'Bandwidth.', { unit: 'Mbps' }),
    vlan: doc(vlan(), 'VLAN of the private peering.'),
    peering: doc(
      z.strictObject({ primary: doc(prefix(), 'First /30.'), secondary: doc(prefix(), 'Second /30.') }),
      'Peering subnets.',
      { unit: '/30' },
    ),
  }),
]);

export const datacentreSchema = z.strictObject({
  id: doc(id(), 'Permanent id.'),
  name: doc(text(), 'What people call it.'),
  state: doc(z.enum(SITE_STATES), 'As for sites.'),
  asn: doc(asn(), "The datacentre's AS number."),
  gatewayAsn: doc(
    asn().optional(),
    'AS number of its Direct Connect gateway; AWS accepts 64512–65534 and 4200000000–4294967294 here. Permanent.',
    { omitted: 'No Direct Connect circuit of it may be more than planned.' },
  ),
  transport: doc(
    prefix().optional(),
    'Where its router ends the tunnels that run over circuits: private, nobody else’s, reached over a circuit alone.',
    { unit: '/29 to /24', omitted: 'No circuit of it may be more than planned.' },
  ),
  tenants: doc(
    z
      .array(
        z.strictObject({
          tenant: doc(id(), 'Tenant with servers there.'),
          prefixes: doc(z.array(prefix()).min(1), "Its prefixes there, inside the tenant's datacentre supernets."),
        }),
      )
      .min(1),
    'Who has what there.',
  ),
  circuits: doc(z.array(circuitSchema).default([]), 'Private circuits.', {
    omitted: 'Reached over the backup VPN only.',
  }),
  vpnBackup: doc(
    z
      .strictObject({
        address: doc(address(), "Public address of the datacentre's router."),
        hubs: doc(z.array(id()).min(1), 'Hubs with a backup tunnel.'),
      })
      .optional(),
    'VPN that takes over when circuits are down.',
    { omitted: 'Nothing takes over.' },
  ),
  defaultRoute: doc(
    z.enum(['accept', 'reject']).default(DEFAULTS.defaultRoute),
    'What its router does with the 0.0.0.0/0 it is sent.',
    {
      omitted: 'It refuses it: datacentres keep their own way out.',
    },
  ),
});
