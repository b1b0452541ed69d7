import { AZURE_GATEWAY_ASN } from '../../catalogue/values/asn';
import { type Cidr, cidr, formatAddress } from '../../catalogue/values/cidr';
import { CIRCUIT_LOCAL_PREFERENCE } from '../../catalogue/defaults';
import { compareText } from '../../catalogue/issues/issue';
import type { Catalogue, Datacentre, DatacentreTenant } from '../../catalogue/model';
import type { NetworkPlan } from '../network-plan';
import { waysToAws } from '../places/datacentre-ways';
import { awsHubs } from '../places/hubs';
import { coverOf } from '../places/prefix-cover';
import { common } from '../routing/tables';
import { metBy } from '../rules/met-by';
import type { AwsDatacentreStackInput } from '../stacks/aws/datacentre';
import type { AzureDatacentreStackInput } from '../stacks/azure/datacentre';

/** AS number that Azure has on every circuit. Source: learn.microsoft.com/azure/expressroute/expressroute-routing */
const AZURE_CIRCUIT_ASN = 12_076;

/** A BGP session outside of tunnels: all that it is for is that tunnels find their ends. */
export interface CircuitSession {
  readonly circuit: string;
  readonly kind: 'direct-connect' | 'express-route';
  readonly hub: string;
  readonly vlan: number;
  readonly peerAsn: number;
  /** Peering subnets, of which the router has the first address; AWS makes its own. */
  readonly peering: readonly string[];
  readonly announces: readonly string[];
  readonly accepts: readonly string[];
}

/** The sessions in one connection's two tunnels. */
export interface TunnelSession {
  readonly name: string;
  readonly tenant: string;
  readonly cloud: 'aws' | 'azure';
  readonly hub: string;
  readonly way: 'direct' | 'backup';
  /** Where both tunnels end at the router. */
  readonly endsAt: string;
  /** The router's own address in each session, and its peer's; in Azure the deploy says which its instances have. */
  readonly sessions: readonly { readonly own: string; readonly peer: string }[];
  readonly peerAsn: number;
  readonly announces: readonly string[];
  /** How often its own AS number is repeated in what it announces. */
  readonly prepend: number;
  readonly localPreference: number;
  /** What it takes, longer prefixes inside these included; whatever else it is sent it refuses. */
  readonly accepts: readonly string[];
}

/**
 * What a datacentre's router has to do so that both directions of every connection take one way, that no tenant's packet
 * leaves a tunnel, and that nothing at home in one cloud is sent by the other. Neither cloud can see to any of it.
 */
export interface DatacentrePolicy {
  readonly datacentre: string;
  readonly asn: number;
  /** Whether it takes the default route that AWS sends in every tunnel; Azure sends none. */
  readonly defaultRoute: 'accept' | 'reject';
  readonly circuits: readonly CircuitSession[];
  readonly tunnels: readonly TunnelSession[];
}

type Stack = AwsDatacentreStackInput | AzureDatacentreStackInput;

/** The policy of every datacentre that has something to build, by id. */
export function datacentrePolicies(catalogue: Catalogue, plan: NetworkPlan): readonly DatacentrePolicy[] {
  const stacks = plan.stacks.filter(
    (stack): stack is Stack => stack.kind === 'aws-datacentre' || stack.kind === 'azure-datacentre',
  );
  return [...catalogue.datacentres]
    .sort((a, b) => compareText(a.id, b.id))
    .flatMap((datacentre) => {
      const own = stacks.filter((stack) => stack.datacentre === datacentre.id);
      if (own.length === 0) return [];
      const hasAws = new Set(
        own.flatMap((stack) => (stack.kind === 'aws-datacentre' ? stack.tunnels.map(({ tenant }) => tenant) : [])),
      );
      return [
        {
          datacentre: datacentre.id,
          asn: datacentre.asn,
          defaultRoute: datacentre.defaultRoute,
          circuits: own.flatMap((stack) => circuitSessions(catalogue, datacentre, stack)),
          tunnels: own
            .flatMap((stack) => tunnelSessions(catalogue, plan, datacentre, stack, hasAws))
            .sort((a, b) => compareText(a.tenant, b.tenant) || compareText(a.hub, b.hub) || compareText(b.way, a.way)),
        },
      ];
    });
}

function circuitSessions(catalogue: Catalogue, datacentre: Datacentre, stack: Stack): readonly CircuitSession[] {
  const announces = datacentre.transport ? [datacentre.transport.toString()] : [];
  const written = new Map(datacentre.circuits.map((circuit) => [circuit.id, circuit]));
  if (stack.kind === 'aws-datacentre')
    return (stack.direct?.circuits ?? [])
      .filter((circuit) => circuit.isUp)
      .map(({ id, vlan }) => ({
        circuit: id,
        kind: 'direct-connect' as const,
        hub: stack.hub.id,
        vlan,
        peerAsn: stack.direct?.gatewayAsn ?? 0,
        peering: [],
        announces,
        accepts: stack.direct?.allowedPrefixes ?? [],
      }));
  const space = catalogue.hubs.find((hub) => hub.id === stack.hub.id)?.addressSpace;
  return stack.circuits.flatMap(({ id, from }): CircuitSession[] => {
    const circuit = written.get(id);
    if (circuit?.kind !== 'express-route' || (from.type === 'own' && !from.provisioned)) return [];
    return [
      {
        circuit: id,
        kind: 'express-route',
        hub: stack.hub.id,
        vlan: circuit.vlan,
        peerAsn: AZURE_CIRCUIT_ASN,
        peering: [circuit.peering.primary, circuit.peering.secondary],
        announces,
        accepts: space ? [space.toString()] : [],
      },
    ];
  });
}

function tunnelSessions(
  catalogue: Catalogue,
  plan: NetworkPlan,
  datacentre: Datacentre,
  stack: Stack,
  hasAws: ReadonlySet<string>,
): readonly TunnelSession[] {
  const entries = new Map(datacentre.tenants.map((entry) => [entry.tenant, entry]));
  const preference = (way: 'direct' | 'backup'): Pick<TunnelSession, 'prepend' | 'localPreference'> =>
    way === 'direct'
      ? { prepend: 0, localPreference: CIRCUIT_LOCAL_PREFERENCE }
      : {
          prepend: datacentre.vpnBackup?.prepend ?? 0,
          localPreference: datacentre.vpnBackup?.localPreference ?? 0,
        };
  const session = (
    { name, tenant, way, address }: Stack['tunnels'][number],
    { cloud, ...rest }: Pick<TunnelSession, 'cloud' | 'sessions' | 'peerAsn' | 'accepts'>,
  ): TunnelSession => ({
    name,
    tenant,
    cloud,
    hub: stack.hub.id,
    way,
    endsAt: address,
    announces: announcedBy(entries.get(tenant)),
    ...preference(way),
    ...rest,
  });
  if (stack.kind === 'azure-datacentre')
    return stack.tunnels.map((tunnel) =>
      session(tunnel, {
        cloud: 'azure',
        sessions: [{ own: tunnel.peer, peer: 'output gateway_instances of the hub' }],
        peerAsn: AZURE_GATEWAY_ASN,
        accepts: fromAzure(catalogue, plan, datacentre, tunnel.tenant, hasAws.has(tunnel.tenant)),
      }),
    );
  const hub = catalogue.hubs.find((each) => each.id === stack.hub.id);
  return stack.tunnels.map((tunnel) =>
    session(tunnel, {
      cloud: 'aws',
      sessions: tunnel.insideRanges.map((range) => ({
        own: formatAddress(cidr(range).first + 2),
        peer: formatAddress(cidr(range).first + 1),
      })),
      peerAsn: hub?.cloud === 'aws' ? hub.asn : 0,
      accepts: fromAws(catalogue, plan, datacentre, stack.hub.id, tunnel.tenant),
    }),
  );
}

function announcedBy(entry: DatacentreTenant | undefined): readonly string[] {
  return [...(entry?.prefixes ?? [])].map(String).sort(compareText);
}

/** Rows of the tenant's table, which are what AWS sends: but those for what is at home in Azure, and for what is here. */
function fromAws(
  catalogue: Catalogue,
  plan: NetworkPlan,
  datacentre: Datacentre,
  hub: string,
  tenant: string,
): readonly string[] {
  const inAzure = catalogue.tenants.flatMap(({ supernets }) => supernets.azure);
  const here = datacentre.tenants.flatMap((entry) => (entry.tenant === tenant ? entry.prefixes : []));
  const kept = [...inAzure, ...here, ...onlyInAzure(catalogue, datacentre)];
  return (plan.tables.get(hub) ?? [])
    .filter(({ name }) => name === `rt-${tenant}`)
    .flatMap(({ statics }) => statics)
    .filter(({ via, prefix }) => via.to !== 'blackhole' && prefix.bits > 0 && !kept.some((own) => own.contains(prefix)))
    .map(({ prefix }) => prefix.toString());
}

/** What other datacentres have that no AWS hub leads to. */
function onlyInAzure(catalogue: Catalogue, datacentre: Datacentre): readonly Cidr[] {
  const aws = awsHubs(catalogue);
  return catalogue.datacentres
    .filter((other) => other.id !== datacentre.id && !aws.some((hub) => waysToAws(other, hub.id).length > 0))
    .flatMap(({ tenants }) => tenants.flatMap(({ prefixes }) => prefixes));
}

/**
 * What its tenant may meet and is at home in Azure; of other datacentres what no AWS hub leads to, and all of it where this
 * one has no way to AWS itself.
 */
function fromAzure(
  catalogue: Catalogue,
  plan: NetworkPlan,
  datacentre: Datacentre,
  id: string,
  hasAws: boolean,
): readonly string[] {
  const tenant = catalogue.tenants.find((each) => each.id === id);
  if (!tenant) return [];
  const met = metBy(plan.rules, tenant);
  const homes = [
    ...catalogue.tenants.flatMap(({ supernets }) => [...supernets.azure, ...(hasAws ? [] : supernets.datacentre)]),
    ...onlyInAzure(catalogue, datacentre),
  ];
  return coverOf(common(met, homes)).map(String);
}
