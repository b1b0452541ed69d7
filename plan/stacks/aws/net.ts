import { compareText } from '../../../catalogue/issues/issue';
import type { Vpc } from '../../../catalogue/model';
import { type HubParts, type StackBase, stackBase, stackName, tablesOf } from './hub-parts';

export interface VpcInput {
  readonly id: string;
  readonly vpcId: string;
  readonly accountId: string;
  readonly roleArn?: string;
  readonly outsideOrganisation: boolean;
  readonly subnetIds: readonly string[];
  readonly routeTableIds: readonly string[];
  /** The VPC has a way to the internet of its own, and keeps it. */
  readonly keepsDefaultRoute?: true;
}

export interface AwsNetStackInput extends StackBase {
  readonly kind: 'aws-net';
  readonly tenant: string;
  readonly costCentre: string;
  readonly associatedTable: string;
  readonly propagatedTable: string;
  readonly vpcs: readonly VpcInput[];
}

export function netStacks(parts: HubParts): readonly AwsNetStackInput[] {
  return [...parts.catalogue.tenants]
    .sort((a, b) => compareText(a.id, b.id))
    .flatMap((tenant) => {
      const vpcs = tenant.vpcs.filter((vpc) => vpc.hub === parts.hub.id).sort((a, b) => compareText(a.id, b.id));
      if (vpcs.length === 0) return [];
      return [
        {
          ...stackBase(parts, stackName(parts, `${tenant.id}-net`), [stackName(parts, 'hub')]),
          kind: 'aws-net' as const,
          tenant: tenant.id,
          costCentre: tenant.costCentre,
          ...tablesOf(tenant),
          vpcs: vpcs.map(vpcInput),
        },
      ];
    });
}

function vpcInput(vpc: Vpc): VpcInput {
  return {
    id: vpc.id,
    vpcId: vpc.vpcId,
    accountId: vpc.account,
    ...(vpc.roleArn === undefined ? {} : { roleArn: vpc.roleArn }),
    outsideOrganisation: vpc.outsideOrganisation,
    subnetIds: Object.values(vpc.subnets).sort(compareText),
    routeTableIds: [...vpc.routeTables].sort(compareText),
    ...(vpc.defaultRoute === 'own' ? { keepsDefaultRoute: true } : {}),
  };
}
