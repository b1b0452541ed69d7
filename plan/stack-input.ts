import type { CryptoProfileName, SiteState, StateBackend } from '../catalogue/model';
import type { ZoneSubnets } from './vpc-layout';

/**
 * Everything one stack is made of, as plain data: a stack is a function of its input and of nothing else, so an input
 * that hasn't changed needs no rebuilding, can be handed to another process, and can be printed.
 */
export interface StackBase {
  readonly name: string;
  /** Stacks whose outputs this one reads; they are applied first. */
  readonly dependencies: readonly string[];
  readonly wan: WanIdentity;
  readonly backend: StateBackend;
  readonly hub: AwsHubIdentity;
  /** The stack whose outputs name the hub's shared resources. */
  readonly hubStack: string;
}

export interface WanIdentity {
  readonly name: string;
  readonly title: string;
  readonly operator: string;
  readonly environment: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly logRetentionDays: number;
  readonly alarmTopic?: string;
}

export interface AwsHubIdentity {
  readonly id: string;
  readonly region: string;
  readonly accountId: string;
  readonly roleArn?: string;
}

export interface ConcentratorInput {
  readonly name: string;
  readonly tenant: string;
  readonly costCentre: string;
  /** Table it is associated with, and the one its routes are propagated into. */
  readonly associatedTable: string;
  readonly propagatedTable: string;
}

export interface AwsHubStackInput extends StackBase {
  readonly kind: 'aws-hub';
  readonly asn: number;
  readonly cidrBlock: string;
  readonly tables: readonly { readonly name: string; readonly blackholes: readonly string[] }[];
  readonly concentrators: readonly ConcentratorInput[];
}

export interface FirewallRuleInput {
  readonly sid: number;
  readonly sources: readonly string[];
  readonly destinations: readonly string[];
  readonly message: string;
}

export interface RuleGroupInput {
  readonly name: string;
  readonly priority: number;
  /** Rules it can ever hold without being replaced; part of its name. */
  readonly capacity: number;
  readonly rules: readonly FirewallRuleInput[];
}

export interface AwsInspectStackInput extends StackBase {
  readonly kind: 'aws-inspect';
  readonly network: string;
  readonly zones: readonly ZoneSubnets[];
  /** HOME_NET of the policy: every tenant's supernets. */
  readonly homeNet: readonly string[];
  readonly ruleGroups: readonly RuleGroupInput[];
  /** Static routes of the hub's tables that point here. */
  readonly routes: readonly { readonly table: string; readonly prefix: string }[];
  /** Table of the packets that come back from inspection. */
  readonly associatedTable: string;
}

export interface VpcInput {
  readonly id: string;
  readonly vpcId: string;
  readonly accountId: string;
  readonly roleArn?: string;
  readonly outsideOrganisation: boolean;
  readonly subnetIds: readonly string[];
  readonly routeTableIds: readonly string[];
}

export interface AwsNetStackInput extends StackBase {
  readonly kind: 'aws-net';
  readonly tenant: string;
  readonly costCentre: string;
  readonly associatedTable: string;
  readonly propagatedTable: string;
  readonly vpcs: readonly VpcInput[];
}

export interface ConnectionInput {
  readonly name: string;
  /** Device name of the customer gateway: the name under which the connection was first made. */
  readonly deviceName: string;
  readonly site: string;
  readonly siteName: string;
  readonly state: SiteState;
  readonly tenant: string;
  readonly costCentre: string;
  readonly circuit: string;
  readonly role: 'active' | 'backup';
  readonly asn: number;
  readonly address?: string;
  readonly certificateArn?: string;
  readonly crypto: CryptoProfileName;
  readonly insideRanges: readonly [string, string];
  readonly concentrator?: string;
  readonly associatedTable: string;
  readonly propagatedTable: string;
  /** Former name, where the site had another id. */
  readonly was?: string;
}

export interface AwsSitesStackInput extends StackBase {
  readonly kind: 'aws-sites';
  readonly wave: 1 | 2;
  readonly connections: readonly ConnectionInput[];
}

export type StackInput = AwsHubStackInput | AwsInspectStackInput | AwsNetStackInput | AwsSitesStackInput;
