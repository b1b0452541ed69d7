import { counted, grouped } from '../../catalogue/text/counts';
import { type Catalogue, isRendered } from '../../catalogue/model';
import type { Whereabouts } from '../../catalogue/shape-issues';
import { renderMatrix } from './matrix';
import { renderDifference, renderFault, renderName } from './render-difference';
import type { Verification } from './verification';

/** Differences that are shown in full; the rest is counted. */
const SHOWN = 20;

/** The matrix, what differs, what was assumed, and the verdict. */
export function renderVerification(
  verification: Verification,
  catalogue: Catalogue,
  where: Whereabouts,
  notes: readonly string[] = [],
): string {
  const { differences, faults, names, classes, queries } = verification;
  const total = differences.length + faults.length + names.length;
  const shown = differences.slice(0, SHOWN).map((each) => renderDifference(each, catalogue, where));
  const more = differences.length > SHOWN ? [`${differences.length - SHOWN} more differences.\n`] : [];
  return [
    renderMatrix(catalogue, verification),
    ...shown,
    ...more,
    ...faults.map(renderFault),
    ...names.slice(0, SHOWN).map(renderName),
    unusedRules(verification),
    assumptions(verification, catalogue),
    ...notes,
    `${grouped(classes)} kinds of packet, both directions, and ${queries} of DNS query: ${counted(total, 'difference')}.\n`,
  ]
    .filter((part) => part !== '')
    .join('\n');
}

/** Rules that decide nothing are no difference; somebody should know why they are there. */
function unusedRules({ unused }: Verification): string {
  const byFirewall = new Map<string, (number | string)[]>();
  for (const { where, rule } of unused) byFirewall.set(where, [...(byFirewall.get(where) ?? []), rule]);
  return [...byFirewall]
    .map(([where, rules]) => `UNUSED  ${where} rules ${rules.join(', ')} decide nothing.\n`)
    .join('');
}

function assumptions({ announcements, unproven, withoutWay }: Verification, { sites }: Catalogue): string {
  const lists = [...announcements.byAttachment.values()]
    .map((list) => list.filter(({ toCome }) => !toCome))
    .filter((list) => list.length > 0);
  const prefixes = lists.reduce((sum, list) => sum + list.length, 0);
  const apart = [
    ...new Set(withoutWay.map(({ want, hub }) => `${want.because} (${want.from} at ${hub} → ${want.to})`)),
  ].sort();
  const open = [...new Set(unproven.map((want) => `${want.because} (${want.from} → ${want.to})`))].sort();
  return [
    'Assumed, since no stack says it:',
    `  ${counted(lists.length, 'attachment')} announce ${grouped(prefixes)} prefixes, those of catalogue and lock, and nothing else (\`--rogue SITE\`)`,
    '  a site to come announces a free part of its tenant’s supernets, so this holds for it as well',
    "  tenants' VPCs send to the WAN what their route tables here say; what stands in them is theirs",
    ...byOwnLines(sites),
    ...(apart.length === 0
      ? []
      : [
          '  no way leads to what these are for, from places that were granted it (`npm start` lists them as not reached):',
          ...wrapped(apart),
        ]),
    ...(open.length === 0
      ? []
      : [
          '  nobody announces what these are for, so nothing could be proven of them:',
          ...wrapped([...open.slice(0, 12), ...(open.length > 12 ? [`and ${open.length - 12} more`] : [])]),
        ]),
    '',
  ].join('\n');
}

/** What leaves by lines of buildings, which no stack has. */
function byOwnLines(sites: Catalogue['sites']): readonly string[] {
  const counts = new Map<string, number>();
  for (const { segments } of sites.filter(isRendered))
    for (const { tenant, breakout } of segments)
      if (breakout === 'local') counts.set(tenant, (counts.get(tenant) ?? 0) + 1);
  return counts.size === 0
    ? []
    : [
        '  routers lead out of the lines of buildings what `wan router` writes, and nothing else; nothing of it passes here:',
        ...wrapped([...counts].sort().map(([tenant, count]) => `${tenant} at ${counted(count, 'site')}`)),
      ];
}

/** Items separated by commas, in lines of at most 100 columns. */
function wrapped(items: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    if (last !== undefined && `${last}, ${item}`.length < 100) lines[lines.length - 1] = `${last}, ${item}`;
    else lines.push(`    ${item}`);
  }
  return lines.map((line, index) => (index < lines.length - 1 ? `${line},` : line));
}
