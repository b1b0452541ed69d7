import type { Circuit, Segment, Site } from '../../catalogue/model';
import { slug } from '../edit/forms/form';

/** A circuit of a segment: what one connection is. */
export interface Place {
  readonly site: Site;
  readonly segment: Segment;
  readonly circuit: Circuit;
}

/** The far end of a connection, and what somebody has called it: what it is called itself goes before what its gateway is. */
export interface FarEnd {
  readonly words: readonly string[];
  readonly address?: string;
  readonly fqdn?: string;
  readonly certificate?: string;
}

/** Why nobody can say which place a connection is. */
export interface NoPlace {
  readonly why: string;
  readonly fix: string;
  /** Whether no site of the catalogue can be it. */
  readonly isNew?: true;
}

export function nameOf({ site, segment, circuit }: Place): string {
  return `${site.id}_${segment.tenant}_${circuit.id}`;
}

/**
 * Which place a connection is: by the router's address or certificate, and of several by what somebody has named it. A name that says
 * another tenant or place than the address does is told, never passed over.
 */
export function placeOf(
  { words, address, fqdn, certificate }: FarEnd,
  places: readonly Place[],
  tenants: readonly string[],
): Place | NoPlace {
  const alike = places.filter(({ circuit }) =>
    address === undefined
      ? (certificate !== undefined && circuit.certificate === certificate) ||
        (fqdn !== undefined && circuit.fqdn === fqdn)
      : circuit.address === address,
  );
  if (alike.length === 0)
    return {
      why: 'no site of the catalogue has its address',
      fix: 'Write the site first (`wan add site`, `wan import`), or, of a supplier, have it proposed with --tenant.',
      isNew: true,
    };
  const exact = places.filter((each) => words.includes(nameOf(each)));
  const [own] = exact.filter((each) => alike.includes(each));
  if (own) return own;
  const [other] = exact;
  if (other) return contradicting(`it is called ${nameOf(other)}, and its address is ${nameOf(alike[0] ?? other)}'s`);
  const [only] = alike;
  for (const word of words) {
    const said = tenantsIn(word, only?.site, tenants);
    if (said.length === 0) continue;
    const fitting = alike.filter(({ segment }) => said.includes(segment.tenant));
    const [found] = fitting;
    if (found && fitting.length === 1 && said.length === 1) return found;
    if (!found)
      return contradicting(
        `its name says ${said.join(' and ')}, and nobody of that name is at ${only?.site.id ?? '–'}`,
      );
    break;
  }
  if (only && alike.length === 1) return only;
  return {
    why: 'several segments of the catalogue have its address',
    fix: 'Give it a tag Name of site, tenant and circuit, such as crewe-library_schools_primary, or one with the tenant in it.',
  };
}

function contradicting(why: string): NoPlace {
  return { why, fix: 'Which of them is right? Mend the name, or the address in the catalogue.' };
}

/** Tenants that a name holds as words of their own, not in what the site is called anyway. */
function tenantsIn(word: string, site: Site | undefined, tenants: readonly string[]): readonly string[] {
  // The longer one first: an id is often a part of the name.
  const called = [slug(site?.name ?? ''), site?.id ?? '']
    .filter((each) => each !== '')
    .sort((a, b) => b.length - a.length);
  const rest = called.reduce((text, own) => text.replaceAll(`-${own}-`, '-'), `-${slug(word)}-`);
  return tenants.filter((tenant) => rest.includes(`-${tenant}-`));
}
