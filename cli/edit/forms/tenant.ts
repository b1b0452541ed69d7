import { TENANT_KINDS } from '../../../catalogue/schema/tenant';
import { Cidr, cidr, parseCidr } from '../../../catalogue/values/cidr';
import type { Plain } from '../../../catalogue/yaml/entry-style';
import { newId, first, type Form, ids, type Known, listOf, mostCommon, OWN_ID, maybe, isKind } from './form';

/** `wan add tenant`: an agency, isolated from all others until an entry says otherwise. */
export const TENANT: Form = {
  what: 'tenant',
  noun: 'tenants',
  examples: [
    "wan add tenant ambulance --name 'Cheshire and Merseyside Ambulance' --kind council --supernet aws=10.124.0.0/16 --loopbacks aws=10.124.240.0/22 --egress corporate --cost-centre AM-100",
  ],
  questions: [
    { flag: 'name', words: 'What people call it' },
    { ...OWN_ID, fault: (value, { loaded }) => newId(value, loaded.raw.tenants) },
    { flag: 'kind', words: 'What sort of agency', choices: () => TENANT_KINDS, closed: true },
    {
      flag: 'supernet',
      words: 'All addresses that it will ever use, by home: aws=10.124.0.0/16, azure=…, datacentre=…',
      fault: (value) =>
        /^(?:aws|azure|datacentre)=.+$/.test(value)
          ? undefined
          : `"${value}" says no home: aws=${value}, azure= or datacentre=.`,
      many: true,
      usual: (known) => maybe(freeBlock(known)),
    },
    {
      flag: 'hub',
      words: 'AWS hubs that it lives on',
      many: true,
      choices: awsHubs,
      closed: true,
      needed: (known, answers) =>
        awsHubs(known).length > 1 && (answers['supernet'] ?? []).some((each) => each.startsWith('aws=')),
    },
    {
      flag: 'loopbacks',
      words: 'Ranges inside of them for loopbacks of routers, by home: aws=10.124.240.0/22',
      many: true,
      usual: (_, answers) => (answers['supernet'] ?? []).flatMap(loopbacksIn),
      needed: (_, answers) => first(answers, 'kind') !== 'public-wifi',
    },
    {
      flag: 'egress',
      words: 'Egress domain through which it reaches the internet',
      choices: ({ loaded }) => ids(loaded.raw.egressDomains),
      closed: true,
      usual: ({ loaded }, answers) =>
        maybe(
          mostCommon(
            loaded.raw.tenants.filter(({ kind }) => kind === first(answers, 'kind')).map(({ egress }) => egress),
          ),
        ),
    },
    {
      flag: 'site-to-site',
      words: 'Whether its sites reach each other: inspected or denied',
      choices: () => ['inspected', 'denied'],
      closed: true,
      usual: (_, answers) => [
        isKind('schools', 'public-wifi', 'supplier')(undefined, answers) ? 'denied' : 'inspected',
      ],
    },
    {
      flag: 'filtering-provider',
      words: 'Who filters the web for it (a member of the IWF)',
      needed: isKind('schools'),
    },
    { flag: 'filtering-name', words: 'Names of its web gateway', many: true, needed: isKind('schools') },
    { flag: 'crypto', words: 'Crypto profile of its tunnels', needed: () => false, silent: true },
    { flag: 'vlan', words: 'VLAN of its segments at sites', needed: () => false, silent: true },
    { flag: 'management', words: 'Prefixes from which routers are managed', many: true, needed: isKind('operations') },
    { flag: 'cost-centre', words: 'Where its share of the cost is recharged to' },
  ],
  entry: (answers) => {
    const vlan = first(answers, 'vlan');
    const names = listOf(answers, 'filtering-name');
    return {
      id: first(answers, 'id') ?? '',
      name: first(answers, 'name'),
      kind: first(answers, 'kind'),
      supernets: byHome(answers['supernet'] ?? [], true),
      loopbacks: listOf(answers, 'loopbacks') === undefined ? undefined : byHome(answers['loopbacks'] ?? [], false),
      hubs: listOf(answers, 'hub'),
      egress: first(answers, 'egress'),
      crypto: first(answers, 'crypto'),
      siteToSite: first(answers, 'site-to-site'),
      filtering:
        names === undefined
          ? undefined
          : { kind: 'secure-web-gateway', provider: first(answers, 'filtering-provider'), names },
      management: listOf(answers, 'management'),
      vlan: vlan === undefined || Number.isNaN(Number(vlan)) ? vlan : Number(vlan),
      costCentre: first(answers, 'cost-centre'),
    };
  },
  likeness: () => [],
};

function awsHubs({ loaded }: Known): readonly string[] {
  return ids(loaded.raw.hubs.filter(({ cloud }) => cloud === 'aws'));
}

/** `aws=10.1.0.0/16` by its home; several of one home are a list where it takes one. */
function byHome(said: readonly string[], lists: boolean): Plain {
  const found: Record<string, string | string[]> = {};
  for (const each of said) {
    const [home = '', prefixes = ''] = each.split('=');
    const all = prefixes.split(',').map((prefix) => prefix.trim());
    const before = found[home];
    if (lists) found[home] = [...(Array.isArray(before) ? before : []), ...all];
    else found[home] = all.join(',');
  }
  return found;
}

/** The first /16 of 10.0.0.0/8 of which nobody has anything. */
function freeBlock({ loaded: { catalogue } }: Known): string | undefined {
  const taken = [
    ...catalogue.hubs.map(({ addressSpace }) => addressSpace),
    ...catalogue.tenants.flatMap(({ supernets }) => [...supernets.aws, ...supernets.azure, ...supernets.datacentre]),
    ...catalogue.datacentres.flatMap(({ transport }) => transport ?? []),
  ];
  const all = cidr('10.0.0.0/8');
  for (let index = 0; index < 256; index += 1) {
    const block = all.subnet(16, index);
    if (taken.every((other) => !other.overlaps(block))) return `aws=${block.toString()}`;
  }
  return undefined;
}

/** The sixteenth /20 of a /16, a /22 of it: where the others have theirs. */
function loopbacksIn(supernet: string): readonly string[] {
  const [home = '', first = ''] = supernet.split('=');
  const block = parseCidr(first.split(',')[0] ?? '');
  return block instanceof Cidr && block.bits <= 16 && home !== 'datacentre'
    ? [`${home}=${block.subnet(16, 0).subnet(22, 60).toString()}`]
    : [];
}
