import { agreedBy, isNamed } from '../../catalogue/consent';
import { compareText, type Issue, type IssueCode } from '../../catalogue/issues/issue';
import type { Change } from '../../catalogue/model';
import type { Allowance } from '../../catalogue/schema/changes';
import { counted } from '../../catalogue/text/counts';
import { ordersHurried } from '../../plan/numbering/orders';
import type { Effect } from '../meaning/effect';
import type { Side } from '../sides/side';
import type { EntryChange } from '../words/catalogue-changes';
import { causeFinder, type EffectCause } from './causes';
import { renamedIds } from './renamed';
import { entryIssues } from './entry-issues';
import { entryLines, forWhom, inOrder, suggestedDay, suggestedId } from './entry';

/** What the catalogue's `changes` say of what happens. */
export interface Judged {
  /** What nobody agreed to, each with the entry to write. */
  readonly refused: readonly Issue[];
  /** What somebody agreed to, by entry. */
  readonly agreed: ReadonlyMap<Change, readonly Effect[]>;
  /** Entries that are no good: of nobody, over, or for nothing that happens. */
  readonly entries: readonly Issue[];
}

/** Code by what is to be agreed to, buildings first: an issue that needs several says the first. */
const CODES: readonly (readonly [Allowance, IssueCode])[] = [
  ['site-removed', 'SITE_REMOVED'],
  ['state-moved', 'STATE_MOVED'],
  ['cloud-refuses', 'CLOUD_REFUSES'],
  ['path-cut', 'PATH_CUT'],
  ['far-end-acts', 'FAR_END_ACTS'],
  ['tunnels-replaced', 'TUNNEL_REPLACED'],
  ['tunnels-removed', 'TUNNEL_REMOVED'],
  ['tunnels-interrupted', 'SITE_CUT'],
  ['guard-lifted', 'GUARD_LIFTED'],
  ['addresses-released', 'ADDRESSES_RELEASED'],
  ['raised', 'SITE_CUT'],
  ['concentrator-released', 'PATH_CUT'],
  ['renumbered', 'RENUMBERED'],
  ['two-byte-asn', 'FAR_END_ACTS'],
];

/** Sites named in a refusal; the review names them all. */
const MOST_NAMED = 8;

/**
 * Holds effects against `changes`: what needs consent and has none by `day` is refused. With a base that was named (`named`),
 * entries that allow nothing that happens are said as well: an error where this change wrote them, else a warning.
 */
export function judge(
  effects: readonly Effect[],
  words: readonly EntryChange[],
  base: Side,
  head: Side,
  day: string,
  named: boolean,
): Judged {
  const { catalogue, where } = head.prepared;
  const { changes } = catalogue;
  const agreed = new Map<Change, Effect[]>();
  const open: Effect[] = [];
  for (const effect of effects) {
    if (effect.allowance === undefined) continue;
    const by = agreedBy(changes, effect.allowance, effect.targets, day);
    for (const change of by ?? []) {
      const known = agreed.get(change);
      if (known) known.push(effect);
      else agreed.set(change, [effect]);
    }
    if (by) continue;
    if (effect.isRefused) open.push(effect);
  }
  return {
    refused: [
      ...refusals(open, words, base, head, day),
      // Nobody can agree to what a cloud won't do.
      ...ordersHurried(catalogue, base.prepared.lock, where, base.prepared.catalogue),
    ],
    agreed,
    entries: entryIssues(effects, base, head, day, named),
  };
}

function refusals(
  open: readonly Effect[],
  words: readonly EntryChange[],
  base: Side,
  head: Side,
  day: string,
): readonly Issue[] {
  const causeOf = causeFinder(words, base, head);
  const groups = new Map<string, { cause: EffectCause | undefined; effects: Effect[] }>();
  for (const effect of open) {
    const cause = causeOf(effect);
    const key = cause ? `${cause.entry.noun} ${cause.entry.id} ${cause.field?.field ?? ''}` : '';
    const known = groups.get(key);
    if (known) known.effects.push(effect);
    else groups.set(key, { cause, effects: [effect] });
  }
  const { where, catalogue } = head.prepared;
  const taken = new Set(catalogue.changes.map(({ id }) => id));
  const renamed = renamedIds(words, base, head);
  return [...groups.values()].map(({ cause, effects }): Issue => {
    const allowances = inOrder(effects.flatMap(({ allowance }) => (allowance === undefined ? [] : [allowance])));
    const code = CODES.find(([allowance]) => allowances.includes(allowance))?.[1] ?? 'FAR_END_ACTS';
    const path = cause?.field?.path ?? cause?.entry.path;
    const id = suggestedId(idWords(cause, code), day, taken);
    taken.add(id);
    const expired = catalogue.changes.find(
      (change) =>
        change.expires < day &&
        effects.some(
          ({ allowance, targets }) =>
            allowance !== undefined &&
            change.allows.includes(allowance) &&
            targets.some((target) => isNamed(change, target)),
        ),
    );
    return {
      code,
      ...(path === undefined ? {} : { at: where.at(path), path: where.named(path) }),
      problem: problemOf(cause, effects),
      fix: `${expired ? `${expired.id} allowed it until ${expired.expires}. ` : ''}${adviceOf(allowances, effects, cause, renamed)}have it agreed, and write:`,
      paste: [
        ...(catalogue.changes.length === 0 ? ['changes:'] : []),
        ...entryLines({
          id,
          allows: allowances,
          for: forWhom(effects, cause?.entry, head),
          expires: suggestedDay(day),
        }).map((line) => `  ${line}`),
      ],
    };
  });
}

/** What gives a refusal its code is said first. */
function rankOf({ allowance }: Effect): number {
  const rank = CODES.findIndex(([each]) => each === allowance);
  return rank < 0 ? CODES.length : rank;
}

function idWords(cause: EffectCause | undefined, code: IssueCode): readonly string[] {
  if (!cause) return [code.replaceAll('_', '-')];
  const last = cause.field?.field.split('.').at(-1);
  return [cause.entry.id === '' ? 'wan' : cause.entry.id, last ?? cause.entry.kind];
}

function problemOf(cause: EffectCause | undefined, effects: readonly Effect[]): string {
  const field = cause?.field;
  const said =
    cause === undefined
      ? 'What this program makes has changed: '
      : field === undefined
        ? cause.entry.kind === 'removed'
          ? `${cause.entry.id} is gone from ${cause.entry.noun}: `
          : cause.entry.was === undefined
            ? ''
            : `${cause.entry.was} is ${cause.entry.id} now: `
        : `${field.from ?? 'nothing'} → ${field.to ?? 'nothing'}: `;
  const cut = new Map(
    effects
      .filter(({ isCutOff, whom }) => isCutOff && whom.kind !== 'shared')
      .map(({ whom }) => [`${whom.kind} ${whom.id}`, whom.name]),
  );
  for (const { behind } of effects) for (const each of behind) cut.set(`site ${each.id}`, each.name);
  const names = [...cut.values()].sort(compareText);
  const worst = effects.filter(({ isCutOff }) => isCutOff).sort((a, b) => b.outage.rank - a.outage.rank)[0];
  const parts: string[] = [];
  if (names.length > 0)
    parts.push(
      `${placesIn([...cut.keys()])} ${names.length === 1 ? 'is' : 'are'} off the network at once (${named(names)}), ${worst?.outage.text ?? ''}`,
    );
  const shared = effects.filter(({ whom }) => whom.kind === 'shared').sort((a, b) => rankOf(a) - rankOf(b));
  for (const effect of shared.slice(0, 4)) parts.push(`${effect.whom.name}: ${effect.what}`);
  const acting = effects.filter(({ allowance, whom }) => allowance === 'far-end-acts' && whom.kind !== 'shared');
  const actingNames = [...new Set(acting.map(({ whom }) => whom.name))].sort(compareText);
  if (acting.length > 0)
    parts.push(
      actingNames.length === 1
        ? `the far end must act at the same time (${actingNames[0] ?? ''}, ${acting[0]?.what ?? ''})`
        : `${counted(actingNames.length, 'far end')} must act at the same time (${named(actingNames)})`,
    );
  const others = effects.filter(
    ({ isCutOff, whom, allowance }) => !isCutOff && whom.kind !== 'shared' && allowance !== 'far-end-acts',
  );
  for (const { whom, what } of others.slice(0, 3)) parts.push(`${whom.name}: ${what}`);
  if (others.length > 3) parts.push(`and ${others.length - 3} more`);
  return `${said}${parts.join('; ')}.`;
}

/** `24 sites, 2 datacentres`, of keys that begin with a kind. */
function placesIn(keys: readonly string[]): string {
  return (['site', 'datacentre', 'link'] as const)
    .flatMap((kind) => {
      const count = keys.filter((key) => key.startsWith(`${kind} `)).length;
      return count === 0 ? [] : [counted(count, kind)];
    })
    .join(', ');
}

function named(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMED).join(', ');
  return names.length > MOST_NAMED ? `${shown} and ${names.length - MOST_NAMED} more` : shown;
}

/** What goes in two steps: its guards are lifted first. */
const LEAVES_FIRST: ReadonlySet<string> = new Set(['hubs', 'tenants', 'egressDomains']);

function adviceOf(
  allowances: readonly Allowance[],
  effects: readonly Effect[],
  cause: EffectCause | undefined,
  renamed: ReturnType<typeof renamedIds>,
): string {
  const field = cause?.field?.field ?? '';
  const again = renamed.find(({ noun, from, to }) => cause?.entry.noun === noun && [from, to].includes(cause.entry.id));
  if (again)
    return `${again.to} says what ${again.from} said. Ids of ${again.noun} are permanent, since stacks, tables and logs are called by them: keep ${again.from}, and change \`name\`. If it is to be destroyed and made anew: `;
  const shared = cause?.entry.kind === 'removed' && LEAVES_FIRST.has(cause.entry.noun);
  if (
    shared &&
    allowances.some((each) => ['cloud-refuses', 'guard-lifted', 'path-cut'].includes(each)) &&
    effects.some(({ what }) => /prevent_destroy|guarded/.test(what))
  )
    return `Put ${cause.entry.id} back with \`state: leaving\`, deploy that, and take it away afterwards (docs/retiring.md). If it is to be done by hand: `;
  if (allowances.includes('cloud-refuses'))
    return 'Put it back, or order another beside it. If it is to be made by hand: ';
  const hasAnother =
    /crypto|address|asn|profile|termination/.test(field) &&
    effects.some(
      ({ isCutOff, circuits }) => isCutOff && new Set(circuits.map((each) => each.split(' on ')[1])).size > 1,
    );
  if (hasAnother && (allowances.includes('tunnels-interrupted') || allowances.includes('tunnels-replaced')))
    return 'Change one circuit at a time: `npx wan plan-change` says how and writes the first release. Or ';
  if (allowances.includes('site-removed'))
    return 'Write `state: leaving` and merge that first; where only its id changed, write `was:` at the new one. Or ';
  // What a newcomer meets who writes accounts and a bucket of their own.
  if (
    cause?.entry.kind === 'changed' &&
    (allowances.includes('state-moved') || /^(?:account|subscription)\b/.test(field))
  )
    return 'If nothing is deployed yet, commit it to the branch that others are compared with (`git commit --no-verify`; docs/pipeline.md, "Your first pipeline"); `wan lock` and `wan review` compare with nothing by `--base none`. Else ';
  return 'If that is meant, ';
}
