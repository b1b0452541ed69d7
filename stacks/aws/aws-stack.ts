import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformOutput, type TerraformRemoteState } from 'cdktf';
import type { Construct } from 'constructs';
import { HUB_OUTPUTS, type HubReferences } from '../../constructs/aws/transit/hub-references';
import { wanPrefix } from '../../catalogue/model';
import { address } from '../../constructs/naming';
import { defaultTags } from '../../constructs/tags';
import type { StackBase } from '../../plan/stacks/aws/hub-parts';
import { addBackend, readOutputs, type StateLocation } from '../state-backend';
import type { SynthContext } from '../synth-context';
import { WanStack } from '../wan-stack';

/** A stack in a hub's account: provider pinned to that account and region, backend, default tags. */
export abstract class AwsStack extends WanStack {
  /** First part of cloud-side names. */
  protected readonly prefix: string;
  private readonly state: StateLocation;
  private readonly states = new Map<string, TerraformRemoteState>();

  protected constructor(
    scope: Construct,
    protected readonly input: StackBase,
    context: SynthContext,
  ) {
    super(scope, input);
    this.prefix = wanPrefix(input.wan);
    this.state = { backend: input.backend, wanPrefix: this.prefix, localRoot: context.localRoot };
    addBackend(this, this.state);
    new AwsProvider(this, 'aws', {
      region: input.hub.region,
      // A plan with the wrong credentials stops here instead of building a second network.
      allowedAccountIds: [input.hub.accountId],
      ...(input.hub.roleArn === undefined
        ? {}
        : { assumeRole: [{ roleArn: input.hub.roleArn, sessionName: 'terraform' }] }),
      defaultTags: [{ tags: defaultTags(input.wan, input.name) }],
    });
  }

  /** A provider for another account in the hub's region, under an alias. */
  protected providerFor(alias: string, accountId: string, roleArn: string | undefined): AwsProvider {
    return new AwsProvider(this, `aws-${alias}`, {
      alias,
      region: this.input.hub.region,
      allowedAccountIds: [accountId],
      ...(roleArn === undefined ? {} : { assumeRole: [{ roleArn, sessionName: 'terraform' }] }),
      defaultTags: [{ tags: defaultTags(this.input.wan, this.input.name) }],
    });
  }

  /** The hub's shared resources, read from its state. */
  protected readHub(): HubReferences {
    const outputs = this.stateOf(this.input.hubStack);
    return {
      transitGatewayId: outputs.getString(HUB_OUTPUTS.transitGatewayId),
      transitGatewayArn: outputs.getString(HUB_OUTPUTS.transitGatewayArn),
      logKeyArn: outputs.getString(HUB_OUTPUTS.logKeyArn),
      flowLogRoleArn: outputs.getString(HUB_OUTPUTS.flowLogRoleArn),
      routeTableId: memoise((table) => outputs.getString(HUB_OUTPUTS.routeTable(table))),
      concentratorId: memoise((concentrator) => outputs.getString(HUB_OUTPUTS.concentrator(concentrator))),
    };
  }

  /** One output of another stack. */
  protected readOutput(stack: string, output: string): string {
    return this.stateOf(stack).getString(output);
  }

  /** State of another stack; read once, however many outputs are. */
  private stateOf(stack: string): TerraformRemoteState {
    const state = this.states.get(stack) ?? readOutputs(this, this.state, stack);
    this.states.set(stack, state);
    return state;
  }

  protected output(name: string, value: string | readonly string[] | object, description: string): void {
    address(new TerraformOutput(this, name, { value, description }), name);
  }
}

function memoise(make: (key: string) => string): (key: string) => string {
  const made = new Map<string, string>();
  return (key) => {
    const value = made.get(key) ?? make(key);
    made.set(key, value);
    return value;
  };
}
