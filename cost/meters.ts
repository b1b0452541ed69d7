import type { Resource } from '../verify/terraform/stack-json';

/** So much of one price, each month or hour. */
export interface Meter {
  readonly price: string;
  readonly quantity: number;
}

const one = (price: string): Meter => ({ price, quantity: 1 });
const lengthOf = (value: unknown): number => (Array.isArray(value) ? value.length : 0);
const numberIn = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise);

/** Source: aws.amazon.com/directconnect/pricing (port hours by capacity). A hosted connection is its partner's to charge. */
function portOf({ bandwidth }: Resource['attributes']): readonly Meter[] {
  const port = { '1Gbps': 'aws-port-1g', '10Gbps': 'aws-port-10g', '100Gbps': 'aws-port-100g' }[String(bandwidth)];
  return port === undefined ? [] : [one(port)];
}

/** A VPN connection is charged, and so is its attachment to the transit gateway; one that ends on a concentrator is a site of that, without either. */
function connectionOf(attributes: Resource['attributes']): readonly Meter[] {
  const secret = attributes['preshared_key_storage'] === 'SecretsManager' ? [one('aws-secret')] : [];
  if (attributes['vpn_concentrator_id'] !== undefined) return [one('aws-vpn-concentrator-site'), ...secret];
  const size = attributes['tunnel_bandwidth'] === 'large' ? 'aws-vpn-connection-large' : 'aws-vpn-connection';
  return [one(size), one('aws-tgw-attachment'), ...secret];
}

/** What is charged for being there, by type of resource. Volumes are charged beside it, and are assumed (cost/traffic.ts). */
export const METERS: Readonly<Record<string, (attributes: Resource['attributes']) => readonly Meter[]>> = {
  aws_vpn_connection: connectionOf,
  aws_vpn_concentrator: () => [one('aws-vpn-concentrator'), one('aws-tgw-attachment')],
  aws_ec2_transit_gateway_vpc_attachment: () => [one('aws-tgw-attachment')],
  aws_ec2_transit_gateway_peering_attachment: () => [one('aws-tgw-attachment')],
  aws_dx_gateway_association: () => [one('aws-tgw-attachment')],
  aws_dx_connection: portOf,
  aws_nat_gateway: () => [one('aws-nat-gateway')],
  aws_eip: () => [one('aws-public-address')],
  aws_networkfirewall_firewall: ({ subnet_mapping }) => [
    { price: 'aws-firewall-endpoint', quantity: lengthOf(subnet_mapping) },
  ],
  aws_vpc_endpoint: ({ vpc_endpoint_type, subnet_ids }) =>
    vpc_endpoint_type === 'Interface' ? [{ price: 'aws-interface-endpoint', quantity: lengthOf(subnet_ids) }] : [],
  aws_route53_resolver_endpoint: ({ ip_address }) => [
    { price: 'aws-resolver-address', quantity: lengthOf(ip_address) },
  ],
  aws_route53_zone: () => [one('aws-hosted-zone')],
  aws_cloudwatch_metric_alarm: () => [one('aws-alarm')],
  aws_kms_key: () => [one('aws-key')],
  aws_secretsmanager_secret: () => [one('aws-secret')],
  azurerm_virtual_hub: () => [one('azure-hub')],
  azurerm_vpn_gateway: ({ scale_unit }) => [{ price: 'azure-vpn-unit', quantity: numberIn(scale_unit, 1) }],
  azurerm_vpn_gateway_connection: () => [one('azure-vpn-connection')],
  azurerm_express_route_gateway: ({ scale_units }) => [
    { price: 'azure-express-route-unit', quantity: numberIn(scale_units, 1) },
  ],
  azurerm_firewall: ({ sku_tier, virtual_hub }) => [
    one(sku_tier === 'Premium' ? 'azure-firewall-premium' : 'azure-firewall-standard'),
    {
      price: 'azure-public-address',
      quantity: numberIn((virtual_hub as { readonly public_ip_count?: unknown } | undefined)?.public_ip_count, 1),
    },
  ],
  azurerm_private_dns_resolver_inbound_endpoint: () => [one('azure-resolver-endpoint')],
  azurerm_private_dns_resolver_outbound_endpoint: () => [one('azure-resolver-endpoint')],
  azurerm_private_endpoint: () => [one('azure-private-endpoint')],
};

/** Charged, and no price of it is known here: said, so that nobody takes the sum for all. */
export const UNPRICED: Readonly<Record<string, string>> = {
  aws_dx_transit_virtual_interface: "hosted Direct Connect circuits: the partner's bill",
  azurerm_express_route_circuit: "ExpressRoute circuits: Microsoft's and the partner's bill",
  azurerm_express_route_connection: "ExpressRoute circuits: Microsoft's and the partner's bill",
  aws_route53_resolver_firewall_rule_group: 'DNS firewall: by queries and domains',
  aws_route53_resolver_rule: 'resolver queries',
  azurerm_private_dns_zone: 'private DNS zones of Azure',
  azurerm_private_dns_resolver_dns_forwarding_ruleset: 'forwarding rulesets of Azure',
  aws_s3_bucket: 'storage of logs in S3',
};

/** What a resource is charged for being there. */
export function metersOf({ type, attributes }: Resource): readonly Meter[] {
  return METERS[type]?.(attributes) ?? [];
}
