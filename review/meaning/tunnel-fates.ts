import { addressOf } from '../../verify/terraform/stack-json';
import { asText, isSame } from '../artefacts/arguments';
import type { Cause, ResourceChange } from '../artefacts/resource-change';
import type { Side } from '../sides/side';
import { longer, type Outage, OUTAGES } from './outage';
import { linkEnd, strangerEnd, type TunnelEnd, tunnelEnds } from './tunnel-ends';

/** What happens to one VPN connection. */
export type Fate = 'made' | 'taken-over' | 'removed' | 'replaced' | 'interrupted' | 'brief' | 'untouched';

/** Something that the router at the far end has to be told, at the same time. */
export interface FarEndTask {
  readonly what:
    'address' | 'AS number' | 'crypto' | 'inside range' | 'key' | 'peering address' | 'certificate' | 'routing';
  readonly from?: string;
  readonly to?: string;
}

export interface TunnelChange {
  readonly end: TunnelEnd;
  /** `stack/name`. */
  readonly connection: string;
  readonly fate: Fate;
  readonly outage: Outage;
  readonly farEnd: readonly FarEndTask[];
  readonly changes: readonly ResourceChange[];
}

const CONNECTION = new Set(['aws_vpn_connection', 'azurerm_vpn_gateway_connection']);
/** What there is of a tunnel and of nothing else. */
const OF_A_TUNNEL = new Set([...CONNECTION, 'aws_customer_gateway', 'azurerm_vpn_site']);
/** What belongs to one connection and carries its name. */
const OF_A_CONNECTION = new Set([
  ...OF_A_TUNNEL,
  'aws_ec2_transit_gateway_route_table_association',
  'aws_ec2_transit_gateway_route_table_propagation',
]);

/** What happens to every VPN connection that is touched, with the end that it has now or had. */
export function tunnelFates(
  base: Side,
  head: Side,
  changes: readonly ResourceChange[],
): {
  readonly fates: readonly TunnelChange[];
  readonly before: ReturnType<typeof tunnelEnds>;
  readonly after: ReturnType<typeof tunnelEnds>;
} {
  const before = tunnelEnds(base);
  const after = tunnelEnds(head);
  const inputs = new Map(
    [...base.prepared.plan.stacks, ...head.prepared.plan.stacks].map((input) => [input.name, input]),
  );
  const siblings = new Map([...after.values(), ...before.values()].map((end) => [end.id, end]));
  const grouped = new Map<string, ResourceChange[]>();
  for (const change of changes) {
    if (!OF_A_CONNECTION.has(change.type)) continue;
    const key = `${change.stack}/${change.name}`;
    const known = grouped.get(key);
    if (known) known.push(change);
    else grouped.set(key, [change]);
  }
  const fates = [...grouped].flatMap(([connection, own]): readonly TunnelChange[] => {
    const [stack = '', name = ''] = connection.split('/');
    const was = own.find((change) => change.was !== undefined)?.was;
    const former = was === undefined ? connection : `${stack}/${addressOf(was).split('.').slice(1).join('.')}`;
    const known = both(before.get(former), after.get(connection)) ?? linkEnd(inputs.get(stack), name);
    // A VPC is attached by the same types, and is no tunnel.
    if (!known && !own.some(({ type }) => OF_A_TUNNEL.has(type))) return [];
    const end = known ?? strangerEnd(own, inputs.get(stack), siblings);
    const { fate, outage } = fateOf(own);
    return [{ end, connection, fate, outage, farEnd: farEndTasks(own, fate), changes: own }];
  });
  return { fates: elsewhereAnew(fates), before, after };
}

/** An end as it was, which whoever agrees may call by its present name as well. */
function both(before: TunnelEnd | undefined, after: TunnelEnd | undefined): TunnelEnd | undefined {
  if (!before || !after || before.id === after.id) return before ?? after;
  return { ...before, target: [...before.target, ...after.target.filter(({ kind }) => kind === 'sites')] };
}

/** A connection that goes in one stack and is made in another is made anew: nothing moves between states. */
function elsewhereAnew(fates: readonly TunnelChange[]): readonly TunnelChange[] {
  const nameOf = ({ end: { kind, id, tenant, circuit } }: TunnelChange): string => `${kind} ${id} ${tenant} ${circuit}`;
  const placeOf = ({ end: { kind, id, hub } }: TunnelChange): string => `${kind} ${id} ${hub}`;
  const made = fates.filter(({ fate }) => fate === 'made');
  const same = new Set(made.map(nameOf));
  // A circuit of another id, or a segment of another tenant, takes the place of one: its router is told of it all the same.
  const there = new Set(made.map(placeOf));
  return fates.map((each) =>
    each.fate === 'removed' && (same.has(nameOf(each)) || there.has(placeOf(each)))
      ? { ...each, fate: 'replaced', outage: OUTAGES.replaced, farEnd: [{ what: 'key' }, { what: 'address' }] }
      : each,
  );
}

function fateOf(changes: readonly ResourceChange[]): { readonly fate: Fate; readonly outage: Outage } {
  const main = changes.find(({ type }) => CONNECTION.has(type));
  if (main?.imports !== undefined)
    return { fate: 'taken-over', outage: changes.some(leavesTable) ? OUTAGES.seconds : OUTAGES.none };
  if (main?.action === 'create') return { fate: 'made', outage: OUTAGES.none };
  if (main?.action === 'destroy') return { fate: 'removed', outage: OUTAGES.forGood };
  if (main?.action === 'replace') return { fate: 'replaced', outage: OUTAGES.replaced };
  // What leads to it goes, and it stays: nobody comes through.
  if (changes.some(({ action }) => action === 'destroy')) return { fate: 'interrupted', outage: OUTAGES.forGood };
  const outage = changes.map(ownOutage).reduce<Outage>(longer, OUTAGES.none);
  const fate = outage.rank >= OUTAGES.minutes.rank ? 'interrupted' : outage.rank > 0 ? 'brief' : 'untouched';
  return { fate, outage };
}

/** Whether it is looked up in another table afterwards. */
function leavesTable({ action, after }: ResourceChange): boolean {
  return action === 'create' && after?.attributes['replace_existing_association'] === true;
}

/** How long a change in place of one resource interrupts its connection. */
function ownOutage({ type, action, causes }: ResourceChange): Outage {
  if (type.endsWith('_association') || type.endsWith('_propagation'))
    return action === 'replace' ? OUTAGES.seconds : OUTAGES.none;
  // What nobody knows is never harmless.
  if (causes.some(({ verdict }) => verdict === 'unknown')) return OUTAGES.minutes;
  const names = causes.map(({ argument }) => argument);
  if (type === 'aws_vpn_connection')
    return names.some((name) => /^tunnel[12]_|_id$/.test(name)) ? OUTAGES.minutes : OUTAGES.none;
  if (type === 'azurerm_vpn_gateway_connection')
    return names.some((name) => name.startsWith('vpn_link'))
      ? OUTAGES.minutes
      : names.some((name) => name !== 'tags')
        ? OUTAGES.seconds
        : OUTAGES.none;
  if (type === 'azurerm_vpn_site')
    return names.some((name) => /^link\.(ip_address|fqdn|bgp)/.test(name)) ? OUTAGES.minutes : OUTAGES.none;
  // A customer gateway that is made anew is made first; its connection then changes over in place.
  return OUTAGES.none;
}

const TOLD: readonly (readonly [RegExp, FarEndTask['what']])[] = [
  [/^(ip_address|link\.ip_address|link\.fqdn)$/, 'address'],
  [/^(bgp_asn|bgp_asn_extended|link\.bgp\.asn)$/, 'AS number'],
  [/^link\.bgp\.peering_address$/, 'peering address'],
  [/^certificate_arn$/, 'certificate'],
  [/^static_routes_only$/, 'routing'],
  [/^tunnel[12]_inside_cidr$/, 'inside range'],
  // Whether a key survives that it is kept elsewhere is written nowhere: whoever keeps the router looks.
  [/^tunnel[12]_preshared_key$|^preshared_key_storage$|^vpn_link\.shared_key$/, 'key'],
  [/^tunnel[12]_(ike_versions|phase[12]_(dh_group_numbers|encryption_algorithms|integrity_algorithms))$/, 'crypto'],
  [/^vpn_link\.ipsec_policy\.(?!sa_)/, 'crypto'],
];

function farEndTasks(changes: readonly ResourceChange[], fate: Fate): readonly FarEndTask[] {
  if (fate === 'made' || fate === 'taken-over' || fate === 'removed') return [];
  const tasks = changes.flatMap(({ action, causes }) =>
    action === 'create' || action === 'destroy' ? [] : causes.flatMap((cause) => taskOf(cause)),
  );
  const all: readonly FarEndTask[] = fate === 'replaced' ? [...tasks, { what: 'key' }] : tasks;
  return [...new Set(all.map(({ what }) => what))].map((what) =>
    together(
      what,
      all.filter((task) => task.what === what),
    ),
  );
}

/** Two arguments of one number, two tunnels alike, and all parameters of crypto are one thing to tell. */
function together(what: FarEndTask['what'], tasks: readonly FarEndTask[]): FarEndTask {
  const all = (key: 'from' | 'to'): Partial<Record<'from' | 'to', string>> => {
    const values = [...new Set(tasks.flatMap((task) => (task[key] === undefined ? [] : [task[key]])))];
    return values.length === 0 ? {} : { [key]: values.join(', ') };
  };
  return { what, ...all('from'), ...all('to') };
}

function taskOf(cause: Cause): readonly FarEndTask[] {
  const what = TOLD.find(([pattern]) => pattern.test(cause.argument))?.[1];
  if (what === undefined || cause.because !== undefined || (what === 'crypto' && stillAgrees(cause))) return [];
  // A key is never printed, not even that of a lab.
  if (what === 'key') return [{ what }];
  if (what === 'routing') return [{ what, from: routingWord(cause.from), to: routingWord(cause.to) }];
  return [{ what, ...said('from', cause.from), ...said('to', cause.to) }];
}

function routingWord(isStatic: unknown): string {
  return isStatic === true ? 'static routes' : 'BGP';
}

/** Whether both lists of proposals have one in common: then the tunnel comes up again by itself. */
function stillAgrees({ from, to }: Cause): boolean {
  if (!Array.isArray(from) || !Array.isArray(to)) return false;
  return from.some((each: unknown) => to.some((other: unknown) => isSame(each, other)));
}

function said(key: 'from' | 'to', value: unknown): Partial<Record<'from' | 'to', string>> {
  if (value === undefined) return {};
  const one = (each: unknown): string => (typeof each === 'number' ? `DH group ${each}` : asText(each));
  const text = Array.isArray(value) ? value.map(one).join(', ') : asText(value);
  return text.includes('${') ? {} : { [key]: text };
}
