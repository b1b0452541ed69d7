import { z } from 'zod';
import { failure, type Issue, type Position, type Result, success } from '../../catalogue/issues/issue';
import { suggestion } from '../../catalogue/shape-issues';
import { looksSecret, SECRET_KEY } from '../../catalogue/text/secrets';
import { Source } from '../../catalogue/yaml/source';
import { type DateOrder, FIELD_NAMES } from './fields';
import { columnName, type Sheet } from './sheet';

/** Which column says what, and what no column says. */
export interface Mapping {
  /** Fields by heading as it is compared: without case and spaces. Empty: headings are names of fields. */
  readonly columns: ReadonlyMap<string, string>;
  /** What every row has that says nothing else, by field. */
  readonly fixed: ReadonlyMap<string, string>;
  /** The sheet's words for values, by field. */
  readonly values: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly sheet: string | undefined;
  /** Row of the headings, from 1. */
  readonly headRow: number;
  readonly dates: DateOrder;
}

const mappingSchema = z.strictObject({
  columns: z.record(z.string(), z.string()).optional(),
  fixed: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  values: z.record(z.string(), z.record(z.string(), z.union([z.string(), z.number()]))).optional(),
  sheet: z.string().optional(),
  headRow: z.int().min(1).optional(),
  dates: z.enum(['day-first', 'month-first']).optional(),
});

export const PLAIN_MAPPING: Mapping = {
  columns: new Map(),
  fixed: new Map(),
  values: new Map(),
  sheet: undefined,
  headRow: 1,
  dates: 'day-first',
};

/** Headings are compared without case, spaces and what stands between words. */
export function folded(heading: string): string {
  return heading.toLowerCase().replaceAll(/[\s_-]+/g, '');
}

/** Reads a mapping. Reports IMPORT_MAPPING for a key or a field that isn't there, at its place, and all that reading YAML reports. */
export function readMapping(file: string, display: string): Result<Mapping> {
  const source = Source.read(file, display);
  if (!(source instanceof Source)) return failure(source);
  const parsed = mappingSchema.safeParse(source.value);
  if (!parsed.success)
    return failure(
      parsed.error.issues.map((issue): Issue => {
        const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
        const unknown = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
        return {
          code: 'IMPORT_MAPPING',
          at: unknown === undefined ? source.at(path) : source.atKey([...path, unknown]),
          problem:
            unknown === undefined ? `${path.join('.')}: ${issue.message}.` : `"${unknown}" is not a key of a mapping.`,
          allowed: 'columns, fixed, values, sheet, headRow, dates',
        };
      }),
    );
  const { columns = {}, fixed = {}, values = {}, sheet, headRow = 1, dates = 'day-first' } = parsed.data;
  const named: readonly (readonly [string, readonly string[], 'key' | 'value'])[] = [
    ...Object.entries(columns).map(([heading, field]) => [field, ['columns', heading], 'value'] as const),
    ...Object.keys(fixed).map((field) => [field, ['fixed', field], 'key'] as const),
    ...Object.keys(values).map((field) => [field, ['values', field], 'key'] as const),
  ];
  const issues = named.flatMap(([field, at, where]): readonly Issue[] =>
    FIELD_NAMES.includes(field)
      ? []
      : [
          {
            code: 'IMPORT_MAPPING',
            at: where === 'key' ? source.atKey(at) : source.at(at),
            problem: `There is no field "${field}".`,
            allowed: FIELD_NAMES.join(', '),
            ...suggestion(field, [...FIELD_NAMES]),
          },
        ],
  );
  const byField = new Map<string, string>();
  for (const [heading, field] of Object.entries(columns)) {
    const earlier = byField.get(field);
    if (earlier !== undefined)
      issues.push({
        code: 'IMPORT_MAPPING',
        at: source.at(['columns', heading]),
        problem: `"${earlier}" and "${heading}" both say ${field}.`,
        fix: 'Leave one of them out.',
      });
    byField.set(field, heading);
  }
  if (issues.length > 0) return failure(issues);
  return success({
    columns: new Map(Object.entries(columns).map(([heading, field]) => [folded(heading), field])),
    fixed: new Map(Object.entries(fixed).map(([field, value]) => [field, String(value)])),
    values: new Map(
      Object.entries(values).map(([field, words]) => [
        field,
        new Map(Object.entries(words).map(([said, meant]) => [folded(said), String(meant)])),
      ]),
    ),
    sheet,
    headRow,
    dates,
  });
}

/** Columns of a sheet by field, and what is left out. */
export interface Columns {
  readonly byField: ReadonlyMap<string, number>;
  /** Headings that nobody asked for. */
  readonly left: readonly string[];
  /** Headings under which keys stand: never read. */
  readonly keys: readonly string[];
}

/** Finds the columns of a sheet. Reports IMPORT_MAPPING for columns that are asked for and not there, and for two of one name. */
export function columnsOf(sheet: Sheet, mapping: Mapping): Result<Columns> {
  const byField = new Map<string, number>();
  const [left, keys]: [string[], string[]] = [[], []];
  const issues: Issue[] = [];
  const at = (column: number): Position => ({ file: sheet.file, line: sheet.head.row, column: column + 1 });
  const names = new Map(FIELD_NAMES.map((name) => [folded(name), name]));
  const seen = new Set<string>();
  sheet.head.cells.forEach(({ text, fault }, column) => {
    if (text === '') return;
    if (
      text.split(/[()/,]/).some((part) =>
        SECRET_KEY.test(
          part
            .trim()
            .replaceAll(/[\s-]+/g, '_')
            .replace(/_?\d+$/, ''),
        ),
      )
    ) {
      keys.push(text);
      return;
    }
    const field = mapping.columns.size > 0 ? mapping.columns.get(folded(text)) : names.get(folded(text));
    if (field === undefined) {
      if (!looksSecret(text)) left.push(text);
      return;
    }
    seen.add(folded(text));
    if (fault !== undefined || byField.has(field))
      issues.push({
        code: 'IMPORT_MAPPING',
        at: at(column),
        problem: `${columnName(sheet, column).replace(/^c/, 'C')}: ${fault ?? `another column says ${field} already.`}`,
        fix: fault === undefined ? 'Give one of them another heading.' : 'Write each heading into one cell.',
      });
    else byField.set(field, column);
  });
  for (const [heading, field] of mapping.columns)
    if (!seen.has(heading))
      issues.push({
        code: 'IMPORT_MAPPING',
        at: at(0),
        // What stands there is not repeated: in the wrong row it is no heading, and may be anything.
        problem: `No cell of row ${sheet.head.row} is called as the mapping has it for ${field}.`,
        fix: 'Correct the heading in the mapping, or say in which row the headings are (`headRow:`).',
      });
  if (issues.length === 0 && byField.size === 0)
    issues.push({
      code: 'IMPORT_MAPPING',
      at: at(0),
      problem: `None of the ${sheet.head.cells.length} cells of row ${sheet.head.row} is called as a field is.`,
      allowed: FIELD_NAMES.join(', '),
      fix: 'Say with --map which column is which (examples/import/schedule.map.yaml).',
    });
  return issues.length > 0 ? failure(issues) : success({ byField, left, keys });
}
