import type { LoadedCatalogue } from '../../../catalogue/load';
import type { ListNoun } from '../../../catalogue/schema/catalogue';
import { id } from '../../../catalogue/schema/field';
import type { NewEntry } from '../../../catalogue/yaml/insert-entries';

/** What there is already, for defaults and completion. */
export interface Known {
  readonly loaded: LoadedCatalogue;
  /** Mail address that git knows of whoever types; undefined where it knows none. */
  readonly committer: string | undefined;
}

/** What was answered, by the flag of the question. */
export type Answers = Readonly<Record<string, readonly string[]>>;

/** One thing to know of a new entry: a flag of the command, and a question on a terminal. */
export interface Question {
  /** `to-prefix`: typed as `--to-prefix`. */
  readonly flag: string;
  /** As it is asked, and said in --help. */
  readonly words: string;
  /** Whether several answers are taken. */
  readonly many?: true;
  /** What exists: completed on a terminal, and said where something else is typed. */
  readonly choices?: (known: Known, answers: Answers) => readonly string[];
  /** Whether nothing but a choice is right. @default false */
  readonly closed?: true;
  /** What is taken where nobody says: the usual here. Empty where there is no such thing. */
  readonly usual?: (known: Known, answers: Answers) => readonly string[];
  /** Whether the entry is not right without. @default - it always is needed */
  readonly needed?: (known: Known, answers: Answers) => boolean;
  /** What is wrong with an answer, in words; undefined where nothing is. The catalogue as a whole is checked afterwards. */
  readonly fault?: (value: string, known: Known, answers: Answers) => string | undefined;
  /** By its flag alone: never asked. */
  readonly silent?: true;
}

/** How an entry of one noun comes about. */
export interface Form {
  /** `site`: what is typed. */
  readonly what: string;
  readonly noun: ListNoun;
  /** In the order in which they are asked; `id` is the argument. */
  readonly questions: readonly Question[];
  /** Typed as an example in --help. */
  readonly examples: readonly string[];
  entry(answers: Answers, known: Known): NewEntry;
  /** What was said and would be in no entry, in words. @default - everything is */
  surplus?(answers: Answers): readonly string[];
  /** Of whom the file is looked for into which it is written, the best likeness first. */
  likeness(answers: Answers): readonly ((entry: Readonly<Record<string, unknown>>) => boolean)[];
}

export function first(answers: Answers, flag: string): string | undefined {
  return answers[flag]?.[0];
}

/** A list as the entry has it; undefined where nothing was said. */
export function listOf(answers: Answers, flag: string): readonly string[] | undefined {
  const values = answers[flag] ?? [];
  return values.length > 0 ? values : undefined;
}

/** What most have; undefined where there are none. */
export function mostCommon(values: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0]?.[0];
}

/** `St Mary's, Crewe` as an id: `st-marys-crewe`. */
export function slug(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f'\u2019]/g, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
}

export const ids = (entries: readonly { readonly id: string }[]): readonly string[] => entries.map(({ id }) => id);
export const tenants = ({ loaded }: Known): readonly string[] => ids(loaded.raw.tenants);

/** An id that nothing has yet. */
export function newId(value: string, noun: readonly { readonly id: string }[]): string | undefined {
  if (!id().safeParse(value).success)
    return 'An id is small letters, digits and single dashes, and begins with a letter.';
  return noun.some((each) => each.id === value)
    ? `There is a "${value}" already: ids are permanent, and never used twice.`
    : undefined;
}

export const OWN_ID: Question = {
  flag: 'id',
  words: 'Permanent id',
  usual: (_, answers) => (first(answers, 'name') === undefined ? [] : [slug(first(answers, 'name') ?? '')]),
};

/** A usual answer, where there is one. */
export function maybe(value: string | undefined): readonly string[] {
  return value === undefined ? [] : [value];
}

/** Whether an entry is of one of these kinds: what a question is needed for. */
export const isKind =
  (...kinds: readonly string[]) =>
  (_: unknown, answers: Answers): boolean =>
    kinds.includes(first(answers, 'kind') ?? '');
