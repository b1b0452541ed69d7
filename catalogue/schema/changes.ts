import { z } from 'zod';
import { date, doc, id, text } from './field';

/**
 * What may happen to a network that people rely on, once somebody has agreed to it by name. Each is an effect that the
 * review finds, never a kind of edit: whatever causes it, it is refused until an entry of `changes` allows it.
 */
export const ALLOWANCES = {
  'addresses-released': 'Public addresses go back to the cloud: suppliers that list them stop letting anybody in.',
  'cloud-refuses': 'An argument changes that the cloud will not change while it is in use: the apply fails half way.',
  'concentrator-released': 'A concentrator without connections is destroyed.',
  'far-end-acts':
    'Routers have to be set alike at the same time: an address, a key, an AS number, crypto, inside ranges.',
  'guard-lifted': 'What is guarded against destruction goes, or loses its guard: keys and logs among it.',
  'path-cut': 'What all of a tenant, hub or datacentre goes through is destroyed or made anew.',
  raised: 'A gateway is made larger: its instances restart, one after the other.',
  renumbered: 'Numbers of a site change where they no longer fit.',
  'site-removed': 'A site or datacentre that is in use goes, without having been `leaving`.',
  'state-moved': 'State is kept elsewhere: Terraform forgets what it has made, unless somebody moves it first.',
  'tunnels-interrupted': 'Tunnels are changed in place: minutes each, both of a connection at once.',
  'tunnels-removed': 'Tunnels of something that stays are destroyed.',
  'tunnels-replaced': 'Connections are destroyed and made anew, with new keys and new addresses at the far end.',
  'two-byte-asn': 'A site gets a 2-byte AS number, before Azure is added.',
} as const;

export type Allowance = keyof typeof ALLOWANCES;

export const ALLOWANCE_NAMES = Object.keys(ALLOWANCES) as [Allowance, ...Allowance[]];

const ids = (what: string) => doc(z.array(id()).min(1).optional(), what, { omitted: 'None by this.' });

/** A suggestion that was pasted has dots where somebody has to write something. */
const said = () =>
  text().refine(
    (words) => !/^[….\s]*$/.test(words),
    'Somebody has to write why it may happen, and who answers for it: dots stand for that in what is suggested.',
  );

export const changeSchema = z.strictObject({
  id: doc(id(60), 'Permanent id, said wherever it is used.'),
  allows: doc(
    z.array(z.enum(ALLOWANCE_NAMES)).min(1),
    `What may happen. ${Object.entries(ALLOWANCES)
      .map(([name, meaning]) => `\`${name}\`: ${meaning}`)
      .join(' ')}`,
  ),
  for: doc(
    z.strictObject({
      sites: ids('Sites, by id.'),
      tenants: ids('All of a tenant: its sites, its tables and networks.'),
      profiles: ids('All sites of a profile.'),
      hubs: ids('A hub: what stands in it, and every site that ends there.'),
      domains: ids('Egress domains.'),
      datacentres: ids('Datacentres.'),
      links: doc(
        z
          .array(z.string().regex(/^[a-z0-9-]+_[a-z0-9-]+$/, 'a link such as london_uksouth'))
          .min(1)
          .optional(),
        'Links between clouds, as the lock names them.',
        { omitted: 'None by this.' },
      ),
      concentrators: ids('VPN concentrators, by name.'),
    }),
    'To whom it may happen. Nobody else is covered.',
  ),
  reason: doc(said(), 'Why, and who agreed.'),
  owner: doc(said(), 'Who answers for it.'),
  expires: doc(date(), 'Last day on which it may happen.'),
});
