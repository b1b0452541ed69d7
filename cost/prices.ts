import { existsSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { failure, type Issue, type Result, success } from '../catalogue/issues/issue';
import { suggestion } from '../catalogue/shape-issues';
import { Source } from '../catalogue/yaml/source';
import { programRoot } from '../output/program';

/** Hours of a month, as the clouds count it. */
export const MONTH_HOURS = 730;

const priceSchema = z.strictObject({
  price: z.number().min(0),
  per: z.enum(['hour', 'month', 'GB']),
  region: z.string(),
  date: z.string().regex(/^\d{4}-\d{2}(-\d{2})?$/),
  source: z.string(),
  verified: z.boolean(),
});
const assumptionsSchema = z.strictObject({
  averageUse: z.number().min(0).max(1),
  internetShare: z.number().min(0).max(1),
  downShare: z.number().min(0).max(1),
  logsPerTrafficGB: z.number().min(0),
  flowShare: z.number().min(0).max(1),
  coarseFlows: z.number().min(0).max(1),
});
const shippedSchema = z.strictObject({ prices: z.record(z.string(), priceSchema), assumptions: assumptionsSchema });
const ownSchema = z.strictObject({
  prices: z.record(z.string(), priceSchema.omit({ per: true }).partial().required({ price: true })).optional(),
  assumptions: assumptionsSchema.partial().optional(),
});

/** One price: what, when, where and from whom. */
export type Price = z.output<typeof priceSchema>;
/** Volumes that are not known, as shares of what is. */
export type Assumptions = z.output<typeof assumptionsSchema>;

export interface Prices {
  readonly prices: ReadonlyMap<string, Price>;
  readonly assumptions: Assumptions;
  /** File of prices of one's own, as the user would type it; absent where there is none. */
  readonly own?: string;
}

/** `sites.prices.yaml`: beside the catalogue, as its lock. */
export function ownPricesOf(catalogue: string): string {
  return catalogue.replace(/\.ya?ml$/, '.prices.yaml');
}

/**
 * The shipped list prices, with those of a file over them: the one that is named, else the one beside the catalogue. Reports PRICE_UNKNOWN for
 * a line that prices nothing here, PRICE_SHAPE for one that is no price, and all that reading YAML reports.
 */
export function readPrices(catalogue: string, cwd: string, named?: string): Result<Prices> {
  const shipped = readShipped();
  const file = named ?? ownPricesOf(catalogue);
  if (named === undefined && !existsSync(path.resolve(cwd, file))) return success(shipped);
  const source = Source.read(path.resolve(cwd, file), file);
  if (!(source instanceof Source)) return failure(source);
  const parsed = ownSchema.safeParse(source.value);
  if (!parsed.success)
    return failure(
      parsed.error.issues.map((issue): Issue => {
        const at = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
        return {
          code: 'PRICE_SHAPE',
          at: source.at(at),
          problem: `${at.join('.')}: ${issue.message}.`,
          allowed: 'prices: { ID: { price, region, date, source, verified } }, assumptions: { averageUse, … }',
        };
      }),
    );
  const { prices = {}, assumptions = {} } = parsed.data;
  const known = [...shipped.prices.keys()];
  const unknown = Object.keys(prices).filter((id) => !shipped.prices.has(id));
  if (unknown.length > 0)
    return failure(
      unknown.map((id) => ({
        code: 'PRICE_UNKNOWN',
        at: source.atKey(['prices', id]),
        problem: `Nothing here costs "${id}".`,
        ...suggestion(id, known),
        allowed: known.join(', '),
      })),
    );
  const merged = new Map(shipped.prices);
  for (const [id, own] of Object.entries(prices)) {
    const before = merged.get(id);
    if (before) merged.set(id, { ...before, ...(given(own) as Partial<Price>) });
  }
  return success({
    prices: merged,
    assumptions: { ...shipped.assumptions, ...(given(assumptions) as Partial<Assumptions>) },
    own: file,
  });
}

function readShipped(): Prices {
  const file = path.join(programRoot(), 'cost', 'prices.yaml');
  const source = Source.read(file, 'cost/prices.yaml');
  if (!(source instanceof Source)) throw new Error(`${file} can't be read: ${source[0]?.problem ?? ''}`);
  const { prices, assumptions } = shippedSchema.parse(source.value);
  return { prices: new Map(Object.entries(prices)), assumptions };
}

/** What is said of it. */
function given(entry: object): object {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined));
}
