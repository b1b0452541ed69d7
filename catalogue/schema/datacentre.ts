import { z } from 'zod';
import { DEFAULTS } from '../defaults';
import { address, asn, doc, id, mbps, prefix, text } from './field';
import { datacentreRouterSchema, lanSchema, port, vlan } from './router';
import { SITE_STATES } from './site';
import { CRYPTO_PROFILES } from './tenant';

const PEERING_ID =
  /^\/subscriptions\/[0-9a-f-]{36}\/resourceGroups\/[\w.()-]+\/providers\/Microsoft\.Network\/expressRouteCircuits\/[\w.-]+\/peerings\/AzurePrivatePeering$/;

/**
 * A secret that Direct Connect made and names itself; the provider splits its id at the first underscore, so there is none.
 * Sources: docs.aws.amazon.com/secretsmanager/latest/userguide/integrating_how-services-use-secrets_directconnect.html and
 * github.com/hashicorp/terraform-provider-aws internal/service/directconnect/macsec_key_association.go
 */
const MACSEC_SECRET = /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:directconnect![A-Za-z0-9/+=.@-]+$/;

const circuitSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    id: doc(id().max(20), 'Permanent id, unique at the datacentre.'),
    kind: doc(z.literal('direct-connect'), 'AWS Direct Connect.'),
    state: doc(z.enum(SITE_STATES), 'As for sites; circuits take months.'),
    hub: doc(id(), 'AWS hub.'),
    location: doc(z.string().regex(/^[\w.-]{1,40}$/, 'a code such as EqLD5'), 'Direct Connect location code.'),
    mbps: doc(mbps(), 'Bandwidth.', { unit: 'Mbps' }),
    connection: doc(
      z.discriminatedUnion('type', [
        z.strictObject({
          type: doc(z.literal('dedicated'), 'A port of our own.'),
          macsec: doc(
            z
              .strictObject({
                secretArn: doc(
                  z
                    .string()
                    .regex(
                      MACSEC_SECRET,
                      'the ARN of a secret that AWS made for a key, such as arn:aws:secretsmanager:eu-west-2:111122223333:secret:directconnect!prod/…',
                    )
                    .optional(),
                  'Secret in which AWS keeps CKN and CAK of a key that was associated before; you cannot make one yourself.',
                  { omitted: 'The port is ordered as one that can do MACsec; it may not be live yet.' },
                ),
                encryption: doc(
                  z.enum(['should_encrypt', 'must_encrypt']).default('should_encrypt'),
                  'What the port does while no key is agreed on: pass frames in clear, or none.',
                  { omitted: 'Frames pass in clear until a key is agreed on; tenants are encrypted by their tunnels.' },
                ),
              })
              .optional(),
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
        z.strictObject({
          type: doc(z.literal('shared'), 'Another VLAN on the port of another circuit.'),
          port: doc(id(), 'The circuit of this datacentre whose port of our own it is.'),
        }),
      ]),
      'How the port is had.',
    ),
    vlan: doc(vlan(), 'VLAN of the transit interface.'),
    interface: doc(port().optional(), 'The interface of the router that the circuit is plugged into.', {
      omitted: 'No effect on the clouds; `wan router` asks for it.',
    }),
  }),
  z.strictObject({
    id: doc(id().max(20), 'Permanent id, unique at the datacentre.'),
    kind: doc(z.literal('express-route'), 'Azure ExpressRoute.'),
    state: doc(z.enum(SITE_STATES), 'As for sites; circuits take months.'),
    hub: doc(id(), 'Azure hub.'),
    provider: doc(text(), 'Service provider.'),
    location: doc(z.string().regex(/^[\w .()-]{2,60}$/, 'a location such as London2'), 'Peering location.'),
    mbps: doc(mbps(), 'Bandwidth.', { unit: 'Mbps' }),
    connection: doc(
      z
        .discriminatedUnion('type', [
          z.strictObject({ type: doc(z.literal('own'), 'A circuit of our own, ordered from the provider.') }),
          z.strictObject({
            type: doc(z.literal('offered'), "Somebody else's circuit; its owner gives an authorisation for it."),
            peeringId: doc(
              z.string().regex(PEERING_ID, '/subscriptions/…/expressRouteCircuits/…/peerings/AzurePrivatePeering'),
              'Resource id of its private peering.',
            ),
          }),
        ])
        .default({ type: 'own' }),
      'How the circuit is had.',
      { omitted: 'It is our own.' },
    ),
    routingWeight: doc(
      z.int().min(0).max(32_000).default(0),
      'Among circuits of one hub that announce the same, the heavier one is used. 0 to 32000.',
      { omitted: 'Traffic is shared with other circuits of weight 0.' },
    ),
    vlan: doc(vlan(), 'VLAN of the private peering.'),
    peering: doc(
      z.strictObject({ primary: doc(prefix(), 'First /30.'), secondary: doc(prefix(), 'Second /30.') }),
      'Peering subnets; the router has the first address of each.',
      { unit: '/30' },
    ),
    interfaces: doc(
      z.array(port()).length(2).optional(),
      'The interfaces of the router that its two links are plugged into, the primary one first.',
      { omitted: 'No effect on the clouds; `wan router` asks for them.' },
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
          backupAddress: doc(address().optional(), 'Public address at which its backup tunnels end.', {
            omitted: 'That of vpnBackup. Azure needs one for each tenant.',
          }),
          crypto: doc(
            z
              .strictObject({
                direct: doc(z.enum(CRYPTO_PROFILES).optional(), 'Of its tunnels over circuits.', {
                  omitted: "The tenant's.",
                }),
                backup: doc(z.enum(CRYPTO_PROFILES).optional(), 'Of its tunnels over the internet.', {
                  omitted: "The tenant's.",
                }),
              })
              .optional(),
            'Crypto profile of its tunnels one way alone, so that a change can go one way at a time.',
            { omitted: "The tenant's." },
          ),
          lan: doc(lanSchema.optional(), 'The tenant at the router.', {
            omitted: 'No effect on the clouds; `wan router` asks for its gateway.',
          }),
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
        prepend: doc(
          z.int().min(0).max(10).default(DEFAULTS.backupPrepend),
          'How often its router repeats its own AS number on backup tunnels. 0 to 10.',
          { omitted: 'Three times: the longer path loses.' },
        ),
        localPreference: doc(
          z.int().min(0).max(1_000).default(DEFAULTS.backupLocalPreference),
          'What its router gives to what it learns on backup tunnels; what it learns over circuits has 200.',
          { omitted: '100: circuits are preferred.' },
        ),
      })
      .optional(),
    'VPN that takes over when circuits are down.',
    { omitted: 'Nothing takes over.' },
  ),
  router: doc(datacentreRouterSchema.optional(), 'Its router.', {
    omitted: 'No effect on the clouds; `wan router` asks what it is.',
  }),
  defaultRoute: doc(
    z.enum(['accept', 'reject']).default(DEFAULTS.defaultRoute),
    'What its router does with the 0.0.0.0/0 it is sent.',
    {
      omitted: 'It refuses it: datacentres keep their own way out.',
    },
  ),
});
