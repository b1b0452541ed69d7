import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { reportOf, type Tree, verifyChanged } from './verify';

/** A fault put into the stacks of a catalogue. */
export type Plant = (stack: (name: string) => Tree) => void;

/**
 * Tests that each planted fault is reported, word for word, as in a file of test/fixtures; returns what is kept there. Each
 * report was read by a person before it was kept; `KEEP_REPORTS=1` writes them anew, to be read again.
 */
export function testPlanted(
  catalogue: string,
  fixture: string,
  plants: Readonly<Record<string, Plant>>,
): Readonly<Record<string, string>> {
  const file = path.join(__dirname, '../fixtures', fixture);
  const kept = parse(readFileSync(file, 'utf8')) as Record<string, string>;

  test.each(Object.entries(plants))('%s', (name, plant) => {
    const report = reportOf(catalogue, verifyChanged(catalogue, plant)).join('\n');
    if (process.env['KEEP_REPORTS'] === '1') {
      kept[name] = report;
      writeFileSync(file, stringify(kept, { lineWidth: 0 }));
    }
    expect(report).toBe(kept[name]);
  });

  test('everything planted is reported, and nothing is kept that is planted no more', () => {
    expect(Object.keys(kept).sort()).toEqual(Object.keys(plants).sort());
    expect(Object.entries(kept).filter(([, report]) => report === '')).toEqual([]);
  });
  return kept;
}
