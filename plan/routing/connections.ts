import { type Cidr, cidr } from '../../catalogue/values/cidr';
import {
  type Catalogue,
  type Circuit,
  type CryptoProfileName,
  type Hub,
  isRendered,
  type Segment,
  type Site,
  type SiteState,
  type Tenant,
  terminationOf,
} from '../../catalogue/model';
import type { AdoptedAzureCircuit, AdoptedCircuit, Lock } from '../lock/lock-file';

/** One segment on one circuit to one hub: what becomes one VPN connection. */
export interface SiteConnection {
  /** `crewe-library_schools_primary`: the Terraform name of everything that belongs to it. */
  readonly name: string;
  /** The name under which it was first made; a site's former id stays in it. */
  readonly deviceName: string;
  readonly site: string;
  readonly siteName: string;
  readonly state: SiteState;
  readonly tenant: string;
  readonly costCentre: string;
  readonly circuit: string;
  readonly role: 'active' | 'backup';
  readonly supplier: string;
  readonly mbps: number;
  readonly hub: string;
  readonly stack: string;
  readonly asn: number;
  /** The router's public address; absent where it is dynamic. */
  readonly address?: string;
  readonly certificateArn?: string;
  readonly fqdn?: string;
  readonly crypto: CryptoProfileName;
  /** What the site announces on this connection: its segment's prefixes and the router's loopback. */
  readonly prefixes: readonly Cidr[];
  readonly loopback?: Cidr;
}

export interface AwsConnection extends SiteConnection {
  readonly cloud: 'aws';
  /** Inside /30 of tunnel 1 and 2. */
  readonly insideRanges: readonly [Cidr, Cidr];
  /** Name of the concentrator that carries it; absent for a dedicated connection. */
  readonly concentrator?: string;
  /** Whether the hub's tables say what is there, since the far end announces nothing. */
  readonly isStatic: boolean;
  /** What it was before this program; absent where this program makes it. */
  readonly adopted?: AdoptedCircuit;
  /** What stands at a supplier's end; absent: a router. */
  readonly farEnd?: 'azure-gateway';
}

export interface AzureConnection extends SiteConnection {
  readonly cloud: 'azure';
  /** What it was before this program; absent where this program makes it. */
  readonly adopted?: AdoptedAzureCircuit;
}

export type Connection = AwsConnection | AzureConnection;

/** All connections of sites that are rendered, by site, tenant, circuit and hub. */
export function planConnections(catalogue: Catalogue, lock: Lock): readonly Connection[] {
  const tenants = new Map(catalogue.tenants.map((tenant) => [tenant.id, tenant]));
  return [...catalogue.sites]
    .filter(isRendered)
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .flatMap((site) =>
      site.hubs.flatMap((hub) =>
        [...site.segments]
          .sort((a, b) => (a.tenant < b.tenant ? -1 : 1))
          .flatMap((segment) => {
            const tenant = tenants.get(segment.tenant);
            return tenant
              ? site.circuits.map((circuit) => planConnection(site, hub, segment, circuit, tenant, lock))
              : [];
          }),
      ),
    );
}

/** Prefixes of a segment: the written ones, or the one the lock chose. */
export function segmentPrefixes(site: Site, segment: Segment, lock: Lock): readonly Cidr[] {
  const chosen = lock.sites[site.id]?.segments[segment.tenant]?.prefix;
  return segment.prefixes ?? (chosen === undefined ? [] : [cidr(chosen)]);
}

function planConnection(
  site: Site,
  hub: Hub,
  segment: Segment,
  circuit: Circuit,
  tenant: Tenant,
  lock: Lock,
): Connection {
  const held = lock.sites[site.id];
  const numbers = held?.segments[segment.tenant]?.circuits[circuit.id];
  const asn = circuit.asn ?? site.asn ?? held?.asn;
  const stack = held?.stacks[hub.cloud];
  if (!held || !numbers || asn === undefined || stack === undefined)
    throw new Error(`the lock was not checked: ${site.id} has no numbers`);
  const common = {
    name: `${site.id}_${segment.tenant}_${circuit.id}`,
    deviceName: `${held.device ?? site.id}_${segment.tenant}_${circuit.id}`,
    site: site.id,
    siteName: site.name,
    state: site.state,
    tenant: segment.tenant,
    costCentre: tenant.costCentre,
    circuit: circuit.id,
    role: circuit.role,
    supplier: circuit.supplier,
    mbps: circuit.mbps,
    hub: hub.id,
    stack,
    asn,
    ...(circuit.address === 'dynamic' ? {} : { address: circuit.address }),
    ...(circuit.certificate === undefined ? {} : { certificateArn: circuit.certificate }),
    ...(circuit.fqdn === undefined ? {} : { fqdn: circuit.fqdn }),
    crypto: segment.crypto?.[circuit.id] ?? circuit.crypto ?? tenant.crypto,
    prefixes: segmentPrefixes(site, segment, lock),
    ...(numbers.loopback === undefined ? {} : { loopback: cidr(numbers.loopback) }),
  };
  if (hub.cloud === 'azure')
    return {
      ...common,
      cloud: 'azure',
      ...(numbers.adoptedAzure === undefined ? {} : { adopted: numbers.adoptedAzure }),
    };
  const ranges: readonly Cidr[] = circuit.insideRanges ?? (numbers.tunnels ?? []).map(cidr);
  const [first, second] = ranges;
  if (first === undefined || second === undefined)
    throw new Error(`the lock was not checked: ${common.name} has no inside ranges`);
  return {
    ...common,
    cloud: 'aws',
    insideRanges: [first, second],
    isStatic: segment.routing === 'static',
    ...(segment.farEnd === undefined ? {} : { farEnd: segment.farEnd }),
    ...(numbers.adopted === undefined ? {} : { adopted: numbers.adopted }),
    ...(terminationOf(segment, circuit) === 'concentrator' && numbers.concentrator !== undefined
      ? { concentrator: numbers.concentrator }
      : {}),
  };
}
