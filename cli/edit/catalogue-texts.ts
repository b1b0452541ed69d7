import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Issue } from '../../catalogue/issues/issue';
import type { LoadedCatalogue } from '../../catalogue/load';
import type { ListNoun } from '../../catalogue/schema/catalogue';
import { isRecord } from '../../catalogue/shape-issues';
import { Source } from '../../catalogue/yaml/source';

/** Where an entry is written: its file, and its place in that file's own list. */
export interface EntryPlace {
  readonly file: string;
  readonly index: number;
  readonly value: Readonly<Record<string, unknown>>;
}

/** The files of a catalogue as they stand, and which entries each holds. */
export class CatalogueTexts {
  private readonly lists = new Map<string, ReadonlyMap<string, readonly unknown[]>>();

  private constructor(
    /** Text by file as the user would type it, the catalogue itself first. */
    readonly texts: ReadonlyMap<string, string>,
  ) {
    for (const [file, text] of texts) {
      const source = Source.parse(new TextEncoder().encode(text), file);
      const value = source instanceof Source ? source.value : undefined;
      const entries = Object.entries(isRecord(value) ? value : {});
      this.lists.set(
        file,
        new Map(entries.flatMap(([noun, list]) => (Array.isArray(list) ? [[noun, list as readonly unknown[]]] : []))),
      );
    }
  }

  static read({ files }: LoadedCatalogue, cwd: string): CatalogueTexts {
    return new CatalogueTexts(new Map(files.map((file) => [file, readFileSync(path.resolve(cwd, file), 'utf8')])));
  }

  /** Where an entry stands; undefined where none has the id. */
  find(noun: ListNoun, id: string): EntryPlace | undefined {
    for (const [file, lists] of this.lists)
      for (const [index, value] of (lists.get(noun) ?? []).entries())
        if (isRecord(value) && value['id'] === id) return { file, index, value };
    return undefined;
  }

  /** The file that holds most entries that are like a new one, by the first kind of likeness that any has; else the catalogue itself. */
  fileFor(noun: ListNoun, likeness: readonly ((entry: Readonly<Record<string, unknown>>) => boolean)[]): string {
    for (const isLike of [...likeness, () => true]) {
      let best: { readonly file: string; readonly count: number } | undefined;
      for (const [file, lists] of this.lists) {
        const count = (lists.get(noun) ?? []).filter((entry) => isRecord(entry) && isLike(entry)).length;
        if (count > (best?.count ?? 0)) best = { file, count };
      }
      if (best) return best.file;
    }
    return [...this.texts.keys()][0] ?? '';
  }
}

/** Said where a file can't be edited by a program. */
export function laidOutOtherwise(file: string, what: string): Issue {
  return {
    code: 'USAGE',
    at: { file, line: 1, column: 1 },
    problem: `It is laid out so that ${what} can't be written into it.`,
    fix: 'Write entries as a list of blocks, without anchors and aliases (as in the README), and run it again.',
  };
}
