import { failure, type Issue, type Result, success } from '../../catalogue/issues/issue';
import { loadCatalogue, type LoadedCatalogue } from '../../catalogue/load';
import { suggestion } from '../../catalogue/shape-issues';
import { type KeyEdit, withKeys } from '../../catalogue/yaml/set-keys';
import { CatalogueTexts, laidOutOtherwise } from './catalogue-texts';
import { conclude, type EditMode, type Told } from './conclude';
import { type Desk, propose } from './proposal';

export interface MoveOptions extends EditMode {
  readonly state?: string;
  readonly profile?: string;
}

/** `wan move SITE… --state S | --profile P`: sets a site's state or profile where it is written; the lock and the review with it. */
export async function moveCommand(desk: Desk, sites: readonly string[], options: MoveOptions): Promise<Told> {
  const { state, profile } = options;
  const keys = { ...(state === undefined ? {} : { state }), ...(profile === undefined ? {} : { profile }) };
  if (Object.keys(keys).length === 0)
    return {
      text: '',
      issues: [{ code: 'USAGE', problem: 'Nothing is said of where to.', fix: 'Give --state or --profile.' }],
    };
  const loaded = loadCatalogue(desk.catalogue, desk.cwd);
  if (!loaded.ok) return { text: '', issues: loaded.issues };
  const texts = CatalogueTexts.read(loaded.value, desk.cwd);
  const next = editedSites(loaded.value, texts, new Map(sites.map((id) => [id, keys])));
  if (!next.ok) return { text: '', issues: next.issues };
  if (next.value.size === 0) return { text: 'It is written so already.\n', issues: [] };
  const proposed = propose(desk, next.value, texts.texts);
  return proposed.ok ? conclude(proposed.value, options, '') : { text: '', issues: proposed.issues };
}

/** The files with keys of sites set; those that stay as they are left out. Reports SITE_UNKNOWN, and USAGE for a file that can't be edited. */
export function editedSites(
  { catalogue }: LoadedCatalogue,
  texts: CatalogueTexts,
  edits: ReadonlyMap<string, Readonly<Record<string, string>>>,
): Result<ReadonlyMap<string, string>> {
  const issues: Issue[] = [];
  const byFile = new Map<string, KeyEdit[]>();
  for (const [id, keys] of edits) {
    const place = texts.find('sites', id);
    if (!place) {
      const ids = catalogue.sites.map((site) => site.id);
      issues.push({ code: 'SITE_UNKNOWN', problem: `There is no site "${id}".`, ...suggestion(id, ids) });
      continue;
    }
    const open = Object.fromEntries(Object.entries(keys).filter(([key, value]) => place.value[key] !== value));
    if (Object.keys(open).length === 0) continue;
    const edit: KeyEdit = { at: ['sites', place.index], keys: open };
    const own = byFile.get(place.file);
    if (own) own.push(edit);
    else byFile.set(place.file, [edit]);
  }
  const next = new Map<string, string>();
  for (const [file, own] of byFile) {
    const text = withKeys(texts.texts.get(file) ?? '', own);
    if (text === undefined) issues.push(laidOutOtherwise(file, 'a key of a site'));
    else next.set(file, text);
  }
  return issues.length > 0 ? failure(issues) : success(next);
}
