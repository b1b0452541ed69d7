import type { AwsHub, AzureHub, Catalogue } from '../../catalogue/model';
import type { NetworkPlan } from '../network-plan';
import type { AwsDatacentreStackInput } from '../stacks/aws/datacentre';
import type { AzureDatacentreStackInput } from '../stacks/azure/datacentre';
import type { LinkStackInput } from '../stacks/link';

/** What a link has in Azure for each connection that it has in AWS: a tunnel is one there, and one of two here. */
const TUNNELS = 2;

export function datacentresAt(plan: NetworkPlan, hub: AwsHub): readonly AwsDatacentreStackInput[] {
  return plan.stacks.filter(
    (stack): stack is AwsDatacentreStackInput => stack.kind === 'aws-datacentre' && stack.hub.id === hub.id,
  );
}

/** Links that a hub of either cloud is an end of. */
export function linksAt(plan: NetworkPlan, hub: AwsHub | AzureHub): readonly LinkStackInput[] {
  return plan.stacks.filter(
    (stack): stack is LinkStackInput =>
      stack.kind === 'link' && (hub.cloud === 'aws' ? stack.hub.id : stack.azure.id) === hub.id,
  );
}

/** What datacentres and links take of an AWS hub, besides its sites. */
export function sharedUses(
  catalogue: Catalogue,
  plan: NetworkPlan,
  hub: AwsHub,
): { readonly connections: number; readonly routes: number } {
  const datacentres = datacentresAt(plan, hub);
  const links = linksAt(plan, hub);
  const tunnels = datacentres.reduce((sum, { tunnels: own }) => sum + own.length, 0);
  const announced = datacentres.reduce(
    (sum, { datacentre, tunnels: own }) =>
      sum + own.reduce((all, { tenant }) => all + prefixesOf(catalogue, datacentre, tenant), 0),
    0,
  );
  return {
    connections: tunnels + links.reduce((sum, { connections }) => sum + connections.length, 0),
    // Equal routes of several tunnels count for each.
    routes: announced + links.reduce((sum, { connections, exported }) => sum + connections.length * exported.length, 0),
  };
}

/** The same of an Azure hub; a link tells it every row of its table. */
export function azureSharedUses(
  catalogue: Catalogue,
  plan: NetworkPlan,
  hub: AzureHub,
): { readonly connections: number; readonly routes: number } {
  const datacentres = plan.stacks.filter(
    (stack): stack is AzureDatacentreStackInput => stack.kind === 'azure-datacentre' && stack.hub.id === hub.id,
  );
  const tunnels = datacentres.flatMap(({ datacentre, tunnels: own }) =>
    own.map(({ tenant }) => prefixesOf(catalogue, datacentre, tenant)),
  );
  const links = linksAt(plan, hub).map(({ connections, hub: aws, associatedTable }) => ({
    tunnels: connections.length * TUNNELS,
    rows: plan.tables.get(aws.id)?.find(({ name }) => name === associatedTable)?.statics.length ?? 0,
  }));
  return {
    connections: tunnels.length + links.reduce((sum, link) => sum + link.tunnels, 0),
    routes:
      tunnels.reduce((sum, prefixes) => sum + prefixes, 0) +
      links.reduce((sum, link) => sum + link.tunnels * link.rows, 0),
  };
}

function prefixesOf({ datacentres }: Catalogue, id: string, tenant: string): number {
  const datacentre = datacentres.find((each) => each.id === id);
  return datacentre?.tenants.find((entry) => entry.tenant === tenant)?.prefixes.length ?? 0;
}
