import type { Subject, Target } from '../../catalogue/consent';
import { homeOf, isRendered, type Site } from '../../catalogue/model';
import type { StackInput } from '../../plan/stacks/stack-input';
import type { ResourceChange } from '../artefacts/resource-changes';
import type { Side } from '../sides/side';

/** Who is behind a resource that many share. */
export interface Whom {
  /** What to agree for, each by all its names. */
  readonly targets: readonly Target[];
  /** `everybody at london`, `whoever leaves by schools`. */
  readonly text: string;
  /** Sites among them, in use. */
  readonly sites: readonly Site[];
  /** Whether it stands for one entry of the catalogue and nothing else: whoever takes that away has said so. */
  readonly isOwn?: true;
}

/** Who is behind a resource, by what its stack is for and, in a hub, by the table or concentrator that it is. */
export function whomOf(
  { stack, type, name }: Pick<ResourceChange, 'stack' | 'type' | 'name'>,
  base: Side,
  head: Side,
): Whom {
  const side = base.prepared.plan.stacks.some((input) => input.name === stack) ? base : head;
  const input = side.prepared.plan.stacks.find((each) => each.name === stack);
  const { catalogue, plan, lock } = side.prepared;
  const used = catalogue.sites.filter((site) => isRendered(site) && site.state !== 'leaving');
  const at = (hub: string): readonly Site[] => used.filter((site) => site.hubs.some(({ id }) => id === hub));
  if (!input) return { targets: [], text: stack, sites: [] };
  const hub = hubOf(input);
  const hubs: readonly Subject[] = hub === undefined ? [] : [{ kind: 'hubs', id: hub }];
  const ofTenant = (tenant: string): Whom => ({
    targets: [[{ kind: 'tenants', id: tenant }, ...hubs]],
    text: tenant,
    sites: at(hub ?? '').filter((site) => site.segments.some((segment) => segment.tenant === tenant)),
  });
  switch (input.kind) {
    case 'aws-services':
    case 'azure-services': {
      const supplier = catalogue.suppliers.find(({ id }) => isOfSupplier(name, id));
      if (!supplier) return { targets: [hubs], text: `everybody at ${hub ?? ''}`, sites: at(hub ?? '') };
      return {
        targets: supplier.consumers.map((id): Target => [{ kind: 'tenants', id }, ...hubs]),
        text: `consumers of ${supplier.name} (${supplier.consumers.join(', ')})`,
        sites: [],
        isOwn: true,
      };
    }
    case 'aws-hub': {
      if (type === 'aws_vpn_concentrator') {
        const own = new Set(
          plan.connections.flatMap((each) =>
            each.cloud === 'aws' && each.concentrator === name && each.hub === hub ? [each.site] : [],
          ),
        );
        return {
          targets: [[{ kind: 'concentrators', id: name }, ...hubs]],
          text: `concentrator ${name}`,
          sites: used.filter(({ id }) => own.has(id)),
        };
      }
      const tenant = catalogue.tenants.find(({ id }) => name === `rt-${id}`);
      return tenant
        ? ofTenant(tenant.id)
        : { targets: [hubs], text: `everybody at ${hub ?? ''}`, sites: at(hub ?? '') };
    }
    case 'aws-breakout': {
      const { domain } = input;
      return {
        targets: [[{ kind: 'domains', id: domain }, ...hubs]],
        text: `whoever reaches the internet by ${domain} at ${hub ?? ''}`,
        sites: used.filter(
          (site) =>
            (site.hubs.some(({ id }) => id === hub) || (site.hubs.length === 0 && hub === lock.firstHubs.aws)) &&
            homeOf(site) !== 'azure' &&
            site.segments.some(({ tenant }) => catalogue.tenants.find(({ id }) => id === tenant)?.egress === domain),
        ),
      };
    }
    case 'aws-net':
    case 'azure-net':
      // A tenant's own network in the cloud: its sites lose what stands there, not their way.
      return {
        targets: [[{ kind: 'tenants', id: input.tenant }, ...hubs]],
        text: `${input.tenant}'s own ${input.kind === 'aws-net' ? 'VPC' : 'VNet'} ${name.replace(`${input.tenant}_`, '')}`,
        sites: [],
      };
    case 'aws-sites':
    case 'azure-sites': {
      const own = new Set(input.connections.map(({ site }) => site));
      const sites = used.filter(({ id }) => own.has(id));
      const all = [...new Set(input.connections.map(({ tenant }) => tenant))];
      // Logs of a tenant's tunnels: of those who had them, and of nobody else in the stack.
      const tenants = all.filter((tenant) => name === `vpn_${tenant}`);
      const having = input.connections.filter(({ tenant }) => tenants.includes(tenant));
      const holders = [...new Set(having.map(({ site }) => site))];
      return {
        targets: (tenants.length > 0 ? tenants : all).map((id): Target => [
          { kind: 'tenants', id },
          ...(holders.length === 1 ? holders.map((site): Subject => ({ kind: 'sites', id: site })) : []),
          ...hubs,
        ]),
        text: `sites of ${stack}`,
        sites,
      };
    }
    case 'aws-datacentre':
    case 'azure-datacentre':
      return {
        targets: [[{ kind: 'datacentres', id: input.datacentre }, ...hubs]],
        text: input.datacentreName,
        sites: [],
      };
    case 'link':
      return {
        targets: [[{ kind: 'links', id: `${input.hub.id}_${input.azure.id}` }]],
        text: `the link ${input.hub.id} – ${input.azure.id}`,
        sites: [],
      };
    case 'azure-wan':
      return {
        targets: [hubs],
        text: 'everybody in Azure',
        sites: used.filter((site) => site.hubs.some(({ cloud }) => cloud === 'azure')),
      };
    default:
      return { targets: [hubs], text: `everybody at ${hub ?? ''}`, sites: at(hub ?? '') };
  }
}

function hubOf(input: StackInput): string | undefined {
  return 'hub' in input ? input.hub.id : undefined;
}

/** Whether a resource of the services network is there for one supplier alone: `supplier-revenues`, `supplier-revenues_eu-west-2a`. */
function isOfSupplier(name: string, supplier: string): boolean {
  return name === `supplier-${supplier}` || name.startsWith(`supplier-${supplier}_`);
}
