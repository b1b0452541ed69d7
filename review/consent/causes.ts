import type { Effect } from '../meaning/effect';
import type { Side } from '../sides/side';
import type { EntryChange, FieldChange } from '../words/catalogue-changes';

/** The line of the catalogue that an effect comes from, as far as that can be told. */
export interface EffectCause {
  readonly entry: EntryChange;
  readonly field?: FieldChange;
}

/** Finds causes: what changed at the very thing, else at its profile, tenants, hubs or datacentre, else of the whole network. */
export function causeFinder(
  all: readonly EntryChange[],
  base: Side,
  head: Side,
): (effect: Effect) => EffectCause | undefined {
  // What is written about a change is not what causes it.
  const changes = all.filter(({ noun }) => !['changes', 'acceptedWarnings', 'quotas'].includes(noun));
  const byId = new Map(changes.map((change) => [`${change.noun} ${change.id}`, change]));
  const renamed = new Map(
    changes.flatMap((change) => (change.was === undefined ? [] : [[change.was, change] as const])),
  );
  const sites = new Map(
    [...base.prepared.catalogue.sites, ...head.prepared.catalogue.sites].map((site) => [site.id, site]),
  );
  const pick = (noun: string, id: string, effect: Effect): EffectCause | undefined => {
    const entry = byId.get(`${noun} ${id}`) ?? (noun === 'sites' ? renamed.get(id) : undefined);
    if (!entry) return undefined;
    const field = fieldOf(entry, effect);
    // An entry of which only other things changed explains nothing.
    if (entry.kind === 'changed' && field === undefined) return undefined;
    return { entry, ...(field === undefined ? {} : { field }) };
  };
  return (effect) => {
    const { kind, id } = effect.whom;
    const site = kind === 'site' ? sites.get(id) : undefined;
    const nouns: readonly (readonly [string, string])[] = [
      ...(site
        ? ([
            ['sites', id],
            ['profiles', site.profile],
          ] as const)
        : []),
      ...(kind === 'datacentre' ? ([['datacentres', id]] as const) : []),
      ...effect.targets
        .flat()
        .flatMap(({ kind: noun, id: subject }): (readonly [string, string])[] =>
          noun === 'sites' || noun === 'tenants' || noun === 'hubs' || noun === 'datacentres'
            ? [[noun, subject]]
            : noun === 'domains'
              ? [['egressDomains', subject]]
              : [],
        ),
      ['wan', ''],
    ];
    // Where state is, is said at the top and nowhere else.
    const own: typeof nouns = effect.allowance === 'state-moved' ? [['wan', ''], ...nouns] : nouns;
    for (const [noun, subject] of own) {
      const cause = pick(noun, subject, effect);
      if (cause) return cause;
    }
    // What is gone is most likely gone because an entry is.
    const [only] = changes.length === 1 ? changes : [];
    if (!only) return undefined;
    const field = fieldOf(only, effect);
    return { entry: only, ...(field === undefined ? {} : { field }) };
  };
}

/** Keys of the catalogue by what they do, best first. */
const BY_ALLOWANCE: Readonly<Record<string, RegExp>> = {
  'far-end-acts': /address|breakout|ports|asn|crypto|certificate|fqdn|termination|supernets|loopbacks|hubs|profile/i,
  'tunnels-interrupted': /crypto|address|asn|certificate|fqdn|profile|hubs/i,
  'tunnels-replaced': /termination|profile|hubs|circuits|segments|asn|certificate/i,
  'tunnels-removed': /circuits|segments|tenants|hubs|profile|vpnBackup|state/i,
  'site-removed': /id|state|was/i,
  'addresses-released': /natAddressesPerZone|natAllocations|zones/i,
  renumbered: /segments|prefix|size/i,
  'state-moved': /^state/,
  'cloud-refuses': /mbps|asn|gatewayAsn|addressSpace|circuits/i,
};

/** Names, places and reasons reach no tunnel. */
const OF_NO_CONSEQUENCE = /^(name|place\b.*|reason|owner|logReaders|costCentre)$/;

function fieldOf({ fields }: EntryChange, effect: Effect): FieldChange | undefined {
  const { allowance } = effect;
  const pattern = allowance === undefined ? undefined : BY_ALLOWANCE[allowance];
  const telling = fields.filter(({ field }) => !OF_NO_CONSEQUENCE.test(field) && reaches(field, effect));
  return telling.find(({ field }) => pattern?.test(field)) ?? telling[0];
}

/** Whether what is written at one circuit can be what happens: on another circuit it keeps something as it was. */
function reaches(field: string, { circuits }: Effect): boolean {
  if (circuits.length === 0) return true;
  const [, of] = /^circuits\.([^.]+)\./.exec(field) ?? [];
  if (of !== undefined) return circuits.some((each) => each.endsWith(` on ${of}`));
  const [, tenant, circuit] = /^(?:segments|tenants)\.([^.]+)\.crypto\.([^.]+)$/.exec(field) ?? [];
  return tenant === undefined || circuits.includes(`${tenant} on ${circuit ?? ''}`);
}
