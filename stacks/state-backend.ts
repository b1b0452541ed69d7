import {
  AzurermBackend,
  CloudBackend,
  DataTerraformRemoteState,
  DataTerraformRemoteStateAzurerm,
  DataTerraformRemoteStateLocal,
  DataTerraformRemoteStateS3,
  LocalBackend,
  NamedCloudWorkspace,
  S3Backend,
  type TerraformRemoteState,
  type TerraformStack,
} from 'cdktf';
import type { StateBackend } from '../catalogue/model';
import { address } from '../constructs/naming';

/** Where the state of one stack is. */
export interface StateLocation {
  readonly backend: StateBackend;
  /** `cngw-production`: one folder per WAN, the same in every backend. */
  readonly wanPrefix: string;
  /** Folder of local state as seen from the stack's working folder, such as `../../../state`. */
  readonly localRoot: string;
}

/**
 * S3 with native locking. cdktf's configuration type has no `useLockfile` (it was frozen before Terraform 1.10), so
 * it is set as an override here, in one place, and asserted in the synthesised JSON by a test.
 */
class LockingS3Backend extends S3Backend {
  constructor(stack: TerraformStack, config: ConstructorParameters<typeof S3Backend>[1]) {
    super(stack, config);
    this.addOverride('use_lockfile', true);
  }
}

/** Gives a stack its backend. Never below `cdktf.out`: cdktf's CLI deletes that folder with the stack. */
export function addBackend(stack: TerraformStack, location: StateLocation): void {
  const { backend } = location;
  switch (backend.backend) {
    case 'local':
      new LocalBackend(stack, localConfig(location, stack.node.id));
      break;
    case 's3':
      new LockingS3Backend(stack, s3Config(backend, keyOf(location, stack.node.id)));
      break;
    case 'azurerm':
      new AzurermBackend(stack, azurermConfig(backend, keyOf(location, stack.node.id)));
      break;
    case 'cloud':
      new CloudBackend(stack, {
        organization: backend.organization,
        ...(backend.hostname === undefined ? {} : { hostname: backend.hostname }),
        workspaces: new NamedCloudWorkspace(workspaceOf(location, stack.node.id), backend.project),
      });
  }
}

/** Outputs of another stack, read from wherever its state is; the data source is named like the stack. */
export function readOutputs(stack: TerraformStack, location: StateLocation, producer: string): TerraformRemoteState {
  return address(remoteState(stack, location, producer), producer);
}

function remoteState(stack: TerraformStack, location: StateLocation, producer: string): TerraformRemoteState {
  const { backend } = location;
  switch (backend.backend) {
    case 'local':
      return new DataTerraformRemoteStateLocal(stack, producer, localConfig(location, producer));
    case 's3':
      return new DataTerraformRemoteStateS3(stack, producer, s3Config(backend, keyOf(location, producer)));
    case 'azurerm':
      return new DataTerraformRemoteStateAzurerm(stack, producer, azurermConfig(backend, keyOf(location, producer)));
    case 'cloud':
      return new DataTerraformRemoteState(stack, producer, {
        organization: backend.organization,
        ...(backend.hostname === undefined ? {} : { hostname: backend.hostname }),
        workspaces: new NamedCloudWorkspace(workspaceOf(location, producer)),
      });
  }
}

function keyOf(location: StateLocation, stack: string): string {
  return `${location.wanPrefix}/${stack}.tfstate`;
}

function workspaceOf(location: StateLocation, stack: string): string {
  return `${location.wanPrefix}-${stack}`;
}

function localConfig(location: StateLocation, stack: string): { path: string } {
  return { path: `${location.localRoot}/${keyOf(location, stack)}` };
}

function s3Config(
  backend: Extract<StateBackend, { backend: 's3' }>,
  key: string,
): {
  bucket: string;
  key: string;
  region: string;
  encrypt: boolean;
  kmsKeyId?: string;
  assumeRole?: { roleArn: string };
} {
  return {
    bucket: backend.bucket,
    key,
    region: backend.region,
    encrypt: true,
    ...(backend.kmsKey === undefined ? {} : { kmsKeyId: backend.kmsKey }),
    ...(backend.roleArn === undefined ? {} : { assumeRole: { roleArn: backend.roleArn } }),
  };
}

function azurermConfig(
  backend: Extract<StateBackend, { backend: 'azurerm' }>,
  key: string,
): {
  subscriptionId: string;
  resourceGroupName: string;
  storageAccountName: string;
  containerName: string;
  key: string;
  useAzureadAuth: boolean;
} {
  return {
    subscriptionId: backend.subscriptionId,
    resourceGroupName: backend.resourceGroup,
    storageAccountName: backend.storageAccount,
    containerName: backend.container,
    key,
    useAzureadAuth: true,
  };
}
