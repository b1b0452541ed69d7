import type { Plain } from '../../../catalogue/yaml/entry-style';
import { newId, type Answers, first, type Form, ids, listOf, OWN_ID, type Question, tenants, isKind } from './form';

const PORTS: Question = { flag: 'port', words: 'What may be reached: tcp/443, udp/5000-5010, icmp …', many: true };
const CONSUMERS: Question = {
  flag: 'consumer',
  words: 'Tenants that may use it',
  many: true,
  choices: tenants,
};

/** `wan add service`: something that a tenant offers to others for good. */
export const SERVICE: Form = {
  what: 'service',
  noun: 'services',
  examples: [
    'wan add service --name Payroll --owner cheshire-east --address 10.18.9.30/32 --port tcp/443 --consumer fire police',
  ],
  questions: [
    { flag: 'name', words: 'What people call it' },
    { ...OWN_ID, fault: (value, { loaded }) => newId(value, loaded.raw.services) },
    { flag: 'owner', words: 'Tenant whose addresses these are', choices: tenants, closed: true },
    { flag: 'address', words: "Where it answers, inside the owner's supernets", many: true },
    PORTS,
    CONSUMERS,
  ],
  entry: (answers) => ({
    id: first(answers, 'id') ?? '',
    name: first(answers, 'name'),
    owner: first(answers, 'owner'),
    addresses: whole(answers, 'address'),
    ports: listOf(answers, 'port'),
    consumers: listOf(answers, 'consumer'),
  }),
  likeness: () => [],
};

/** `wan add flow`: a dated exception between two tenants. */
export const FLOW: Form = {
  what: 'flow',
  noun: 'flows',
  examples: [
    "wan add flow police-to-fire-cad --from police --to fire --to-prefix 10.64.9.10/32 --port tcp/443 --reason 'Joint control, agreed 2026-11' --owner gateway.team@example.gov.uk --expires 2027-05-31",
  ],
  questions: [
    { flag: 'from', words: 'Tenant that opens connections', choices: tenants, closed: true },
    {
      flag: 'from-prefix',
      words: 'Only from these prefixes',
      many: true,
      needed: () => false,
    },
    { flag: 'to', words: 'Tenant that is reached', choices: tenants, closed: true },
    { flag: 'to-prefix', words: 'The prefixes that are reached', many: true },
    PORTS,
    {
      flag: 'id',
      words: 'Permanent id',
      fault: (value, { loaded }) => newId(value, loaded.raw.flows),
      usual: (_, answers) => [`${first(answers, 'from') ?? ''}-to-${first(answers, 'to') ?? ''}`],
    },
    { flag: 'reason', words: 'Why, and who agreed' },
    {
      flag: 'owner',
      words: 'Mail address or team to ask when it expires',
      usual: ({ committer }) => (committer === undefined ? [] : [committer]),
    },
    { flag: 'expires', words: 'Last day on which it is allowed (year-month-day)' },
  ],
  entry: (answers) => ({
    id: first(answers, 'id') ?? '',
    from: { tenant: first(answers, 'from'), prefixes: whole(answers, 'from-prefix') },
    to: { tenant: first(answers, 'to'), prefixes: whole(answers, 'to-prefix') },
    ports: listOf(answers, 'port'),
    reason: first(answers, 'reason'),
    owner: first(answers, 'owner'),
    expires: first(answers, 'expires'),
  }),
  likeness: () => [],
};

/** `wan add supplier`: a platform of somebody else's. */
export const SUPPLIER: Form = {
  what: 'supplier',
  noun: 'suppliers',
  examples: [
    "wan add supplier --kind egress --name 'Pensions portal' --dns-name portal.example-pensions.net --port tcp/443 --consumer cheshire-east",
    'wan add supplier --kind privatelink --name Housing --hub london --service-name com.amazonaws.vpce.eu-west-2.vpce-svc-0a1b2c3d4e5f60718 --dns-name housing.example.net --port tcp/443 --consumer cheshire-east',
  ],
  questions: [
    {
      flag: 'kind',
      words: 'privatelink, private-endpoint, vpn, or egress (over the internet)',
      choices: () => ['privatelink', 'private-endpoint', 'vpn', 'egress'],
      closed: true,
    },
    { flag: 'name', words: 'What people call it' },
    { ...OWN_ID, fault: (value, { loaded }) => newId(value, loaded.raw.suppliers) },
    {
      flag: 'hub',
      words: 'Hub at which the endpoint is',
      needed: isKind('privatelink', 'private-endpoint'),
      choices: ({ loaded }, answers) =>
        ids(
          loaded.raw.hubs.filter(({ cloud }) => cloud === (first(answers, 'kind') === 'privatelink' ? 'aws' : 'azure')),
        ),
      usual: ({ loaded }, answers) => {
        const cloud = first(answers, 'kind') === 'privatelink' ? 'aws' : 'azure';
        const hubs = loaded.raw.hubs.filter((hub) => hub.cloud === cloud);
        return hubs.length === 1 ? ids(hubs) : [];
      },
    },
    { flag: 'service-name', words: "The supplier's endpoint service", needed: isKind('privatelink') },
    {
      flag: 'resource-id',
      words: "The supplier's Private Link service or resource",
      needed: isKind('private-endpoint'),
    },
    {
      flag: 'subresource',
      words: 'Which part of a resource is reached, such as blob',
      needed: () => false,
      silent: true,
    },
    {
      flag: 'tenant',
      words: 'Its tenant of kind supplier',
      needed: isKind('vpn'),
      choices: ({ loaded }) => ids(loaded.raw.tenants.filter(({ kind }) => kind === 'supplier')),
      closed: true,
    },
    { flag: 'address', words: 'Where it answers', many: true, needed: isKind('vpn') },
    {
      flag: 'dns-name',
      words: 'Names by which it is reached',
      many: true,
      needed: isKind('privatelink', 'private-endpoint'),
    },
    PORTS,
    CONSUMERS,
  ],
  entry: (answers) => ({
    id: first(answers, 'id') ?? '',
    kind: first(answers, 'kind'),
    name: first(answers, 'name'),
    hub: first(answers, 'hub'),
    serviceName: first(answers, 'service-name'),
    resourceId: first(answers, 'resource-id'),
    subresource: first(answers, 'subresource'),
    tenant: first(answers, 'tenant'),
    addresses: whole(answers, 'address'),
    dnsNames: listOf(answers, 'dns-name'),
    ports: listOf(answers, 'port'),
    consumers: listOf(answers, 'consumer'),
  }),
  likeness: (answers) => [(entry) => entry['kind'] === first(answers, 'kind')],
};

/** Prefixes; an address by itself is one of a /32. */
function whole(answers: Answers, flag: string): readonly Plain[] | undefined {
  return listOf(answers, flag)?.map((each) => (/^\d+(?:\.\d+){3}$/.test(each) ? `${each}/32` : each));
}
