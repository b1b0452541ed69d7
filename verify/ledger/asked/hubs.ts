import { compareText } from '../../../catalogue/issues/issue';
import type { AwsHub, Vpc } from '../../../catalogue/model';
import type { Resource } from '../../terraform/stack-json';
import { leavesTable } from './adopted';
import { mayGo } from './leaving';
import type { AskedArguments, Places } from './places';

/** What is asked of what all sites of an AWS hub share, and of who it is shared with. */
export function askedOfAwsHubs(places: Places, resource: Resource): AskedArguments | undefined {
  const { type, stack, name } = resource;
  const hub = places.awsHub(stack);
  if (!hub) return undefined;
  switch (type) {
    case 'aws_ec2_transit_gateway':
      return {
        amazon_side_asn: hub.asn,
        transit_gateway_cidr_blocks: [
          places.lock.hubs[hub.id]?.networks['transit-gateway'],
          ...(places.lock.hubs[hub.id]?.adopted?.cidrBlocks ?? []),
        ],
      };
    case 'aws_vpc':
      // Nothing answers to a name in an inspection VPC.
      return { enable_dns_hostnames: name !== 'inspect' };
    case 'aws_vpc_endpoint': {
      const supplier = places.catalogue.suppliers.find(({ id }) => name === `supplier-${id}`);
      return supplier?.kind === 'privatelink' ? { service_name: supplier.serviceName } : undefined;
    }
    case 'aws_subnet':
      return { availability_zone: name.slice(name.lastIndexOf('_') + 1) };
    case 'aws_route':
      return { provider: providerOf(hub, vpcOf(places, name)) };
    case 'aws_ec2_transit_gateway_vpc_attachment': {
      const vpc = vpcOf(places, name);
      const isForeign = vpc !== undefined && vpc.account !== hub.account.id;
      return {
        // A tenant's own VPC may be taken off the network; what is the hub's may not.
        'lifecycle.prevent_destroy': vpc === undefined && !mayGo(places, resource) ? true : undefined,
        provider: providerOf(hub, vpc),
        // Both directions of a connection meet one zone's firewall.
        appliance_mode_support: vpc ? undefined : /-(inspect|breakout-[a-z0-9-]+)$/.test(stack) ? 'enable' : 'disable',
        // Of a gateway that is shared only its owner may say so: the accepter does.
        transit_gateway_default_route_table_association: isForeign ? undefined : false,
        transit_gateway_default_route_table_propagation: isForeign ? undefined : false,
      };
    }
    case 'aws_ec2_transit_gateway_route_table_association':
      return { replace_existing_association: leavesTable(places, resource) ? true : undefined };
    case 'aws_ram_resource_share_accepter': {
      const vpc = vpcOf(places, name);
      return vpc?.outsideOrganisation === true ? { provider: providerOf(hub, vpc) } : undefined;
    }
    case 'aws_ram_principal_association':
    case 'aws_ram_resource_share': {
      const vpc = vpcOf(places, name);
      if (!vpc || vpc.account === hub.account.id) return undefined;
      return type === 'aws_ram_resource_share'
        ? { allow_external_principals: vpc.outsideOrganisation }
        : { principal: vpc.account };
    }
    default:
      return undefined;
  }
}

/** The tenant's VPC that a resource is for: its name begins with tenant and VPC. */
function vpcOf({ catalogue }: Places, name: string): Vpc | undefined {
  return catalogue.tenants.flatMap(({ id, vpcs }) =>
    vpcs.filter((each) => name === `${id}_${each.id}` || name.startsWith(`${id}_${each.id}_`)),
  )[0];
}

/** Who owns a VPC makes what is in it: another account by its alias. */
function providerOf(hub: AwsHub, vpc: Vpc | undefined): string | undefined {
  return vpc === undefined || vpc.account === hub.account.id ? undefined : `aws.${vpc.id}`;
}

/** A Log Analytics workspace keeps logs from 30 to 730 days. Source: registry, azurerm_log_analytics_workspace */
const WORKSPACE_DAYS = { least: 30, most: 730 };
/** Mbps of one scale unit. Source: learn.microsoft.com/azure/virtual-wan/virtual-wan-expressroute-about */
const EXPRESS_ROUTE_UNIT_MBPS = 2_000;

/** What is asked of what all sites and VNets of an Azure hub share. */
export function askedOfAzureHubs(places: Places, resource: Resource): AskedArguments | undefined {
  const hub = places.azureHub(resource.stack);
  if (!hub) return undefined;
  const { catalogue, lock } = places;
  const domain = catalogue.egressDomains.find(({ id }) => id === hub.egress);
  switch (resource.type) {
    case 'azurerm_firewall':
      return {
        'virtual_hub.public_ip_count': (domain?.natAddressesPerZone ?? 1) * Math.max(1, hub.zones.length),
        zones: hub.zones.length === 0 ? undefined : [...hub.zones].sort(compareText),
      };
    case 'azurerm_firewall_policy':
      return {
        'dns.servers':
          domain === undefined || domain.resolver.kind === 'aws'
            ? undefined
            : [...domain.resolver.addresses].sort(compareText),
      };
    case 'azurerm_log_analytics_workspace': {
      const days = domain?.logRetentionDays ?? catalogue.wan.logRetentionDays;
      return { retention_in_days: Math.min(WORKSPACE_DAYS.most, Math.max(WORKSPACE_DAYS.least, days)) };
    }
    case 'azurerm_vpn_gateway':
      return { scale_unit: lock.hubs[hub.id]?.scaleUnits ?? 1 };
    case 'azurerm_monitor_diagnostic_setting':
      // One table for each kind of log; gateways have no such tables.
      return {
        log_analytics_destination_type: String(resource.attributes['target_resource_id']).startsWith(
          '${azurerm_firewall.',
        )
          ? 'Dedicated'
          : undefined,
      };
    case 'azurerm_subnet': {
      const isSupplier = resource.name.startsWith('supplier-');
      return {
        name: resource.name,
        'delegation[].name': isSupplier ? undefined : 'resolver',
        private_endpoint_network_policies: isSupplier ? 'Enabled' : undefined,
      };
    }
    case 'azurerm_resource_group':
      return { name: `${places.prefix}-${resource.stack === 'azure-wan' ? 'wan' : hub.id}` };
    case 'azurerm_express_route_gateway': {
      const mbps = catalogue.datacentres
        .flatMap(({ state, circuits }) => (state === 'planned' ? [] : circuits))
        .filter((each) => each.kind === 'express-route' && each.hub === hub.id && each.state !== 'planned')
        .reduce((sum, each) => sum + each.mbps, 0);
      return { scale_units: Math.ceil(mbps / EXPRESS_ROUTE_UNIT_MBPS) };
    }
    case 'azurerm_private_endpoint': {
      const supplier = catalogue.suppliers.find(({ id }) => resource.name === `supplier-${id}`);
      if (supplier?.kind !== 'private-endpoint') return undefined;
      const at = 'private_service_connection';
      return {
        [`${at}.private_connection_resource_id`]: supplier.resourceId,
        [`${at}.subresource_names`]: supplier.subresource === undefined ? undefined : [supplier.subresource],
      };
    }
    default:
      return {};
  }
}
