import { cidr } from '../cidr';
import type { Draft } from '../draft';

/** Regions in the UK. Sources: docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html, learn.microsoft.com/azure/reliability/regions-list */
const IN_THE_UK: Readonly<Record<'aws' | 'azure', readonly string[]>> = {
  aws: ['eu-west-2'],
  azure: ['uksouth', 'ukwest'],
};

/** What a virtual hub takes for private. Source: learn.microsoft.com/azure/virtual-wan/how-to-routing-policies */
const RFC1918 = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].map(cidr);

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
  checkState(draft);
  checkPrivateRanges(draft);
}

/** Shared keys of Azure connections stand in state: the provider stores no reference to them. */
function checkState(draft: Draft): void {
  const { raw } = draft;
  const { state, environment } = (raw.wan as Partial<typeof raw.wan> | undefined) ?? {};
  if (state?.backend !== 'local' || environment === undefined || environment === 'lab') return;
  const inAzure = new Set(raw.hubs.filter((hub) => hub.cloud === 'azure').map((hub) => hub.id));
  const sites = raw.sites.filter((site) => raw.profiles[site.profile]?.hubs.some((id) => inAzure.has(id)));
  const [first] = sites;
  if (!first) return;
  draft.report(raw, ['wan', 'state', 'backend'], {
    code: 'STATE_UNENCRYPTED',
    problem: `${sites.length === 1 ? `${first.name} has` : `${first.name} and ${sites.length - 1} more sites have`} a hub in Azure, whose shared keys Terraform keeps in its state, and local state is in the clear.`,
    got: 'local',
    allowed: 's3, azurerm or cloud',
    fix: 'Keep state in an encrypted backend; only `environment: lab` may do without.',
  });
}

/** The firewall of a virtual hub is sent what is private by RFC 1918 and nothing else; Terraform's provider can't add to that. */
function checkPrivateRanges(draft: Draft): void {
  for (const tenant of draft.raw.tenants)
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
