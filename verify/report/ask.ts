import { failure, type Position, type Result, success } from '../../catalogue/issues/issue';
import type { Catalogue } from '../../catalogue/model';
import type { Whereabouts } from '../../catalogue/shape-issues';
import { formatAddress } from '../../catalogue/values/cidr';
import { formatPort, mergePorts } from '../../catalogue/values/ports';
import type { Member } from '../walk/address-classes';
import type { Proof } from '../walk/proof';
import type { Source } from '../walk/sources';
import type { Want } from '../intent/want';
import { explain } from './explain';
import { passingBetween } from './passing';
import { type Asked, isNamed, type Question, understand } from './question';

/** What is said to a question, and whether anything passes. */
export interface Answer {
  readonly text: string;
  readonly passes: boolean;
}

/** Where entries of the catalogue stand, for answers that name them. */
export interface Entries {
  readonly catalogue: Catalogue;
  readonly where: Whereabouts;
}

/**
 * One packet hop by hop, where a source and an address are given; else everything that passes between what is given, on
 * what, and by which entry of the catalogue. PACKET_SYNTAX for words that this network doesn't know, and where the name
 * decides and none is given.
 */
export function ask(proof: Proof, question: Question, entries: Entries): Result<Answer> {
  const understood = understand(proof, question);
  if (!understood.ok) return understood;
  const asked = understood.value;
  // A tenant is all of its places: what one of them reaches says nothing of the others.
  const isTenant = entries.catalogue.tenants.some(({ id }) => id === question.from);
  const sources = isTenant ? sourcesMeant(proof, question, asked) : asked.sources;
  if (!sources || !asked.isOne) return success(between(proof, question, asked, entries));
  const service = asked.service ?? (isTenant ? undefined : ({ protocol: 'tcp', port: 443 } as const));
  if (!service) return success(between(proof, question, asked, entries));
  const explained = sources.map((source) => explain(proof, source, asked.destination, service));
  if (explained.some(({ hangsOnName }) => hangsOnName))
    return failure([
      {
        code: 'PACKET_SYNTAX',
        problem: `On tcp/${service.port} to ${question.to} the name that is asked for decides, and none was given.`,
        fix: 'Give --name, such as --name www.example.org.',
      },
    ]);
  if (isTenant) return success(between(proof, question, asked, entries));
  return success({
    text: explained.map(({ text }) => text).join('\n'),
    passes: explained.some(({ passes }) => passes),
  });
}

/** Every kind of source and of destination that is meant, by the entries that let something pass. */
function between(proof: Proof, question: Question, asked: Asked, entries: Entries): Answer {
  const { place } = asked;
  const sources = sourcesMeant(proof, question, asked);
  const destinations: readonly Member[] =
    place === undefined
      ? [{ address: asked.destination }]
      : proof.classes.flatMap(({ members }) =>
          members.filter(({ owner }) => owner !== undefined && isNamed({ owner }, place)),
        );
  const lines = new Map<
    string,
    { readonly services: Set<string>; readonly places: Set<string>; readonly to: Set<string> }
  >();
  for (const source of sources)
    for (const { address, owner } of destinations) {
      // What stays within one place doesn't cross the WAN.
      if (owner && owner.place === source.owner.place && owner.tenant === source.owner.tenant) continue;
      for (const { because, services } of passingBetween(proof, source, address, asked.service).passing) {
        const key = `${source.owner.tenant}|${because}`;
        const line = lines.get(key) ?? { services: new Set(), places: new Set(), to: new Set() };
        lines.set(key, line);
        for (const service of services) line.services.add(service);
        line.places.add(source.label);
        line.to.add(formatAddress(address));
      }
    }
  const shown = [...lines]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, { services, places, to }]) => {
      const [tenant = '', because = ''] = key.split('|');
      const asked = wantsOf(proof, tenant, because).flatMap((want) => want.destinations.map(String));
      const at = place === undefined ? '' : ` to ${listed([...new Set(asked.length > 0 ? asked : to)], '')}`;
      return [
        `  ${tenant} (${listed([...places])}) on ${onWhat([...services])}${at}`,
        `    ${entryOf(proof, because, entries)}`,
      ].join('\n');
    });
  const heading = `${question.from ?? 'anybody'} → ${question.to}${question.port === undefined ? '' : ` ${question.port}`}`;
  const text = [heading, ...(shown.length === 0 ? ['  nothing passes'] : [...shown, '  nothing else passes']), ''].join(
    '\n',
  );
  return { text, passes: shown.length > 0 };
}

/** A place is every kind of source that it has; an address is one. */
function sourcesMeant(proof: Proof, { from }: Question, { sources }: Asked): readonly Source[] {
  const all = proof.sources.filter(({ resolver }) => !resolver);
  if (from === undefined) return all;
  const named = all.filter(({ owner }) => isNamed({ owner }, from));
  return named.length > 0 ? named : (sources ?? []);
}

function listed(names: readonly string[], what = ' kinds of place'): string {
  const few = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${few} and ${names.length - 3} more${what}` : few;
}

function wantsOf({ intent }: Proof, tenant: string, because: string): readonly Want[] {
  return intent.wants.filter((want) => want.because === because && want.from === tenant);
}

/** Ranges that touch are one. */
function onWhat(services: readonly string[]): string {
  const ports = services.filter((text) => /^(tcp|udp)\/[\d-]+$/.test(text));
  const merged = mergePorts(ports).map(({ protocol, first, last }) =>
    first <= 1 && last === 65_535 ? `${protocol}/any` : formatPort({ protocol, first, last }),
  );
  return [...merged, ...services.filter((text) => !ports.includes(text))].join(', ');
}

function entryOf(proof: Proof, because: string, { catalogue, where }: Entries): string {
  if (because === '') return 'nobody asked for this';
  if (because === 'internet') return 'by its egress domain';
  const supplier = catalogue.suppliers.findIndex(({ id }) => because === `suppliers.${id}`);
  if (supplier >= 0) return cited(because, where.at(['suppliers', supplier]));
  const want = proof.intent.wants.find((each) => each.because === because);
  if (!want || want.path.length === 0 || catalogue.sites.length === 0) return because;
  return cited(because, where.at(want.path));
}

function cited(because: string, at: Position): string {
  return `${because} (${at.file}:${at.line}:${at.column})`;
}
