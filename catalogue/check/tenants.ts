import { type Cidr, cidr } from '../values/cidr';
import type { Draft } from '../draft';
import type { RawCatalogue, RawTenant } from '../schema/catalogue';
import type { Path } from '../yaml/source';

/** What a tenant of some kind may and may not have, hub by hub. */
export function checkTenants(draft: Draft): void {
  const { raw } = draft;
  for (const tenant of raw.tenants) {
    if (tenant.crypto === 'legacy' && tenant.cryptoJustification === undefined) {
      draft.report(tenant, ['crypto'], {
        code: 'LEGACY_UNJUSTIFIED',
        problem: 'The legacy profile (AES-128-CBC, group 14) needs a written justification.',
        fix: 'Add `cryptoJustification:`, or use ncsc-recommended.',
      });
    }
    if (tenant.kind !== 'operations') {
      for (const key of ['management', 'servicesVpcs', 'servicesVnets'] as const) {
        if (tenant[key].length > 0)
          draft.report(tenant, [key], {
            code: 'NOT_ALLOWED',
            problem: `Only a tenant of kind operations has ${key}.`,
            fix: 'Move it to the operations tenant.',
          });
      }
    }
    if (tenant.kind === 'public-wifi') checkGuest(draft, tenant);
    tenant.vpcs.forEach((vpc, index) => {
      const hub = raw.hubs.find((candidate) => candidate.id === vpc.hub);
      if (hub === undefined) return;
      if (hub.cloud !== 'aws') {
        draft.report(tenant, ['vpcs', index, 'hub'], {
          code: 'NOT_ALLOWED',
          problem: 'A VPC is attached to an AWS hub.',
          got: vpc.hub,
        });
        return;
      }
      for (const zone of Object.keys(vpc.subnets).filter((name) => !hub.zones.includes(name))) {
        draft.report(tenant, ['vpcs', index, 'subnets', zone], {
          code: 'ZONE_UNKNOWN',
          problem: `Hub ${hub.id} has no zone ${zone}.`,
          allowed: hub.zones.join(', '),
        });
      }
      if (Object.keys(vpc.subnets).length === 0) {
        draft.report(tenant, ['vpcs', index, 'subnets'], {
          code: 'OUT_OF_RANGE',
          problem: 'An attachment needs a subnet in at least one zone.',
          allowed: hub.zones.join(', '),
        });
      }
    });
    for (const [key, cloud] of [
      ['vnets', 'azure'],
      ['servicesVnets', 'azure'],
      ['servicesVpcs', 'aws'],
    ] as const) {
      tenant[key].forEach((entry, index) => {
        const hub = raw.hubs.find((candidate) => candidate.id === entry.hub);
        if (hub && hub.cloud !== cloud)
          draft.report(tenant, [key, index, 'hub'], {
            code: 'NOT_ALLOWED',
            problem: `${key} belong to a hub in ${cloud === 'aws' ? 'AWS' : 'Azure'}.`,
            got: entry.hub,
          });
      });
    }
    checkHubsNamed(draft, tenant);
    checkHubSpread(draft, tenant);
  }
  checkEgress(draft);
}

function checkGuest(draft: Draft, tenant: RawTenant): void {
  const refuse = (key: string, problem: string, fix: string): void =>
    draft.report(tenant, [key], { code: 'GUEST_ISOLATED', problem, fix });
  if (tenant.supernets.azure.length > 0) {
    refuse(
      'supernets',
      'Public Wi-Fi can’t end in Azure: all tenants of an Azure hub share one firewall, one set of addresses and one log.',
      'Keep its supernets under aws.',
    );
  }
  if (tenant.supernets.datacentre.length > 0)
    refuse('supernets', 'Public Wi-Fi has no place in a datacentre.', 'Keep its supernets under aws.');
  if (tenant.vpcs.length > 0)
    refuse('vpcs', 'Public Wi-Fi reaches the internet and nothing else.', 'Give the VPC to an agency.');
  if (tenant.vnets.length > 0)
    refuse('vnets', 'Public Wi-Fi reaches the internet and nothing else.', 'Give the VNet to an agency.');
  if (tenant.dns !== undefined) refuse('dns', 'Public Wi-Fi resolves through its egress domain only.', 'Remove dns.');
  if (tenant.loopbacks.aws !== undefined || tenant.loopbacks.azure !== undefined) {
    refuse(
      'loopbacks',
      'Routers are not managed from a guest network.',
      'Remove loopbacks; give the site an operations segment to manage its router.',
    );
  }
}

/** A guest never shares a breakout with an agency; an Azure hub is one breakout. */
function checkEgress(draft: Draft): void {
  const { raw } = draft;
  for (const guest of raw.tenants.filter((tenant) => tenant.kind === 'public-wifi')) {
    const agency = raw.tenants.find((tenant) => tenant.kind !== 'public-wifi' && tenant.egress === guest.egress);
    if (agency) {
      draft.report(guest, ['egress'], {
        code: 'GUEST_ISOLATED',
        problem: `${guest.id} would leave by the same firewall and addresses as ${agency.id}.`,
        fix: 'Give public Wi-Fi an egress domain of its own: its abuse would otherwise block the agency’s addresses.',
      });
    }
    const hub = raw.hubs.find((candidate) => candidate.cloud === 'azure' && candidate.egress === guest.egress);
    if (hub)
      draft.report(hub, ['egress'], {
        code: 'GUEST_ISOLATED',
        problem: `${guest.egress} is a guest domain; a hub in Azure can’t be one.`,
        fix: 'Name an agencies’ domain.',
      });
  }
  for (const tenant of raw.tenants) {
    for (const hub of raw.hubs) {
      if (hub.cloud !== 'azure' || hub.egress === tenant.egress || tenant.kind === 'public-wifi') continue;
      const there = atHome(raw, tenant, hub.id);
      if (there !== undefined) {
        draft.report(tenant, ['egress'], {
          code: 'EGRESS_MISMATCH',
          problem: `${there} at ${hub.id}, whose only way out is "${hub.egress}".`,
          got: tenant.egress,
          fix: `Home them at an AWS hub or at an Azure hub of their own, or use "${hub.egress}".`,
        });
      }
    }
  }
}

/** The AWS hubs a tenant lives on: those it names, else the only one there is. */
export function awsHubsOf(
  hubs: readonly { readonly id: string; readonly cloud: string }[],
  tenant: RawTenant,
): readonly string[] {
  if (tenant.supernets.aws.length === 0) return [];
  const aws = hubs.filter((hub) => hub.cloud === 'aws').map((hub) => hub.id);
  return tenant.hubs ?? (aws.length === 1 ? aws : []);
}

/** Every AWS hub that something of the tenant names is one that the tenant lives on. */
function checkHubsNamed(draft: Draft, tenant: RawTenant): void {
  const { raw } = draft;
  const own = awsHubsOf(raw.hubs, tenant);
  const aws = raw.hubs.filter((hub) => hub.cloud === 'aws').map((hub) => hub.id);
  tenant.hubs?.forEach((id, index) => {
    if (draft.lookUp(raw.hubs, 'hubs', id, tenant, ['hubs', index])?.cloud === 'azure') {
      draft.report(tenant, ['hubs', index], {
        code: 'NOT_ALLOWED',
        problem: 'A tenant names its AWS hubs; which Azure hub it uses follows from its sites.',
        got: id,
        allowed: aws.join(', '),
      });
    }
  });
  if (tenant.hubs === undefined && tenant.supernets.aws.length > 0 && aws.length > 1) {
    draft.report(tenant, ['id'], {
      code: 'MISSING_KEY',
      problem: `There are several AWS hubs, and ${tenant.id} does not say on which it lives.`,
      allowed: aws.join(', '),
      fix: 'Add `hubs:` with the one it lives on; naming another would move all its tunnels.',
    });
    return;
  }
  const elsewhere = (hub: string, what: string, entry: object, path: Path): void => {
    if (!aws.includes(hub) || own.includes(hub)) return;
    draft.report(entry, path, {
      code: 'TENANT_NOT_AT_HUB',
      problem: `${what} is at the AWS hub ${hub}, where ${tenant.id} has no route table.`,
      allowed: own.join(', '),
      fix:
        own.length === 0
          ? `Give ${tenant.id} supernets under aws first.`
          : `Use ${own.join(' or ')}, or add ${hub} to tenants.${tenant.id}.hubs in a change of its own.`,
    });
  };
  tenant.vpcs.forEach((vpc, index) => elsewhere(vpc.hub, `VPC ${vpc.id}`, tenant, ['vpcs', index, 'hub']));
  tenant.servicesVpcs.forEach((vpc, index) =>
    elsewhere(vpc.hub, 'This services VPC', tenant, ['servicesVpcs', index, 'hub']),
  );
  for (const site of raw.sites) {
    const index = site.segments.findIndex((segment) => segment.tenant === tenant.id);
    if (index < 0) continue;
    for (const hub of raw.profiles[site.profile]?.hubs ?? [])
      elsewhere(hub, site.name, site, ['segments', index, 'tenant']);
  }
  for (const datacentre of raw.datacentres) {
    const index = datacentre.tenants.findIndex((entry) => entry.tenant === tenant.id);
    if (index < 0) continue;
    const hubs = new Set([...datacentre.circuits.map((circuit) => circuit.hub), ...(datacentre.vpnBackup?.hubs ?? [])]);
    for (const hub of hubs) elsewhere(hub, datacentre.name, datacentre, ['tenants', index, 'tenant']);
  }
}

/** There is no path between two AWS hubs, so nothing may need one. */
function checkHubSpread(draft: Draft, tenant: RawTenant): void {
  const hubs = awsHubsOf(draft.raw.hubs, tenant);
  if (hubs.length < 2 || tenant.kind === 'public-wifi') return;
  const onlySites =
    tenant.vpcs.length === 0 &&
    !draft.raw.datacentres.some((datacentre) => datacentre.tenants.some((entry) => entry.tenant === tenant.id));
  if (tenant.siteToSite === 'denied' && onlySites) return;
  if (tenant.kind === 'operations') return;
  draft.report(tenant, ['hubs'], {
    code: 'CROSS_HUB',
    problem: `${tenant.id} is on the AWS hubs ${hubs.join(' and ')}, and its own traffic would have to cross between them, which this WAN can't do.`,
    fix: 'Keep the tenant on one AWS hub, or split it in two; with `siteToSite: denied` and no VPC or datacentre it may span hubs.',
  });
}

/** What of a tenant has its home at an Azure hub, in words; undefined where nothing has. */
function atHome(raw: RawCatalogue, tenant: RawTenant, hub: string): string | undefined {
  const site = raw.sites.some(
    (each) =>
      raw.profiles[each.profile]?.hubs[0] === hub && each.segments.some((segment) => segment.tenant === tenant.id),
  );
  if (site) return `Sites of ${tenant.id} have their home`;
  const vnet = [...tenant.vnets, ...tenant.servicesVnets].some((each) => each.hub === hub);
  return vnet ? `VNets of ${tenant.id} are` : undefined;
}

/** "10.96.0.0/14 is outside police's supernets", or that it is wider than one of them. */
export function outsideSupernets(prefix: Cidr, tenant: RawTenant): string {
  const inside = supernetsOf(tenant).find((supernet) => prefix.contains(supernet));
  return inside
    ? `${prefix} contains ${tenant.id}'s supernet ${inside} and is wider than that`
    : `${prefix} is outside ${tenant.id}'s supernets`;
}

/** A tenant's supernets of one home, or of all. */
export function supernetsOf(tenant: RawTenant, home?: 'aws' | 'azure' | 'datacentre'): readonly Cidr[] {
  const homes = home === undefined ? (['aws', 'azure', 'datacentre'] as const) : [home];
  return homes.flatMap((name) => tenant.supernets[name].map(cidr));
}
