import { z } from 'zod';
import { DEFAULTS } from '../defaults';
import { address, arn, date, dnsName, doc, id, mbps, prefix, routerAsn, text } from './field';
import { lanSchema, lineSchema, portsSchema, ROUTERS } from './router';
import { CRYPTO_PROFILES } from './tenant';

export const SITE_STATES = ['planned', 'building', 'live', 'leaving'] as const;

export const profileSchema = z.strictObject({
  mbps: doc(mbps(), 'Bandwidth of a site.', { unit: 'Mbps' }),
  resilience: doc(
    z.enum(['single', 'dual', 'dual-dc']),
    '`single` loses everything with its circuit, `dual` survives any one circuit, tunnel or zone, `dual-dc` also one datacentre.',
  ),
  termination: doc(
    z.enum(['dedicated', 'concentrator']),
    'A VPN connection of its own, or a share of an AWS VPN concentrator (100 Mbps a site at most).',
  ),
  hubs: doc(
    z.array(id()).max(2),
    "Hubs the site has tunnels to, at most one per cloud. The first is its home: its prefixes come from the tenant's block for that cloud and its internet leaves there. None: a site inside a datacentre, with no tunnel of its own.",
  ),
  datacentre: doc(id().optional(), 'Datacentre that carries a site without hubs.', {
    omitted: 'Right for every site with a hub.',
  }),
  router: doc(
    z.enum(ROUTERS),
    'What the routers are: the platform that `wan router` writes for. `generic`: somebody says so each time. `none`: a site inside a datacentre.',
  ),
  ports: doc(portsSchema.optional(), 'Which interfaces lines and buildings are plugged into.', {
    omitted: 'No effect on the clouds; `wan router` asks for the interfaces of each site.',
  }),
  crypto: doc(z.enum(CRYPTO_PROFILES).optional(), "Crypto profile of these sites' tunnels.", {
    omitted: "The tenant's.",
  }),
});

const circuitSchema = z.strictObject({
  id: doc(id().max(20), 'Permanent id, unique at the site.'),
  role: doc(
    z.enum(['active', 'backup']).default(DEFAULTS.circuitRole),
    'Whether it carries traffic while the others are up; decides prepend and local preference.',
    { omitted: 'It carries traffic.' },
  ),
  address: doc(
    z.union([z.literal('dynamic'), address()]),
    "The router's public address, or `dynamic` (CGNAT, 4G), which needs a certificate on AWS and a name on Azure.",
  ),
  certificate: doc(arn().optional(), 'ACM certificate of the router, for a dynamic address.', {
    omitted: 'Authentication is by a key that AWS makes and stores in Secrets Manager.',
  }),
  fqdn: doc(dnsName().optional(), 'Name that follows a dynamic address, for Azure.', {
    omitted: 'The address is used.',
  }),
  supplier: doc(text(), 'Who provides the circuit.'),
  mbps: doc(mbps().optional(), 'Bandwidth of this circuit.', { unit: 'Mbps', omitted: "The profile's." }),
  bearerMbps: doc(mbps().optional(), 'What the line itself could carry, whatever is rented of it.', {
    unit: 'Mbps',
    omitted: 'Nobody says. No effect on traffic.',
  }),
  order: doc(text().optional(), "The supplier's order or circuit number.", {
    omitted: 'Nobody says. No effect on traffic.',
  }),
  goLive: doc(date().optional(), 'Day on which the supplier hands it over.', {
    omitted: 'Nobody says. No effect on traffic.',
  }),
  insideRanges: doc(
    z.array(prefix()).length(2).optional(),
    'Inside ranges of tunnel 1 and tunnel 2 to AWS, where the far end has chosen them: AWS takes the first address of each.',
    { unit: '/30 of 169.254.0.0/16', omitted: 'The lock chooses them.' },
  ),
  crypto: doc(
    z.enum(CRYPTO_PROFILES).optional(),
    'Crypto profile of this circuit alone, so that a change can go one circuit at a time.',
    { omitted: "The profile's, else the tenant's." },
  ),
  asn: doc(
    routerAsn().optional(),
    'AS number that the router has on this circuit alone, so that a change can go one circuit at a time.',
    { omitted: "The site's." },
  ),
  profile: doc(id().optional(), 'Profile of this circuit alone, so that a change can go one circuit at a time.', {
    omitted: "The site's.",
  }),
  termination: doc(
    z.enum(['dedicated', 'concentrator']).optional(),
    'How this circuit ends: a backup of 100 Mbps may share a concentrator while the others have connections of their own.',
    { omitted: "As the circuit's profile says, else the site's; a segment's own `termination` goes before it." },
  ),
  wan: doc(lineSchema.optional(), 'The line at the router.', {
    omitted: "The profile's `ports` name the interface, which is left as it is set.",
  }),
});

const segmentSchema = z.strictObject({
  tenant: doc(id(), 'Whose network this is. A tenant has one segment at a site.'),
  prefixes: doc(z.array(prefix()).min(1).optional(), 'Its prefixes, written.', {
    omitted: '`size` says how large a prefix the lock chooses.',
  }),
  size: doc(
    z
      .string()
      .regex(/^\/(2[0-9]|30)$/, 'a length /20 to /30')
      .optional(),
    'Length of a prefix to choose from the supernet of the home cloud; kept in the lock.',
    { omitted: '`prefixes` are written.' },
  ),
  termination: doc(z.enum(['dedicated', 'concentrator']).optional(), 'How this segment ends.', {
    omitted: 'As the profile says.',
  }),
  crypto: doc(
    z.record(id(), z.enum(CRYPTO_PROFILES)).optional(),
    'Crypto profile of this tenant on one circuit alone, by the circuit, so that a change can go one circuit at a time where tenants share them.',
    { omitted: "The circuit's, else the profile's, else the tenant's." },
  ),
  routing: doc(
    z.enum(['bgp', 'static']).default('bgp'),
    'Who says which prefixes are there: the router, or this catalogue alone. `static` is for a supplier on one circuit to an AWS hub.',
    { omitted: 'The router announces them.' },
  ),
  farEnd: doc(
    z.enum(['router', 'azure-gateway']).default('router'),
    "What stands at a supplier's end. A VPN gateway of Azure takes inside ranges from 169.254.21.0 to 169.254.22.255 alone, and has no loopback.",
    { omitted: 'A router.' },
  ),
  breakout: doc(
    z.enum(['cloud', 'local']).optional(),
    'Where this segment leaves for the internet: through the breakout of its hub, or by the lines of the building.',
    { omitted: "The tenant's; through the cloud where the site has no hub." },
  ),
  lan: doc(lanSchema.optional(), 'The segment at the router.', {
    omitted: "The profile's `ports` name the interface; the gateway is the first address of each prefix.",
  }),
});

export const siteSchema = z.strictObject({
  id: doc(id(), 'Permanent id.'),
  was: doc(id().optional(), "The site's former id: numbers stay and Terraform moves the resources.", {
    omitted: 'A new id is a new site.',
  }),
  name: doc(text(), 'What people call it; may change freely.'),
  state: doc(
    z.enum(SITE_STATES),
    '`planned` holds numbers and renders nothing; `building`, `live` and `leaving` are rendered. Only a planned or leaving site may be removed.',
  ),
  place: doc(
    z
      .strictObject({
        country: doc(
          z
            .string()
            .regex(/^[A-Z]{2}$/, 'two capitals by ISO 3166, such as IE')
            .optional(),
          'Country, by ISO 3166; another than GB for a supplier alone.',
          { omitted: 'GB.' },
        ),
        postcode: doc(
          z
            .string()
            .regex(/^[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}$/, 'a UK postcode in capitals, such as CW1 2BJ')
            .optional(),
          'Postcode of the building, in capitals.',
          { omitted: 'Right only abroad.' },
        ),
        uprn: doc(
          z
            .string()
            .regex(/^\d{1,12}$/, 'up to 12 digits, in quotes')
            .optional(),
          'Unique property reference number of the building.',
          { omitted: 'Nobody says. No effect on traffic.' },
        ),
        lat: doc(z.number().min(-90).max(90).optional(), 'Latitude; 49.8 to 60.9 in GB.', {
          unit: 'degrees',
          omitted: 'It stands on no map. No effect on traffic.',
        }),
        lon: doc(z.number().min(-180).max(180).optional(), 'Longitude; -8.7 to 1.8 in GB.', {
          unit: 'degrees',
          omitted: 'It stands on no map. No effect on traffic.',
        }),
      })
      .optional(),
    'Where it is.',
    { omitted: 'Right only for the far end of a supplier, which may be anywhere.' },
  ),
  profile: doc(id(), 'Profile that fills in its defaults.'),
  asn: doc(
    routerAsn().optional(),
    "The router's AS number; 65515, which is every Azure gateway's own, where the far end is one.",
    { omitted: 'The lock chooses one.' },
  ),
  circuits: doc(z.array(circuitSchema).max(4).default([]), 'Lines into the building.', {
    omitted: 'Right only for a site without hubs.',
  }),
  segments: doc(
    z.array(segmentSchema).min(1),
    'One per tenant in the building, one VPN connection each, never merged. The first decides the stack the site lives in.',
  ),
  nat: doc(
    z
      .array(
        z.strictObject({
          inside: doc(prefix(), 'Prefix in the building.'),
          outside: doc(prefix(), 'Prefix it is translated to, one of a segment’s.'),
        }),
      )
      .default([]),
    'Translation that the router does where a building keeps an overlapping LAN.',
    { omitted: 'Prefixes are announced as they are.' },
  ),
  routers: doc(
    z.enum(['one', 'one-per-circuit']).optional(),
    'Whether one router has all circuits, or each circuit one of its own.',
    {
      omitted:
        'One has them all; one each where an Azure hub is reached over two circuits, since Azure speaks BGP to a device of each (docs/adr/0021).',
    },
  ),
});
