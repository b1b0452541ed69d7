import { z } from 'zod';
import { DEFAULTS } from '../defaults';
import { ACCEPTABLE_WARNINGS } from '../issues/issue';
import { arn, asn, date, doc, id, prefix, retentionDays, sharedState, text, region, zone } from './field';

const state = doc(
  z.discriminatedUnion('backend', [
    z.strictObject({
      backend: doc(
        z.literal('local'),
        'State files below `state/` in the checkout. For labs: nothing locks or encrypts them.',
      ),
    }),
    z.strictObject({
      backend: doc(z.literal('s3'), 'One object per stack in an S3 bucket, with native locking.'),
      bucket: doc(z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/), 'Name of the bucket, which exists already.'),
      region: doc(region(), 'Region of the bucket.'),
      kmsKey: doc(
        z
          .string()
          .regex(/^[\w:/-]{1,200}$/)
          .optional(),
        'Alias, id or ARN of the key that encrypts state.',
        {
          omitted: "State is encrypted by the bucket's own default.",
        },
      ),
      roleArn: doc(arn().optional(), 'Role assumed to read and write state.', {
        omitted: "The caller's own credentials.",
      }),
    }),
    z.strictObject({
      backend: doc(z.literal('azurerm'), 'One blob per stack in an Azure storage account.'),
      subscriptionId: doc(z.uuid(), 'Subscription of the storage account.'),
      resourceGroup: doc(z.string().regex(/^[\w.()-]{1,90}$/), 'Resource group of the storage account.'),
      storageAccount: doc(z.string().regex(/^[a-z0-9]{3,24}$/), 'Storage account, which exists already.'),
      container: doc(z.string().regex(/^[a-z0-9]([a-z0-9-]{1,61}[a-z0-9])$/), 'Blob container.'),
    }),
    z.strictObject({
      backend: doc(z.literal('cloud'), 'One HCP Terraform workspace per stack.'),
      organization: doc(z.string().regex(/^[\w-]{1,40}$/), 'Organisation.'),
      hostname: doc(
        z
          .string()
          .regex(/^[a-z0-9.-]{4,253}$/)
          .optional(),
        'Host of a Terraform Enterprise installation.',
        { omitted: 'app.terraform.io' },
      ),
      project: doc(
        z
          .string()
          .regex(/^[\w -]{3,40}$/)
          .optional(),
        'Project that new workspaces go to.',
        {
          omitted: "The organisation's default project.",
        },
      ),
    }),
  ]),
  'Where Terraform state is kept: `local`, `s3`, `azurerm` or `cloud`.',
);

/** By what shared parts are laid on tenants. */
export const SPLIT_RULES = ['sites', 'mbps', 'equal'] as const;
export type SplitRule = (typeof SPLIT_RULES)[number];

export const wanSchema = z.strictObject({
  name: doc(
    id().max(12),
    'Short name: the first part of every cloud name and state key. Changing it renames everything.',
  ),
  title: doc(text(), 'What people call the network.'),
  operator: doc(text(), 'Who runs it; printed in reports and tags.'),
  environment: doc(id().max(12), '`production`, `lab`, …; `lab` allows unencrypted state for Azure keys.'),
  costs: doc(
    z
      .strictObject({
        split: doc(
          z.enum(SPLIT_RULES).default('sites'),
          'By what `wan cost` lays shared parts on tenants: how many sites they have at the hub, the active Mbps of those, or equally.',
          { omitted: 'By sites.' },
        ),
      })
      .default({ split: 'sites' }),
    'How costs are told.',
    { omitted: 'Shared parts are laid on tenants by their sites. No effect on what is built.' },
  ),
  tags: doc(
    z.record(text(), text()).default({}),
    'Tags put on every resource beside wan, environment, tenant, site, cost centre and managed-by.',
    {
      omitted: 'Only the built-in tags.',
    },
  ),
  state,
  maxSitesPerStack: doc(
    z.int().min(1).max(250).default(DEFAULTS.maxSitesPerStack),
    'Most sites in one stack when a site is first placed.',
    {
      unit: 'sites',
      omitted: 'No effect on traffic; smaller stacks plan faster and fail smaller.',
    },
  ),
  maxConnectionsPerStack: doc(
    z.int().min(1).max(500).default(DEFAULTS.maxConnectionsPerStack),
    'Most VPN connections in one stack when a site is first placed: one for each tenant and circuit of a site.',
    {
      unit: 'connections',
      omitted: '50: made within half an hour. No effect on traffic; what is placed stays where it is.',
    },
  ),
  canarySites: doc(
    z.int().min(1).max(50).default(DEFAULTS.canarySites),
    "Sites in a large tenant's first stack, which is applied first.",
    {
      unit: 'sites',
      omitted: 'No effect on traffic.',
    },
  ),
  logRetentionDays: doc(
    retentionDays().default(DEFAULTS.logRetentionDays),
    'How long VPN, flow and firewall logs are kept.',
    { unit: 'days', omitted: 'A year. No effect on traffic.' },
  ),
  flowLogs: doc(
    z
      .strictObject({
        intervalSeconds: doc(
          z.literal([60, 600]).default(DEFAULTS.flowLogIntervalSeconds),
          'How long packets of one flow are counted together. AWS takes 60 alone for transit gateways, which keep it.',
          { unit: 'seconds', omitted: '60. No effect on traffic.' },
        ),
        bucket: doc(
          z
            .string()
            .regex(
              /^arn:aws[\w-]*:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[\w.-]+)*$/,
              'the ARN of a bucket, with or without a folder',
            )
            .optional(),
          'Bucket that takes them instead of CloudWatch. It exists, keeps them as long as it says, and lets AWS write (docs/cost.md).',
          { omitted: 'They are kept in CloudWatch. No effect on traffic.' },
        ),
      })
      .default({ intervalSeconds: DEFAULTS.flowLogIntervalSeconds }),
    'Logs of flows through VPCs and transit gateways of AWS hubs. Those of a breakout with guests stay in a group of their own, minute by minute.',
    { omitted: 'Every minute, in CloudWatch. No effect on traffic.' },
  ),
  firewallIdleSeconds: doc(
    z.int().min(60).max(6_000).optional(),
    'How long AWS firewalls remember a TCP connection on which nothing is said. NAT gateways and transit gateways forget after 350 s whatever this says.',
    {
      unit: 'seconds, 60 to 6000',
      omitted:
        '350: a session that sleeps longer (dispatch, SSH, a database pool) is cut, unless it keeps itself alive.',
    },
  ),
  base: doc(
    z
      .string()
      .regex(/^(?!-)[\w./@{}~^-]{1,100}$/, 'a git revision, such as origin/main')
      .optional(),
    'What a change is compared with: the revision that is deployed, such as `origin/main`.',
    { omitted: 'What is committed (HEAD): a commit on a branch is then no longer seen as a change.' },
  ),
  alarmTopic: doc(arn().optional(), 'SNS topic that tunnel alarms are sent to.', {
    omitted: 'Alarms change state in the console and tell nobody.',
  }),
});

const residency = () =>
  doc(
    z
      .strictObject({
        acceptedBy: doc(text(), 'Who accepted it, by role.'),
        reason: doc(text(), 'Why the data of this hub may be kept and inspected outside the UK.'),
      })
      .optional(),
    'Written waiver for a region outside the UK.',
    { omitted: 'The region must be in the UK: eu-west-2, uksouth or ukwest.' },
  );

export const hubSchema = z.discriminatedUnion('cloud', [
  z.strictObject({
    id: doc(id().max(20), 'Permanent id.'),
    cloud: doc(z.literal('aws'), 'A transit gateway in AWS.'),
    state: sharedState('everything that stands at it'),
    region: doc(region(), 'AWS region, such as eu-west-2.'),
    residency: residency(),
    zones: doc(
      z.array(zone()).min(1).max(4),
      'Availability zones, written out: nothing is looked up. The firewall has one endpoint in each.',
    ),
    leavingZones: doc(
      z.array(zone()).max(3).default([]),
      'Zones among them that are about to go: nothing is sent through their firewall endpoints any more, and their public addresses lose their guard. In the next change the zone goes from both lists.',
      { omitted: 'None: every zone carries traffic.' },
    ),
    asn: doc(asn(), "The transit gateway's AS number; AWS accepts 64512–65534 and 4200000000–4294967294 here."),
    addressSpace: doc(
      prefix(),
      "Holds the transit gateway's CIDR block and the inspect and breakout VPCs, one /24 each, chosen by the lock.",
      { unit: '/16 to /22' },
    ),
    account: doc(
      z.strictObject({
        id: doc(
          z.string().regex(/^\d{12}$/, 'twelve digits, in quotes'),
          'AWS account number, in quotes. The provider refuses every other account.',
        ),
        roleArn: doc(arn().optional(), 'Role that Terraform assumes there.', {
          omitted: "The caller's own credentials.",
        }),
      }),
      'Account that owns the hub.',
    ),
  }),
  z.strictObject({
    id: doc(id().max(20), 'Permanent id.'),
    cloud: doc(z.literal('azure'), 'A Virtual WAN hub in Azure.'),
    state: sharedState('everything that stands at it'),
    region: doc(region(), 'Azure region, such as uksouth.'),
    residency: residency(),
    zones: doc(z.array(zone()).max(3).default([]), 'Availability zones of the firewall.', {
      omitted: 'The firewall is not zone-redundant.',
    }),
    addressSpace: doc(prefix(), "The virtual hub's own prefix; immutable once created.", {
      unit: '/24 or shorter, /23 recommended',
    }),
    contention: doc(
      z.int().min(1).max(50).default(DEFAULTS.contention),
      'How many Mbps of circuits share one Mbps of the VPN gateway: its scale units are chosen by it, once, in the lock.',
      { unit: 'to 1', omitted: '10 to 1. `wan lock --raise` makes a gateway larger; none ever shrinks by itself.' },
    ),
    egress: doc(
      id(),
      'The egress domain that this hub is: in Azure a hub has one firewall, so all its tenants share one way out.',
    ),
    subscription: doc(
      z.strictObject({
        id: doc(z.uuid(), 'Subscription id.'),
        tenantId: doc(z.uuid().optional(), 'Entra tenant of the subscription.', { omitted: "The caller's own." }),
      }),
      'Subscription that owns the hub.',
    ),
  }),
]);

export const acceptedWarningSchema = z.strictObject({
  id: doc(id(), 'Permanent id.'),
  code: doc(z.enum(ACCEPTABLE_WARNINGS), 'Code of the warning.'),
  at: doc(
    text(),
    'Where it is given, as the warning says it, such as `tenants.schools`; what stands below is accepted too.',
  ),
  owner: doc(text(), 'Who answers for it.'),
  reason: doc(text(), 'Why it is right as it is.'),
  review: doc(date(), 'Day until which it is accepted; afterwards the warning is said again.'),
});

export const quotaSchema = z.strictObject({
  code: doc(
    z.string().regex(/^[A-Za-z0-9-]{3,40}$/),
    'Code of the quota, as in `wan check` and the Service Quotas console.',
  ),
  value: doc(z.int().min(1), 'The raised value.'),
  date: doc(date(), 'When it was granted.'),
  case: doc(text(), 'Reference of the request.'),
});
