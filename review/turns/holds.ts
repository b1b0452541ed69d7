import type { Circuit, Datacentre, Site } from '../../catalogue/model';
import type { AwsConnection, Connection } from '../../plan/routing/connections';
import type { Side } from '../sides/side';

/** What is written at one circuit so that it stays as it is deployed while the rest of a change goes. */
export interface Hold {
  readonly noun: 'sites' | 'datacentres';
  readonly id: string;
  /** The id that it had. */
  readonly was?: string;
  /** Circuit of a site; way of a datacentre. */
  readonly circuit: string;
  /** For each mapping below the entry: where, and which keys. */
  readonly edits: readonly { readonly at: readonly (string | number)[]; readonly keys: Keys }[];
  /** Why nothing that is written can keep it. */
  readonly why?: string;
}

type Keys = Readonly<Record<string, string | number | readonly string[]>>;

/** Keys that keep a circuit of a site as the base has it; undefined where nothing of its own differs. */
export function holdOfSite(base: Side, head: Side, was: Site, is: Site, id: string): Hold | undefined {
  const [before, after] = [was, is].map(({ circuits }) => circuits.find((circuit) => circuit.id === id));
  const common = { noun: 'sites' as const, id: is.id, was: was.id, circuit: id };
  const stuck = (why: string): Hold => ({ ...common, edits: [], why });
  if (!before || !after) return stuck(`circuit ${id} goes or comes`);
  if (was.hubs.map((hub) => hub.id).join() !== is.hubs.map((hub) => hub.id).join()) return stuck('its hubs change');
  const [old, now] = [connectionsOf(base, was.id, id), connectionsOf(head, is.id, id)];
  if (segmentsOf(was) !== segmentsOf(is)) return stuck('its segments change');
  const keys: Record<string, string | number | readonly string[]> = {};
  if (before.address !== after.address) keys['address'] = before.address;
  for (const key of ['certificate', 'fqdn'] as const) {
    const kept = before[key];
    if (kept === after[key]) continue;
    if (kept === undefined) return stuck(`${key} comes, and can't be left out at one circuit alone`);
    keys[key] = kept;
  }
  const asn = old[0]?.asn;
  if (asn !== undefined && asn !== now[0]?.asn) keys['asn'] = asn;
  const ranges = rangesOf(old);
  if (ranges !== undefined && rangesOf(now)?.join() !== ranges.join()) {
    if (is.segments.length > 1) return stuck('inside ranges of two tenants change');
    keys['insideRanges'] = ranges;
  }
  const moved = old.filter(
    ({ tenant, hub, crypto }) => now.find((each) => each.tenant === tenant && each.hub === hub)?.crypto !== crypto,
  );
  // Tenants that share a circuit need not share a profile.
  const isShared = is.segments.length > 1;
  const [first] = moved;
  // What a segment says of a circuit wins over what the circuit says.
  const isOfSegments = isShared || is.segments.some(({ crypto }) => crypto?.[id] !== undefined);
  if (first && !isOfSegments) keys['crypto'] = first.crypto;
  const ofTenants = isOfSegments
    ? [...new Map(moved.map(({ tenant, crypto }) => [tenant, crypto]))].map(([tenant, crypto]) => ({
        at: ['segments', tenant, 'crypto'],
        keys: { [id]: crypto },
      }))
    : [];
  const profile = profileHold(base, head, was, is, before, after);
  if (typeof profile === 'string') return stuck(profile);
  Object.assign(keys, profile);
  const own = Object.keys(keys).length === 0 ? [] : [{ at: ['circuits', id], keys }];
  return own.length + ofTenants.length === 0 ? undefined : { ...common, edits: [...own, ...ofTenants] };
}

/** What a profile gives a circuit, and no key of its own: how it ends, and its bandwidth. */
function profileHold(base: Side, head: Side, was: Site, is: Site, before: Circuit, after: Circuit): Keys | string {
  const ends = (site: Site, circuit: Circuit): string =>
    site.segments.map((segment) => segment.termination ?? circuit.termination).join();
  if (ends(was, before) === ends(is, after)) return {};
  const written = base.prepared.raw.sites.find(({ id }) => id === was.id)?.circuits.find(({ id }) => id === before.id);
  const name = written?.profile ?? was.profile;
  const [old, now] = [base, head].map(({ prepared }) => prepared.raw.profiles[name]);
  if (!old || !now) return `profile ${name} is gone, which it needs until its turn`;
  return old.termination === now.termination && old.hubs.join() === now.hubs.join()
    ? { profile: name }
    : `profile ${name} itself changes: give what is new a name of its own, and move circuits to it`;
}

/** Keys that keep one way to a datacentre as the base has it, for each tenant. */
export function holdOfWay(
  base: Side,
  head: Side,
  was: Datacentre,
  is: Datacentre,
  way: 'direct' | 'backup',
): Hold | undefined {
  const common = { noun: 'datacentres' as const, id: is.id, circuit: way };
  if (was.asn !== is.asn) return { ...common, edits: [], why: 'a datacentre has one AS number' };
  const crypto = (side: Side, { tenants }: Datacentre, id: string): string | undefined =>
    tenants.find(({ tenant }) => tenant === id)?.crypto?.[way] ??
    side.prepared.catalogue.tenants.find((tenant) => tenant.id === id)?.crypto;
  const edits = is.tenants.flatMap(({ tenant }) => {
    const old = was.tenants.some((each) => each.tenant === tenant) ? crypto(base, was, tenant) : undefined;
    return old === undefined || old === crypto(head, is, tenant)
      ? []
      : [{ at: ['tenants', tenant, 'crypto'], keys: { [way]: old } }];
  });
  return edits.length === 0 ? undefined : { ...common, edits };
}

function connectionsOf({ prepared }: Side, site: string, circuit: string): readonly Connection[] {
  return prepared.plan.connections.filter((each) => each.site === site && each.circuit === circuit);
}

function segmentsOf({ segments }: Site): string {
  return segments
    .map(({ tenant, routing = 'bgp', farEnd = 'router', termination = '' }) =>
      [tenant, routing, farEnd, termination].join(' '),
    )
    .join();
}

function rangesOf(connections: readonly Connection[]): readonly [string, string] | undefined {
  const aws = connections.find((each): each is AwsConnection => each.cloud === 'aws');
  return aws && [String(aws.insideRanges[0]), String(aws.insideRanges[1])];
}
