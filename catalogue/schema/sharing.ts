import { z } from 'zod';
import { DEFAULTS } from '../defaults';
import {
  address,
  arn,
  date,
  dnsName,
  doc,
  id,
  port,
  prefix,
  resourceId,
  retentionDays,
  sharedState,
  text,
  zone,
} from './field';

const ports = (what: string): z.ZodArray<z.ZodType<string>> =>
  doc(z.array(port()).min(1), `${what} A list of \`tcp/443\`, \`udp/5000-5010\`, \`tcp/any\`, \`icmp\` or \`any\`.`);
const consumers = doc(z.array(id()).min(1), 'Tenants that may use it.');
/** A consumer of a standing service, whole or in part. */
const consumer = z.union([
  id(),
  z.strictObject({
    tenant: doc(id(), 'Tenant that may use it.'),
    prefixes: doc(z.array(prefix()).min(1), 'Only from these addresses, inside the tenant’s supernets.'),
  }),
]);

/** The tenant of a consumer as it is written. */
export function consumerId(written: z.output<typeof consumer>): string {
  return typeof written === 'string' ? written : written.tenant;
}
const log = (byDefault: boolean): z.ZodDefault<z.ZodBoolean> =>
  doc(z.boolean().default(byDefault), 'Whether the inspection firewall logs the beginning of every connection.', {
    omitted: byDefault ? 'Connections are logged.' : 'Only what is dropped is logged. No effect on traffic.',
  });

export const egressDomainSchema = z.strictObject({
  id: doc(id().max(24), 'Permanent id.'),
  name: doc(text(), 'What people call it.'),
  state: sharedState('its breakouts: network, firewall, public addresses, resolver, and a guest domain’s key'),
  resolver: doc(
    z.discriminatedUnion('kind', [
      z.strictObject({
        kind: doc(z.literal('pdns'), "NCSC's Protective DNS."),
        addresses: doc(
          z.array(address()).min(1).max(6),
          'Resolver addresses that NCSC gave you: where queries go on to. Sites ask the addresses that `wan show SITE` prints.',
        ),
      }),
      z.strictObject({ kind: doc(z.literal('aws'), 'The cloud resolver with its DNS firewall lists.') }),
      z.strictObject({
        kind: doc(z.literal('addresses'), 'Resolvers of your own choice.'),
        addresses: doc(z.array(address()).min(1).max(6), 'Their addresses.'),
      }),
    ]),
    'Who answers in the end. Sites ask the breakout’s own resolver, whose addresses `wan show SITE` prints; DNS to anywhere else is blocked.',
  ),
  names: doc(
    z.strictObject({
      default: doc(
        z.enum(['allow', 'deny']).default(DEFAULTS.egressDefault),
        'What happens to a name on neither list.',
        { omitted: 'It is refused.' },
      ),
      allow: doc(
        z.array(dnsName()).default([]),
        'Names that may be reached: `a.example` is that name, `.a.example` it and all below, `*.a.example` all below only.',
        { omitted: 'None beyond the default.' },
      ),
      deny: doc(z.array(dnsName()).default([]), 'Names that may not.', { omitted: 'None beyond the default.' }),
    }),
    'TLS server names and HTTP hosts.',
  ),
  ports: doc(
    z
      .array(port())
      .min(1)
      .default([...DEFAULTS.egressPorts]),
    'TCP ports to which a handshake may pass. On 80 and 443 only HTTP and TLS pass, by name; on others, where `names.default` is `allow`, any protocol, and where it is `deny`, HTTP and TLS to allowed names only.',
    { omitted: 'tcp/80 and tcp/443 only.' },
  ),
  natAddressesPerZone: doc(
    z.int().min(1).max(8).default(DEFAULTS.natAddressesPerZone),
    'Public addresses per zone; each carries 55,000 flows to one destination.',
    {
      unit: 'addresses',
      omitted: 'One.',
    },
  ),
  leavingAddresses: doc(
    z.int().min(0).max(7).default(0),
    'How many of the public addresses of each zone are about to go, the last ones first: they lose their guard and are used until `natAddressesPerZone` is lowered.',
    { unit: 'addresses', omitted: 'None: all are guarded.' },
  ),
  flowsPerSite: doc(
    z.int().min(1).max(50_000).default(DEFAULTS.flowsPerSite),
    'Most connections that one site is expected to hold to the busiest single destination at once; `wan check` counts public addresses by it.',
    { unit: 'connections', omitted: '250. No effect on traffic.' },
  ),
  dnsBlockLists: doc(
    z.array(z.string().regex(/^rslvr-fdl-[0-9a-f]{8,17}$/, 'an id such as rslvr-fdl-0a1b2c3d4e5f6071')).default([]),
    "DNS Firewall domain lists that are refused, by id: AWS's managed lists of the region, or lists of your own.",
    { omitted: 'Only `names.deny` and well-known resolvers over HTTPS are refused.' },
  ),
  logRetentionDays: doc(retentionDays().optional(), "How long this breakout's flow, firewall and DNS logs are kept.", {
    unit: 'days',
    omitted: 'For public Wi-Fi a year, for others as `wan.logRetentionDays` says. No effect on traffic.',
  }),
  logReaders: doc(
    z.array(arn()).default([]),
    "Who may read the logs of a guest domain, as ARNs of roles or users: they alone can take the reader's role. Guest domains only, and needed there.",
    { omitted: 'Right for domains of agencies.' },
  ),
  natAllocations: doc(
    z
      .record(
        zone(),
        z.array(z.string().regex(/^eipalloc-[0-9a-f]{8,17}$/, 'an id such as eipalloc-0a1b2c3d4e5f60718')),
      )
      .optional(),
    'Existing elastic addresses per zone, instead of new ones: `{ eu-west-2a: [eipalloc-…], … }`, as many in each zone as `natAddressesPerZone`.',
    {
      omitted: 'New addresses are made, guarded against destruction.',
    },
  ),
});

export const serviceSchema = z.strictObject({
  id: doc(id(), 'Permanent id.'),
  name: doc(text(), 'What people call it.'),
  owner: doc(id(), 'Tenant whose addresses these are.'),
  addresses: doc(z.array(prefix()).min(1), "Where it answers, inside the owner's supernets."),
  ports: ports('What it answers on.'),
  consumers: doc(
    z.array(consumer).min(1),
    'Tenants that may use it: an id, or `{ tenant: …, prefixes: […] }` where only some of its addresses may.',
  ),
  log: log(false),
});

export const flowSchema = z.strictObject({
  id: doc(id(), 'Permanent id.'),
  from: doc(
    z.strictObject({
      tenant: doc(id(), 'Tenant that opens connections.'),
      prefixes: doc(z.array(prefix()).min(1).optional(), 'Only from these addresses.', {
        omitted: "From all of the tenant's supernets.",
      }),
    }),
    'Who opens connections.',
  ),
  to: doc(
    z.strictObject({
      tenant: doc(id(), 'Tenant that is reached.'),
      prefixes: doc(z.array(prefix()).min(1), 'The addresses reached.'),
    }),
    'What is reached. Nothing is reached back.',
  ),
  ports: ports('What may be reached.'),
  reason: doc(text(), 'Why, and who agreed.'),
  owner: doc(text(), 'Mail address or team to ask when it expires.'),
  expires: doc(date(), 'Last day on which it is allowed.'),
  log: log(true),
});

export const supplierSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    id: doc(id(), 'Permanent id.'),
    kind: doc(
      z.literal('privatelink'),
      "An interface endpoint in the services VPC to the supplier's AWS endpoint service.",
    ),
    name: doc(text(), 'What people call it.'),
    hub: doc(id(), 'AWS hub whose services VPC holds the endpoint.'),
    serviceName: doc(
      z
        .string()
        .regex(
          /^com\.amazonaws\.vpce\.[a-z0-9-]+\.vpce-svc-[0-9a-f]{8,17}$/,
          'a name such as com.amazonaws.vpce.eu-west-2.vpce-svc-0a1b2c3d4e5f60718',
        ),
      "The supplier's endpoint service.",
    ),
    zones: doc(
      z.array(zone()).min(1).optional(),
      'Zones of the hub in which the supplier offers it; AWS refuses an endpoint in any other.',
      { omitted: 'All zones of the hub.' },
    ),
    dnsNames: doc(z.array(dnsName()).min(1), 'Names by which consumers reach it.'),
    ports: ports('What may be reached.'),
    consumers,
    log: log(false),
  }),
  z.strictObject({
    id: doc(id(), 'Permanent id.'),
    kind: doc(z.literal('private-endpoint'), "A Private Endpoint to the supplier's Azure service."),
    name: doc(text(), 'What people call it.'),
    hub: doc(id(), 'Azure hub.'),
    resourceId: doc(resourceId('an Azure resource id'), "The supplier's Private Link service or resource."),
    subresource: doc(
      z
        .string()
        .regex(/^[A-Za-z0-9]{1,80}$/)
        .optional(),
      'Which part of a resource is reached, such as `blob` of a storage account; Private Link services have none.',
      { omitted: 'Right for a Private Link service.' },
    ),
    dnsNames: doc(z.array(dnsName()).min(1), 'Names by which consumers reach it.'),
    ports: ports('What may be reached.'),
    consumers,
    log: log(false),
  }),
  z.strictObject({
    id: doc(id(), 'Permanent id.'),
    kind: doc(z.literal('vpn'), 'A tenant of kind `supplier`, reached over VPN.'),
    name: doc(text(), 'What people call it.'),
    tenant: doc(id(), 'That tenant.'),
    addresses: doc(z.array(prefix()).min(1), "Where it answers, inside the tenant's supernets."),
    dnsNames: doc(z.array(dnsName()).default([]), 'Names by which consumers reach it.', {
      omitted: 'Reached by address.',
    }),
    ports: ports('What may be reached.'),
    consumers,
    log: log(false),
  }),
  z.strictObject({
    id: doc(id(), 'Permanent id.'),
    kind: doc(z.literal('egress'), "Over the internet, from the egress domain's fixed addresses."),
    name: doc(text(), 'What people call it.'),
    dnsNames: doc(
      z.array(dnsName()).default([]),
      'Names that are allowed to these consumers, as TLS and HTTP say them. Beside `addresses` they are for people to read.',
      { omitted: 'Reached by address alone.' },
    ),
    addresses: doc(
      z.array(prefix()).default([]),
      'Public addresses at which it is reached on these ports, whatever is spoken there: SFTP, SMTP submission, an API by address.',
      { unit: '/20 to /32', omitted: 'Reached by name: what speaks neither TLS nor HTTP does not pass.' },
    ),
    ports: ports('What may be reached.'),
    consumers,
  }),
]);
