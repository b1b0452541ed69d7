import { segmentPrefixes } from '../../plan/routing/connections';
import type { Side } from '../sides/side';
import type { Effect } from './effect';
import { OUTAGES } from './outage';

/**
 * Segments in use that lose a prefix: everything in the building that has an address of it needs another one, and nothing in
 * either cloud says so, since tables hold supernets. A prefix that is only added, or widened, takes nothing away.
 */
export function renumberings(base: Side, head: Side): readonly Effect[] {
  const now = new Map(
    head.prepared.catalogue.sites.flatMap((site) => [
      [site.id, site] as const,
      ...(site.was === undefined ? [] : [[site.was, site] as const]),
    ]),
  );
  return base.prepared.catalogue.sites.flatMap((before): readonly Effect[] => {
    const after = now.get(before.id);
    if (!after || (before.state !== 'live' && before.state !== 'building')) return [];
    const lost = before.segments.flatMap((segment) => {
      const kept = after.segments.find(({ tenant }) => tenant === segment.tenant);
      if (!kept) return [];
      const prefixes = segmentPrefixes(after, kept, head.prepared.lock);
      return segmentPrefixes(before, segment, base.prepared.lock)
        .filter((prefix) => !prefixes.some((other) => other.contains(prefix)))
        .map((prefix) => ({
          tenant: segment.tenant,
          text: `${segment.tenant} ${prefix.toString()} → ${prefixes.map(String).join(', ')}`,
        }));
    });
    if (lost.length === 0) return [];
    return [
      {
        allowance: 'renumbered',
        isRefused: true,
        risk: 'high',
        targets: lost.map(({ tenant }) => [
          { kind: 'sites', id: after.id },
          { kind: 'profiles', id: after.profile },
          { kind: 'tenants', id: tenant },
        ]),
        whom: { kind: 'site', id: after.id, name: after.name },
        behind: [],
        what: `everything in the building needs another address: ${lost.map(({ text }) => text).join('; ')}`,
        outage: OUTAGES.farEnd,
        circuits: [],
        isCutOff: false,
        farEnd: [],
        suppliers: [],
        resources: [],
      },
    ];
  });
}
