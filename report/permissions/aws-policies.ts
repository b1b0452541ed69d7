import type { Needs } from './needs';

export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

/** Characters of a managed policy, white space apart. Source: docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const LARGEST_POLICY = 6_144;

/** Log groups' own actions, which take a name; the rest of the service takes none. */
const OF_LOG_GROUPS =
  /^logs:((Create|Delete)LogGroup|(Put|Delete)RetentionPolicy|(Associate|Disassociate)KmsKey|TagResource|UntagResource|ListTagsForResource)$/;

/**
 * Statements for some actions, limited as far as the services let them be: what has names of ours to these names, roles that
 * are passed to the service they are for, roles of services to those services, the rest to the hub's regions.
 * Source: docs.aws.amazon.com/service-authorization/latest/reference (resource types and condition keys)
 */
export function statementsFor(
  actions: readonly string[],
  { account, regions, serviceRoles }: Pick<Needs, 'account' | 'regions' | 'serviceRoles'>,
  prefix: string,
  sid: 'Read' | 'Write',
): readonly Statement[] {
  const arns = (service: string, ...names: readonly string[]): readonly string[] =>
    regions.flatMap((region) => names.map((name) => `arn:aws:${service}:${region}:${account}:${name}`));
  const inRegions = { StringEquals: { 'aws:RequestedRegion': regions } };
  const scopes: readonly (Omit<Statement, 'Sid' | 'Effect' | 'Action'> & {
    readonly name: string;
    readonly takes: (action: string) => boolean;
  })[] = [
    {
      name: 'PassRole',
      takes: (action) => action === 'iam:PassRole',
      Resource: [`arn:aws:iam::${account}:role/${prefix}-*`],
      Condition: { StringEquals: { 'iam:PassedToService': ['vpc-flow-logs.amazonaws.com'] } },
    },
    {
      name: 'Roles',
      takes: (action) => action.startsWith('iam:'),
      Resource: [`arn:aws:iam::${account}:role/${prefix}-*`],
    },
    {
      name: 'LogGroups',
      takes: (action) => OF_LOG_GROUPS.test(action),
      Resource: arns('logs', `log-group:/aws/vendedlogs/${prefix}/*`),
    },
    {
      name: 'Alarms',
      takes: (action) => action.startsWith('cloudwatch:') && action !== 'cloudwatch:DescribeAlarms',
      Resource: arns('cloudwatch', `alarm:${prefix}*`),
    },
    {
      name: 'Firewalls',
      takes: (action) => action.startsWith('network-firewall:'),
      Resource: arns(
        'network-firewall',
        `firewall/${prefix}-*`,
        `firewall-policy/${prefix}-*`,
        `stateful-rulegroup/${prefix}-*`,
      ),
    },
    {
      name: 'Keys',
      takes: (action) => action.startsWith('kms:') && action !== 'kms:CreateKey' && action !== 'kms:ListAliases',
      Resource: arns('kms', 'key/*', `alias/${prefix}-*`),
    },
    // Route 53 has no region.
    { name: 'Zones', takes: (action) => action.startsWith('route53:'), Resource: ['*'] },
    { name: '', takes: () => true, Resource: ['*'], Condition: inRegions },
  ];
  const left = new Set(actions);
  const made = scopes.flatMap(({ name, takes, ...scope }): readonly Statement[] => {
    const own = [...left].filter(takes).sort();
    own.forEach((each) => left.delete(each));
    return own.length === 0 ? [] : [{ Sid: `${sid}${name}`, Effect: 'Allow', Action: own, ...scope }];
  });
  return sid === 'Read' || serviceRoles.length === 0
    ? made
    : [
        ...made,
        {
          Sid: 'WriteServiceRoles',
          Effect: 'Allow',
          Action: ['iam:CreateServiceLinkedRole', 'iam:GetRole'],
          Resource: serviceRoles.map((service) => `arn:aws:iam::${account}:role/aws-service-role/${service}/*`),
        },
      ];
}

/** As few documents as hold them, none larger than IAM takes; a statement that is too long by itself is cut in two. */
export function documentsOf(statements: readonly Statement[]): readonly PolicyDocument[] {
  const documents: Statement[][] = [];
  for (const statement of statements.flatMap(cut)) {
    const last = documents.at(-1);
    if (last && sizeOf([...last, statement]) <= LARGEST_POLICY) last.push(statement);
    else documents.push([statement]);
  }
  return documents.map((each) => ({ Version: '2012-10-17', Statement: each }));
}

export function sizeOf(statements: readonly Statement[]): number {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements }).replaceAll(/\s/g, '').length;
}

function cut(statement: Statement): readonly Statement[] {
  const { Action: actions, Sid } = statement;
  if (sizeOf([statement]) <= LARGEST_POLICY || actions.length < 2) return [statement];
  const half = Math.ceil(actions.length / 2);
  return [
    { ...statement, Sid: `${Sid}1`, Action: actions.slice(0, half) },
    { ...statement, Sid: `${Sid}2`, Action: actions.slice(half) },
  ].flatMap(cut);
}
