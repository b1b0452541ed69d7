import { askOracle } from './oracle/oracle';
import type { OracleAnswer, OracleNetwork, OraclePacket } from './oracle/question';

type Json = Record<string, unknown>;
type Packet = Omit<OraclePacket, 'attachment'>;

/** One firewall with nothing around it but a connection that everything private comes from and goes to. */
export interface LoneFirewall {
  readonly ask: (packet: Packet) => OracleAnswer;
}

const PRIVATE = ['10.0.0.0/9', '10.128.0.0/9', '172.16.0.0/12', '192.168.0.0/16'];

/** An inspection or breakout VPC of AWS as it is synthesised; `attachment` is the name of its door. */
export function loneVpc(text: string | undefined, attachment: 'inspect' | 'breakout'): LoneFirewall {
  const resource = (parse(text)['resource'] ?? {}) as Record<string, Record<string, Json>>;
  const door = `aws_ec2_transit_gateway_vpc_attachment.${attachment}.id`;
  const site = 'aws_vpn_connection.everywhere.transit_gateway_attachment_id';
  const lone = {
    resource: {
      ...resource,
      aws_vpn_connection: { everywhere: {} },
      aws_ec2_transit_gateway_route_table: { pre: {}, post: {} },
      aws_ec2_transit_gateway_route_table_association: { site: link(site, 'pre'), door: link(door, 'post') },
      aws_ec2_transit_gateway_route_table_propagation: { site: link(site, 'post') },
      aws_ec2_transit_gateway_route: { all: { ...link(door, 'pre'), destination_cidr_block: '0.0.0.0/0' } },
    },
  };
  const key = 'lone/aws_vpn_connection.everywhere';
  const network: OracleNetwork = { stacks: { lone }, announces: { [key]: PRIVATE } };
  return { ask: (packet) => askOracle(network, { ...packet, attachment: key }) };
}

/** A secured hub as it is synthesised, with the stacks that it is made of and none of its sites. */
export function loneHub(texts: ReadonlyMap<string, string>, hub: string): LoneFirewall {
  const own = ['hub', 'rules', 'intent'].map((part) => `azure-${hub}-${part}`);
  const stacks = Object.fromEntries(['azure-wan', ...own].map((name) => [name, parse(texts.get(name))]));
  const gateway = `\${data.terraform_remote_state.azure-${hub}-hub.outputs.vpn_gateway_id}`;
  const lone = { resource: { azurerm_vpn_gateway_connection: { everywhere: { vpn_gateway_id: gateway } } } };
  const key = 'lone/azurerm_vpn_gateway_connection.everywhere';
  const network: OracleNetwork = { stacks: { ...stacks, lone }, announces: { [key]: PRIVATE } };
  return { ask: (packet) => askOracle(network, { ...packet, attachment: key }) };
}

function parse(text: string | undefined): Json {
  if (text === undefined) throw new Error('there is no such stack');
  return JSON.parse(text) as Json;
}

function link(attachment: string, table: string): Record<string, string> {
  return {
    transit_gateway_attachment_id: `\${${attachment}}`,
    transit_gateway_route_table_id: `\${aws_ec2_transit_gateway_route_table.${table}.id}`,
  };
}
