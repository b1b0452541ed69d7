import type { AwsHub, AzureHub, Catalogue, EgressDomain } from '../../../catalogue/model';
import type { Lock } from '../../../plan/lock/lock-file';

/** What catalogue and lock ask of an argument: a value, nothing where it is to be absent, or a form of it. */
export type Asked = unknown;
/** By path; `[]` stands for every block of a list. */
export type AskedArguments = Readonly<Record<string, Asked>>;

/** Whose stacks these are, as their names tell. */
export class Places {
  /** First part of cloud-side names: `cngw-production`. */
  readonly prefix: string;
  /** A stack of sites to its AWS hub: a tenant of the first hub may have the name of another hub. */
  private readonly hubOfSites: ReadonlyMap<string, string>;

  constructor(
    readonly catalogue: Catalogue,
    readonly lock: Lock,
  ) {
    this.prefix = `${catalogue.wan.name}-${catalogue.wan.environment}`;
    this.hubOfSites = new Map(
      Object.values(lock.sites).flatMap(({ stacks, hubs }) =>
        stacks.aws === undefined || hubs.aws === undefined ? [] : [[stacks.aws, hubs.aws]],
      ),
    );
  }

  /** The AWS hub of a stack: the first one's stacks have short names; undefined for stacks of Azure alone. */
  awsHub(stack: string): AwsHub | undefined {
    const hubs = this.catalogue.hubs.filter((hub): hub is AwsHub => hub.cloud === 'aws');
    if (stack.startsWith('link-')) return hubs.find(({ id }) => this.linkOf(stack)?.aws === id);
    if (!stack.startsWith('aws-')) return undefined;
    const held = this.hubOfSites.get(stack);
    if (held !== undefined) return hubs.find(({ id }) => id === held);
    // Of two hubs whose names begin alike, the longer one is meant.
    const [later] = hubs
      .filter(({ id }) => id !== this.lock.firstHubs.aws && stack.startsWith(`aws-${id}-`))
      .sort((a, b) => b.id.length - a.id.length);
    return later ?? hubs.find(({ id }) => id === this.lock.firstHubs.aws);
  }

  /** The Azure hub of a stack; that of the WAN as a whole has the subscription of the first. */
  azureHub(stack: string): AzureHub | undefined {
    const hubs = this.catalogue.hubs.filter((hub): hub is AzureHub => hub.cloud === 'azure');
    if (stack.startsWith('link-')) return hubs.find(({ id }) => this.linkOf(stack)?.azure === id);
    if (stack === 'azure-wan') return hubs.find(({ id }) => id === this.lock.firstHubs.azure);
    return hubs.find(({ id }) => stack.startsWith(`azure-${id}-`));
  }

  /** The two hubs that a link's stack joins. */
  linkOf(stack: string): { readonly aws: string; readonly azure: string } | undefined {
    for (const aws of this.catalogue.hubs)
      for (const azure of this.catalogue.hubs)
        if (aws.cloud === 'aws' && azure.cloud === 'azure' && stack === `link-${aws.id}-${azure.id}`)
          return { aws: aws.id, azure: azure.id };
    return undefined;
  }

  /** The stack that holds what all of an AWS hub's stacks share. */
  hubStack(stack: string): string {
    const hub = this.awsHub(stack);
    return hub?.id === this.lock.firstHubs.aws ? 'aws-hub' : `aws-${hub?.id ?? ''}-hub`;
  }

  /** What names of a hub's stacks begin with: `aws`, `aws-london-two`, `azure-uksouth`. */
  prefixOf(stack: string): string {
    const azure = this.azureHub(stack);
    if (stack.startsWith('azure-')) return `azure-${azure?.id ?? ''}`;
    return this.hubStack(stack).replace(/-hub$/, '');
  }

  /** The egress domain whose breakout a stack holds. */
  breakout(stack: string): EgressDomain | undefined {
    return this.catalogue.egressDomains.find(({ id }) => stack.endsWith(`-breakout-${id}`));
  }

  hasGuests(domain: EgressDomain): boolean {
    const tenants = this.catalogue.tenants.filter(({ egress }) => egress === domain.id);
    // Where the last tenant has left it, its logs are still nobody's but their readers'.
    return tenants.length === 0 ? domain.logReaders.length > 0 : tenants.some(({ kind }) => kind === 'public-wifi');
  }
}
