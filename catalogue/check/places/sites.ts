import { cidr, NOT_PUBLIC, parseAddress } from '../../values/cidr';
import { counted } from '../../text/counts';
import type { Draft } from '../../draft';
import type { RawCatalogue, RawSite } from '../../schema/catalogue';
import { CONCENTRATOR_SITE_MBPS } from './hubs';

type Profile = RawCatalogue['profiles'][string];

/** Circuits and segments of each site, against its profile. */
export function checkSites(draft: Draft): void {
  for (const site of draft.raw.sites) {
    const profile = draft.raw.profiles[site.profile];
    if (!profile) continue;
    checkCircuits(draft, site, profile);
    checkSegments(draft, site, profile);
    checkNat(draft, site);
    checkTwoDatacentres(draft, site, profile);
    checkRouters(draft, site, profile);
  }
}

/**
 * Azure speaks BGP to one address of each device over a circuit, always from the same two of its own: on one router the sessions of the
 * second circuit would take the place of the first's (docs/adr/0021).
 */
function checkRouters(draft: Draft, site: RawSite, profile: Profile): void {
  if (site.routers !== 'one' || site.circuits.length < 2 || !cloudsOf(draft.raw, profile).includes('azure')) return;
  draft.report(site, ['routers'], {
    code: 'NOT_ALLOWED',
    problem:
      'Azure speaks to two circuits of one site from the same two addresses: one router can keep only one of the sessions apart.',
    got: 'one',
    fix: 'Leave it out, or write one-per-circuit: each circuit has a router of its own.',
  });
}

function checkCircuits(draft: Draft, site: RawSite, profile: Profile): void {
  const clouds = cloudsOf(draft.raw, profile);
  const least = profile.hubs.length === 0 ? 0 : profile.resilience === 'single' ? 1 : 2;
  if (profile.hubs.length === 0 && site.circuits.length > 0) {
    draft.report(site, ['circuits'], {
      code: 'OUT_OF_RANGE',
      problem: `Profile ${site.profile} has no hubs, so a circuit would end nowhere.`,
      fix: 'Remove the circuits, or use a profile with a hub.',
    });
  } else if (site.circuits.length < least) {
    draft.report(site, ['circuits'], {
      code: 'OUT_OF_RANGE',
      problem:
        least === 2
          ? `Profile ${site.profile} promises ${profile.resilience} resilience, which takes two circuits.`
          : 'A site with a hub needs a circuit.',
      got: counted(site.circuits.length, 'circuit'),
      ...(site.state === 'planned' || site.state === 'building' ? { severity: 'warning' as const } : {}),
      fix: least === 2 ? 'Add the second circuit, or use a single-circuit profile.' : 'Add its circuit.',
    });
  }
  if (site.circuits.length > 0 && site.circuits.every((circuit) => circuit.role === 'backup')) {
    draft.report(site, ['circuits'], {
      code: 'NOT_ALLOWED',
      problem: 'Every circuit is a backup, and there is nothing that they back up.',
      fix: 'Give one of them the role active.',
    });
  }
  site.circuits.forEach((circuit, index) => {
    const at = (key: string) => ['circuits', index, key] as const;
    if (circuit.address === 'dynamic') {
      const wants = [
        ...(clouds.includes('aws') && circuit.certificate === undefined
          ? ['`certificate:` (an ACM certificate), since AWS knows the router by nothing else']
          : []),
        ...(clouds.includes('azure') && circuit.fqdn === undefined
          ? ['`fqdn:`, a name that follows the address, for Azure']
          : []),
      ];
      if (wants.length > 0)
        draft.report(site, at('address'), {
          code: 'DYNAMIC_ADDRESS',
          problem: 'A dynamic address alone identifies no router.',
          fix: `Add ${wants.join(' and ')}.`,
        });
    } else {
      const number = parseAddress(circuit.address);
      if (typeof number === 'number' && NOT_PUBLIC.some((block) => block.first <= number && number <= block.last)) {
        draft.report(site, at('address'), {
          code: 'ADDRESS_NOT_PUBLIC',
          problem: `${circuit.address} can't be reached from the cloud.`,
          fix: 'Write the public address of the line. Behind carrier NAT write `dynamic` and give the router a certificate.',
        });
      }
    }
    if (circuit.termination === 'concentrator' && clouds[0] === 'azure')
      draft.report(site, at('termination'), {
        code: 'CONCENTRATOR_AZURE',
        problem: 'VPN concentrators exist in AWS only, and the home of this site is in Azure.',
        fix: 'Use `termination: dedicated`.',
      });
    else if (circuit.termination === 'concentrator' && clouds.length > 1)
      draft.report(site, at('termination'), {
        code: 'CONCENTRATOR_TWO_HUBS',
        problem: 'A circuit on a concentrator has one hub.',
        fix: 'Use `termination: dedicated`, or a profile with one hub.',
      });
    const own = circuit.profile === undefined ? profile : draft.raw.profiles[circuit.profile];
    if (
      own &&
      circuit.profile !== undefined &&
      (own.hubs.join() !== profile.hubs.join() || own.datacentre !== profile.datacentre)
    ) {
      draft.report(site, at('profile'), {
        code: 'NOT_ALLOWED',
        problem: `A circuit's own profile must have the hubs of the site's (${profile.hubs.join(', ')}).`,
        got: circuit.profile,
      });
    }
    const crypto = circuit.crypto ?? own?.crypto;
    if (crypto === 'legacy') {
      const without = site.segments.filter((segment) =>
        draft.raw.tenants.some((tenant) => tenant.id === segment.tenant && tenant.cryptoJustification === undefined),
      );
      if (without.length > 0) {
        draft.report(site, circuit.crypto === undefined ? ['circuits', index] : at('crypto'), {
          code: 'LEGACY_UNJUSTIFIED',
          problem: 'The legacy profile (AES-128-CBC, group 14) needs a written justification.',
          fix: `Add \`cryptoJustification:\` to ${without.map((segment) => segment.tenant).join(', ')}, or use ncsc-recommended.`,
        });
      }
    }
    const ending = circuit.termination ?? own?.termination;
    const concentrated = site.segments.some((segment) => (segment.termination ?? ending) === 'concentrator');
    const mbps = circuit.mbps ?? own?.mbps ?? 0;
    if (concentrated && mbps > CONCENTRATOR_SITE_MBPS) {
      const written = circuit.mbps !== undefined;
      const segment = site.segments.findIndex((candidate) => candidate.termination === 'concentrator');
      const isOwn = circuit.termination === 'concentrator';
      if (written || isOwn || segment >= 0) {
        const where = isOwn ? at('termination') : ['segments', segment, 'termination'];
        draft.report(site, written ? at('mbps') : where, {
          code: 'CONCENTRATOR_BANDWIDTH',
          problem: `A VPN concentrator gives a site at most ${CONCENTRATOR_SITE_MBPS} Mbps.`,
          got: `${mbps} Mbps`,
          allowed: `at most ${CONCENTRATOR_SITE_MBPS} Mbps with termination: concentrator`,
          fix: 'Use `termination: dedicated`.',
        });
      }
    }
  });
}

function checkSegments(draft: Draft, site: RawSite, profile: Profile): void {
  const clouds = cloudsOf(draft.raw, profile);
  site.segments.forEach((segment, index) => {
    if ((segment.prefixes === undefined) === (segment.size === undefined)) {
      draft.report(site, ['segments', index], {
        code: 'MISSING_KEY',
        problem:
          segment.prefixes === undefined
            ? 'A segment needs addresses.'
            : 'A segment has either written prefixes or a size.',
        fix:
          segment.prefixes === undefined
            ? 'Write `prefixes: [10.…/24]`, or `size: /27` to have one chosen.'
            : 'Remove one of the two.',
      });
    }
    if (segment.size !== undefined && profile.hubs.length === 0) {
      draft.report(site, ['segments', index, 'size'], {
        code: 'NOT_ALLOWED',
        problem: "A site inside a datacentre uses the datacentre's own prefixes; none is chosen for it.",
        fix: 'Write `prefixes:`.',
      });
    }
    const tenant = draft.raw.tenants.find((candidate) => candidate.id === segment.tenant);
    checkSegmentCrypto(draft, site, index);
    if (tenant?.kind === 'public-wifi' && clouds.some((cloud) => cloud !== 'aws')) {
      draft.report(site, ['segments', index, 'tenant'], {
        code: 'GUEST_ISOLATED',
        problem:
          'Public Wi-Fi can’t end in Azure: all tenants of an Azure hub share one firewall, one set of addresses and one log.',
        fix: 'Use a profile whose only hub is in AWS.',
      });
    }
    if (segment.termination === 'concentrator' && clouds[0] === 'azure') {
      draft.report(site, ['segments', index, 'termination'], {
        code: 'CONCENTRATOR_AZURE',
        problem: 'VPN concentrators exist in AWS only, and the home of this site is in Azure.',
        fix: 'Use `termination: dedicated`.',
      });
    } else if (segment.termination === 'concentrator' && clouds.length > 1) {
      draft.report(site, ['segments', index, 'termination'], {
        code: 'CONCENTRATOR_TWO_HUBS',
        problem: 'A segment on a concentrator has one hub.',
        fix: 'Use `termination: dedicated`, or a profile with one hub.',
      });
    }
  });
  if (clouds.includes('azure') && site.segments.length > 1) {
    draft.report(site, ['segments', 1], {
      code: 'AZURE_ADDRESS_SHARED',
      problem:
        'One Azure gateway is not known to take two links with one public address, so a building with several tenants can’t be served there.',
      fix: 'Use a profile with an AWS hub only, or give the second tenant a site entry with a line of its own.',
    });
  }
}

/** Crypto by circuit: of circuits that are there, and an old cipher only with its reason. */
function checkSegmentCrypto(draft: Draft, site: RawSite, index: number): void {
  const segment = site.segments[index];
  for (const [circuit, profile] of Object.entries(segment?.crypto ?? {})) {
    const at = ['segments', index, 'crypto', circuit];
    const ids = site.circuits.map(({ id }) => id);
    if (!ids.includes(circuit)) draft.unknownReference('circuits', circuit, ids, site, at);
    const isOpen = draft.raw.tenants.some(
      ({ id, cryptoJustification }) => id === segment?.tenant && cryptoJustification === undefined,
    );
    if (profile === 'legacy' && isOpen)
      draft.report(site, at, {
        code: 'LEGACY_UNJUSTIFIED',
        problem: 'The legacy profile (AES-128-CBC, group 14) needs a written justification.',
        fix: `Add \`cryptoJustification:\` to ${segment?.tenant ?? ''}, or use ncsc-recommended.`,
      });
  }
}

function checkNat(draft: Draft, site: RawSite): void {
  site.nat.forEach((rule, index) => {
    const outside = cidr(rule.outside);
    const announced = site.segments.some(
      (segment) =>
        (segment.prefixes ?? []).some((prefix) => cidr(prefix).contains(outside)) || segment.size !== undefined,
    );
    if (!announced) {
      draft.report(site, ['nat', index, 'outside'], {
        code: 'PREFIX_OUTSIDE_SUPERNET',
        problem: `${rule.outside} is in none of the site's segments, so nothing would be routed to it.`,
        fix: 'Translate to an address inside a segment.',
      });
    }
    if (cidr(rule.inside).size !== outside.size) {
      draft.report(site, ['nat', index, 'outside'], {
        code: 'OUT_OF_RANGE',
        problem: 'Inside and outside must be of one size.',
        got: `${rule.inside} → ${rule.outside}`,
      });
    }
  });
}

/** Clouds of a profile's hubs, home first. */
export function cloudsOf(raw: RawCatalogue, profile: Profile): readonly ('aws' | 'azure')[] {
  return profile.hubs.flatMap((id) => raw.hubs.filter((hub) => hub.id === id).map((hub) => hub.cloud));
}

/** A site that survives the loss of a datacentre needs its tenants to be in two, and a way to each. */
function checkTwoDatacentres(draft: Draft, site: RawSite, profile: Profile): void {
  if (profile.resilience !== 'dual-dc') return;
  if (profile.datacentre !== undefined) {
    draft.report(site, ['profile'], {
      code: 'DUAL_DC_ONE',
      problem: `Profile ${site.profile} promises dual-dc resilience, and its sites are inside ${profile.datacentre}: they go with it.`,
      got: site.profile,
      fix: 'Use a profile with `resilience: single`.',
    });
    return;
  }
  site.segments.forEach((segment, index) => {
    const tenant = draft.raw.tenants.find(({ id }) => id === segment.tenant);
    if (!tenant || tenant.kind === 'public-wifi') return;
    const datacentres = draft.raw.datacentres.filter(
      ({ state, tenants }) => state !== 'planned' && tenants.some((entry) => entry.tenant === segment.tenant),
    );
    // One that could not be read may be the other.
    if (datacentres.length >= 2 || draft.hasBroken('datacentres')) return;
    const [only] = datacentres;
    draft.report(site, ['segments', index, 'tenant'], {
      code: 'DUAL_DC_ONE',
      problem: `Profile ${site.profile} promises dual-dc resilience, and ${segment.tenant} is in ${only ? `${only.name} alone` : 'no datacentre'}: when ${only ? 'that goes' : 'one goes'} there is no other.`,
      got: `${datacentres.length} ${only ? 'datacentre' : 'datacentres'}`,
      allowed: 'two datacentres or more that are building, live or leaving',
      fix: `Add ${segment.tenant} to a second datacentre, or use a profile with \`resilience: dual\`.`,
    });
  });
}
