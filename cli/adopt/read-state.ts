import { awsState, isReadOfAws } from './aws/read-aws-state';
import { azureState, isReadOfAzure } from './azure/read-azure-state';
import type { Estate } from './estate';
import { resourcesIn } from './state-resource';
import { record, text, type Tree } from './values';

/**
 * What `terraform show -json` prints of another state; undefined for anything else. A state holds what it made and nothing else.
 * Source: developer.hashicorp.com/terraform/internals/json-format (values representation)
 */
export function stateEstate(tree: Tree): Estate | undefined {
  if (text(tree['format_version']) === undefined || !('values' in tree)) return undefined;
  const all = [...resourcesIn(record(record(tree['values'])['root_module']))];
  const others = new Map<string, number>();
  for (const { type } of all)
    if (!isReadOfAws(type) && !isReadOfAzure(type)) others.set(type, (others.get(type) ?? 0) + 1);
  return { ...awsState(all), azure: azureState(all), others };
}
