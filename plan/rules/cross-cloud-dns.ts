import { type Cidr, cidr } from '../../catalogue/values/cidr';
import type { Catalogue, Tenant } from '../../catalogue/model';
import type { Path } from '../../catalogue/yaml/source';
import type { HubNetworks } from '../lock/hub-networks';
import { awsHubs, azureHubs, isAtAzureHub, isPresent, leaves } from '../places/hubs';
import { dnsSubnetsOf } from '../places/vpc-layout';
import type { Permission } from './rule';

/** Names of suppliers' endpoints in one cloud, asked by the resolver of the other: the paths are those of the link between them. */
export function dnsAcross(catalogue: Catalogue, hubs: HubNetworks): readonly Permission[] {
  const asked = (key: string, from: string | undefined, to: readonly Cidr[], path: Path): readonly Permission[] =>
    from === undefined || to.length === 0
      ? []
      : [
          {
            key: `dns/link/${key}`,
            group: 'dns',
            sources: [cidr(from)],
            destinations: to,
            ports: ['tcp/53', 'udp/53'],
            log: false,
            message: `resolver to resolver, ${key}`,
            path,
          },
        ];
  return azureHubs(catalogue).flatMap((azure) =>
    awsHubs(catalogue).flatMap((aws) => {
      const both = catalogue.tenants.filter((tenant) => isPresent(tenant, aws) && leaves(tenant));
      const [there, here] = [hubs[azure.id], hubs[aws.id]];
      const consumedBy = (kind: 'privatelink' | 'private-endpoint', hub: string, tenants: readonly Tenant[]): boolean =>
        catalogue.suppliers.some(
          (supplier) =>
            supplier.kind === kind &&
            supplier.hub === hub &&
            tenants.some((tenant) => supplier.consumers.includes(tenant.id)),
        );
      const inbound = there?.services['inbound'];
      const network = here?.networks?.[`egress-${azure.egress}`];
      return [
        ...(inbound !== undefined && consumedBy('private-endpoint', azure.id, both)
          ? asked(
              `${azure.id}/${aws.id}`,
              here?.services['resolver'],
              [cidr(inbound)],
              ['hubs', catalogue.hubs.indexOf(azure)],
            )
          : []),
        ...(network !== undefined &&
        consumedBy(
          'privatelink',
          aws.id,
          both.filter((tenant) => isAtAzureHub(tenant, azure)),
        )
          ? asked(
              `${aws.id}/${azure.id}`,
              there?.services['outbound'],
              [dnsSubnetsOf(cidr(network))],
              ['hubs', catalogue.hubs.indexOf(aws)],
            )
          : []),
      ];
    }),
  );
}
