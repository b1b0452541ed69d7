import path from 'node:path';
import { failure, type Issue, type Result, success } from '../../catalogue/issues/issue';
import { loadCatalogue, type LoadedCatalogue } from '../../catalogue/load';
import { plain } from '../../catalogue/text/paint';
import { withEntries } from '../../catalogue/yaml/insert-entries';
import { type KeyEdit, withKeys } from '../../catalogue/yaml/set-keys';
import type { AdoptedHub, Lock } from '../../plan/lock/lock-file';
import type { Prepared } from '../../plan/prepare';
import type { CommandResult } from '../command-result';
import { CatalogueTexts, laidOutOtherwise } from '../edit/catalogue-texts';
import { type Desk, propose } from '../edit/proposal';
import { planLock } from '../lock/lock';
import { adoptedLock } from './adopted-lock';
import type { AzureHubMatch } from './azure/azure-adoption';
import { azureHubs } from './azure/match-azure-hubs';
import type { Estate } from './estate';
import type { Adoption, Match } from './adoption';
import type { Left } from './left';
import { matchedConnections } from './aws/match-connections';
import { matchedHubs, matchedTables } from './aws/match-hubs';
import { proposedSites } from './aws/propose-sites';
import { readEstate } from './read-estate';
import { adoptionData, adoptionText } from './report';

export interface AdoptOptions {
  /** Writes; without it nothing is written. @default false */
  readonly write?: boolean;
  /** Tenant of sites that are proposed for connections that no site has. @default - none is proposed */
  readonly tenant?: string;
  readonly profile?: string;
  readonly supplier?: string;
  /** What to compare with, as `wan lock` has it. */
  readonly base?: string;
  readonly today: string;
  readonly width?: number;
}

/**
 * `wan adopt FILE…`: takes over what is there already. Sites that have it in the catalogue keep today's numbers in the lock, with the ids by
 * which Terraform imports gateways, connections and tables; the rest is listed with what stands against it. With `write` catalogue and lock
 * are written, both or neither.
 */
export async function adoptCommand(
  catalogue: string,
  cwd: string,
  files: readonly string[],
  options: AdoptOptions,
): Promise<CommandResult> {
  const failed = (issues: readonly Issue[]): CommandResult => ({ text: '', issues });
  if (options.tenant === undefined ? options.profile !== undefined : options.profile === undefined)
    return failed([
      {
        code: 'USAGE',
        problem: '--tenant and --profile go together: of whom new sites are, and what fills in their defaults.',
      },
    ]);
  const estate = readEstate(files, cwd);
  if (!estate.ok) return failed(estate.issues);
  const desk: Desk = { catalogue, cwd, today: options.today, width: options.width ?? 100, paint: plain };
  const adopted = adoption(desk, estate.value, options);
  if (!adopted.ok) return failed(adopted.issues);
  const { proposal } = adopted.value;
  const text = adoptionText(adopted.value, desk.width);
  const data = adoptionData(adopted.value);
  if (proposal === undefined || proposal.files.length === 0)
    return { text: `${text}\nThere is nothing to write.\n`, issues: adopted.warnings, data };
  const shown = `${text}\n${proposal.diff.trim() === '' ? '' : `${proposal.diff}\n`}${proposal.effect}`;
  if (options.write !== true)
    return { text: `${shown}\nNothing was written. \`--write\` writes it.\n`, issues: proposal.warnings, data };
  const refused = await proposal.write();
  if (refused.length > 0) return failed(refused);
  return {
    text: `${shown}\n${proposal.files.join(', ')} written. Next: \`npx wan review\`, commit, and look at the plan: it imports, and replaces nothing.\n`,
    issues: proposal.warnings,
    data,
  };
}

function adoption(desk: Desk, estate: Estate, options: AdoptOptions): Result<Adoption> {
  const { catalogue, cwd } = desk;
  const loaded = loadCatalogue(catalogue, cwd);
  if (!loaded.ok) return loaded;
  const { tenant } = options;
  const kind = loaded.value.raw.tenants.find(({ id }) => id === tenant)?.kind;
  if (tenant !== undefined && kind !== 'supplier')
    return failure([
      {
        code: 'USAGE',
        problem:
          kind === undefined
            ? `There is no tenant "${tenant}".`
            : `${tenant} is no supplier: where its buildings are nobody here can know.`,
        fix: 'Write buildings with `wan import` or `wan add site`; sites of a supplier are proposed.',
      },
    ]);
  const texts = CatalogueTexts.read(loaded.value, cwd);
  const lock = (unsaved: ReadonlyMap<string, string>): Result<Prepared> => {
    const planned = planLock(catalogue, cwd, lockOptions(options), absolute(unsaved, cwd));
    return planned.ok ? success(planned.value.prepared, planned.warnings) : planned;
  };
  const first = lock(new Map());
  if (!first.ok) return first;
  const edited = editedTexts(estate, first.value, loaded.value, texts, options);
  if (!edited.ok) return edited;
  const { next, left: unproposed } = edited.value;
  const second = next.size === 0 ? first : lock(next);
  if (!second.ok) return second;
  const matched = match(estate, second.value);
  const left = [...matched.left.map((each) => unproposed.find(({ found }) => found.id === each.found.id) ?? each)];
  const { hubs, taken, azure } = matched;
  const isChanged = hubs.size > 0 || taken.length > 0 || azure.length > 0;
  const result = { estate, hubs, taken, azure, left };
  if (!isChanged) return success(result, first.warnings);
  const proposed = propose(desk, next, texts.texts, { ...lockOptions(options), keep: matched.lock });
  return proposed.ok ? success({ ...result, proposal: proposed.value }, proposed.warnings) : proposed;
}

function lockOptions({ base, today }: AdoptOptions): { readonly base?: string; readonly today: string } {
  return { today, ...(base === undefined ? {} : { base }) };
}

function absolute(texts: ReadonlyMap<string, string>, cwd: string): ReadonlyMap<string, string> {
  return new Map([...texts].map(([file, text]) => [path.resolve(cwd, file), text]));
}

/** What of an estate is what of a catalogue, and the lock that says so. */
function match(
  estate: Estate,
  prepared: Prepared,
): {
  readonly lock: Lock;
  readonly hubs: ReadonlyMap<string, AdoptedHub>;
  readonly taken: readonly Match[];
  readonly azure: readonly AzureHubMatch[];
  readonly left: readonly Left[];
} {
  const { catalogue, lock } = prepared;
  const found = matchedHubs(estate, prepared);
  const { matches, left } = matchedConnections(estate, prepared, found.hubs);
  const written = new Map(
    catalogue.sites.flatMap(({ id, asn, circuits }) =>
      [asn, ...circuits.map((circuit) => circuit.asn)].flatMap((each) =>
        each === undefined ? [] : [[each, id] as const],
      ),
    ),
  );
  for (const { id, asn } of catalogue.datacentres) written.set(asn, id);
  const byAttachment = new Map(matches.map((each) => [each.attachment, each]));
  const hubs = new Map(
    found.hubs.map((each) => {
      const tables = matchedTables(estate, each, prepared, (attachment) => byAttachment.get(attachment));
      return [each.hub.id, tables] as const;
    }),
  );
  const inAzure = azureHubs(estate, prepared);
  const numbered = adoptedLock(lock, estate, hubs, matches, written, inAzure.hubs);
  return {
    lock: numbered.lock,
    hubs,
    taken: numbered.taken,
    azure: numbered.azure,
    left: [...found.left, ...left, ...inAzure.left, ...numbered.left],
  };
}

/** Files as they would be: with sites for what none has, and with inside ranges that a lock can't hold. */
function editedTexts(
  estate: Estate,
  prepared: Prepared,
  loaded: LoadedCatalogue,
  texts: CatalogueTexts,
  { tenant, profile, supplier }: AdoptOptions,
): Result<{ readonly next: ReadonlyMap<string, string>; readonly left: readonly Left[] }> {
  const { matches, left } = matchedConnections(estate, prepared, matchedHubs(estate, prepared).hubs);
  const next = new Map<string, string>();
  const edits = new Map<string, KeyEdit[]>();
  for (const { site, circuit, connection, writesRanges } of matches) {
    const place = writesRanges ? texts.find('sites', site.id) : undefined;
    const index = loaded.raw.sites.find(({ id }) => id === site.id)?.circuits.findIndex(({ id }) => id === circuit.id);
    if (place && index !== undefined)
      edits.set(place.file, [
        ...(edits.get(place.file) ?? []),
        { at: ['sites', place.index, 'circuits', index], keys: { insideRanges: connection.inside } },
      ]);
  }
  for (const [file, own] of edits) {
    const text = withKeys(texts.texts.get(file) ?? '', own);
    if (text === undefined) return failure([laidOutOtherwise(file, 'inside ranges')]);
    next.set(file, text);
  }
  if (tenant === undefined || profile === undefined) return success({ next, left: [] });
  const unknown = left.filter(({ isNew }) => isNew === true);
  const proposed = proposedSites(
    estate,
    unknown,
    { tenant, profile, supplier: supplier ?? 'unknown' },
    prepared,
    loaded.raw.profiles[profile]?.resilience,
  );
  if (proposed.entries.length === 0) return success({ next, left: proposed.left });
  const file = texts.fileFor('sites', [
    (entry) => JSON.stringify(entry['segments'] ?? '').includes(`"tenant":"${tenant}"`) && entry['profile'] === profile,
    (entry) => JSON.stringify(entry['segments'] ?? '').includes(`"tenant":"${tenant}"`),
  ]);
  const text = withEntries(next.get(file) ?? texts.texts.get(file) ?? '', 'sites', proposed.entries);
  if (text === undefined) return failure([laidOutOtherwise(file, 'new sites')]);
  return success({ next: next.set(file, text), left: proposed.left });
}
