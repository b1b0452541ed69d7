import type { AwsHub } from '../../../catalogue/model';
import type { AdoptedHub } from '../../../plan/lock/lock-file';
import type { Prepared } from '../../../plan/prepare';
import { planTables } from '../../../plan/routing/tables';
import type { Estate, Table } from '../estate';
import type { MatchedHub } from '../adoption';
import type { Left } from '../left';

/** Hubs of the catalogue by the transit gateways that are there: of its region and account, and the only one there or the one with its AS number. */
export function matchedHubs(
  estate: Estate,
  { catalogue, lock }: Pick<Prepared, 'catalogue' | 'lock'>,
): { readonly hubs: readonly MatchedHub[]; readonly left: readonly Left[] } {
  const hubs = catalogue.hubs.filter((hub): hub is AwsHub => hub.cloud === 'aws');
  const matched: MatchedHub[] = [];
  const left: Left[] = [];
  for (const found of estate.transitGateways) {
    const what = { kind: 'transit gateway', found };
    const here = hubs.filter(
      ({ region, account }) =>
        (found.region === undefined || found.region === region) &&
        (found.account === undefined || found.account === account.id),
    );
    const alike = here.filter(({ asn }) => asn === found.asn);
    const held = hubs.find(({ id }) => lock.hubs[id]?.adopted?.gateway === found.id);
    const hub = held ?? (alike.length === 1 ? alike[0] : undefined);
    const rivals = estate.transitGateways.filter(
      (each) =>
        each.id !== found.id &&
        each.asn === found.asn &&
        each.region === found.region &&
        each.account === found.account,
    );
    if (!hub) {
      const [only] = here;
      left.push({
        ...what,
        why:
          only !== undefined && here.length === 1
            ? `it has AS number ${found.asn ?? '–'}, and hub ${only.id} ${only.asn}, which can't change while connections are on it`
            : `no hub of the catalogue is in ${found.region ?? 'its region'} of account ${found.account ?? '–'}`,
        fix:
          only !== undefined && here.length === 1
            ? `Write \`asn: ${found.asn ?? ''}\` at hub ${only.id}.`
            : 'Write a hub for it.',
      });
    } else if (!held && (rivals.length > 0 || lock.hubs[hub.id]?.adopted !== undefined))
      left.push({
        ...what,
        why: `hub ${hub.id} may be ${[found, ...rivals].map(({ id }) => id).join(' or ')}${lock.hubs[hub.id]?.adopted === undefined ? '' : `, and the lock holds ${lock.hubs[hub.id]?.adopted?.gateway ?? ''}`}`,
        fix: 'Give the answers about the one that it is.',
      });
    else if (found.multicast)
      left.push({
        ...what,
        why: 'it is made for multicast, which can only be given up by making it anew',
        fix: 'Leave it, and let hub and sites be made beside it.',
      });
    else matched.push({ hub, gateway: found.id });
  }
  return { hubs: matched, left };
}

/** Whose connection an attachment carries. */
export type OwnerOf = (
  attachment: string,
) => { readonly tenant: string; readonly prefixes: readonly string[]; readonly isStatic: boolean } | undefined;

/**
 * Tables that may become tables of the hub. What else is in one is in no stack, and no proof would see it: it is taken over only where
 * everything in it is known, and is what the hub's table has. Any other is left, and connections leave it.
 */
export function matchedTables(
  estate: Estate,
  { hub, gateway }: MatchedHub,
  { catalogue, lock }: Pick<Prepared, 'catalogue' | 'lock'>,
  ownerOf: OwnerOf,
): AdoptedHub {
  const held = lock.hubs[hub.id]?.adopted;
  // What was decided once stays: later answers hold what this network has made since.
  if (held !== undefined) return held;
  const ours = planTables(catalogue, lock, hub);
  const fitting = (table: Table): (typeof ours)[number] | undefined => {
    if (!estate.knowsAttachments || table.propagations === undefined || table.rows === undefined) return undefined;
    const inIt = estate.attachments.filter((each) => each.table === table.id).map(({ id }) => ownerOf(id)?.tenant);
    const told = table.propagations.map((id) => ownerOf(id)?.tenant);
    const names = (groups: (typeof ours)[number]['associated']): ReadonlySet<string> =>
      new Set(groups.flatMap((each) => (each.group === 'tenant' ? [each.tenant] : [])));
    return ours.find(
      ({ associated, propagated, statics }) =>
        inIt.length + told.length > 0 &&
        inIt.every((tenant) => tenant !== undefined && names(associated).has(tenant)) &&
        told.every((tenant) => tenant !== undefined && names(propagated).has(tenant)) &&
        (table.rows ?? []).every(
          ({ prefix, isStatic, isBlackhole, attachments }) =>
            !isStatic ||
            (isBlackhole
              ? statics.some((row) => row.via.to === 'blackhole' && row.prefix.toString() === prefix)
              : attachments.every((id) => {
                  const owner = ownerOf(id);
                  return (
                    owner !== undefined &&
                    owner.isStatic &&
                    names(propagated).has(owner.tenant) &&
                    owner.prefixes.includes(prefix)
                  );
                })),
        ),
    );
  };
  const candidates = estate.tables
    .filter((each) => each.transitGateway === gateway)
    .flatMap((table) => {
      const own = fitting(table);
      return own ? [{ table, name: own.name }] : [];
    });
  // Of two that would do nobody says which.
  const chosen = candidates.filter(({ name }) => candidates.filter((each) => each.name === name).length === 1);
  const tables = Object.fromEntries(chosen.map(({ table, name }) => [name, table.id]));
  const blackholes = Object.fromEntries(
    chosen.flatMap(({ table, name }) => {
      const there = (table.rows ?? []).filter((row) => row.isBlackhole && row.isStatic).map(({ prefix }) => prefix);
      return there.length > 0 ? [[name, there] as const] : [];
    }),
  );
  const own = lock.hubs[hub.id]?.networks['transit-gateway'];
  const blocks = estate.transitGateways.find(({ id }) => id === gateway)?.cidrBlocks ?? [];
  return { gateway, tables, blackholes, cidrBlocks: blocks.filter((block) => block !== own) };
}
