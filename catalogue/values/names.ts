import { parse } from 'tldts';
import { compareText } from '../issues/issue';

/**
 * A DNS name as lists write it: `sso.example.gov.uk` is that name alone, `.example.gov.uk` that name and everything
 * below it, `*.example.gov.uk` everything below it and not the name itself.
 */
export interface NamePattern {
  readonly name: string;
  readonly self: boolean;
  readonly below: boolean;
}

export function parseName(text: string): NamePattern {
  if (text.startsWith('*.')) return { name: text.slice(2), self: false, below: true };
  if (text.startsWith('.')) return { name: text.slice(1), self: true, below: true };
  return { name: text, self: true, below: false };
}

/** True where every name that `inner` stands for is one that `outer` stands for. */
export function nameContains(outer: NamePattern, inner: NamePattern): boolean {
  if (outer.name === inner.name) return (outer.self || !inner.self) && (outer.below || !inner.below);
  return outer.below && inner.name.endsWith(`.${outer.name}`);
}

/** True where some name is one that both stand for. */
export function namesMeet(one: NamePattern, other: NamePattern): boolean {
  if (one.name === other.name) return (one.self && other.self) || (one.below && other.below);
  const [upper, lower] = one.name.length < other.name.length ? [one, other] : [other, one];
  return upper.below && lower.name.endsWith(`.${upper.name}`);
}

/** The patterns of a list that no other of it covers, each once and sorted: the same names in as few lines as they take. */
export function widestNames(texts: readonly string[]): readonly NamePattern[] {
  const patterns = [...new Set(texts)].sort(compareText).map(parseName);
  return patterns.filter(
    (inner, index) =>
      !patterns.some(
        (outer, at) => at !== index && nameContains(outer, inner) && (at < index || !nameContains(inner, outer)),
      ),
  );
}

/**
 * True for a public suffix such as `co.uk`, below which anybody can register a name.
 * Source: publicsuffix.org, through tldts; the ICANN part of the list only.
 */
export function isPublicSuffix(pattern: NamePattern): boolean {
  return parse(pattern.name, { allowPrivateDomains: false }).domain === null;
}
