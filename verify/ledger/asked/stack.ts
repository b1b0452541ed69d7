import type { StateBackend } from '../../../catalogue/model';
import type { Json } from '../../terraform/stack-json';
import type { Places } from './places';

/** What is asked of a stack as a whole: where its state is, which accounts and subscriptions it may touch, by which versions. */
export class AskedOfStack {
  readonly isAws: boolean;
  readonly isAzure: boolean;

  constructor(
    private readonly places: Places,
    private readonly stack: string,
  ) {
    this.isAws = places.awsHub(stack) !== undefined;
    this.isAzure = places.azureHub(stack) !== undefined;
  }

  /** Where state is kept, and which versions may read it. */
  terraform(): Json {
    const { backend } = this.places.catalogue.wan.state;
    const place = this.state(this.stack);
    const aws = this.isAws ? { aws: { source: 'aws', version: AWS_VERSION } } : {};
    const azure = this.isAzure ? { azurerm: { source: 'azurerm', version: AZURE_VERSION } } : {};
    return {
      ...(backend === 'cloud' ? { cloud: place } : { backend: { [backend]: place } }),
      required_providers: { ...aws, ...azure },
      required_version: TERRAFORM_VERSIONS,
    };
  }

  /** The state of a stack; where it is read, the workspace alone is named, and no lock is taken. */
  state(stack: string, isRead = false): Json {
    const { prefix } = this.places;
    const backend: StateBackend = this.places.catalogue.wan.state;
    const key = `${prefix}/${stack}.tfstate`;
    switch (backend.backend) {
      case 'local':
        return { path: new RegExp(`^(?:[^$%]*/)?state/${key}$`) };
      case 's3':
        return {
          bucket: backend.bucket,
          key,
          region: backend.region,
          encrypt: true,
          ...(backend.kmsKey === undefined ? {} : { kms_key_id: backend.kmsKey }),
          ...(backend.roleArn === undefined ? {} : { assume_role: { role_arn: backend.roleArn } }),
          ...(isRead ? {} : { use_lockfile: true }),
        };
      case 'azurerm':
        return {
          subscription_id: backend.subscriptionId,
          resource_group_name: backend.resourceGroup,
          storage_account_name: backend.storageAccount,
          container_name: backend.container,
          key,
          use_azuread_auth: true,
        };
      case 'cloud':
        return {
          organization: backend.organization,
          ...(backend.hostname === undefined ? {} : { hostname: backend.hostname }),
          workspaces: {
            name: `${prefix}-${stack}`,
            ...(isRead || backend.project === undefined ? {} : { project: backend.project }),
          },
        };
    }
  }

  /** Each provider pinned to the account or subscription of its hub, and one more for each account that owns a tenant's VPC. */
  providers(): Json {
    return {
      ...(this.isAws ? { aws: this.awsProviders() } : {}),
      ...(this.isAzure ? { azurerm: [this.azureProvider()] } : {}),
    };
  }

  private awsProviders(): readonly Json[] {
    const hub = this.places.awsHub(this.stack);
    if (!hub) return [];
    const own = this.awsProvider(hub.region, hub.account.id, hub.account.roleArn);
    const tenant = this.places.catalogue.tenants.find(({ id }) => this.stack.endsWith(`-${id}-net`));
    const others = (tenant?.vpcs ?? [])
      .filter((vpc) => vpc.hub === hub.id && vpc.account !== hub.account.id)
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .map((vpc) => ({ alias: vpc.id, ...this.awsProvider(hub.region, vpc.account, vpc.roleArn) }));
    return [own, ...others];
  }

  private awsProvider(region: string, account: string, role: string | undefined): Json {
    const { wan } = this.places.catalogue;
    const tags = {
      ...wan.tags,
      wan: wan.name,
      environment: wan.environment,
      operator: wan.operator,
      stack: this.stack,
      'managed-by': 'terraform',
    };
    return {
      region,
      allowed_account_ids: [account],
      ...(role === undefined ? {} : { assume_role: [{ role_arn: role, session_name: 'terraform' }] }),
      default_tags: [
        { tags: Object.fromEntries(Object.entries(tags).map(([key, text]) => [escaped(key), escaped(text)])) },
      ],
    };
  }

  private azureProvider(): Json {
    const subscription = this.places.azureHub(this.stack)?.subscription;
    return {
      features: [{}],
      subscription_id: subscription?.id,
      ...(subscription?.tenantId === undefined ? {} : { tenant_id: subscription.tenantId }),
      resource_provider_registrations: 'none',
    };
  }
}

/** The versions whose arguments have a place here, and those of Terraform that lock state in S3 by themselves. */
const AWS_VERSION = '6.25.0';
const AZURE_VERSION = '4.55.0';
const TERRAFORM_VERSIONS = '>= 1.10.0, < 2.0.0';

/** How a text is written for Terraform. */
function escaped(text: string): string {
  return text.replaceAll('${', () => '$${').replaceAll('%{', () => '%%{');
}
