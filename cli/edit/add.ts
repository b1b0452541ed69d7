import { failure, type Issue, type Result } from '../../catalogue/issues/issue';
import { loadCatalogue, type LoadedCatalogue } from '../../catalogue/load';
import { withEntries } from '../../catalogue/yaml/insert-entries';
import { committerOf } from '../../review/sides/git';
import { answeredByAsking, answeredByFlags, type Ask, type Say } from './answers';
import { CatalogueTexts, laidOutOtherwise } from './catalogue-texts';
import { conclude, type EditMode, type Told } from './conclude';
import type { Answers, Form } from './forms/form';
import { type Desk, propose, type Proposal } from './proposal';

export interface AddOptions extends EditMode {
  /** File of the catalogue to write into. @default - where entries like it are */
  readonly file?: string;
}

/**
 * `wan add site | tenant | flow | service | supplier`: writes an entry into the file where its like are, and the numbers that it
 * needs into the lock, once it has been seen what that does. Nothing is written that `wan lock` would refuse.
 */
export async function addCommand(
  desk: Desk,
  form: Form,
  flags: Answers,
  options: AddOptions,
  terminal?: { readonly ask: Ask; readonly say: Say },
): Promise<Told> {
  const loaded = loadCatalogue(desk.catalogue, desk.cwd);
  if (!loaded.ok) return { text: '', issues: loaded.issues };
  const known = { loaded: loaded.value, committer: committerOf(desk.cwd) };
  const { answers, issues } = terminal
    ? await answeredByAsking(form, flags, known, terminal.ask, terminal.say)
    : answeredByFlags(form, flags, known);
  if (issues.length > 0) return { text: '', issues };
  const surplus = form.surplus?.(answers) ?? [];
  if (surplus.length > 0) return { text: '', issues: surplus.map((problem) => ({ code: 'USAGE', problem })) };
  const entry = form.entry(answers, known);
  const proposed = proposedEntry(desk, form, entry, answers, options.file, loaded.value);
  return proposed.ok
    ? conclude(proposed.value, options, numbersOf(form, entry.id, proposed.value))
    : { text: '', issues: proposed.issues };
}

function proposedEntry(
  desk: Desk,
  form: Form,
  entry: ReturnType<Form['entry']>,
  answers: Answers,
  file: string | undefined,
  loaded: LoadedCatalogue,
): Result<Proposal> {
  const texts = CatalogueTexts.read(loaded, desk.cwd);
  const target = file ?? texts.fileFor(form.noun, form.likeness(answers));
  const text = texts.texts.get(target);
  if (text === undefined)
    return failure([
      {
        code: 'USAGE',
        problem: `${target} is no file of this catalogue.`,
        allowed: [...texts.texts.keys()].join(', '),
        fix: 'Name one of these, or write the file and let `include:` name it.',
      },
    ]);
  const next = withEntries(text, form.noun, [entry]);
  if (next === undefined) return failure([laidOutOtherwise(target, `${form.what} ${entry.id}`)]);
  const proposed = propose(desk, new Map([[target, next]]), texts.texts);
  return proposed.ok
    ? proposed
    : failure(proposed.issues.map((issue) => ofNewEntry(issue, `${form.noun}.${entry.id}`)));
}

/** Lines of what is not written yet are nowhere to be seen: what is wrong with a new entry is said by its key. */
function ofNewEntry({ at, excerpt, ...issue }: Issue, entry: string): Issue {
  return issue.path === entry || issue.path?.startsWith(`${entry}.`)
    ? issue
    : { ...issue, ...(at === undefined ? {} : { at }), ...(excerpt === undefined ? {} : { excerpt }) };
}

/** What the lock chose for a site. */
function numbersOf({ what }: Form, id: string, { planned }: Proposal): string {
  const site = planned.prepared.lock.sites[id];
  if (what !== 'site' || !site) return '';
  const segments = Object.entries(site.segments).flatMap(([tenant, { prefix }]) =>
    prefix === undefined ? [] : [`${prefix} for ${tenant}`],
  );
  return `Chosen for ${id}: ${[`AS ${site.asn}`, ...segments].join(', ')}. \`npx wan show ${id}\` says the rest.\n`;
}
