import { TWO_BYTE_POOL } from '../../catalogue/values/asn';
import { type Cidr, cidr } from '../../catalogue/values/cidr';
import { CidrSet } from '../../catalogue/values/cidr-set';
import { compareText } from '../../catalogue/issues/issue';
import {
  type Circuit,
  homeOf,
  isRendered,
  type Segment,
  type Site,
  type Tenant,
  terminationOf,
} from '../../catalogue/model';
import type { CircuitLock, Lock, SegmentLock, SiteLock } from '../lock/lock-file';
import {
  chooseAzureInsideRange,
  chooseBlock,
  chooseInsideRange,
  fourByteAsns,
  isInsideRange,
  isLinkRange,
  twoByteAsns,
} from '../lock/pools';
import { meaningfulPrefixes, writtenAsns, writtenPrefixes } from './claims';
import { concentratorChooser } from './concentrators';
import type { Placement } from './place-sites';
import { heldPeers } from './reconcile-datacentres';
import type { Reconciliation } from './reconciliation';

/** A site with its index in the catalogue and what the lock holds for it, under its present or former id. */
interface Entry {
  readonly site: Site;
  readonly index: number;
  readonly held: SiteLock | undefined;
}

/** Numbers of all sites: first everything that is kept, then what is missing, in order of id. */
export function reconcileSites(context: Reconciliation, placement: Placement): Lock['sites'] {
  const { catalogue, keep } = context;
  const entries: readonly Entry[] = catalogue.sites
    .map((site, index) => ({
      site,
      index,
      held: keep?.sites[site.id] ?? (site.was === undefined ? undefined : keep?.sites[site.was]),
    }))
    .sort((a, b) => compareText(a.site.id, b.site.id));
  const tenants = new Map(catalogue.tenants.map((tenant) => [tenant.id, tenant]));
  const asns = chooseAsns(context, entries);
  const prefixes = choosePrefixes(context, entries, tenants);
  const loopbacks = chooseLoopbacks(context, entries, tenants);
  const concentrators = concentratorChooser(entries);
  const sites: Record<string, SiteLock> = {};
  for (const { site, index, held } of entries) {
    const place = placement.get(site.id);
    const asn = asns.get(site.id);
    const segments: Record<string, SegmentLock> = {};
    const inside = keptInsideRanges(site, held);
    for (const segment of site.segments) {
      const prefix = prefixes.get(slot(site, segment));
      const circuits: Record<string, CircuitLock> = {};
      for (const circuit of site.circuits) {
        const loopback = loopbacks.get(slot(site, segment, circuit));
        const hub = site.hubs.find((candidate) => candidate.cloud === 'aws');
        const kept = held?.segments[segment.tenant]?.circuits[circuit.id];
        const concentrator =
          hub && terminationOf(segment, circuit) === 'concentrator'
            ? concentrators(hub.id, segment.tenant, kept?.concentrator)
            : undefined;
        const key = `${slot(site, segment, circuit)}/${hub?.id ?? ''}`;
        const numbers: CircuitLock = {
          ...(loopback === undefined ? {} : { loopback }),
          // Ranges that the far end has chosen stand in the catalogue.
          ...(hub && circuit.insideRanges === undefined
            ? { tunnels: keptTunnels(context, site, index, segment, kept) ?? chosenTunnels(segment, key, inside) }
            : {}),
          ...(concentrator === undefined ? {} : { concentrator }),
        };
        circuits[circuit.id] = { ...numbers, ...adoptedOf(site, segment, circuit, held, numbers, kept) };
      }
      segments[segment.tenant] = { ...(prefix === undefined ? {} : { prefix }), circuits };
    }
    sites[site.id] = {
      state: site.state,
      ...deviceOf(site, held, keep),
      ...(asn === undefined ? {} : { asn }),
      stacks: place?.stacks ?? {},
      hubs: Object.fromEntries(site.hubs.map((hub) => [hub.cloud, hub.id])),
      wave: place?.wave ?? 2,
      segments,
    };
  }
  return sites;
}

/** Ranges that are held, where the far end takes them; a tunnel can't change its own. */
function keptTunnels(
  context: Reconciliation,
  site: Site,
  index: number,
  segment: Segment,
  kept: CircuitLock | undefined,
): CircuitLock['tunnels'] {
  const ranges = kept?.tunnels;
  const written = writtenRanges(site);
  if (ranges === undefined || ranges.every((range) => suits(segment, cidr(range)) && !written.includes(range)))
    return ranges;
  if (context.renumber.has(site.id)) return undefined;
  const isWritten = ranges.some((range) => written.includes(range));
  context.report(['sites', index, 'segments', site.segments.indexOf(segment)], {
    code: 'LOCK_UNFIT',
    problem: `The lock holds inside ranges ${ranges.join(' and ')} for ${site.name}, ${isWritten ? 'and another of its circuits is now written with one of them' : 'which its far end does not take'}.`,
    fix: `${isWritten ? 'Write others there' : 'Leave `farEnd` as it was'}, or give this one site new numbers with \`npx wan lock --renumber ${site.id}\`: its tunnels are replaced, an outage of minutes.`,
  });
  return ranges;
}

/**
 * What was there before stays known while it is there: rendered, at the same hub, with the same inside ranges and routing, and by itself.
 * Any other change makes another connection of it, and an import of what is gone stops a plan.
 */
function adoptedOf(
  site: Site,
  segment: Segment,
  circuit: Circuit,
  held: SiteLock | undefined,
  numbers: CircuitLock,
  kept: CircuitLock | undefined,
): Pick<CircuitLock, 'adopted' | 'adoptedAzure'> {
  const { adopted, adoptedAzure } = kept ?? {};
  // In Azure a connection is another one at another hub alone: everything else of it changes in place.
  const isInAzure = isRendered(site) && site.hubs.some(({ id, cloud }) => cloud === 'azure' && id === held?.hubs.azure);
  const inAzure = adoptedAzure !== undefined && isInAzure ? { adoptedAzure } : {};
  if (adopted === undefined) return inAzure;
  const inside: readonly string[] = circuit.insideRanges?.map(String) ?? numbers.tunnels ?? [];
  const isThere =
    isRendered(site) &&
    site.hubs.some(({ id, cloud }) => cloud === 'aws' && id === held?.hubs.aws) &&
    inside.join() === adopted.inside.join() &&
    numbers.concentrator === undefined &&
    (adopted.routing === 'static') === (segment.routing === 'static');
  return isThere ? { adopted, ...inAzure } : inAzure;
}

function writtenRanges({ circuits }: Site): readonly string[] {
  return circuits.flatMap(({ insideRanges = [] }) => insideRanges.map(String));
}

/** A VPN gateway of Azure takes few ranges, and nobody else has one of those. */
function suits({ farEnd }: Segment, range: Cidr): boolean {
  return farEnd === 'azure-gateway' ? isLinkRange(range) : isInsideRange(range);
}

function chosenTunnels({ farEnd }: Segment, key: string, inside: Set<string>): [string, string] {
  const choose = farEnd === 'azure-gateway' ? chooseAzureInsideRange : chooseInsideRange;
  return [choose(`${key}/1`, inside), choose(`${key}/2`, inside)];
}

/** Names a number's place; a new number starts at a hash of it. */
function slot(site: Site, segment?: Segment, circuit?: Circuit): string {
  return [site.id, ...(segment ? [segment.tenant] : []), ...(circuit ? [circuit.id] : [])].join('/');
}

function usesAzure(site: Site): boolean {
  return site.hubs.some((hub) => hub.cloud === 'azure');
}

function chooseAsns(context: Reconciliation, entries: readonly Entry[]): ReadonlyMap<string, number> {
  const written = new Set(writtenAsns(context.catalogue));
  const twoByte = twoByteAsns();
  const fourByte = fourByteAsns();
  for (const asn of written) [twoByte, fourByte].forEach((pool) => pool.take(asn));
  const chosen = new Map<string, number>();
  const missing: Entry[] = [];
  for (const entry of entries) {
    const { site, held } = entry;
    if (site.asn !== undefined || site.hubs.length === 0) continue;
    const kept = context.twoByteAsn.has(site.id) && (held?.asn ?? 0) > 65535 ? undefined : held?.asn;
    if (kept === undefined) {
      missing.push(entry);
      continue;
    }
    [twoByte, fourByte].forEach((pool) => pool.take(kept));
    chosen.set(site.id, kept);
    // A circuit of its own may say the same.
    if (written.has(kept) && !site.circuits.some(({ asn }) => asn === kept)) {
      context.report(['sites', entry.index], {
        code: 'ASN_DUPLICATE',
        problem: `AS ${kept}, which the lock holds for ${site.name}, is now written elsewhere in the catalogue.`,
        fix: 'Write another number there: changing this one would replace the tunnels of a working site.',
      });
    }
    if (usesAzure(site) && kept > 65535) {
      context.report(['sites', entry.index, 'profile'], {
        code: 'ASN_NEEDS_TWO_BYTES',
        problem: `${site.name} has AS ${kept}, and Azure gateways take 2-byte numbers only.`,
        allowed: `${TWO_BYTE_POOL.first}–${TWO_BYTE_POOL.last}`,
        fix: `Give it a 2-byte number first, with its present profile: \`npx wan lock --two-byte-asn ${site.id}\` in a change of its own. Its tunnels are replaced, an outage of minutes; then add the Azure hub.`,
      });
    }
  }
  for (const { site, index } of missing) {
    const pool = usesAzure(site) || context.twoByteAsn.has(site.id) ? twoByte : fourByte;
    const asn = pool.choose(slot(site));
    if (asn !== undefined) chosen.set(site.id, asn);
    else
      context.report(['sites', index], {
        code: 'POOL_EXHAUSTED',
        problem: `No ${pool.name} are left for ${site.name}.`,
        fix: 'Write `asn:` at sites that own a public number, or home this one on AWS alone.',
      });
  }
  return chosen;
}

function choosePrefixes(
  context: Reconciliation,
  entries: readonly Entry[],
  tenants: ReadonlyMap<string, Tenant>,
): ReadonlyMap<string, string> {
  const taken = new CidrSet(writtenPrefixes(context.catalogue));
  const chosen = new Map<string, string>();
  const missing: { readonly entry: Entry; readonly segment: Segment; readonly bits: number }[] = [];
  for (const entry of entries) {
    for (const segment of entry.site.segments) {
      if (segment.sizeBits === undefined) continue;
      const text = entry.held?.segments[segment.tenant]?.prefix;
      const kept = text === undefined ? undefined : cidr(text);
      const fits =
        kept !== undefined && blockOf(tenants.get(segment.tenant), entry.site).some((block) => block.contains(kept));
      if (!kept || kept.bits !== segment.sizeBits || (!fits && context.renumber.has(entry.site.id))) {
        missing.push({ entry, segment, bits: segment.sizeBits });
        continue;
      }
      const path = ['sites', entry.index, 'segments', entry.site.segments.indexOf(segment)];
      if (!fits) {
        context.report(path, unfit(entry.site, `prefix ${kept}`, `${segment.tenant}'s supernets of its home`));
      } else if (taken.overlaps(kept)) {
        context.report(path, {
          code: 'PREFIX_OVERLAP',
          problem: `${kept}, which the lock holds for ${entry.site.name}, overlaps a prefix that is now written elsewhere in the catalogue, or held by another site.`,
          fix: 'Write another prefix there: this building already uses its own.',
        });
      }
      taken.add(kept);
      chosen.set(slot(entry.site, segment), kept.toString());
    }
  }
  for (const prefix of meaningfulPrefixes(context.catalogue)) taken.add(prefix);
  for (const { entry, segment, bits } of missing) {
    const ranges = blockOf(tenants.get(segment.tenant), entry.site);
    const free = chooseBlock(slot(entry.site, segment), ranges, bits, taken);
    if (free) chosen.set(slot(entry.site, segment), free.toString());
    else {
      context.report(['sites', entry.index, 'segments', entry.site.segments.indexOf(segment)], {
        code: 'POOL_EXHAUSTED',
        problem: `No free /${bits} is left for ${entry.site.name} in ${segment.tenant}'s supernets.`,
        got: ranges.join(', '),
        fix: `Add a supernet under tenants.${segment.tenant}.supernets.${homeOf(entry.site)}, or ask for a smaller size.`,
      });
    }
  }
  return chosen;
}

/** Supernets of the site's home, where its prefixes come from. */
function blockOf(tenant: Tenant | undefined, site: Site): readonly Cidr[] {
  return tenant?.supernets[homeOf(site)] ?? [];
}

function chooseLoopbacks(
  context: Reconciliation,
  entries: readonly Entry[],
  tenants: ReadonlyMap<string, Tenant>,
): ReadonlyMap<string, string> {
  const taken = new CidrSet(heldPeers(context.keep).map(cidr));
  const chosen = new Map<string, string>();
  const missing: {
    readonly entry: Entry;
    readonly segment: Segment;
    readonly circuit: Circuit;
    readonly range: Cidr;
  }[] = [];
  for (const entry of entries) {
    const home = homeOf(entry.site);
    for (const segment of entry.site.segments) {
      const range = home === 'datacentre' ? undefined : tenants.get(segment.tenant)?.loopbacks[home];
      if (!range || !hasLoopback(segment)) continue;
      for (const circuit of entry.site.circuits) {
        const text = entry.held?.segments[segment.tenant]?.circuits[circuit.id]?.loopback;
        const fits = text !== undefined && range.contains(cidr(text));
        if (text === undefined || (!fits && context.renumber.has(entry.site.id))) {
          missing.push({ entry, segment, circuit, range });
          continue;
        }
        if (!fits)
          context.report(
            ['sites', entry.index],
            unfit(entry.site, `loopback ${text}`, `${segment.tenant}'s range ${range}`),
          );
        taken.add(cidr(text));
        chosen.set(slot(entry.site, segment, circuit), text);
      }
    }
  }
  for (const { entry, segment, circuit, range } of missing) {
    const free = chooseBlock(slot(entry.site, segment, circuit), [range], 32, taken);
    if (free) chosen.set(slot(entry.site, segment, circuit), free.toString());
    else {
      context.report(['sites', entry.index], {
        code: 'POOL_EXHAUSTED',
        problem: `No router loopback is left for ${entry.site.name} in ${segment.tenant}'s range.`,
        got: range.toString(),
        fix: `Widen tenants.${segment.tenant}.loopbacks.${homeOf(entry.site)} (a shorter prefix that contains the present one).`,
      });
    }
  }
  return chosen;
}

/** Nobody reaches the loopback of a router that announces none. */
function hasLoopback({ routing, farEnd }: Segment): boolean {
  return routing !== 'static' && farEnd !== 'azure-gateway';
}

function unfit(site: Site, what: string, range: string): { code: 'LOCK_UNFIT'; problem: string; fix: string } {
  return {
    code: 'LOCK_UNFIT',
    problem: `The lock holds ${what} for ${site.name}, which is outside ${range}.`,
    fix: `Put the range back (widen it instead of moving it), or give this one site new numbers with \`npx wan lock --renumber ${site.id}\`: its tunnels are replaced, an outage of minutes.`,
  };
}

function keptInsideRanges(site: Site, held: SiteLock | undefined): Set<string> {
  const kept = site.segments.flatMap((segment) =>
    site.circuits.flatMap((circuit) => held?.segments[segment.tenant]?.circuits[circuit.id]?.tunnels ?? []),
  );
  return new Set([...kept, ...writtenRanges(site)]);
}

/** The id that a renamed site's gateways keep: their device name can't change without replacing them. */
function deviceOf(site: Site, held: SiteLock | undefined, keep: Lock | undefined): { device?: string } {
  if (held?.device !== undefined) return { device: held.device };
  const renamedNow =
    site.was !== undefined && keep?.sites[site.id] === undefined && keep?.sites[site.was] !== undefined;
  return renamedNow ? { device: site.was } : {};
}
