import type { Catalogue } from '../../catalogue/model';
import type { Stack } from '../../verify/terraform/stack-json';
import { documentsOf, statementsFor } from './aws-policies';
import { hubRoles, peerRoles } from './azure-roles';
import { needsOf } from './needs';
import { statePolicies } from './state-policies';

/**
 * Policies and roles for who plans and who deploys, by the name of their file: worked out from what is synthesised, with no
 * wildcard among the actions.
 */
export function permissionsOf(catalogue: Catalogue, stacks: readonly Stack[]): ReadonlyMap<string, object> {
  const { wan } = catalogue;
  const prefix = `${wan.name}-${wan.environment}`;
  const files = new Map<string, object>();
  for (const needs of needsOf(stacks)) {
    if (needs.cloud === 'azure') {
      for (const [name, role] of hubRoles(needs, prefix)) files.set(name, role);
      continue;
    }
    const named = (kind: 'plan' | 'deploy', actions: readonly string[]): void => {
      const documents = documentsOf(statementsFor(actions, needs, prefix, kind === 'plan' ? 'Read' : 'Write'));
      documents.forEach((document, index) => {
        files.set(`aws-${needs.account}-${kind}${documents.length === 1 ? '' : `-${index + 1}`}`, document);
      });
    };
    named('plan', needs.read);
    named('deploy', needs.write);
  }
  for (const [name, role] of peerRoles(catalogue, prefix)) files.set(name, role);
  for (const [name, document] of statePolicies(wan, prefix, rolesOf(catalogue))) files.set(name, document);
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Roles that providers take on; none where the credentials at hand are the account's own. */
function rolesOf({ wan, hubs, tenants }: Catalogue): readonly string[] {
  const all = [
    ...(wan.state.backend === 's3' ? [wan.state.roleArn] : []),
    ...hubs.flatMap((hub) => (hub.cloud === 'aws' ? [hub.account.roleArn] : [])),
    ...tenants.flatMap(({ vpcs }) => vpcs.map(({ roleArn }) => roleArn)),
  ];
  return [...new Set(all.filter((each) => each !== undefined))].sort();
}
