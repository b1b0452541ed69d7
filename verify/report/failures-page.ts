import { grouped } from '../../catalogue/text/counts';
import { compareText } from '../../catalogue/issues/issue';
import type { Catalogue, Resilience, Site } from '../../catalogue/model';
import type { DatacentrePath, DatacentrePaths } from '../failures/datacentre-paths';
import type { ElementKind } from '../failures/elements';
import type { Failure, Failures, Loss } from '../failures/failures';
import { lossText, movesText, pathText, renderTried } from './render-failures';

/** Why traffic does what it does, for the kinds of element that have a section each. */
const WHY: Readonly<Partial<Record<ElementKind, string>>> = {
  'circuit of a datacentre':
    "Tunnels over circuits end at addresses that every circuit of one kind announces: while one of them is up, tunnels stay up and only the underlay's BGP moves. When the last one to a cloud is gone the tunnels over it fall as soon as dead peer detection or BGP's hold timer says so, and the backup's longer AS path is the only one left. The router's local preference moves the other direction at the same time, by the same loss.",
  'internet line of a datacentre':
    'Backups are down. Where circuits are up nothing was using them, since circuits are preferred in both directions, and what is left has no second way; where there are none yet the datacentre is off.',
  datacentre:
    'Everything in it is gone, sites inside it too. A service goes on where another datacentre has an address of it; clients find that one by name, or by having both configured. Names are forwarded to every resolver that is written down.',
  zone: 'Attachments, firewalls and gateways stand in every zone of a hub; flows through the lost zone are broken once and begin again through another. An address in the lost zone (of a resolver, of an endpoint) answers no more; each has one in every zone, and clients are given all of them. A VPC that its tenant put in one zone goes with it.',
  'tunnel of a link':
    'Both tunnels carry the same prefixes at equal cost in each direction; BGP in the lost one goes, the other takes all.',
};

const CLASSES: Readonly<Record<Resilience, string>> = {
  single: 'one circuit: without it the site is off the network, which is what the class says',
  dual: 'two circuits: the second one has tunnels of its own and takes over; behind it the site prefers the first',
  'dual-dc': 'as `dual`, and what it needs of datacentres has an address in two of them',
};

/** `docs/failures.md`: what traffic does when something fails, by failing it. */
export function renderFailuresPage(
  catalogue: Catalogue,
  failures: Failures,
  all: readonly Failure[],
  paths: DatacentrePaths,
): string {
  const of = (kind: ElementKind): readonly Failure[] => all.filter(({ elements }) => elements[0]?.kind === kind);
  const sections = Object.entries(WHY).flatMap(([kind, why]) => {
    const own = of(kind as ElementKind);
    return own.length === 0 ? [] : [section(kind, why, own, failures, paths)];
  });
  return [
    '# When something fails\n',
    `Made by \`npx wan failures\` from what is synthesised for ${catalogue.wan.title}: every element of it is taken out by itself,`,
    'and what worked before is tried again. `npx wan verify --without ID` asks for any one, or for several together; `npx wan',
    'verify --failures 1` tries them all, and exits 1 where a site loses more than its class of resilience allows.\n',
    `\`\`\`text\n${renderTried(all)}\`\`\`\n`,
    circuitsOfSites(catalogue, of('circuit of a site'), failures),
    tunnels(of('tunnel')),
    ...sections,
  ].join('\n');
}

function circuitsOfSites(catalogue: Catalogue, own: readonly Failure[], failures: Failures): string {
  const rows = (Object.keys(CLASSES) as Resilience[]).flatMap((resilience) => {
    const ofClass = own.filter(({ elements }) => siteOf(catalogue, elements[0]?.id)?.resilience === resilience);
    const off = ofClass.filter(({ losses }) => losses.length > 0).length;
    return ofClass.length === 0 ? [] : [`| ${resilience} | ${ofClass.length} | ${off} | ${CLASSES[resilience]} |`];
  });
  const example = own.find(
    ({ elements: [element], losses }) => losses.length === 0 && failures.moves([element?.id ?? '']).length > 0,
  );
  const id = example?.elements[0]?.id ?? '';
  return [
    '## A circuit of a site\n',
    '| class | circuits | sites that are off the network | why |\n|---|--:|--:|---|',
    ...rows,
    ...(example ? [`\nFor example \`${id}\`:\n\n${bullets(movesText(failures.moves([id])))}`] : []),
    '',
  ].join('\n');
}

function tunnels(own: readonly Failure[]): string {
  const lost = own.filter(({ losses }) => losses.length > 0);
  return [
    '## A tunnel\n',
    `Every connection is two tunnels to two devices, in AWS as well as in Azure. ${grouped(own.length)} were failed, one at a time; ${lost.length === 0 ? 'nobody loses anything: the other tunnel of the same connection carries on.' : 'these lose something:'}`,
    ...(lost.length === 0 ? [] : [`\n${bullets(lost.flatMap(({ losses }) => losses.map(lossText)))}`]),
    '',
  ].join('\n');
}

function section(
  kind: string,
  why: string,
  own: readonly Failure[],
  failures: Failures,
  paths: DatacentrePaths,
): string {
  const article = /^[aeiou]/.test(kind) ? 'An' : 'A';
  return [`## ${article} ${kind}\n`, `${why}\n`, ...own.map((failure) => one(failure, failures, paths))].join('\n');
}

function one({ elements, losses }: Failure, failures: Failures, paths: DatacentrePaths): string {
  const [element] = elements;
  if (!element) return '';
  const moves = movesText(failures.moves([element.id]));
  const ways = paths.without([element.id]);
  return [
    `### \`${element.id}\`: ${element.label}\n`,
    losses.length === 0 ? 'Nobody loses anything.\n' : `Lost:\n\n${bullets(byPlace(losses))}\n`,
    moves.length === 0 ? 'Nothing takes another way.\n' : `Another way:\n\n${bullets(moves)}\n`,
    ...(ways.length === 0 ? [] : [waysText(ways)]),
  ].join('\n');
}

function waysText(ways: readonly DatacentrePath[]): string {
  const bad = ways.filter(({ problem }) => problem !== undefined);
  return bad.length === 0
    ? `What datacentres exchange with others (${ways.length} kinds) goes there and back by one way.\n`
    : `Not there and back by one way:\n\n${bullets(bad.map(pathText))}\n`;
}

/** Losses in one line for each that has them. */
function byPlace(losses: readonly Loss[]): readonly string[] {
  const found = new Map<string, string[]>();
  for (const { who, sites, what, where } of losses) {
    const key = sites.length > 1 ? `${who} (${sites.length})` : who;
    found.set(key, [...(found.get(key) ?? []), `${what}${where === undefined ? '' : ` at ${where}`}`]);
  }
  return [...found].sort(([a], [b]) => compareText(a, b)).map(([who, what]) => `${who}: ${what.join(', ')}`);
}

function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

function siteOf({ sites }: Catalogue, id: string | undefined): Site | undefined {
  return sites.find((site) => id?.startsWith(`${site.id}.`));
}
