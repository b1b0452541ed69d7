import type { Wan } from '../../catalogue/model';
import type { PolicyDocument, Statement } from './aws-policies';

/**
 * What the state takes, for whoever runs Terraform: kept in S3 alone, where access is a policy of ours. A plan takes the lock,
 * too, and Terraform lists workspaces (`env:/`), of which there are none. Source: developer.hashicorp.com/terraform/language/backend/s3 (permissions required)
 */
export function statePolicies(
  wan: Wan,
  prefix: string,
  roles: readonly string[],
): readonly (readonly [string, PolicyDocument])[] {
  const { state } = wan;
  if (state.backend !== 's3') return [];
  const bucket = `arn:aws:s3:::${state.bucket}`;
  const document = (isDeploy: boolean): PolicyDocument => ({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'List',
        Effect: 'Allow',
        Action: ['s3:ListBucket'],
        // No condition on the prefix: a first `init` asks for a state that isn't there, and S3 says so only to who may list.
        Resource: [bucket],
      },
      {
        Sid: 'State',
        Effect: 'Allow',
        Action: isDeploy ? ['s3:GetObject', 's3:PutObject'] : ['s3:GetObject'],
        Resource: [`${bucket}/${prefix}/*.tfstate`],
      },
      {
        Sid: 'Lock',
        Effect: 'Allow',
        Action: ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'],
        Resource: [`${bucket}/${prefix}/*.tflock`],
      },
      ...(state.kmsKey === undefined ? [] : [keyStatement(state.kmsKey, state.region)]),
      ...(roles.length === 0
        ? []
        : [{ Sid: 'Roles', Effect: 'Allow' as const, Action: ['sts:AssumeRole'], Resource: [...roles] }]),
    ],
  });
  return [
    ['state-plan', document(false)],
    ['state-deploy', document(true)],
  ];
}

/** A key that is named by its alias is any key that has it, and by its id one of this region. */
function keyStatement(key: string, region: string): Statement {
  const isAlias = key.startsWith('alias/');
  return {
    Sid: 'StateKey',
    Effect: 'Allow',
    Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'],
    Resource: [key.startsWith('arn:') ? key : `arn:aws:kms:${region}:*:key/${isAlias ? '*' : key}`],
    ...(isAlias ? { Condition: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': [key] } } } : {}),
  };
}
