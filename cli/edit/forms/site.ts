import { SITE_STATES } from '../../../catalogue/schema/site';
import type { Plain } from '../../../catalogue/yaml/entry-style';
import { parseAddress } from '../../../catalogue/values/cidr';
import { newId, type Answers, first, type Form, type Known, listOf, mostCommon, OWN_ID, tenants, maybe } from './form';

type RawSite = Known['loaded']['raw']['sites'][number];

/** `wan add site`: a building like those that have its tenant and profile already. */
export const SITE: Form = {
  what: 'site',
  noun: 'sites',
  examples: [
    "wan add site --name 'Elworth Primary School' --tenant schools --postcode 'CW11 3HU' --address 198.18.9.17 --supplier FibreCo",
    "wan add site --name 'Nantwich Fire Station' --tenant fire --profile fire-station --postcode 'CW5 5SX' --address 198.18.9.18 198.18.9.19 --supplier FibreCo MobileCo --segment police=/27",
  ],
  questions: [
    { flag: 'name', words: 'What people call it' },
    { ...OWN_ID, fault: (value, { loaded }) => newId(value, loaded.raw.sites) },
    { flag: 'tenant', words: 'Whose building it is', choices: tenants, closed: true },
    {
      flag: 'profile',
      words: 'Profile that fills in its defaults',
      choices: profilesOf,
      closed: true,
      usual: (known, answers) => maybe(mostCommon(like(known, answers).map(({ profile }) => profile))),
    },
    {
      flag: 'state',
      words: 'planned (numbers only), building, live or leaving',
      choices: () => SITE_STATES,
      closed: true,
      usual: () => ['building'],
    },
    {
      flag: 'postcode',
      words: 'Postcode',
      needed: isOurs,
      fault: (value) =>
        /^[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}$/.test(spaced(value)) ? undefined : `"${value}" is no UK postcode.`,
    },
    { flag: 'lat', words: 'Latitude, in degrees', needed: () => false, silent: true },
    { flag: 'lon', words: 'Longitude, in degrees', needed: () => false, silent: true },
    {
      flag: 'address',
      words: 'Public address of each circuit in turn, or dynamic',
      fault: (value) =>
        value === 'dynamic' || typeof parseAddress(value) === 'number' ? undefined : `"${value}" is no IPv4 address.`,
      many: true,
      needed: (known, answers) => linesOf(known, answers).length > 0,
    },
    {
      flag: 'supplier',
      words: 'Supplier of each circuit in turn',
      many: true,
      choices: ({ loaded }) =>
        [...new Set(loaded.raw.sites.flatMap(({ circuits }) => circuits.map((line) => line.supplier)))].sort(),
      usual: (known, answers) => suppliersOf(known, answers),
      needed: (known, answers) => linesOf(known, answers).length > 0,
    },
    {
      flag: 'mbps',
      words: 'Mbps of each circuit in turn, - for the usual',
      many: true,
      needed: () => false,
      silent: true,
    },
    {
      flag: 'certificate',
      words: 'ACM certificate of each circuit with a dynamic address, - for none',
      many: true,
      needed: () => false,
      silent: true,
    },
    {
      flag: 'fqdn',
      words: 'Name that follows each dynamic address, - for none',
      many: true,
      needed: () => false,
      silent: true,
    },
    {
      flag: 'prefix',
      words: 'Prefixes of the segment, where you choose them',
      many: true,
      needed: () => false,
      silent: true,
    },
    {
      flag: 'size',
      words: 'How large a prefix the lock chooses for it',
      usual: (known, answers) => maybe(usualSize(known, answers)),
      needed: (_, answers) => listOf(answers, 'prefix') === undefined,
    },
    {
      flag: 'segment',
      words: 'Another tenant in the building: TENANT=/27, or TENANT=10.1.2.0/24,10.1.4.0/24',
      fault: (value) => (/^[a-z0-9-]+=.+$/.test(value) ? undefined : `"${value}" is not TENANT=/27 or TENANT=PREFIX.`),
      many: true,
      needed: () => false,
      silent: true,
    },
  ],
  entry: (answers, known) => {
    const prefixes = listOf(answers, 'prefix');
    const size = first(answers, 'size');
    return {
      id: first(answers, 'id') ?? '',
      name: first(answers, 'name'),
      state: first(answers, 'state'),
      place: placeOf(answers),
      profile: first(answers, 'profile'),
      ...((answers['address'] ?? []).length === 0 ? {} : { circuits: circuitsOf(known, answers) }),
      segments: [
        { tenant: first(answers, 'tenant'), ...(prefixes === undefined ? { size } : { prefixes }) },
        ...(answers['segment'] ?? []).map(furtherSegment),
      ],
    };
  },
  surplus: (answers) => {
    const lines = answers['address']?.length ?? 0;
    return ['supplier', 'mbps', 'certificate', 'fqdn'].flatMap((flag) => {
      const said = answers[flag]?.length ?? 0;
      return said > lines
        ? [`--${flag} has ${said} values, and --address ${lines}: one for each circuit, in turn.`]
        : [];
    });
  },
  likeness: (answers) => [
    (entry) => tenantOf(entry) === first(answers, 'tenant') && entry['profile'] === first(answers, 'profile'),
    (entry) => tenantOf(entry) === first(answers, 'tenant'),
  ],
};

function tenantOf(entry: Readonly<Record<string, unknown>>): unknown {
  const segments = entry['segments'];
  return Array.isArray(segments) ? (segments[0] as { readonly tenant?: unknown } | null)?.tenant : undefined;
}

/** Sites of the same tenant, and of the same profile where that is said. */
function like({ loaded }: Known, answers: Answers): readonly RawSite[] {
  const tenant = first(answers, 'tenant');
  const profile = first(answers, 'profile');
  const theirs = loaded.raw.sites.filter(({ segments }) => segments[0]?.tenant === tenant);
  if (profile === undefined) return theirs;
  const alike = theirs.filter((site) => site.profile === profile);
  return alike.length > 0 ? alike : loaded.raw.sites.filter((site) => site.profile === profile);
}

/** Those that its tenant uses first. */
function profilesOf(known: Known, answers: Answers): readonly string[] {
  const used = new Set(like(known, answers).map(({ profile }) => profile));
  return [...used, ...Object.keys(known.loaded.raw.profiles).filter((name) => !used.has(name))];
}

function isOurs({ loaded }: Known, answers: Answers): boolean {
  return loaded.raw.tenants.find(({ id }) => id === first(answers, 'tenant'))?.kind !== 'supplier';
}

interface Line {
  readonly id: string;
  readonly role: 'active' | 'backup';
  readonly mbps?: number | undefined;
}

/** Lines that such a site has: as most of its kind have them, else as its profile needs. None where it has no hub. */
function linesOf(known: Known, answers: Answers): readonly Line[] {
  const profile = known.loaded.raw.profiles[first(answers, 'profile') ?? ''];
  if (profile?.hubs.length === 0) return [];
  const patterns = like(known, answers)
    .filter(({ circuits }) => circuits.length > 0)
    .map(({ circuits }) => JSON.stringify(circuits.map(({ id, role, mbps }): Line => ({ id, role, mbps }))));
  const pattern = mostCommon(patterns);
  if (pattern !== undefined) return JSON.parse(pattern) as readonly Line[];
  const single: Line = { id: 'primary', role: 'active' };
  return profile?.resilience === 'single' ? [single] : [single, { id: 'secondary', role: 'active' }];
}

/** What its kind mostly has, line by line; nothing where any is unknown. */
function suppliersOf(known: Known, answers: Answers): readonly string[] {
  const found = linesOf(known, answers).map(({ id }) =>
    mostCommon(
      like(known, answers).flatMap(({ circuits }) =>
        circuits.flatMap((line) => (line.id === id ? [line.supplier] : [])),
      ),
    ),
  );
  return found.every((each) => each !== undefined) ? found : [];
}

function usualSize(known: Known, answers: Answers): string | undefined {
  const tenant = first(answers, 'tenant');
  const segments = like(known, answers).flatMap(({ segments: all }) => all.filter((each) => each.tenant === tenant));
  return mostCommon(
    segments.flatMap(
      ({ size, prefixes }) => size ?? (prefixes?.length === 1 ? `/${prefixes[0]?.split('/')[1] ?? ''}` : []),
    ),
  );
}

function placeOf(answers: Answers): Plain | undefined {
  const postcode = first(answers, 'postcode');
  if (postcode === undefined) return undefined;
  const degrees = (flag: string): Plain | undefined => {
    const said = first(answers, flag);
    return said === undefined || said.trim() === '' || Number.isNaN(Number(said)) ? said : Number(said);
  };
  return { postcode: spaced(postcode), lat: degrees('lat'), lon: degrees('lon') };
}

/** `cw1 2bj` and `CW12BJ` as the catalogue has them. */
export function spaced(postcode: string): string {
  const compact = postcode.replaceAll(/\s/g, '').toUpperCase();
  return /^[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}$/.test(compact) ? `${compact.slice(0, -3)} ${compact.slice(-3)}` : postcode;
}

const SPARE_IDS = ['primary', 'secondary', 'third', 'fourth'];

function circuitsOf(known: Known, answers: Answers): readonly Plain[] {
  const lines = linesOf(known, answers);
  const each = (flag: string, index: number): string | undefined => {
    const said = answers[flag]?.[index];
    return said === '-' ? undefined : said;
  };
  return (answers['address'] ?? []).map((address, index) => {
    const line = lines[index];
    const taken = lines.map(({ id }) => id);
    const mbps = each('mbps', index);
    return {
      id:
        line?.id ??
        SPARE_IDS.find((id) => !taken.includes(id) && SPARE_IDS.indexOf(id) >= index) ??
        `line-${index + 1}`,
      role: line?.role ?? 'active',
      address,
      certificate: each('certificate', index),
      fqdn: each('fqdn', index),
      supplier: each('supplier', index) ?? '',
      mbps: mbps === undefined ? line?.mbps : Number.isNaN(Number(mbps)) ? mbps : Number(mbps),
    };
  });
}

function furtherSegment(said: string): Plain {
  const [tenant = '', what = ''] = said.split('=');
  return what.startsWith('/')
    ? { tenant, size: what }
    : { tenant, prefixes: what.split(',').map((each) => each.trim()) };
}
