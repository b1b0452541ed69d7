import { z } from 'zod';
import { DEFAULTS } from '../defaults';
import { address, arn, date, dnsName, doc, id, port, prefix, sharedState, text, zone } from './field';
import { vlan } from './router';

export const TENANT_KINDS = ['council', 'schools', 'fire', 'police', 'public-wifi', 'operations', 'supplier'] as const;
export const CRYPTO_PROFILES = ['ncsc-recommended', 'ncsc-plus', 'legacy'] as const;

const vpcSchema = z.strictObject({
  id: doc(id(), 'Permanent id, unique in the tenant.'),
  hub: doc(id(), 'AWS hub whose transit gateway it is attached to.'),
  account: doc(z.string().regex(/^\d{12}$/, 'twelve digits, in quotes'), 'Account that owns the VPC.'),
  roleArn: doc(arn().optional(), 'Role Terraform assumes in that account to attach the VPC and write its routes.', {
    omitted: "The caller's own credentials, which then must be good for that account.",
  }),
  outsideOrganisation: doc(
    z.boolean().default(false),
    "True where that account is outside the hub's AWS organisation, so that the share of the transit gateway must be accepted there.",
    {
      omitted: 'The account is in the same organisation, with resource sharing switched on.',
    },
  ),
  vpcId: doc(z.string().regex(/^vpc-[0-9a-f]{8,17}$/, 'an id such as vpc-0a1b2c3d4e5f60718'), 'The existing VPC.'),
  cidrs: doc(z.array(prefix()).min(1), "The VPC's prefixes, inside the tenant's AWS supernets."),
  subnets: doc(
    z.record(zone(), z.string().regex(/^subnet-[0-9a-f]{8,17}$/, 'an id such as subnet-0a1b2c3d4e5f60718')),
    'One subnet per zone for the attachment: `eu-west-2a: subnet-…`. A zone without one is unreachable.',
  ),
  routeTables: doc(
    z.array(z.string().regex(/^rtb-[0-9a-f]{8,17}$/, 'an id such as rtb-0a1b2c3d4e5f60718')),
    "The VPC's route tables that get routes to the WAN (private blocks, and 0.0.0.0/0 unless `defaultRoute` is `own`).",
  ),
  defaultRoute: doc(
    z.enum(['wan', 'own']).default('wan'),
    'Where what is not private goes: `wan`: through the breakout of the tenant. `own`: by the route that the VPC has already, which is left alone.',
    {
      omitted:
        'Its internet leaves through the tenant’s breakout. A table that has a 0.0.0.0/0 already refuses a second one, and the apply fails.',
    },
  ),
});

const vnetSchema = z.strictObject({
  id: doc(id(), 'Permanent id, unique in the tenant.'),
  hub: doc(id(), 'Azure hub that it is connected to.'),
  subscription: doc(z.uuid(), 'Subscription that owns the virtual network.'),
  resourceId: doc(
    z
      .string()
      .regex(
        /^\/subscriptions\/[0-9a-f-]{36}\/resourceGroups\/[\w.()-]+\/providers\/Microsoft\.Network\/virtualNetworks\/[\w.-]+$/,
        'a virtual network resource id',
      ),
    'The existing virtual network.',
  ),
  cidrs: doc(z.array(prefix()).min(1), "Its prefixes, inside the tenant's Azure supernets."),
});

const filteringSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: doc(z.literal('proxy'), 'A filtering proxy is the only way out.'),
    provider: doc(text(), 'Who provides it; should be an IWF member.'),
    addresses: doc(z.array(address()).min(1), 'Addresses of the proxy.'),
    ports: doc(z.array(port()).min(1), 'Ports of the proxy.'),
  }),
  z.strictObject({
    kind: doc(z.literal('secure-web-gateway'), 'A hosted gateway is the only way out.'),
    provider: doc(text(), 'Who provides it; should be an IWF member.'),
    names: doc(z.array(dnsName()).min(1), 'Names of the gateway.'),
    addresses: doc(z.array(prefix()).min(1).optional(), 'Prefixes of the gateway, as its provider publishes them.', {
      omitted:
        'The breakouts of the clouds pass it by its names; no segment may have `breakout: local`, since a router leads to addresses.',
    }),
  }),
  z.strictObject({
    kind: doc(z.literal('exception'), 'Filtering is done elsewhere, and somebody has accepted that.'),
    reason: doc(text(), 'Why, and where filtering is done.'),
    owner: doc(text(), 'Who accepted it.'),
    expires: doc(date(), 'Until when.'),
  }),
]);

export const tenantSchema = z.strictObject({
  id: doc(id().max(24), 'Permanent id.'),
  name: doc(text(), 'What people call it.'),
  kind: doc(z.enum(TENANT_KINDS), 'What sort of agency: decides what may be shared with it.'),
  state: sharedState('its route tables and concentrators'),
  supernets: doc(
    z.strictObject({
      aws: doc(z.array(prefix()).default([]), 'Prefixes of sites and VPCs whose home is AWS.', {
        omitted: 'No site or VPC of this tenant may have its home in AWS.',
      }),
      azure: doc(z.array(prefix()).default([]), 'Prefixes of sites and virtual networks whose home is Azure.', {
        omitted: 'No site or VNet of this tenant may have its home in Azure.',
      }),
      datacentre: doc(z.array(prefix()).default([]), 'Prefixes in datacentres.', {
        omitted: 'No datacentre holds prefixes of this tenant.',
      }),
    }),
    'All addresses this tenant will ever use, split by home: routes, firewall rules and reports are made of them. Site prefixes must lie inside.',
  ),
  loopbacks: doc(
    z
      .strictObject({
        aws: doc(prefix().optional(), 'Range for routers of sites whose home is AWS.', {
          omitted: 'No site of this tenant may have its home in AWS, public Wi-Fi excepted.',
        }),
        azure: doc(prefix().optional(), 'Range for routers of sites whose home is Azure.', {
          omitted: 'No site of this tenant may have its home in Azure.',
        }),
      })
      .default({}),
    'Router loopbacks, inside the supernets of the same home: one /32 per site, segment and circuit is taken from them by the lock.',
    { omitted: 'Right for public Wi-Fi, whose routers are managed through an operations segment.' },
  ),
  hubs: doc(
    z.array(id()).min(1).optional(),
    'AWS hubs it lives on: it has a route table and a breakout there, whether or not a site is there yet. Its sites, VPCs and datacentre attachments in AWS name no other.',
    { omitted: 'The one AWS hub there is; with several AWS hubs every tenant with AWS supernets must say.' },
  ),
  egress: doc(id(), 'Egress domain through which this tenant reaches the internet.'),
  crypto: doc(z.enum(CRYPTO_PROFILES).default(DEFAULTS.crypto), "Crypto profile of this tenant's tunnels.", {
    omitted: "NCSC's recommended profile: IKEv2, AES-128-GCM, SHA-256, group 19.",
  }),
  cryptoJustification: doc(text().optional(), 'Why `legacy` is needed; only for that profile.', {
    omitted: 'Right for every other profile.',
  }),
  siteToSite: doc(
    z.enum(['inspected', 'denied']).default(DEFAULTS.siteToSite),
    'Whether sites of this tenant may reach each other.',
    {
      omitted: 'They may, through the inspection firewall.',
    },
  ),
  dns: doc(
    z
      .strictObject({
        servers: doc(z.array(address()).min(1).max(6), "The tenant's own DNS servers."),
        zones: doc(z.array(dnsName()).min(1), 'Zones that are forwarded to them.'),
      })
      .optional(),
    "The tenant's own DNS.",
    { omitted: "Names resolve through the egress domain's resolver only." },
  ),
  filtering: doc(
    filteringSchema.optional(),
    'Web filtering; schools must declare theirs (KCSIE, DfE filtering and monitoring standards).',
    {
      omitted: 'No filter is enforced beyond the egress domain.',
    },
  ),
  breakout: doc(
    z.enum(['cloud', 'local']).default(DEFAULTS.breakout),
    'Where sites with hubs leave for the internet: through the breakout of their hub, or by the lines of the building to its filter and nowhere else (with a `filtering` of kind `exception`: anywhere, on the ports of the egress domain). What is private goes to the cloud either way.',
    { omitted: 'Through the breakout of the hub, inspected and logged there.' },
  ),
  management: doc(
    z.array(prefix()).default([]),
    'Prefixes from which routers are managed; tenants of kind `operations` only.',
    {
      omitted: 'Nobody manages routers over the WAN from this tenant.',
    },
  ),
  servicesVpcs: doc(
    z
      .array(
        z.strictObject({
          hub: doc(id(), 'AWS hub.'),
          cidr: doc(prefix(), "Its prefix, inside this tenant's AWS supernets.", { unit: '/20 to /23' }),
        }),
      )
      .default([]),
    'The `vpc-services` of a hub (outbound resolver, supplier endpoints), made by this program; tenants of kind `operations` only.',
    { omitted: 'No supplier endpoint and no DNS forwarding to agencies.' },
  ),
  servicesVnets: doc(
    z
      .array(
        z.strictObject({
          hub: doc(id(), 'Azure hub.'),
          cidr: doc(prefix(), "Its prefix, inside this tenant's Azure supernets.", { unit: '/20 to /24' }),
        }),
      )
      .default([]),
    'The services VNet of an Azure hub (resolver, Private Endpoints), made by this program; tenants of kind `operations` only.',
    { omitted: 'Sites and VNets of Azure hubs have no resolver there, and suppliers no Private Endpoint.' },
  ),
  vlan: doc(vlan().optional(), 'VLAN of its segments at sites, for `wan router`.', {
    omitted: 'Its segments are untagged, but for those that say otherwise.',
  }),
  costCentre: doc(text(), 'Where its share of the cost is recharged to; a tag on everything it uses.'),
  vpcs: doc(z.array(vpcSchema).default([]), "The tenant's own VPCs.", { omitted: 'None is attached.' }),
  vnets: doc(z.array(vnetSchema).default([]), "The tenant's own Azure virtual networks.", {
    omitted: 'None is connected.',
  }),
});
