import { compareText } from '../../catalogue/issues/issue';
import type { AzureHub, Catalogue, Supplier } from '../../catalogue/model';
import { parseName } from '../../catalogue/values/names';
import { OPEN_RESOLVERS } from '../../catalogue/values/open-resolvers';
import type { Lock } from '../lock/lock-file';
import { awsHubs, isAtAzureHub, isPresent, leaves } from '../places/hubs';
import { layOutVpc } from '../places/vpc-layout';
import { endpointAddresses } from './aws-dns';

/** Queries for a name and all below it that an Azure hub's resolver sends elsewhere. */
export interface ForwardingRule {
  /** Terraform name and, in Azure, the rule's own. */
  readonly name: string;
  /** With the dot at its end that Azure wants; `.` stands for everything that no other rule and no private zone names. */
  readonly domainName: string;
  readonly targets: readonly string[];
}

/** A private zone that makes a supplier's name lead to its Private Endpoint. */
export interface PrivateZone {
  readonly name: string;
  readonly zone: string;
  /** Whether the name itself and the names below it lead to the endpoint. */
  readonly self: boolean;
  readonly below: boolean;
}

export type PrivateEndpointSupplier = Extract<Supplier, { kind: 'private-endpoint' }>;

/** Rules of the hub's resolver, sorted by name: agencies' own zones, private names that AWS answers, and all the rest. */
export function planForwarding(catalogue: Catalogue, hubs: Lock['hubs'], hub: AzureHub): readonly ForwardingRule[] {
  const here = catalogue.tenants.filter((tenant) => isAtAzureHub(tenant, hub));
  const domain = catalogue.egressDomains.find((each) => each.id === hub.egress);
  const everything: readonly ForwardingRule[] =
    domain === undefined || domain.resolver.kind === 'aws'
      ? []
      : [{ name: 'everything', domainName: '.', targets: [...domain.resolver.addresses].sort(compareText) }];
  const zones = here.flatMap((tenant) =>
    (tenant.dns?.zones ?? []).map((text) =>
      rule(`${tenant.id}_${terraformName(parseName(text).name)}`, parseName(text).name, tenant.dns?.servers ?? []),
    ),
  );
  return [...everything, ...zones, ...fromAws(catalogue, hubs, hub)].sort((a, b) => compareText(a.name, b.name));
}

/** Names of suppliers' endpoints in AWS, for those who consume them from here: the breakout's resolver of their domain knows them. */
function fromAws(catalogue: Catalogue, hubs: Lock['hubs'], hub: AzureHub): readonly ForwardingRule[] {
  return awsHubs(catalogue).flatMap((aws) => {
    const network = hubs[aws.id]?.networks[`egress-${hub.egress}`];
    if (network === undefined) return [];
    const subnets = layOutVpc(network, hubs[aws.id]?.zones ?? {}).map((zone) => zone.dns);
    const targets = endpointAddresses(subnets).flat();
    return catalogue.suppliers
      .filter((supplier) => supplier.kind === 'privatelink' && supplier.hub === aws.id)
      .filter(({ consumers }) =>
        catalogue.tenants.some(
          (tenant) =>
            consumers.includes(tenant.id) && isAtAzureHub(tenant, hub) && isPresent(tenant, aws) && leaves(tenant),
        ),
      )
      .flatMap((supplier) =>
        supplier.dnsNames.map(parseName).map(({ name }) => rule(`aws_${terraformName(name)}`, name, targets)),
      );
  });
}

/** Private zones of one supplier's endpoint. */
export function privateZones(supplier: PrivateEndpointSupplier): readonly PrivateZone[] {
  return supplier.dnsNames.map(parseName).map(({ name, self, below }) => ({
    name: `${supplier.id}_${terraformName(name)}`,
    zone: name,
    self,
    below,
  }));
}

/**
 * Names that nobody at the hub may resolve, where anything may be reached that isn't refused: an empty private zone each,
 * which Azure asks before any rule. A zone takes in the name itself and all below it, whichever of them was written.
 */
export function refusedZones(catalogue: Catalogue, hub: AzureHub): readonly string[] {
  const domain = catalogue.egressDomains.find((each) => each.id === hub.egress);
  if (domain?.names.default !== 'allow') return [];
  const taken = new Set(
    privateEndpointsAt(catalogue, hub)
      .flatMap(privateZones)
      .map(({ zone }) => zone),
  );
  const names = [...OPEN_RESOLVERS, ...domain.names.deny].map((text) => parseName(text).name);
  const all = [...new Set(names)].filter((name) => !taken.has(name)).sort(compareText);
  // A zone inside another has nothing to add.
  return all.filter((name) => !all.some((other) => name.endsWith(`.${other}`)));
}

export function privateEndpointsAt(catalogue: Catalogue, hub: AzureHub): readonly PrivateEndpointSupplier[] {
  return catalogue.suppliers
    .filter((each): each is PrivateEndpointSupplier => each.kind === 'private-endpoint' && each.hub === hub.id)
    .sort((a, b) => compareText(a.id, b.id));
}

function rule(name: string, domain: string, targets: readonly string[]): ForwardingRule {
  return { name, domainName: `${domain}.`, targets: [...targets].sort(compareText) };
}

function terraformName(name: string): string {
  return name.replaceAll('.', '_');
}
