import type { Json, Stack } from '../../verify/terraform/stack-json';
import { type ArgumentChange, changedArguments } from './arguments';

/** Something of a stack that is no resource, and decides where all of them are, or whether Terraform remembers them. */
export interface SettingChange extends ArgumentChange {
  readonly stack: string;
  /**
   * `state`: kept elsewhere. `place`: another account, subscription or region. `tags` put on everything. `version` of a provider.
   * `other`: roles, encryption of state, and what has no place here.
   */
  readonly kind: 'state' | 'place' | 'tags' | 'version' | 'other';
}

/** Arguments of a backend that say how state is kept, not where. */
const HOW = /\.(encrypt|kms_key_id|use_lockfile|assume_role|role_arn|use_azuread_auth|use_oidc)(\.|$)/;

/** What differs between two stacks beside their resources, outputs, the rows they read, and variables, which list connections. */
export function settingChanges(before: Stack, after: Stack): readonly SettingChange[] {
  const settings = ({ tree }: Stack): Json => {
    const {
      backend,
      cloud,
      required_providers: providers,
      required_version: version,
    } = (tree['terraform'] ?? {}) as Json;
    // Not called `provider`: that is how a resource names the one it is made by.
    return { backend: backend ?? cloud, providers, version, accounts: tree['provider'] };
  };
  return changedArguments(settings(before), settings(after)).map((change) => ({
    ...change,
    stack: after.name,
    kind: kindOf(change.argument),
  }));
}

function kindOf(argument: string): SettingChange['kind'] {
  if (argument.startsWith('backend')) return HOW.test(argument) ? 'other' : 'state';
  if (/^accounts\.\w+\.(allowed_account_ids|region|subscription_id|tenant_id|environment|alias)$/.test(argument))
    return 'place';
  if (/^accounts\.\w+\.default_tags\./.test(argument)) return 'tags';
  return argument.startsWith('providers') || argument === 'version' ? 'version' : 'other';
}
