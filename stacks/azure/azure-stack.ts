import { AzurermProvider, type AzurermProviderConfig } from '@cdktf/provider-azurerm/lib/provider';
import { TerraformOutput, type TerraformRemoteState, TerraformVariable } from 'cdktf';
import type { Construct } from 'constructs';
import { resourceGroupName } from '../../constructs/azure/names';
import { wanPrefix } from '../../catalogue/model';
import { address } from '../../constructs/naming';
import { defaultTags, resourceTags } from '../../constructs/tags';
import type { AzureHubIdentity } from '../../plan/stacks/azure/hub-parts';
import type { StackCommon } from '../../plan/stacks/stack-common';
import { addBackend, readOutputs, type StateLocation } from '../state-backend';
import type { SynthContext } from '../synth-context';
import { WanStack } from '../wan-stack';

/** Long enough to be no password, and of characters that routers, AWS and Azure all take (docs/secrets.md). */
const SHARED_KEY = '^[A-Za-z1-9._][A-Za-z0-9._]{31,63}$';

/** A stack in a hub's subscription: provider pinned to it, backend, and tags, since the provider has no default ones. */
export abstract class AzureStack extends WanStack {
  /** First part of cloud-side names. */
  protected readonly prefix: string;
  /** Cloud-side name of the hub and of what it is made of. */
  protected readonly hubName: string;
  protected readonly resourceGroupName: string;
  private readonly state: StateLocation;
  private readonly states = new Map<string, TerraformRemoteState>();

  protected constructor(
    scope: Construct,
    protected readonly input: StackCommon & { readonly hub: AzureHubIdentity },
    context: SynthContext,
  ) {
    super(scope, input);
    this.prefix = wanPrefix(input.wan);
    this.hubName = `${this.prefix}-${input.hub.id}`;
    this.resourceGroupName = resourceGroupName(this.prefix, input.hub.id);
    this.state = { backend: input.backend, wanPrefix: this.prefix, localRoot: context.localRoot };
    addBackend(this, this.state);
    new AzurermProvider(this, 'azurerm', azureProviderConfig(this.input.hub));
  }

  /** One output of another stack. */
  protected readOutput(stack: string, output: string): string {
    const state = this.states.get(stack) ?? readOutputs(this, this.state, stack);
    this.states.set(stack, state);
    return state.getString(output);
  }

  /** A sensitive value is shown in no plan. */
  protected output(
    name: string,
    value: string | readonly string[] | object,
    description: string,
    sensitive = false,
    precondition?: { readonly condition: string; readonly errorMessage: string },
  ): void {
    const output = address(
      new TerraformOutput(this, name, { value, description, ...(sensitive ? { sensitive } : {}) }),
      name,
    );
    if (precondition)
      output.addOverride('precondition', {
        condition: precondition.condition,
        error_message: precondition.errorMessage,
      });
  }

  protected variable(name: string, config: ConstructorParameters<typeof TerraformVariable>[2]): TerraformVariable {
    return address(new TerraformVariable(this, name, config), name);
  }

  /** Everything a resource is tagged with; `name` is shown nowhere else in Azure, and so isn't repeated. */
  protected tags(
    of: { readonly tenant?: string; readonly site?: string; readonly costCentre?: string } = {},
  ): Record<string, string> {
    const { Name: _shownAlready, ...own } = resourceTags({ name: '', ...of });
    return { ...defaultTags(this.input.wan, this.input.name), ...own };
  }

  /** No key is ever made up or left out: Azure would choose one that nobody knows, and show it in plans. */
  protected sharedKeys(names: readonly string[]): TerraformVariable {
    const list = names.map((name) => `"${name}"`).join(', ');
    return this.variable('shared_keys', {
      type: 'map(string)',
      sensitive: true,
      nullable: false,
      description: 'Shared key of each connection, by its name. Set TF_VAR_shared_keys; see docs/secrets.md.',
      validation: [
        {
          condition: `\${alltrue([for name in [${list}] : can(regex("${SHARED_KEY}", var.shared_keys[name]))])}`,
          errorMessage: `Every connection of ${this.node.id} needs a shared key of 32 to 64 letters, digits, dots and underscores that begins with no 0: docs/secrets.md says how to make them.`,
        },
        {
          condition: '${length(distinct(values(var.shared_keys))) == length(var.shared_keys)}',
          errorMessage: 'Two connections have one shared key: whoever holds one router could stand in for the other.',
        },
      ],
    });
  }
}

/** A provider pinned to a hub's subscription. */
export function azureProviderConfig({ subscriptionId, tenantId }: AzureHubIdentity): AzurermProviderConfig {
  return {
    features: [{}],
    // A plan for another subscription stops here instead of building a second network.
    subscriptionId,
    ...(tenantId === undefined ? {} : { tenantId }),
    // Registering resource providers needs rights that a pipeline shouldn't have: docs/azure.md says which to register.
    resourceProviderRegistrations: 'none',
  };
}
