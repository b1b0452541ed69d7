import { z } from 'zod';
import { asnFault } from '../../catalogue/values/asn';
import { Cidr, parseCidr } from '../../catalogue/values/cidr';
import { failure, type Issue, type Result, success } from '../../catalogue/issues/issue';
import { ID_PATTERN, isCalendarDate } from '../../catalogue/schema/field';
import { SITE_STATES } from '../../catalogue/schema/site';
import { shapeIssues } from '../../catalogue/shape-issues';
import { type Path, Source } from '../../catalogue/yaml/source';
import {
  adoptedAzureCircuitSchema,
  adoptedAzureHubSchema,
  adoptedCircuitSchema,
  adoptedHubSchema,
  adoptedWanId,
  prefixText,
} from './adopted';
import { GROUP_PRIORITIES, isInsideRange, isLinkRange, RULE_NUMBERS } from './pools';
import { MOST_SCALE_UNITS } from './scale-units';

/** A prefix of exactly this length, somewhere in particular. */
const prefixOf = (bits: number, what: string, fits: (prefix: Cidr) => boolean = () => true): z.ZodString =>
  z.string().refine(
    (text) => {
      const parsed = parseCidr(text);
      return parsed instanceof Cidr && parsed.bits === bits && fits(parsed);
    },
    { error: what },
  );
const linkRange = prefixOf(30, 'an inside /30 of a link between the clouds', isLinkRange);
const insideRange = prefixOf(
  30,
  'an inside /30 that a site may have',
  (range) => isInsideRange(range) || isLinkRange(range),
);
const stackName = z.string().regex(/^(aws|azure)(-[a-z0-9]+)+-\d{2,}$/, 'a site stack, such as aws-schools-01');
const ruleNumber = z.int().min(RULE_NUMBERS.first).max(RULE_NUMBERS.last);
const groupPriority = z.int().min(GROUP_PRIORITIES.first).max(GROUP_PRIORITIES.last);

/** `schools-1`: the first concentrator of the tenant. */
export const CONCENTRATOR_NAME = /^([a-z][a-z0-9]*(?:-[a-z0-9]+)*)-([1-9]\d*)$/;

const circuitLockSchema = z.strictObject({
  /** Router loopback /32: management address, Azure's BGP peer address. */
  loopback: prefixOf(32, 'a /32').optional(),
  /** Inside /30 of each of the two AWS tunnels. */
  tunnels: z.tuple([insideRange, insideRange]).optional(),
  /** Concentrator that carries the connection. */
  concentrator: z.string().regex(CONCENTRATOR_NAME, 'a tenant and a number, such as schools-1').optional(),
  adopted: adoptedCircuitSchema.optional(),
  adoptedAzure: adoptedAzureCircuitSchema.optional(),
});

const segmentLockSchema = z.strictObject({
  /** Prefix chosen for a segment that wrote a size. */
  prefix: prefixText.optional(),
  circuits: z.record(z.string(), circuitLockSchema),
});

const siteLockSchema = z.strictObject({
  state: z.enum(SITE_STATES),
  /** The id under which the site's gateways were first made, where it has another one now. */
  device: z.string().regex(ID_PATTERN).optional(),
  /** Chosen AS number; absent where the catalogue writes one. */
  asn: z
    .int()
    .refine((asn) => asnFault(asn) === undefined, { error: 'an AS number that a site may have' })
    .optional(),
  /** The stack that holds the site, per cloud. */
  stacks: z.strictObject({ aws: stackName.optional(), azure: stackName.optional() }),
  /** The hub at which its tunnels end, per cloud. */
  hubs: z.strictObject({ aws: z.string().optional(), azure: z.string().optional() }),
  /** 1 for canaries, 2 for the rest. */
  wave: z.union([z.literal(1), z.literal(2)]),
  segments: z.record(z.string(), segmentLockSchema),
});

const hubLockSchema = z.strictObject({
  /** Which slot of every VPC a zone has, so that reordering zones moves no subnet. */
  zones: z.record(z.string(), z.int().min(0).max(3)),
  /** One /24 per VPC of the hub, and the transit gateway's own CIDR block. */
  networks: z.record(z.string(), prefixOf(24, 'a /24')),
  /** Subnets of vpc-services: the outbound resolver's and one per supplier endpoint. */
  services: z.record(z.string(), prefixOf(26, 'a /26')),
  /** Concentrators that exist; one stays after its last connection has gone, until it is released by name. */
  concentrators: z.array(z.string().regex(CONCENTRATOR_NAME)),
  /** Scale units of an Azure hub's VPN gateway. */
  scaleUnits: z.int().min(1).max(MOST_SCALE_UNITS).optional(),
  adopted: adoptedHubSchema.optional(),
  adoptedAzure: adoptedAzureHubSchema.optional(),
});

const tunnelsByHub = z.record(z.string(), z.tuple([insideRange, insideRange]));

/** An address of the router by Azure hub. */
const peersByHub = z.record(z.string(), prefixOf(32, 'a /32')).default({});

const datacentreLockSchema = z.strictObject({
  state: z.enum(SITE_STATES),
  /** AS numbers of its router and of its Direct Connect gateway, which can't change in place. */
  asn: z.number().optional(),
  gatewayAsn: z.number().optional(),
  /** What each circuit is, so that one in use can't go because a line is gone or says something else. */
  circuits: z
    .record(
      z.string(),
      z.strictObject({
        state: z.enum(SITE_STATES),
        hub: z.string(),
        connection: z.enum(['dedicated', 'hosted', 'shared', 'own', 'offered']),
        /** What of it can't change in place. */
        of: z.string().optional(),
      }),
    )
    .default({}),
  tenants: z.record(
    z.string(),
    z.strictObject({
      /** Where the tenant's tunnels over circuits end at the datacentre. */
      endpoint: prefixOf(32, 'a /32').optional(),
      /** Inside ranges of its tunnels over circuits, by AWS hub. */
      direct: tunnelsByHub,
      /** Inside ranges of its tunnels over the internet, by AWS hub. */
      backup: tunnelsByHub,
      /** Where Azure speaks BGP to in tunnels over circuits, and in those over the internet. */
      directPeers: peersByHub,
      backupPeers: peersByHub,
    }),
  ),
});

const linkLockSchema = z.strictObject({
  /** Inside ranges: two to each of the Azure gateway's instances. */
  tunnels: z.tuple([linkRange, linkRange, linkRange, linkRange]),
});

const lockSchema = z.strictObject({
  version: z.literal(1),
  wan: z.string(),
  environment: z.string(),
  /** The day by which expiry is judged, so that the same commit always gives the same output. */
  asOf: z.string().refine(isCalendarDate, { error: 'a day, such as 2026-11-22' }),
  /** The hub of each cloud whose stacks keep short names. */
  firstHubs: z.strictObject({ aws: z.string().optional(), azure: z.string().optional() }),
  /** The Virtual WAN that was there before this program, by its id. */
  adoptedWan: adoptedWanId.optional(),
  hubs: z.record(z.string(), hubLockSchema),
  /** Suricata signature id of each rule. */
  rules: z.record(z.string(), ruleNumber),
  /** Priority of each rule group. */
  ruleGroups: z.record(z.string(), groupPriority),
  /** Numbers of rules and groups that are gone; never given out again, since logs still name them. */
  retired: z.strictObject({ rules: z.array(ruleNumber), ruleGroups: z.array(groupPriority) }),
  datacentres: z.record(z.string(), datacentreLockSchema).default({}),
  links: z.record(z.string(), linkLockSchema).default({}),
  sites: z.record(z.string(), siteLockSchema),
});

export type Lock = z.output<typeof lockSchema>;
export type SiteLock = Lock['sites'][string];
export type SegmentLock = SiteLock['segments'][string];
export type CircuitLock = SegmentLock['circuits'][string];
export type DatacentreLock = Lock['datacentres'][string];
export type LinkLock = Lock['links'][string];
export type HubLock = Lock['hubs'][string];
export type AdoptedCircuit = NonNullable<CircuitLock['adopted']>;
export type AdoptedHub = NonNullable<HubLock['adopted']>;
export type AdoptedAzureCircuit = NonNullable<CircuitLock['adoptedAzure']>;
export type AdoptedAzureHub = NonNullable<HubLock['adoptedAzure']>;

/** The lock of `x.yaml` is `x.lock.yaml`, beside it. */
export function lockPathOf(catalogueFile: string): string {
  return `${catalogueFile.replace(/\.ya?ml$/, '')}.lock.yaml`;
}

/** Parses a lock; reports what is wrong with the text, the shape, and every number that stands twice. */
export function parseLock(bytes: Uint8Array, display: string): Result<Lock> {
  const source = Source.parse(bytes, display);
  if (!(source instanceof Source)) {
    return failure(
      source.map((issue) =>
        issue.code === 'MERGE_CONFLICT' || issue.code === 'DUPLICATE_KEY'
          ? issue
          : { ...issue, code: 'LOCK_SYNTAX', fix: RESTORE },
      ),
    );
  }
  const parsed = lockSchema.safeParse(source.value);
  if (!parsed.success) {
    const where = {
      rawText: source.rawText.bind(source),
      at: source.at.bind(source),
      atKey: source.atKey.bind(source),
      named: (path: readonly (string | number)[]) => path.join('.'),
    };
    const issues = parsed.error.issues.flatMap((issue) => shapeIssues(issue, source.value, [], where));
    return failure(issues.map(({ allowed: _allowed, ...issue }) => ({ ...issue, code: 'LOCK_SYNTAX', fix: RESTORE })));
  }
  const duplicates = duplicatesIn(parsed.data, source);
  return duplicates.length > 0 ? failure(duplicates) : success(parsed.data);
}

const RESTORE = 'The lock is written by `npx wan lock` only: restore it from version control, then run `npx wan lock`.';

/** Numbers that stand twice: two routers that look like one, or two buildings with one prefix. */
function duplicatesIn(lock: Lock, source: Source): readonly Issue[] {
  const issues: Issue[] = [];
  const scope = (what: string): ((key: string, path: Path) => void) => {
    const seen = new Map<string, Path>();
    return (key, path) => {
      const first = seen.get(key);
      if (first === undefined) {
        seen.set(key, path);
        return;
      }
      const at = source.at(first);
      issues.push({
        code: 'LOCK_DUPLICATE',
        at: source.at(path),
        path: path.join('.'),
        problem: `${what} ${key} is held twice; it is also at ${first.join('.')} (${at.file}:${at.line}:${at.column}).`,
        fix: 'Locks are not edited by hand: restore it from version control, or after a merge run `npx wan lock --base <the branch you merged>`.',
      });
    };
  };
  const asn = scope('AS');
  const loopback = scope('Loopback');
  const prefix = scope('Prefix');
  const sid = scope('Rule number');
  const priority = scope('Rule group priority');
  for (const [key, value] of Object.entries(lock.rules)) sid(String(value), ['rules', key]);
  for (const value of lock.retired.rules) sid(String(value), ['retired', 'rules']);
  for (const [key, value] of Object.entries(lock.ruleGroups)) priority(String(value), ['ruleGroups', key]);
  for (const value of lock.retired.ruleGroups) priority(String(value), ['retired', 'ruleGroups']);
  const cloud = scope('Resource');
  for (const [id, hub] of Object.entries(lock.hubs)) {
    if (hub.adopted) {
      cloud(hub.adopted.gateway, ['hubs', id, 'adopted', 'gateway']);
      for (const [table, held] of Object.entries(hub.adopted.tables))
        cloud(held, ['hubs', id, 'adopted', 'tables', table]);
    }
    for (const kind of ['hub', 'gateway'] as const)
      if (hub.adoptedAzure) cloud(hub.adoptedAzure[kind], ['hubs', id, 'adoptedAzure', kind]);
    for (const [vnet, { connection }] of Object.entries(hub.adoptedAzure?.vnets ?? {}))
      cloud(connection, ['hubs', id, 'adoptedAzure', 'vnets', vnet]);
    const network = scope('Network');
    const slot = scope('Zone slot');
    for (const [key, value] of Object.entries(hub.networks)) network(value, ['hubs', id, 'networks', key]);
    for (const [key, value] of Object.entries(hub.services)) network(value, ['hubs', id, 'services', key]);
    for (const [key, value] of Object.entries(hub.zones)) slot(String(value), ['hubs', id, 'zones', key]);
  }
  for (const [id, datacentre] of Object.entries(lock.datacentres)) {
    const inside = scope('Inside range');
    const endpoint = scope('Tunnel end');
    for (const [tenant, held] of Object.entries(datacentre.tenants)) {
      const path = ['datacentres', id, 'tenants', tenant];
      if (held.endpoint !== undefined) endpoint(held.endpoint, [...path, 'endpoint']);
      for (const kind of ['direct', 'backup'] as const) {
        for (const [hub, ranges] of Object.entries(held[kind]))
          ranges.forEach((range, index) => inside(range, [...path, kind, hub, index]));
        for (const [hub, peer] of Object.entries(held[`${kind}Peers`])) loopback(peer, [...path, `${kind}Peers`, hub]);
      }
    }
  }
  const link = scope('Inside range of a link');
  for (const [key, { tunnels }] of Object.entries(lock.links))
    tunnels.forEach((range, index) => link(range, ['links', key, 'tunnels', index]));
  for (const [id, site] of Object.entries(lock.sites)) {
    const inside = scope('Inside range');
    if (site.asn !== undefined) asn(String(site.asn), ['sites', id, 'asn']);
    for (const [tenant, segment] of Object.entries(site.segments)) {
      const path = ['sites', id, 'segments', tenant];
      if (segment.prefix !== undefined) prefix(segment.prefix, [...path, 'prefix']);
      for (const [circuit, numbers] of Object.entries(segment.circuits)) {
        if (numbers.loopback !== undefined) loopback(numbers.loopback, [...path, 'circuits', circuit, 'loopback']);
        for (const kind of ['gateway', 'connection', 'attachment'] as const)
          if (numbers.adopted) cloud(numbers.adopted[kind], [...path, 'circuits', circuit, 'adopted', kind]);
        for (const kind of ['site', 'connection'] as const)
          if (numbers.adoptedAzure)
            cloud(numbers.adoptedAzure[kind], [...path, 'circuits', circuit, 'adoptedAzure', kind]);
        numbers.tunnels?.forEach((range, index) => inside(range, [...path, 'circuits', circuit, 'tunnels', index]));
      }
    }
  }
  return issues;
}
