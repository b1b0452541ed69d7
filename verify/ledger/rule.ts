/** What a literal has to be to be read without guessing. */
export type Shape =
  | 'text'
  | 'texts'
  | 'number'
  | 'numbers'
  | 'truth'
  | 'prefix'
  | 'prefixes'
  | 'address'
  | 'addresses'
  /** A DNS name as clouds compare it: small letters, no dot at the end; `*.` before it, or `*` and `.` alone. */
  | 'name'
  | 'names'
  /** The same with the dot that Azure wants at the end. */
  | 'dotted-name';

/**
 * The place of an argument in the ledger. `walked`: decides traffic, and is judged by the packets, rows, names and structure
 * that are read from it. `only`: has one value, whatever the catalogue. `asked`: compared with what catalogue and lock ask
 * of this very resource. `refers`: names another resource, and which kind is right. `inert`: does nothing to traffic.
 */
export type Rule = {
  /** Whether a resource may do without; what has to be there then is said by `asked`, or by what is walked. */
  readonly optional?: boolean;
} & (
  | { readonly place: 'walked' | 'inert' | 'asked'; readonly shape: Shape }
  | { readonly place: 'only'; readonly value: unknown }
  | {
      readonly place: 'refers';
      /** `aws_vpc.id`: type and what of it. */
      readonly to: readonly string[];
      readonly list: boolean;
      /** What may stand there literally instead: something outside of this network. */
      readonly or?: Shape;
    }
  | { readonly place: 'after' | 'tags' | 'sometimes' | 'endpoint' | 'key' | 'no-table' | 'guard' }
);

/** Type of resource to path of an argument to its place; `[]` stands behind a list of blocks. */
export type Arguments = Readonly<Record<string, Readonly<Record<string, Rule>>>>;

export function walked(shape: Shape): Rule {
  return { place: 'walked', shape };
}

/** A name or a description for people: the network is the same whatever it says. */
export function inert(shape: Shape): Rule {
  return { place: 'inert', shape };
}

export function asked(shape: Shape): Rule {
  return { place: 'asked', shape };
}

export function only(value: unknown): Rule {
  return { place: 'only', value };
}

export function refers(...to: readonly string[]): Rule {
  return { place: 'refers', to, list: false };
}

export function refersOr(or: Shape, ...to: readonly string[]): Rule {
  return { place: 'refers', to, list: false, or };
}

export function refersEach(...to: readonly string[]): Rule {
  return { place: 'refers', to, list: true };
}

export function refersEachOr(or: Shape, ...to: readonly string[]): Rule {
  return { place: 'refers', to, list: true, or };
}

export function maybe(rule: Rule): Rule {
  return { ...rule, optional: true };
}

/** `depends_on`: in what order things are made, and nothing else. */
export const AFTER: Rule = { place: 'after' };
/** What things are called and whom they are charged to. */
export const TAGS: Rule = { place: 'tags' };
/** A block that some resources have. */
export const SOMETIMES: Rule = { place: 'sometimes', optional: true };
/** Keeps Terraform from destroying it, until what it is for is leaving: it is then left out. */
export const GUARD: Rule = { place: 'guard', optional: true };
/** Keeps the cloud from destroying it, until what it is for is leaving: it is then off. */
export const PROTECTION: Rule = { place: 'guard' };
/** The endpoint of a firewall in a subnet. */
export const ENDPOINT: Rule = { place: 'endpoint' };
/** A key, which is a sensitive variable or made by AWS, and never written down. */
export const KEY: Rule = { place: 'key' };
/** Propagated into no table of a virtual hub. */
export const NO_TABLE: Rule = { place: 'no-table' };
