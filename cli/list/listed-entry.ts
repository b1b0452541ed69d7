import type { Cidr } from '../../catalogue/values/cidr';

/** What may be listed. */
export const NOUNS = ['sites', 'circuits', 'tenants', 'datacentres', 'services', 'flows', 'suppliers'] as const;
export type Noun = (typeof NOUNS)[number];

/** One entry of the catalogue as a line of a list, with what it can be asked by. */
export interface ListedEntry {
  readonly id: string;
  /** By the column's heading, in the order of columns. */
  readonly cells: Readonly<Record<string, string>>;
  readonly tenants: readonly string[];
  readonly suppliers: readonly string[];
  readonly hubs: readonly string[];
  /** Absent where the noun has none of it. */
  readonly state?: string;
  readonly profile?: string;
  readonly resilience?: string;
  /** Outward half of the postcode. */
  readonly district?: string;
  /** Addresses and prefixes that are its own, whatever they are for. */
  readonly prefixes: readonly Cidr[];
  /** What a text is looked for in: names, reasons, addresses of owners. */
  readonly words: readonly string[];
}
