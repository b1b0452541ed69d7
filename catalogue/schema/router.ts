import { z } from 'zod';
import { address, doc, faultCheck, id } from './field';
import { parseAddress } from '../values/cidr';

/** Routers that `wan router` writes a configuration for; `generic`, for which somebody has to say; and `none`, inside a datacentre. */
export const ROUTERS = ['cisco-ios-xe', 'fortinet', 'juniper-srx', 'linux', 'generic', 'none'] as const;

/** Longest of the four platforms' names of interfaces. */
export const port = () =>
  z
    .string()
    .regex(
      /^[A-Za-z][\w/.:-]{0,31}$/,
      'an interface as the router calls it, such as GigabitEthernet0/0/0, wan1, ge-0/0/0 or eth0',
    );

/** An address with the length of its network, `10.64.1.1/24`: unlike a prefix it has host bits. */
const interfaceAddress = () =>
  z
    .string()
    .check(
      faultCheck<string>((value) => {
        const [text = '', bits = '', ...rest] = value.split('/');
        const isWhole =
          rest.length === 0 && /^([89]|[12]\d|3[0-2])$/.test(bits) && typeof parseAddress(text) === 'number';
        return isWhole
          ? undefined
          : {
              code: 'ADDRESS_SYNTAX',
              problem: `"${value}" is not the address of an interface.`,
              allowed: 'an IPv4 address, a slash and a length 8–32, such as 10.64.8.1/24',
            };
      }),
    )
    .meta({ format: 'ipv4-interface' });

/** FortiOS takes 79 characters, IOS-XE 64; quotes and blanks none of them. */
const trustPoint = () =>
  z.string().regex(/^[A-Za-z][\w.-]{0,31}$/, 'a name of letters, digits, dots, dashes and underscores');

/** VLAN ids that frames carry. Source: IEEE 802.1Q: 0 and 4095 are reserved. */
export const vlan = () => z.int().min(1).max(4_094);

export const portsSchema = z.strictObject({
  wan: doc(z.array(port()).min(1).max(4), "The interface of each line, in the order of a site's circuits."),
  lan: doc(port(), 'The interface towards the building.'),
  trustPoint: doc(
    trustPoint().optional(),
    'What the router calls the authority whose certificates it trusts, for lines with a certificate.',
    {
      omitted: 'Right where no line has one.',
    },
  ),
});

export const lineSchema = z.strictObject({
  interface: doc(port().optional(), 'The interface that the line is plugged into.', {
    omitted: "As the profile's `ports` say.",
  }),
  addressing: doc(
    z.enum(['static', 'dhcp', 'pppoe']).optional(),
    'How the interface gets its address. PPPoE takes 8 bytes of every packet.',
    { omitted: 'The interface is left as it is set: the configuration only names it.' },
  ),
  address: doc(
    interfaceAddress().optional(),
    'Its address, for `static`: a private one where a device in front translates.',
    {
      omitted: 'Right only where it is not `static`.',
    },
  ),
  nextHop: doc(address().optional(), "The supplier's address on the line, for `static`.", {
    omitted: 'Right only where it is not `static`.',
  }),
  nat: doc(
    z.boolean().default(false),
    'Whether a device in front of the router translates its address: tunnels are then carried in UDP 4500, and hold less.',
    {
      omitted: 'The router has the public address itself.',
    },
  ),
  trustPoint: doc(trustPoint().optional(), 'What the router calls the authority whose certificates it trusts.', {
    omitted: "The profile's.",
  }),
});

export const lanSchema = z.strictObject({
  interface: doc(port().optional(), 'The interface towards the building.', {
    omitted: "As the profile's `ports` say.",
  }),
  vlan: doc(vlan().optional(), 'VLAN of the segment.', { omitted: "The tenant's, else untagged." }),
  gateways: doc(
    z.array(interfaceAddress()).min(1).max(8).optional(),
    'Addresses that the building takes for its way out, in prefixes of the segment.',
    { omitted: 'The first address of each of its prefixes.' },
  ),
  routers: doc(
    z.record(id(), address()).optional(),
    "Own address of each router, by circuit (in a datacentre `direct` and `backup`), where there are several: they share the segment's gateway.",
    { omitted: 'The addresses behind the gateway, in the order of circuits.' },
  ),
  nextHop: doc(
    address().optional(),
    'Who inside leads on to prefixes of the segment that are not on the interface, such as a core switch.',
    { omitted: 'What is announced and not on the interface is dropped by the router.' },
  ),
});

/** Source of the two routers: docs/adr/0021. A datacentre's router has its keys typed in, and an address of its own. */
export const datacentreRouterSchema = z.strictObject({
  platform: doc(z.enum(ROUTERS).exclude(['none']), 'What it is: the platform that `wan router` writes for.'),
  routers: doc(
    z.enum(['one', 'one-per-way']).optional(),
    'One router, or one for the circuits and one for the backup beside them.',
    {
      omitted: 'One; two where one Azure hub is reached both ways.',
    },
  ),
  wan: doc(
    z
      .strictObject({
        interface: doc(port(), 'The interface that the line is plugged into.'),
        address: doc(interfaceAddress().optional(), 'Its address.', {
          omitted: 'The interface is left as it is set: the configuration only names it.',
        }),
        nextHop: doc(address().optional(), "The supplier's address on the line.", {
          omitted: 'Rows to the clouds’ ends are left as they are set.',
        }),
      })
      .optional(),
    'The internet line that `vpnBackup` runs over.',
    { omitted: 'Right where there is no backup.' },
  ),
  lan: doc(port().optional(), 'The interface towards the datacentre.', {
    omitted: "Each tenant's `lan` names one.",
  }),
});
