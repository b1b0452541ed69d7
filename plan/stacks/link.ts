import { cidr, formatAddress } from '../../catalogue/values/cidr';
import type { AzureHub, Catalogue, CryptoProfileName } from '../../catalogue/model';
import type { Lock } from '../lock/lock-file';
import { awsPrefix } from '../places/hubs';
import { coverOf } from '../places/prefix-cover';
import { planLinks } from '../routing/links';
import { linkTableName } from '../routing/tables';
import type { StackBase } from './aws/hub-parts';
import type { AzureHubIdentity } from './azure/hub-parts';
import { stackCommon } from './stack-common';

/** A VPN connection of AWS carries this much a tunnel. Source: docs.aws.amazon.com/vpn/latest/s2svpn/vpn-limits.html */
const TUNNEL_MBPS = 1_250;

/**
 * Stacks of the links between the clouds. They come last: each reads both hubs, and adds connections to an Azure gateway,
 * which takes one change at a time; `lasts` names what each gateway has to finish before.
 */
export function linkStacks(
  catalogue: Catalogue,
  lock: Lock,
  lasts: ReadonlyMap<string, string>,
): readonly LinkStackInput[] {
  const before = new Map(lasts);
  return planLinks(catalogue).map(({ key, aws, azure, tenants }): LinkStackInput => {
    const held = lock.links[key]?.tunnels;
    if (!held) throw new Error(`the lock was not checked: there are no inside ranges for ${key}`);
    const payer = tenants.find(({ kind }) => kind === 'operations') ?? tenants[0];
    if (!payer) throw new Error('a link has tenants');
    const [one, two, three, four] = held;
    const name = `link-${aws.id}-${azure.id}`;
    const hubStack = `${awsPrefix(aws.id, lock.firstHubs)}-hub`;
    const azureHubStack = `azure-${azure.id}-hub`;
    const last = before.get(azure.id);
    before.set(azure.id, name);
    const { id, tenantId } = azure.subscription;
    return {
      ...stackCommon(
        catalogue,
        name,
        [hubStack, 'azure-wan', azureHubStack, ...(last === undefined ? [] : [last])],
        aws.state === 'leaving' || azure.state === 'leaving',
      ),
      kind: 'link',
      hub: {
        id: aws.id,
        region: aws.region,
        accountId: aws.account.id,
        ...(aws.account.roleArn === undefined ? {} : { roleArn: aws.account.roleArn }),
      },
      hubStack,
      azure: {
        id: azure.id,
        region: azure.region,
        subscriptionId: id,
        ...(tenantId === undefined ? {} : { tenantId }),
      },
      azureHubStack,
      wanStack: 'azure-wan',
      tenant: payer.id,
      costCentre: payer.costCentre,
      asn: aws.asn,
      // What is inside belongs to every tenant in both clouds: the strictest profile of all.
      crypto: 'ncsc-plus',
      connections: [
        { name: `link_${azure.id}_0`, instance: 0, insideRanges: [one, two] },
        { name: `link_${azure.id}_1`, instance: 1, insideRanges: [three, four] },
      ],
      associatedTable: linkTableName(azure.id, lock),
      propagatedTable: 'rt-post',
      exported: coverOf(tenants.flatMap(({ supernets }) => supernets.azure)).map(String),
      mbps: TUNNEL_MBPS,
    };
  });
}

/** Addresses that an Azure gateway speaks BGP from in tunnels of links: the second of each inside range, by instance. */
export function linkAddresses(
  catalogue: Catalogue,
  lock: Lock,
  hub: AzureHub,
): readonly [readonly string[], readonly string[]] | undefined {
  const tunnels = planLinks(catalogue)
    .filter(({ azure }) => azure.id === hub.id)
    .flatMap(({ key }) => {
      const held = lock.links[key]?.tunnels;
      return held ? [held.map((range) => formatAddress(cidr(range).first + 2))] : [];
    });
  if (tunnels.length === 0) return undefined;
  return [tunnels.flatMap((addresses) => addresses.slice(0, 2)), tunnels.flatMap((addresses) => addresses.slice(2))];
}

/** The link between an AWS and an Azure hub: two connections in AWS, one to each instance of the Azure gateway. */
export interface LinkStackInput extends StackBase {
  readonly kind: 'link';
  readonly azure: AzureHubIdentity;
  readonly azureHubStack: string;
  readonly wanStack: string;
  /** Whom it is charged to: operations, who run it. */
  readonly tenant: string;
  readonly costCentre: string;
  /** AS number of the transit gateway. */
  readonly asn: number;
  readonly crypto: CryptoProfileName;
  /** One for each instance of the Azure gateway, with the inside ranges of its two tunnels. */
  readonly connections: readonly {
    readonly name: string;
    readonly instance: 0 | 1;
    readonly insideRanges: readonly [string, string];
  }[];
  readonly associatedTable: string;
  readonly propagatedTable: string;
  /** All that AWS is told of: what is at home in Azure of tenants in both clouds. */
  readonly exported: readonly string[];
  /** Mbps that Azure is told of for each tunnel. */
  readonly mbps: number;
}
