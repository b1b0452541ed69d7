import { AzurermProvider } from '@cdktf/provider-azurerm/lib/provider';
import { TerraformOutput, TerraformVariable } from 'cdktf';
import type { Construct } from 'constructs';
import { resourceGroupName } from '../constructs/azure/names';
import { address, wanPrefix } from '../constructs/naming';
import { defaultTags, resourceTags } from '../constructs/tags';
import type { AzureHubIdentity } from '../plan/azure-input';
import type { StackCommon } from '../plan/stack-input';
import { addBackend, readOutputs, type StateLocation } from './state-backend';
import type { SynthContext } from './synth-context';
import { WanStack } from './wan-stack';

/** A stack in a hub's subscription: provider pinned to it, backend, and tags, since the provider has no default ones. */
export abstract class AzureStack extends WanStack {
  /** First part of cloud-side names. */
  protected readonly prefix: string;
  /** Cloud-side name of the hub and of what it is made of. */
  protected readonly hubName: string;
  protected readonly resourceGroupName: string;
  private readonly state: StateLocation;

  protected constructor(
    scope: Construct,
    protected readonly input: StackCommon & { readonly hub: AzureHubIdentity },
    context: SynthContext,
  ) {
    super(scope, input.name);
    this.prefix = wanPrefix(input.wan);
    this.hubName = `${this.prefix}-${input.hub.id}`;
    this.resourceGroupName = resourceGroupName(this.prefix, input.hub.id);
    this.state = { backend: input.backend, wanPrefix: this.prefix, localRoot: context.localRoot };
    addBackend(this, this.state);
    this.provider();
  }

  /** One output of another stack. */
  protected readOutput(stack: string, output: string): string {
    return readOutputs(this, this.state, stack).getString(output);
  }

  /** Several outputs of one stack: its state is read once. */
  protected readAll<Name extends string>(stack: string, ...outputs: readonly Name[]): Readonly<Record<Name, string>> {
    const state = readOutputs(this, this.state, stack);
    return Object.fromEntries(outputs.map((output) => [output, state.getString(output)])) as Record<Name, string>;
  }

  protected output(name: string, value: string | readonly string[] | object, description: string): void {
    address(new TerraformOutput(this, name, { value, description }), name);
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

  private provider(): void {
    const { subscriptionId, tenantId } = this.input.hub;
    new AzurermProvider(this, 'azurerm', {
      features: [{}],
      // A plan for another subscription stops here instead of building a second network.
      subscriptionId,
      ...(tenantId === undefined ? {} : { tenantId }),
      // Registering resource providers needs rights that a pipeline shouldn't have: docs/azure.md says which to register.
      resourceProviderRegistrations: 'none',
    });
  }
}
