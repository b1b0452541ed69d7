import { cidr } from '../../values/cidr';
import type { Draft } from '../../draft';

/**
 * AS numbers a transit gateway accepts for itself.
 * Source: docs.aws.amazon.com/vpc/latest/tgw/tgw-transit-gateways.html (64512–65534, 4200000000–4294967294).
 */
export function awsSideAsnAllowed(asn: number): boolean {
  return (asn >= 64512 && asn <= 65534) || (asn >= 4200000000 && asn <= 4294967294);
}

/** Hubs, and profiles as far as they are about hubs. */
export function checkHubs(draft: Draft): void {
  const { raw } = draft;
  const asns = new Map<number, string>();
  for (const hub of raw.hubs) {
    const bits = cidr(hub.addressSpace).bits;
    const [shortest, longest] = hub.cloud === 'aws' ? [16, 22] : [8, 24];
    if (bits < shortest || bits > longest) {
      draft.report(hub, ['addressSpace'], {
        code: 'OUT_OF_RANGE',
        problem:
          hub.cloud === 'aws'
            ? "An AWS hub's address space holds a /24 for each of its own VPCs."
            : 'Azure takes a virtual hub of /24 or larger.',
        got: hub.addressSpace,
        allowed: `/${shortest} to /${longest}`,
      });
    }
    if (hub.cloud === 'azure') continue;
    if (!awsSideAsnAllowed(hub.asn)) {
      draft.report(hub, ['asn'], {
        code: 'ASN_RANGE',
        problem: "A transit gateway's own AS number must be private.",
        got: String(hub.asn),
        allowed: '64512–65534 or 4200000000–4294967294',
      });
    }
    const other = asns.get(hub.asn);
    if (other !== undefined) {
      draft.report(hub, ['asn'], {
        code: 'ASN_DUPLICATE',
        problem: `AS ${hub.asn} is also that of hub ${other}; gateways that share a number can't exchange routes.`,
        fix: 'Give each hub its own.',
      });
    }
    asns.set(hub.asn, hub.id);
    if (new Set(hub.zones).size !== hub.zones.length) {
      draft.report(hub, ['zones'], {
        code: 'DUPLICATE_ID',
        problem: 'A zone is written twice.',
        got: hub.zones.join(', '),
      });
    }
    hub.zones.forEach((zone, index) => {
      if (!zone.startsWith(hub.region)) {
        draft.report(hub, ['zones', index], {
          code: 'ZONE_UNKNOWN',
          problem: `${zone} is not a zone of ${hub.region}.`,
          allowed: `${hub.region}a, ${hub.region}b, …`,
        });
      }
    });
  }
  const { canarySites, maxSitesPerStack, alarmTopic } = (raw.wan as Partial<typeof raw.wan> | undefined) ?? {};
  if (canarySites !== undefined && maxSitesPerStack !== undefined && canarySites > maxSitesPerStack) {
    draft.report(raw, ['wan', 'canarySites'], {
      code: 'OUT_OF_RANGE',
      problem: 'A canary stack is no larger than any other.',
      got: String(canarySites),
      allowed: `at most maxSitesPerStack, ${maxSitesPerStack}`,
    });
  }
  const topicRegion = alarmTopic?.split(':')[3];
  const elsewhere = raw.hubs.find(
    (hub) => hub.cloud === 'aws' && topicRegion !== undefined && hub.region !== topicRegion,
  );
  if (elsewhere) {
    draft.report(raw, ['wan', 'alarmTopic'], {
      code: 'NOT_ALLOWED',
      problem: `The topic is in ${topicRegion ?? ''}, and alarms of hub ${elsewhere.id} in ${elsewhere.region} can tell only a topic there.`,
      fix: 'Use a topic in the region of the hubs.',
    });
  }
  checkProfiles(draft);
}

function checkProfiles(draft: Draft): void {
  const { raw } = draft;
  for (const [name, profile] of Object.entries(raw.profiles)) {
    const at = (key: string) => ['profiles', name, key] as const;
    const hubs = profile.hubs.flatMap((id) => raw.hubs.filter((hub) => hub.id === id));
    const clouds = hubs.map((hub) => hub.cloud);
    if (new Set(clouds).size !== clouds.length) {
      draft.report(raw, at('hubs'), {
        code: 'HUB_PER_CLOUD',
        problem: 'A site has tunnels to at most one hub per cloud.',
        got: profile.hubs.join(', '),
        fix: 'Keep one; the second hub of a site is for the other cloud.',
      });
    }
    if (profile.hubs.length === 0 && profile.datacentre === undefined) {
      draft.report(raw, at('hubs'), {
        code: 'MISSING_KEY',
        problem: 'A profile without hubs must name the datacentre that carries its sites.',
        fix: 'Add a hub, or `datacentre:`.',
      });
    }
    if (profile.hubs.length > 0 && profile.datacentre !== undefined) {
      draft.report(raw, at('datacentre'), {
        code: 'NOT_ALLOWED',
        problem: 'A site with hubs has tunnels of its own and is not inside a datacentre.',
        fix: 'Remove one of the two.',
      });
    }
    if (profile.termination !== 'concentrator') continue;
    if (profile.mbps > CONCENTRATOR_SITE_MBPS) {
      draft.report(raw, at('mbps'), {
        code: 'CONCENTRATOR_BANDWIDTH',
        problem: `A VPN concentrator gives a site at most ${CONCENTRATOR_SITE_MBPS} Mbps.`,
        got: `${profile.mbps} Mbps`,
        allowed: `at most ${CONCENTRATOR_SITE_MBPS} Mbps with termination: concentrator`,
        fix: 'Use `termination: dedicated`.',
      });
    }
    if (clouds[0] === 'azure') {
      draft.report(raw, at('termination'), {
        code: 'CONCENTRATOR_AZURE',
        problem: 'VPN concentrators exist in AWS only, and the home of these sites is in Azure.',
        fix: 'Use `termination: dedicated`, or an AWS hub first.',
      });
    } else if (clouds.length > 1) {
      draft.report(raw, at('termination'), {
        code: 'CONCENTRATOR_TWO_HUBS',
        problem:
          'A site on a concentrator has one hub: with a second, traffic would prefer the other cloud whatever its routers prepend (VPN routes beat concentrator routes before the AS path is looked at).',
        fix: 'Use `termination: dedicated`, or one hub.',
      });
    }
  }
}

/** Source: docs.aws.amazon.com/vpn/latest/s2svpn/vpn-limits.html (VPN concentrator: 100 Mbps a site). */
export const CONCENTRATOR_SITE_MBPS = 100;
