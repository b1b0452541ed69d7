import { cidr, RFC1918 } from '../../values/cidr';
import { counted } from '../../text/counts';
import type { Draft } from '../../draft';
import type { RawTenant } from '../../schema/catalogue';
import { awsHubsOf } from '../tenants';

/** Regions in the UK. Sources: docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html, learn.microsoft.com/azure/reliability/regions-list */
const IN_THE_UK: Readonly<Record<'aws' | 'azure', readonly string[]>> = {
  aws: ['eu-west-2'],
  azure: ['uksouth', 'ukwest'],
};

/** What a hub's place and cloud ask of the rest of the catalogue. */
export function checkClouds(draft: Draft): void {
  const { raw } = draft;
  for (const hub of raw.hubs) {
    const here = IN_THE_UK[hub.cloud];
    if (!here.includes(hub.region) && hub.residency === undefined)
      draft.report(hub, ['region'], {
        code: 'REGION_OUTSIDE_UK',
        problem: `${hub.region} is not in the UK: traffic would be inspected and logged elsewhere.`,
        got: hub.region,
        allowed: here.join(', '),
        fix: 'Use a region in the UK, or write down who accepted another: `residency: { acceptedBy: …, reason: … }`.',
      });
  }
  checkLinks(draft);
  checkState(draft);
  checkPrivateRanges(draft);
  for (const hub of raw.hubs) if (hub.cloud === 'azure') checkAzureHub(draft, hub);
}

/** A link to an Azure hub: its gateway takes no 4-byte number of a peer. */
function checkLinks(draft: Draft): void {
  const { raw } = draft;
  for (const hub of raw.hubs) {
    if (hub.cloud !== 'aws' || hub.asn <= 65_535) continue;
    const linked = raw.tenants.find((tenant) => isLinked(draft, tenant) && awsHubsOf(raw.hubs, tenant)[0] === hub.id);
    if (linked)
      draft.report(hub, ['asn'], {
        code: 'ASN_NEEDS_TWO_BYTES',
        problem: `${linked.id} is in both clouds, and an Azure gateway takes 2-byte AS numbers only: the link to ${hub.id} would never come up.`,
        got: String(hub.asn),
        allowed: '64512–65534',
      });
  }
}

/** Whether a tenant is in both clouds, which a link then joins. */
function isLinked({ raw }: Draft, tenant: RawTenant): boolean {
  return (
    tenant.kind !== 'public-wifi' &&
    tenant.supernets.azure.length > 0 &&
    awsHubsOf(raw.hubs, tenant).length > 0 &&
    raw.hubs.some((hub) => hub.cloud === 'azure' && hub.egress === tenant.egress)
  );
}

/**
 * Addresses that no subnet of a private resolver may have.
 * Source: learn.microsoft.com/azure/dns/dns-private-resolver-overview (subnet restrictions; read 2026-11-29)
 */
const RESERVED_FOR_RESOLVERS = { first: cidr('10.0.1.0/24').first, last: cidr('10.0.16.0/24').last } as const;

/** Regions of the UK without availability zones. Source: learn.microsoft.com/azure/reliability/regions-list */
const WITHOUT_ZONES: readonly string[] = ['ukwest'];
/** Log Analytics keeps a workspace's logs this long. Source: learn.microsoft.com/azure/azure-monitor/logs/data-retention-configure */
const LONGEST_WORKSPACE_DAYS = 730;

/** What an Azure hub needs beside itself: a resolver, names of stacks of its own, logs that can be kept. */
function checkAzureHub(draft: Draft, hub: Extract<Draft['raw']['hubs'][number], { cloud: 'azure' }>): void {
  const { raw } = draft;
  if (hub.id === 'wan')
    draft.report(hub, ['id'], {
      code: 'NOT_ALLOWED',
      problem: 'What is made for hub wan would have the names of the Virtual WAN itself.',
      fix: 'Use another id.',
    });
  for (const tenant of raw.tenants)
    tenant.servicesVnets.forEach((vnet, index) => {
      const { first, last } = cidr(vnet.cidr);
      if (vnet.hub !== hub.id || last < RESERVED_FOR_RESOLVERS.first || first > RESERVED_FOR_RESOLVERS.last) return;
      draft.report(tenant, ['servicesVnets', index, 'cidr'], {
        code: 'OUT_OF_RANGE',
        problem:
          'Azure keeps 10.0.1.0 to 10.0.16.255 from subnets of private resolvers: the endpoint would be half made, and all that comes after would wait.',
        got: vnet.cidr,
        allowed: 'a prefix that does not touch 10.0.1.0–10.0.16.255, in a supernet under azure',
        fix: `Write another. Where the lock holds subnets in the old one and nothing is deployed yet, run \`npx wan lock --renumber ${hub.id}\`.`,
      });
    });
  const zones = WITHOUT_ZONES.includes(hub.region) ? [] : ['1', '2', '3'];
  hub.zones.forEach((zone, index) => {
    if (zones.includes(zone) && hub.zones.indexOf(zone) === index) return;
    draft.report(hub, ['zones', index], {
      code: 'ZONE_UNKNOWN',
      problem: zones.includes(zone)
        ? `Zone ${zone} is written twice.`
        : `${hub.region} has no zone ${zone}: the firewall would fail after the hub was made.`,
      got: zone,
      allowed: zones.length === 0 ? 'none: write `zones: []`' : zones.join(', '),
    });
  });
  const longer = raw.hubs.find((other) => other.cloud === 'azure' && other.id.startsWith(`${hub.id}-`));
  if (longer)
    draft.report(longer, ['id'], {
      code: 'NOT_ALLOWED',
      problem: `Stacks of ${longer.id} could be read as stacks of Azure hub ${hub.id}.`,
      fix: 'Use another id.',
    });
  const sites = raw.sites.filter((site) => raw.profiles[site.profile]?.hubs[0] === hub.id);
  const used = sites.length > 0 || raw.tenants.some((tenant) => tenant.vnets.some((vnet) => vnet.hub === hub.id));
  const served = raw.tenants.some((tenant) => tenant.servicesVnets.some((vnet) => vnet.hub === hub.id));
  if (used && !served && !draft.hasBroken('tenants'))
    draft.report(hub, ['id'], {
      code: 'SERVICES_VNET_MISSING',
      problem: `Hub ${hub.id} has no services VNet, whose resolver its sites and VNets ask.`,
      fix: `Add \`servicesVnets: [{ hub: ${hub.id}, cidr: … }]\` to the operations tenant.`,
    });
  const domain = raw.egressDomains.find((each) => each.id === hub.egress);
  const wanted = domain?.logRetentionDays ?? (raw.wan as Partial<typeof raw.wan> | undefined)?.logRetentionDays ?? 0;
  if (wanted > LONGEST_WORKSPACE_DAYS)
    draft.report(hub, ['id'], {
      code: 'LOG_RETENTION_CUT',
      severity: 'warning',
      problem: `Logs of ${hub.id} are kept for ${LONGEST_WORKSPACE_DAYS} days, not ${wanted}: a Log Analytics workspace keeps none longer.`,
      fix: 'Archive its tables beyond that, or be content with it.',
    });
}

/** Shared keys of Azure connections stand in state: the provider stores no reference to them. */
function checkState(draft: Draft): void {
  const { raw } = draft;
  const { state, environment } = (raw.wan as Partial<typeof raw.wan> | undefined) ?? {};
  if (state?.backend !== 'local' || environment === undefined || environment === 'lab') return;
  const inAzure = new Set(raw.hubs.filter((hub) => hub.cloud === 'azure').map((hub) => hub.id));
  const sites = [
    ...raw.sites.filter((site) => raw.profiles[site.profile]?.hubs.some((id) => inAzure.has(id))),
    ...raw.datacentres.filter(({ circuits, vpnBackup }) =>
      [...circuits.map(({ hub }) => hub), ...(vpnBackup?.hubs ?? [])].some((id) => inAzure.has(id)),
    ),
  ];
  const [first] = sites;
  const linked = raw.tenants.find((tenant) => isLinked(draft, tenant));
  if (!first && !linked) return;
  const who = first
    ? `${sites.length === 1 ? `${first.name} has` : `${first.name} and ${counted(sites.length - 1, 'more site')} have`} a hub in Azure, whose shared keys`
    : `${linked?.name ?? ''} is in both clouds, and the keys of the link between them`;
  draft.report(raw, ['wan', 'state', 'backend'], {
    code: 'STATE_UNENCRYPTED',
    problem: `${who} Terraform keeps in its state, and local state is in the clear.`,
    got: 'local',
    allowed: 's3, azurerm or cloud',
    fix: 'Keep state in an encrypted backend; only `environment: lab` may do without.',
  });
}

/** The firewall of a virtual hub is sent what is private by RFC 1918 and nothing else; Terraform's provider can't add to that. */
function checkPrivateRanges(draft: Draft): void {
  const { raw } = draft;
  const inAzure = new Set(raw.hubs.filter((hub) => hub.cloud === 'azure').map((hub) => hub.id));
  const announcedThere = (tenant: string): boolean =>
    raw.sites.some(
      (site) =>
        raw.profiles[site.profile]?.hubs.slice(1).some((id) => inAzure.has(id)) &&
        site.segments.some((segment) => segment.tenant === tenant),
    );
  for (const tenant of raw.tenants) {
    const asSecond = announcedThere(tenant.id);
    if (asSecond || isLinked(draft, tenant))
      tenant.supernets.aws.forEach((text, index) => {
        if (RFC1918.some((block) => block.contains(cidr(text)))) return;
        draft.report(tenant, ['supernets', 'aws', index], {
          code: 'AZURE_NOT_RFC1918',
          problem: `${text} is not private by RFC 1918, and ${asSecond ? `sites of ${tenant.id} have a second hub in Azure, which sends` : `${tenant.id} is in both clouds: an Azure hub, which is told of it over the link, sends`} nothing else to its firewall.`,
          got: text,
          allowed: RFC1918.join(', '),
          fix: asSecond
            ? 'Take a prefix from those, or give its sites one hub, in AWS.'
            : 'Take a prefix from those, or have the tenant in one cloud.',
        });
      });
    tenant.supernets.azure.forEach((text, index) => {
      if (RFC1918.some((block) => block.contains(cidr(text)))) return;
      draft.report(tenant, ['supernets', 'azure', index], {
        code: 'AZURE_NOT_RFC1918',
        problem: `${text} is not private by RFC 1918, and an Azure hub sends nothing else to its firewall.`,
        got: text,
        allowed: RFC1918.join(', '),
        fix: 'Take a prefix from those for what is at home in Azure, or give these sites a home in AWS.',
      });
    });
  }
}
