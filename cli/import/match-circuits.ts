import type { Issue } from '../../catalogue/issues/issue';
import type { LoadedCatalogue } from '../../catalogue/load';
import { scalarText } from './fields';
import type { ImportRow } from './rows';
import { rowIssue, type Sheet } from './sheet';

type RawCircuit = LoadedCatalogue['raw']['sites'][number]['circuits'][number];

const SPARE_IDS = ['primary', 'secondary', 'third', 'fourth'];

/**
 * Which circuit of a site each row is, by what only one can have: its id, its order number, its address, the only line of a supplier. What is
 * left is taken for the one circuit that is left, where nothing that the row says is otherwise there. Nothing is guessed beyond that: a row
 * on another circuit would give it somebody else's address.
 */
export function matchedCircuits(
  sheet: Sheet,
  site: string,
  rows: readonly ImportRow[],
  circuits: readonly RawCircuit[],
): { readonly rowOfCircuit: ReadonlyMap<string, ImportRow>; readonly issues: readonly Issue[] } {
  const found = new Map<string, ImportRow>();
  const issues: Issue[] = [];
  let open = [...rows];
  const left = (): readonly RawCircuit[] => circuits.filter(({ id }) => !found.has(id));
  const said = (row: ImportRow, name: string): string | undefined => scalarText(row.said.get(name)?.value);
  const take = (row: ImportRow, id: string): void => {
    open = open.filter((each) => each !== row);
    const earlier = found.get(id);
    if (!earlier) found.set(id, row);
    else
      issues.push(
        rowIssue(sheet, row.row, row.said.get('circuit')?.column, {
          problem: `it repeats row ${earlier.row}: circuit ${id} of ${site}.`,
          fix: 'Leave one of them out, or give the circuit another id.',
        }),
      );
  };
  for (const row of [...open]) {
    const id = said(row, 'circuit');
    if (id !== undefined) take(row, id);
  }
  for (const key of ['order', 'address'] as const)
    for (const row of [...open]) {
      const value = said(row, key);
      const own = value === undefined || value === 'dynamic' ? [] : circuits.filter((each) => each[key] === value);
      const [only, ...more] = own;
      if (only && more.length === 0) take(row, only.id);
    }
  for (const row of [...open]) {
    const supplier = said(row, 'supplier');
    const theirs = left().filter((each) => each.supplier === supplier && !contradicts(row, each));
    const alike = open.filter((each) => said(each, 'supplier') === supplier);
    const [only, ...more] = theirs;
    if (only && more.length === 0 && alike.length === 1) take(row, only.id);
  }
  const [row, ...others] = open;
  const [only, ...more] = left();
  if (row && others.length === 0 && only && more.length === 0 && !contradicts(row, only, true)) take(row, only.id);
  for (const each of [...open]) {
    const missing = left();
    if (missing.length > 0)
      issues.push(
        rowIssue(sheet, each.row, undefined, {
          problem: `which circuit of ${site} is this? Nothing that it says is that of ${missing.map(({ id }) => id).join(' or ')} alone.`,
          fix: 'Say it in a column `circuit`: one of these, or another id for a new line.',
        }),
      );
    else {
      const order = said(each, 'order');
      const twin =
        order === undefined ? undefined : [...found.values()].find((other) => said(other, 'order') === order);
      const id =
        said(each, 'role') === 'backup' && !found.has('backup')
          ? 'backup'
          : SPARE_IDS.find((spare) => !found.has(spare));
      if (twin)
        issues.push(
          rowIssue(sheet, each.row, each.said.get('order')?.column, {
            problem: `it repeats row ${twin.row}: the same order.`,
            fix: 'Leave one of them out.',
          }),
        );
      take(each, id ?? `line-${found.size + 1}`);
    }
  }
  // In the order of the rows, as somebody wrote them.
  return { rowOfCircuit: new Map([...found].sort(([, a], [, b]) => a.row - b.row)), issues };

  /** Whether a row says otherwise than a circuit has it, of what tells circuits apart. */
  function contradicts(each: ImportRow, circuit: RawCircuit, strictly = false): boolean {
    const differs = (key: 'order' | 'supplier' | 'role' | 'address'): boolean => {
      const value = said(each, key);
      return value !== undefined && circuit[key] !== undefined && circuit[key] !== value;
    };
    return differs('order') || differs('role') || (strictly && (differs('supplier') || differs('address')));
  }
}
