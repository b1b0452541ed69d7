import type { StateBackend } from '../../catalogue/model';
import { renderStack } from '../../stacks/render';
import { parseStack, prepareOrThrow } from '../support/synth';

const { plan } = prepareOrThrow('examples/small.yaml');
const input = plan.stacks.find((stack) => stack.name === 'aws-inspect');
if (!input) throw new Error('the example has a stack aws-inspect');

interface State {
  readonly backend: Record<string, unknown>;
  readonly remote: Record<string, unknown>;
}

function stateOf(backend: StateBackend): State {
  const stack = parseStack(
    renderStack({ ...input, backend } as typeof input & object, { localRoot: '../../../state' }),
  );
  const { backend: own, cloud } = stack.terraform as {
    backend?: Record<string, unknown>;
    cloud?: Record<string, unknown>;
  };
  return { backend: own ?? { cloud }, remote: stack.data['terraform_remote_state']?.['aws-hub'] ?? {} };
}

test('local: below state/ in the checkout, never below cdktf.out, which cdktf may delete', () => {
  const { backend, remote } = stateOf({ backend: 'local' });
  expect(backend).toEqual({ local: { path: '../../../state/small-lab/aws-inspect.tfstate' } });
  expect(remote).toEqual({ backend: 'local', config: { path: '../../../state/small-lab/aws-hub.tfstate' } });
});

test('s3: encrypted, locked natively', () => {
  const { backend, remote } = stateOf({
    backend: 's3',
    bucket: 'b',
    region: 'eu-west-2',
    kmsKey: 'alias/k',
    roleArn: 'arn:aws:iam::111122223333:role/r',
  });
  const common = {
    bucket: 'b',
    region: 'eu-west-2',
    encrypt: true,
    kms_key_id: 'alias/k',
    assume_role: { role_arn: 'arn:aws:iam::111122223333:role/r' },
  };
  expect(backend).toEqual({ s3: { ...common, key: 'small-lab/aws-inspect.tfstate', use_lockfile: true } });
  expect(remote).toEqual({ backend: 's3', config: { ...common, key: 'small-lab/aws-hub.tfstate' } });
});

test('azurerm: signed in through Entra, no storage key', () => {
  const { backend, remote } = stateOf({
    backend: 'azurerm',
    subscriptionId: '00000000-0000-4000-8000-000000000001',
    resourceGroup: 'rg',
    storageAccount: 'sa',
    container: 'c',
  });
  const common = {
    subscription_id: '00000000-0000-4000-8000-000000000001',
    resource_group_name: 'rg',
    storage_account_name: 'sa',
    container_name: 'c',
    use_azuread_auth: true,
  };
  expect(backend).toEqual({ azurerm: { ...common, key: 'small-lab/aws-inspect.tfstate' } });
  expect(remote).toEqual({ backend: 'azurerm', config: { ...common, key: 'small-lab/aws-hub.tfstate' } });
});

test('cloud: one workspace a stack', () => {
  const { backend, remote } = stateOf({
    backend: 'cloud',
    organization: 'o',
    hostname: 'tfe.example.gov.uk',
    project: 'wan',
  });
  expect(backend).toEqual({
    cloud: {
      organization: 'o',
      hostname: 'tfe.example.gov.uk',
      workspaces: { name: 'small-lab-aws-inspect', project: 'wan' },
    },
  });
  expect(remote).toEqual({
    backend: 'remote',
    config: { organization: 'o', hostname: 'tfe.example.gov.uk', workspaces: { name: 'small-lab-aws-hub' } },
  });
});
