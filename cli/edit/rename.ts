import path from 'node:path';
import type { Issue } from '../../catalogue/issues/issue';
import { loadCatalogue, type LoadedCatalogue } from '../../catalogue/load';
import { id } from '../../catalogue/schema/field';
import { LIST_NOUNS, type ListNoun } from '../../catalogue/schema/catalogue';
import { suggestion } from '../../catalogue/shape-issues';
import { withKeys } from '../../catalogue/yaml/set-keys';
import { withSiteRenamed } from '../../catalogue/yaml/rename-entry';
import { withExpectationsRenamed } from '../../catalogue/yaml/rename-expectations';
import { type Lock, lockPathOf, parseLock } from '../../plan/lock/lock-file';
import { readLock } from '../../plan/prepare';
import { committedFile } from '../../review/sides/git';
import { expectationsPathOf } from '../../verify/report/expectations';
import { textOf } from '../writing/write-together';
import { CatalogueTexts, laidOutOtherwise } from './catalogue-texts';
import { conclude, type EditMode, type Told } from './conclude';
import { type Desk, propose } from './proposal';

export interface RenameOptions extends EditMode {
  /** What people call it from now on. @default - as before */
  readonly name?: string;
}

/**
 * `wan rename OLD NEW`: gives a site another id wherever it is named, with `was:` so that its numbers stay and Terraform moves what is
 * built. Ids of everything else are in the names of what is built, and stay.
 */
export async function renameCommand(desk: Desk, from: string, to: string, options: RenameOptions): Promise<Told> {
  const loaded = loadCatalogue(desk.catalogue, desk.cwd);
  if (!loaded.ok) return { text: '', issues: loaded.issues };
  const own = readLock(desk.catalogue, desk.cwd);
  const lock = own.ok ? own.value : undefined;
  const refused = whyNot(desk, loaded.value, lock, from, to);
  if (refused) return { text: '', issues: [refused] };
  const texts = CatalogueTexts.read(loaded.value, desk.cwd);
  const next = new Map<string, string>();
  for (const [file, text] of texts.texts) {
    const renamed = withSiteRenamed(text, { from, to, keepsNumbers: lock?.sites[from] !== undefined });
    const place = texts.find('sites', from);
    const named =
      renamed !== undefined && options.name !== undefined && place?.file === file
        ? withKeys(renamed, [{ at: ['sites', place.index], keys: { name: options.name } }])
        : renamed;
    if (named === undefined) return { text: '', issues: [laidOutOtherwise(file, `another id for ${from}`)] };
    if (named !== text) next.set(file, named);
  }
  const before = new Map(texts.texts);
  // A tenant of the same id is meant as well: whoever wrote it has to say which.
  if (!loaded.value.catalogue.tenants.some((tenant) => tenant.id === from)) {
    const file = expectationsPathOf(desk.catalogue);
    const text = textOf(path.resolve(desk.cwd, file));
    const renamed = text === undefined ? undefined : withExpectationsRenamed(text, from, to);
    if (text !== undefined && renamed !== undefined && renamed !== text) {
      before.set(file, text);
      next.set(file, renamed);
    }
  }
  const proposed = propose(desk, next, before);
  return proposed.ok ? conclude(proposed.value, options, '') : { text: '', issues: proposed.issues };
}

function whyNot(
  desk: Desk,
  loaded: LoadedCatalogue,
  lock: Lock | undefined,
  from: string,
  to: string,
): Issue | undefined {
  const { catalogue } = loaded;
  const site = catalogue.sites.find(({ id }) => id === from);
  if (!site) {
    const noun = (Object.keys(LIST_NOUNS) as readonly ListNoun[]).find((each) =>
      loaded.raw[each].some((entry) => 'id' in entry && entry.id === from),
    );
    if (noun !== undefined)
      return {
        code: 'USAGE',
        problem: `${from} is one of ${noun}: its id is in the names of what is built, and is permanent.`,
        fix: 'What people call it may change freely: edit its `name:`.',
      };
    return {
      code: 'SITE_UNKNOWN',
      problem: `There is no site "${from}".`,
      ...suggestion(
        from,
        catalogue.sites.map(({ id }) => id),
      ),
    };
  }
  if (!id().safeParse(to).success)
    return {
      code: 'BAD_FORMAT',
      problem: `"${to}" is no id.`,
      allowed: 'small letters, digits and single dashes, beginning with a letter',
    };
  if (from === to) return { code: 'USAGE', problem: `${from} is called that already.` };
  if (catalogue.sites.some(({ id }) => id === to))
    return { code: 'USAGE', problem: `There is a site "${to}" already.`, fix: 'Choose another id.' };
  const deployed = committedLock(desk, catalogue.wan.base ?? 'HEAD');
  if (site.was !== undefined && lock?.sites[from] && deployed?.sites[site.was] && !deployed.sites[from])
    return {
      code: 'WAS_IN_USE',
      problem: `${from} was ${site.was} until now, and is still deployed under that id: one change can't take two steps.`,
      fix: `Deploy it as ${from} first; or take the first step back (\`git checkout\` its file and the lock) and rename ${site.was} to ${to}.`,
    };
  return undefined;
}

function committedLock({ catalogue, cwd }: Desk, rev: string): Lock | undefined {
  const file = lockPathOf(catalogue);
  const found = committedFile(path.resolve(cwd, file), rev);
  if (found.kind !== 'content') return undefined;
  const parsed = parseLock(found.bytes, file);
  return parsed.ok ? parsed.value : undefined;
}
