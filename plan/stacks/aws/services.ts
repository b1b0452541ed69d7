import { cidr } from '../../../catalogue/values/cidr';
import { mergePorts } from '../../../catalogue/values/ports';
import {
  type DnsRule,
  endpointAddresses,
  planDnsRules,
  planSupplierZones,
  privateLinksAt,
  type SupplierZone,
} from '../../dns/aws-dns';
import { domainsAt, isGuestDomain, isPresent } from '../../places/hubs';
import { ownSupernets } from '../../places/own-supernets';
import { coverOf } from '../../places/prefix-cover';
import { breakoutSuffix } from './breakout';
import {
  type HubParts,
  leavingIn,
  type MaybeLeaving,
  type StackBase,
  stackBase,
  stackName,
  tablesOf,
} from './hub-parts';

/** The stack of a hub's services VPC: outbound resolver, its rules, supplier endpoints; none where operations has no such VPC. */
export function servicesStack(parts: HubParts): readonly AwsServicesStackInput[] {
  const { catalogue, lock, hub } = parts;
  const owner = catalogue.tenants.find(
    (tenant) => isPresent(tenant, hub) && tenant.servicesVpcs.some((vpc) => vpc.hub === hub.id),
  );
  const vpc = owner?.servicesVpcs.find((candidate) => candidate.hub === hub.id);
  const held = lock.hubs[hub.id];
  if (!owner || !vpc || !held) return [];
  const zones = Object.entries(held.zones).sort(([a], [b]) => (a < b ? -1 : 1));
  const subnets = (name: string): readonly ServicesSubnetInput[] =>
    zones.map(([zone, slot]) => ({
      zone,
      cidr: cidr(held.services[name] ?? '')
        .subnet(28, slot)
        .toString(),
    }));
  const resolver = subnets('resolver');
  const addresses = endpointAddresses(resolver.map((subnet) => subnet.cidr));
  const breakouts = domainsAt(catalogue, hub, lock.hubs)
    .filter((domain) => !isGuestDomain(catalogue, domain))
    // What nobody asks any more is let go of, so that its network can go.
    .filter((domain) => catalogue.tenants.some((tenant) => tenant.egress === domain && isPresent(tenant, hub)))
    .map((domain) => ({ domain, stack: stackName(parts, breakoutSuffix(domain)) }));
  const supplierZones = planSupplierZones(catalogue, hub);
  return [
    {
      ...stackBase(parts, stackName(parts, 'services'), [
        stackName(parts, 'hub'),
        ...breakouts.map((breakout) => breakout.stack),
      ]),
      kind: 'aws-services',
      tenant: owner.id,
      costCentre: owner.costCentre,
      cidr: vpc.cidr.toString(),
      transit: subnets('transit').map((subnet) => ({ ...subnet, ...leavingIn(hub, subnet.zone) })),
      resolver: resolver.map((subnet, index) => ({ ...subnet, addresses: addresses[index] ?? [] })),
      dnsRules: planDnsRules(catalogue, lock.hubs, hub),
      suppliers: privateLinksAt(catalogue, hub).map((supplier) => ({
        id: supplier.id,
        serviceName: supplier.serviceName,
        subnets: subnets(`supplier-${supplier.id}`).filter(({ zone }) => supplier.zones?.includes(zone) ?? true),
        consumers: coverOf(
          catalogue.tenants.filter((tenant) => supplier.consumers.includes(tenant.id)).flatMap(ownSupernets),
        ).map(String),
        ports: mergePorts(supplier.ports).map(({ protocol, first, last }) => ({ protocol, from: first, to: last })),
        zones: supplierZones.filter((zone) => zone.name.startsWith(`${supplier.id}_`)),
      })),
      breakouts,
      ...tablesOf(owner),
    },
  ];
}

/** A subnet of the services VPC in one zone. */
export interface ServicesSubnetInput extends MaybeLeaving {
  readonly zone: string;
  readonly cidr: string;
}

export interface SupplierEndpointInput {
  readonly id: string;
  readonly serviceName: string;
  readonly subnets: readonly ServicesSubnetInput[];
  /** Prefixes of its consumers. */
  readonly consumers: readonly string[];
  readonly ports: readonly {
    readonly protocol: 'tcp' | 'udp' | 'icmp' | 'any';
    readonly from: number;
    readonly to: number;
  }[];
  readonly zones: readonly SupplierZone[];
}

export interface AwsServicesStackInput extends StackBase {
  readonly kind: 'aws-services';
  readonly tenant: string;
  readonly costCentre: string;
  readonly cidr: string;
  readonly transit: readonly ServicesSubnetInput[];
  readonly resolver: readonly (ServicesSubnetInput & { readonly addresses: readonly string[] })[];
  readonly dnsRules: readonly DnsRule[];
  readonly suppliers: readonly SupplierEndpointInput[];
  /** Agencies' breakouts at the hub, whose VPCs the rules and zones are for. */
  readonly breakouts: readonly { readonly domain: string; readonly stack: string }[];
  readonly associatedTable: string;
  readonly propagatedTable: string;
}
