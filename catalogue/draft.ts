import type { Issue } from './issues/issue';
import type { ListNoun, RawCatalogue } from './schema/catalogue';
import { printable, suggestion, type Whereabouts } from './shape-issues';
import type { Path } from './yaml/source';

/** A problem without its place, which the draft knows. */
export type Problem = Omit<Issue, 'at' | 'path'>;

/**
 * A catalogue whose entries each have the right shape, but whose references and addresses are still to be checked.
 * Entries with a wrong shape are left out and their ids remembered, so that one typo doesn't report every reference
 * to it as dangling.
 */
export class Draft {
  readonly issues: Issue[] = [];
  private readonly paths = new Map<object, Path>();
  private readonly brokenNouns = new Set<string>();
  private readonly brokenIds = new Map<string, Set<string>>();

  constructor(
    readonly raw: RawCatalogue,
    private readonly where: Whereabouts,
  ) {}

  /** Notes where an entry stands. */
  place(entry: object, path: Path): void {
    this.paths.set(entry, path);
  }

  /** Notes that a noun as a whole is missing or has a wrong shape: then no reference to it can be judged. */
  noteNounBroken(noun: string): void {
    this.brokenNouns.add(noun);
  }

  /** Notes that an entry with this id exists but has a wrong shape. */
  noteBroken(noun: string, id: string): void {
    const ids = this.brokenIds.get(noun) ?? new Set();
    this.brokenIds.set(noun, ids.add(id));
  }

  isBroken(noun: string, id: string): boolean {
    return this.brokenNouns.has(noun) || (this.brokenIds.get(noun)?.has(id) ?? false);
  }

  /** Whether any entry of a noun could not be read. */
  hasBroken(noun: string): boolean {
    return this.brokenNouns.has(noun) || this.brokenIds.has(noun);
  }

  /** Reports a problem at a place inside an entry. */
  report(entry: object, inner: Path, problem: Problem): void {
    const path = this.pathOf(entry, inner);
    this.issues.push({ ...problem, at: this.where.at(path), path: this.where.named(path) });
  }

  /** "Crewe Fire Station (sites/fire.yaml:21:31)": how a message points at another place. */
  cite(name: string, entry: object, inner: Path): string {
    return `${name} (${this.placeOf(entry, inner)})`;
  }

  /** "sites/fire.yaml:21:31". */
  placeOf(entry: object, inner: Path): string {
    const at = this.where.at(this.pathOf(entry, inner));
    return `${at.file}:${at.line}:${at.column}`;
  }

  /** The entry with this id, or undefined after reporting UNKNOWN_REFERENCE with the ids there are. */
  lookUp<T extends { readonly id: string }>(
    entries: readonly T[],
    noun: ListNoun,
    id: string,
    entry: object,
    inner: Path,
  ): T | undefined {
    const found = entries.find((candidate) => candidate.id === id);
    if (found || this.isBroken(noun, id)) return found;
    const ids = entries.map((candidate) => candidate.id);
    this.unknownReference(noun, id, ids, entry, inner);
    return undefined;
  }

  unknownReference(noun: string, id: string, ids: readonly string[], entry: object, inner: Path): void {
    const few = ids.length > 0 && ids.length <= 20 ? { allowed: ids.join(', ') } : {};
    this.report(entry, inner, {
      code: 'UNKNOWN_REFERENCE',
      problem: `There is no "${printable(id)}" in ${noun}.`,
      ...few,
      ...suggestion(id, ids),
    });
  }

  private pathOf(entry: object, inner: Path): Path {
    const path = this.paths.get(entry);
    if (!path) throw new Error('an entry that was never placed was reported on');
    return [...path, ...inner];
  }
}
