import { parseStack, renderAll, type Synthesised } from '../synth';

/** One tunnel as the cloud has it, read from what is synthesised and from nothing else. */
export interface CloudTunnel {
  readonly connection: string;
  readonly tunnel: 1 | 2;
  /** Proposals in strongSwan's words, every one that the cloud would take. */
  readonly ike: string;
  readonly esp: string;
  readonly peerAddress: string;
  readonly cloudAsn: number;
  readonly routerAsn: number;
  /** The cloud's address in the tunnel, and the router's; in Azure its BGP address and the router's loopback. */
  readonly own: string;
  readonly peer: string;
  readonly isMultihop: boolean;
}

type Attributes = Readonly<Record<string, unknown>>;

const CIPHERS: Readonly<Record<string, string>> = {
  'AES128-GCM-16': 'aes128gcm16',
  'AES256-GCM-16': 'aes256gcm16',
  AES128: 'aes128',
  GCMAES128: 'aes128gcm16',
  GCMAES256: 'aes256gcm16',
};
const HASHES: Readonly<Record<string, string>> = {
  'SHA2-256': 'sha256',
  'SHA2-384': 'sha384',
  SHA256: 'sha256',
  SHA384: 'sha384',
};
const GROUPS: Readonly<Record<string, string>> = {
  '14': 'modp2048',
  '19': 'ecp256',
  '20': 'ecp384',
  DHGroup14: 'modp2048',
  PFS14: 'modp2048',
  ECP256: 'ecp256',
  ECP384: 'ecp384',
};

function proposals(
  ciphers: readonly string[],
  hashes: readonly string[],
  groups: readonly string[],
  isIke: boolean,
): string {
  return ciphers
    .flatMap((cipher) =>
      hashes.flatMap((hash) =>
        groups.map((group) => {
          const isGcm = cipher.includes('GCM');
          const middle = isGcm ? (isIke ? [`prf${HASHES[hash] ?? hash}`] : []) : [HASHES[hash] ?? hash];
          return [CIPHERS[cipher] ?? cipher, ...middle, GROUPS[group] ?? group].join('-');
        }),
      ),
    )
    .filter((each, index, all) => all.indexOf(each) === index)
    .join(', ');
}

const texts = (value: unknown): readonly string[] => (value as readonly unknown[]).map(String);

/** AWS's two tunnels of a connection, from the stacks of the shipped catalogue. */
export function awsTunnels(connection: string, stacks = shipped()): readonly CloudTunnel[] {
  const stack = [...stacks.values()].find(({ resource }) => resource['aws_vpn_connection']?.[connection]);
  const vpn = stack?.resource['aws_vpn_connection']?.[connection] as Attributes;
  const gateway = stack?.resource['aws_customer_gateway']?.[connection] as Attributes;
  const hub = stacks.get('aws-hub')?.resource['aws_ec2_transit_gateway']?.['hub'] as Attributes;
  return ([1, 2] as const).map((tunnel) => {
    const of = (name: string): unknown => vpn[`tunnel${tunnel}_${name}`];
    const phase = (number: 1 | 2): string =>
      proposals(
        texts(of(`phase${number}_encryption_algorithms`)),
        texts(of(`phase${number}_integrity_algorithms`)),
        texts(of(`phase${number}_dh_group_numbers`)),
        number === 1,
      );
    const [network = ''] = String(of('inside_cidr')).split('/');
    const last = Number(network.slice(network.lastIndexOf('.') + 1));
    const host = (number: number): string => `${network.slice(0, network.lastIndexOf('.'))}.${last + number}`;
    return {
      connection,
      tunnel,
      ike: phase(1),
      esp: phase(2),
      peerAddress: String(gateway['ip_address']),
      cloudAsn: Number(hub['amazon_side_asn']),
      routerAsn: Number(gateway['bgp_asn'] ?? gateway['bgp_asn_extended']),
      own: host(1),
      peer: host(2),
      isMultihop: false,
    };
  });
}

/** Azure's two tunnels of a connection: from either instance one. */
export function azureTunnels(connection: string, instances: readonly string[]): readonly CloudTunnel[] {
  const stack = [...shipped().values()].find(
    ({ resource }) => resource['azurerm_vpn_gateway_connection']?.[connection],
  );
  const made = stack?.resource['azurerm_vpn_gateway_connection']?.[connection] as Attributes;
  const site = stack?.resource['azurerm_vpn_site']?.[connection] as Attributes;
  const [link] = made['vpn_link'] as readonly { readonly ipsec_policy: readonly Attributes[] }[];
  const [far] = site['link'] as readonly { readonly ip_address: string; readonly bgp: Attributes }[];
  const policy = link?.ipsec_policy[0] ?? {};
  const one = (name: string): readonly string[] => [String(policy[name])];
  return ([1, 2] as const).map((tunnel) => ({
    connection,
    tunnel,
    ike: proposals(one('ike_encryption_algorithm'), one('ike_integrity_algorithm'), one('dh_group'), true),
    esp: proposals(one('encryption_algorithm'), one('integrity_algorithm'), one('pfs_group'), false),
    peerAddress: far?.ip_address ?? '',
    cloudAsn: 65_515,
    routerAsn: Number(far?.bgp['asn']),
    own: instances[tunnel - 1] ?? '',
    peer: String(far?.bgp['peering_address']),
    isMultihop: true,
  }));
}

/** All that AWS tells on the circuits of a datacentre. */
export function allowedOn(datacentre: string): readonly string[] {
  const stack = [...shipped()].find(([name]) => name.endsWith(`-datacentre-${datacentre}`))?.[1];
  const association = stack?.resource['aws_dx_gateway_association']?.['datacentre'] as Attributes;
  return texts(association['allowed_prefixes']);
}

/** Rows of a tenant's table that lead somewhere: what AWS tells a router. */
export function rowsOf(table: string): readonly string[] {
  return [...shipped().values()]
    .flatMap(({ resource }) => Object.values(resource['aws_ec2_transit_gateway_route'] ?? {}))
    .filter((row) => {
      const id = String((row as Attributes)['transit_gateway_route_table_id']);
      return new RegExp(`[._]${table}\\b(?!-)`).test(id) && (row as Attributes)['blackhole'] !== true;
    })
    .map((row) => String((row as Attributes)['destination_cidr_block']))
    .sort();
}

let parsed: ReadonlyMap<string, Synthesised> | undefined;

function shipped(): ReadonlyMap<string, Synthesised> {
  parsed ??= stacksOf('sites.yaml');
  return parsed;
}

/** Stacks of any catalogue, as the tunnels of a cloud are read from them. */
export function stacksOf(catalogue: string): ReadonlyMap<string, Synthesised> {
  return new Map([...renderAll(catalogue)].map(([name, text]) => [name, parseStack(text)]));
}
