import { counted } from '../../catalogue/text/counts';
import { compareText } from '../../catalogue/issues/issue';
import type { Lock } from '../lock/lock-file';

/** What a new lock changes; every list is empty and every word absent where nothing is. */
export interface LockChanges {
  readonly sites: {
    readonly added: readonly string[];
    readonly renamed: readonly string[];
    readonly removed: readonly string[];
    readonly changed: readonly string[];
  };
  /** `schools-1 at london`. */
  readonly concentrators: { readonly added: readonly string[]; readonly released: readonly string[] };
  /** Gateways of Azure hubs that are in both and of another size. */
  readonly gateways: readonly { readonly hub: string; readonly from: number; readonly to: number }[];
  /** Whole parts that differ. */
  readonly parts: readonly ('networks' | 'datacentres' | 'links' | 'rules')[];
  readonly asOf?: { readonly from: string; readonly to: string };
}

export function lockChanges(from: Lock, to: Lock): LockChanges {
  const before = new Map(Object.entries(from.sites));
  const after = new Map(Object.entries(to.sites));
  const ids = [...after.keys()];
  const appeared = ids.filter((id) => !before.has(id)).sort(compareText);
  const vanished = [...before.keys()].filter((id) => !after.has(id)).sort(compareText);
  const renamed = appeared.filter((id) => vanished.includes(to.sites[id]?.device ?? ''));
  const former = new Set(renamed.map((id) => to.sites[id]?.device));
  const parts = [
    ['networks', networks(from), networks(to)],
    ['datacentres', from.datacentres, to.datacentres],
    ['links', from.links, to.links],
    ['rules', [from.rules, from.ruleGroups], [to.rules, to.ruleGroups]],
  ] as const;
  return {
    sites: {
      added: appeared.filter((id) => !renamed.includes(id)),
      renamed,
      removed: vanished.filter((id) => !former.has(id)),
      changed: ids.filter((id) => before.has(id) && !same(from.sites[id], to.sites[id])).sort(compareText),
    },
    concentrators: {
      added: concentrators(to).filter((name) => !concentrators(from).includes(name)),
      released: concentrators(from).filter((name) => !concentrators(to).includes(name)),
    },
    gateways: gateways(from, to),
    parts: parts.flatMap(([name, one, other]) => (same(one, other) ? [] : [name])),
    ...(from.asOf === to.asOf ? {} : { asOf: { from: from.asOf, to: to.asOf } }),
  };
}

/** The same in a sentence: sites by name while they are few. */
export function changesInWords({ sites, concentrators: own, gateways: sizes, parts, asOf }: LockChanges): string {
  const words = [
    ...list('new site', sites.added),
    ...list('renamed site', sites.renamed),
    ...list('removed site', sites.removed),
    ...list('changed site', sites.changed),
    ...list('new concentrator', own.added),
    ...list('released concentrator', own.released),
    ...(parts.includes('networks') ? ["the hubs' networks changed"] : []),
    ...sizes.map(({ hub, from, to }) => `the gateway of ${hub} goes from ${from} to ${to} scale units`),
    ...(parts.includes('datacentres') ? ['numbers of datacentres changed'] : []),
    ...(parts.includes('links') ? ['links between the clouds changed'] : []),
    ...(parts.includes('rules') ? ['the firewall rules changed'] : []),
    ...(asOf ? [`asOf ${asOf.from} becomes ${asOf.to}`] : []),
  ];
  return words.length === 0 ? 'only its layout differs' : words.join('; ');
}

function concentrators(lock: Lock): readonly string[] {
  return Object.entries(lock.hubs).flatMap(([hub, held]) => held.concentrators.map((name) => `${name} at ${hub}`));
}

function gateways(from: Lock, to: Lock): LockChanges['gateways'] {
  return Object.entries(to.hubs).flatMap(([hub, { scaleUnits }]) => {
    const before = from.hubs[hub]?.scaleUnits;
    return before === undefined || scaleUnits === undefined || before === scaleUnits
      ? []
      : [{ hub, from: before, to: scaleUnits }];
  });
}

/** Everything a hub holds but its concentrators and its gateway. */
function networks(lock: Lock): unknown {
  return Object.entries(lock.hubs).map(([hub, { zones, networks: own, services }]) => [hub, zones, own, services]);
}

function list(what: string, ids: readonly string[]): readonly string[] {
  if (ids.length === 0) return [];
  const shown = ids.slice(0, 5).join(', ');
  const more = ids.length > 5 ? ` and ${ids.length - 5} more` : '';
  return [`${counted(ids.length, what)} (${shown}${more})`];
}

/** Whether two values are one, in whatever order their keys stand. */
function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(sortedValue(one)) === JSON.stringify(sortedValue(other));
}

function sortedValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => compareText(a, b))
      .map(([key, inner]) => [key, sortedValue(inner)]),
  );
}
