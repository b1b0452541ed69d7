import type { Target } from '../../catalogue/consent';
import { counted } from '../../catalogue/text/counts';
import { isRendered, type Site } from '../../catalogue/model';
import { breakoutWords, localBreakout } from '../../plan/routers/local-breakout';
import type { Side } from '../sides/side';
import type { Effect } from './effect';
import { OUTAGES } from './outage';

/** Sites that are named; the rest is counted. */
const NAMED = 3;

interface Move {
  readonly site: Site;
  readonly tenant: string;
  readonly old: string;
  readonly now: string;
}

/**
 * Who leaves for the internet another way than before. No stack says it, since the clouds' side stays: it happens when somebody sets the routers. What passes
 * no firewall of the cloud any more, or is led to another filter, has to be agreed to; what comes back to it has not.
 */
export function breakoutEffects(base: Side, head: Side): readonly Effect[] {
  const before = new Map(base.prepared.catalogue.sites.map((site) => [site.id, site]));
  const moves = head.prepared.catalogue.sites.filter(isRendered).flatMap((site): readonly Move[] => {
    const former = before.get(site.id) ?? (site.was === undefined ? undefined : before.get(site.was));
    return site.segments.flatMap((segment) => {
      const earlier = former && isRendered(former) && former.segments.find(({ tenant }) => tenant === segment.tenant);
      const now = wordsOf(head, site, segment);
      // What is new does as its tenant does; where the tenant did otherwise, somebody has to agree.
      const asItsTenant = breakoutOf(base, segment.tenant) === 'local' && breakoutOf(head, segment.tenant) === 'local';
      const old = former && earlier ? wordsOf(base, former, earlier) : asItsTenant ? now : CLOUD;
      return old === now ? [] : [{ site, tenant: segment.tenant, old, now }];
    });
  });
  const groups = new Map<string, Move[]>();
  for (const move of moves) {
    const key = [move.tenant, move.old, move.now].join('\n');
    const group = groups.get(key);
    if (group) group.push(move);
    else groups.set(key, [move]);
  }
  return [...groups.values()].flatMap((group) => effectOf(group, base, head));
}

const CLOUD = '';

/** Where it leaves to by its own lines; empty where it leaves through the cloud. */
function wordsOf({ prepared: { catalogue } }: Side, site: Site, segment: Site['segments'][number]): string {
  const breakout = localBreakout(catalogue, site, segment);
  return breakout ? breakoutWords(breakout) : CLOUD;
}

function breakoutOf({ prepared: { catalogue } }: Side, tenant: string): string | undefined {
  return catalogue.tenants.find(({ id }) => id === tenant)?.breakout;
}

function effectOf(group: readonly Move[], base: Side, head: Side): readonly Effect[] {
  const [first] = group;
  if (!first) return [];
  const { tenant, old, now } = first;
  const { name = tenant, egress = '' } = head.prepared.catalogue.tenants.find(({ id }) => id === tenant) ?? {};
  const names = group.map(({ site }) => site.name).sort();
  const more = names.length - NAMED;
  const where = `${names.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  const isBack = now === CLOUD;
  const said = ({ prepared: { catalogue } }: Side): string => {
    const found = catalogue.tenants.find(({ id }) => id === tenant);
    const ports = catalogue.egressDomains.find(({ id }) => id === found?.egress)?.ports;
    return JSON.stringify([found?.breakout, found?.filtering, ports]);
  };
  const isOfTenant =
    said(base) !== said(head) && (old !== CLOUD || breakoutOf(base, tenant) !== breakoutOf(head, tenant));
  return [
    {
      ...(isBack ? {} : { allowance: 'far-end-acts' as const }),
      isRefused: !isBack,
      risk: isBack ? 'low' : 'medium',
      // What is agreed to for a tenant is agreed to for all its sites: that is asked of whoever changes all of them.
      targets: group.map(({ site }): Target => [
        ...(isOfTenant ? [{ kind: 'tenants', id: tenant } as const, { kind: 'domains', id: egress } as const] : []),
        { kind: 'sites', id: site.id },
        { kind: 'profiles', id: site.profile },
      ]),
      whom: { kind: 'shared', id: name, name: `${name} at ${counted(group.length, 'site')}` },
      behind: [],
      what: isBack
        ? `leaves through the cloud’s breakout again, and no longer by its own lines ${old}, once its routers are set and what led out is gone from them (${where})`
        : `leaves by its own lines ${now}, ${old === CLOUD ? 'past the firewall and the logs of the cloud' : `until now ${old}`} (${where})`,
      outage: OUTAGES.routerSet,
      circuits: [],
      isCutOff: false,
      farEnd: [],
      suppliers: [],
      resources: [],
    },
  ];
}
