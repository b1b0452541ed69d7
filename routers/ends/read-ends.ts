import type { Issue, IssueCode } from '../../catalogue/issues/issue';
import { AZURE_GATEWAY_ASN } from '../../catalogue/values/asn';
import { NOT_PUBLIC, parseAddress, parseCidr, Cidr, cidr } from '../../catalogue/values/cidr';
import type { CircuitEnds, ConnectionEnds, Ends, GatewayEnds } from '../../plan/routers/ends';

/** What one file of ends holds, or what is wrong with it. Nothing of it but addresses and names is ever repeated. */
export interface ReadEnds {
  readonly ends: Ends;
  readonly issues: readonly Issue[];
}

const ARN = /^arn:aws[\w-]*:secretsmanager:[\w-]+:\d{12}:secret:[\w/+=.@!-]+$/;

/** Site, tenant and circuit. */
/** Datacentre and circuit, or an interface's name in AWS. */
const CIRCUIT = /^[a-z][a-z0-9-]*(_[a-z][a-z0-9-]*)?$/;
const CONNECTION = /^[a-z][a-z0-9-]*_[a-z][a-z0-9-]*_[a-z][a-z0-9-]*$/;

/** What connections over a datacentre's circuits are called, whose ends are private; what is one is known to the plan (matched-ends.ts). */
const OVER_CIRCUITS = /_direct$/;

/**
 * Reads what `terraform output -json` prints in a stack of sites, of a datacentre or a hub, what `aws ec2 describe-vpn-connections`,
 * `aws directconnect describe-virtual-interfaces` and `az network vpn-gateway show` print: which of them it is shows in what is in it. Reports ENDS_UNREADABLE for anything else and ENDS_WRONG for an
 * address that can be no end of a tunnel, or that stands twice.
 */
export function readEnds(text: string, file: string, taken: Taken = new Map()): ReadEnds {
  const found = new Found(file, taken);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    found.report('ENDS_UNREADABLE', 'This is no JSON.', FIX);
    return found.result();
  }
  const tree = record(value);
  const output = record(tree['tunnel_ends']);
  const instances = record(tree['gateway_instances']);
  const circuits = record(tree['circuit_ends']);
  if (Array.isArray(tree['VpnConnections'])) described(tree['VpnConnections'], found);
  else if (tree['bgpSettings'] !== undefined) gateway(tree, found);
  else if (Array.isArray(tree['virtualInterfaces'])) interfaces(tree['virtualInterfaces'], found);
  else if ([output, instances, circuits].some((each) => each['value'] !== undefined)) {
    outputs(record(output['value']), found);
    for (const [name, ends] of Object.entries(record(circuits['value'])))
      found.circuit(name, record(ends)['own'], record(ends)['peer']);
    instanced(record(instances['value']), found);
  } else found.report('ENDS_UNREADABLE', 'Nothing in it says where tunnels end.', FIX);
  return found.result();
}

const FIX =
  'Give what `terraform output -json` prints in the stack, `aws ec2 describe-vpn-connections`, or `az network vpn-gateway show`.';

/** Whose end each address is, in every file that was given. */
export type Taken = Map<string, string>;

class Found {
  private readonly connections: ConnectionEnds[] = [];
  private readonly gateways: GatewayEnds[] = [];
  private readonly circuits: CircuitEnds[] = [];
  private readonly issues: Issue[] = [];

  constructor(
    private readonly file: string,
    private readonly taken: Taken,
  ) {}

  report(code: IssueCode, problem: string, fix: string, got?: string): void {
    this.issues.push({
      code,
      at: { file: this.file, line: 1, column: 1 },
      problem,
      ...(got === undefined ? {} : { got }),
      fix,
    });
  }

  /** An address, if it can be one of the clouds' and is nobody else's in this file. */
  end(value: unknown, of: string, mayBePrivate = false): string | undefined {
    const text = typeof value === 'string' ? value : '';
    const number = parseAddress(text);
    if (typeof number !== 'number') {
      // Whatever stands there, it may be a key: it isn't repeated.
      this.report(
        'ENDS_WRONG',
        `What stands for the end of ${of} is no address.`,
        'Ask the cloud again: the tunnel may not be made yet.',
      );
      return undefined;
    }
    if (!mayBePrivate && !isPublic(text)) {
      this.report(
        'ENDS_WRONG',
        `The end of ${of} is no public address.`,
        'A tunnel over the internet ends at a public address: is it the file of another connection?',
        text,
      );
      return undefined;
    }
    const other = this.taken.get(text);
    if (other !== undefined) {
      this.report(
        'ENDS_WRONG',
        `${of} and ${other} end at one address.`,
        'Ask the cloud again: no two tunnels do.',
        text,
      );
      return undefined;
    }
    this.taken.set(text, of);
    return text;
  }

  /** Names that no connection has may be anything, a key too: they are passed over. */
  add(name: string, tunnels: readonly { readonly range: unknown; readonly address: unknown }[], keyArn: unknown): void {
    if (!CONNECTION.test(name)) return;
    const outside = new Map<string, string>();
    tunnels.forEach(({ range, address }) => {
      const parsed = typeof range === 'string' ? parseCidr(range) : undefined;
      if (!(parsed instanceof Cidr)) {
        this.report(
          'ENDS_WRONG',
          `A tunnel of ${name} has no inside range.`,
          'Ask the cloud again: the tunnel may not be made yet.',
        );
        return;
      }
      const end = this.end(address, `${name} ${String(parsed)}`, OVER_CIRCUITS.test(name));
      if (end !== undefined) outside.set(String(parsed), end);
    });
    this.connections.push({
      name,
      outside,
      ...(typeof keyArn === 'string' && ARN.test(keyArn) ? { keyArn } : {}),
    });
  }

  instance(tunnel: unknown, peer: unknown, of: string): void {
    const addresses = list(tunnel);
    const end = this.end(addresses.find(isPublic), of);
    const inner = addresses.map(String).find((each) => typeof parseAddress(each) === 'number' && !isPublic(each));
    const text = typeof peer === 'string' && typeof parseAddress(peer) === 'number' ? peer : undefined;
    if (text === undefined) this.report('ENDS_WRONG', `${of} has no address at which it speaks BGP.`, FIX);
    if (end !== undefined && text !== undefined)
      this.gateways.push({ outside: end, peer: text, ...(inner === undefined ? {} : { inner }) });
  }

  /** Names that no circuit has may be anything, as above. */
  circuit(name: string, own: unknown, peer: unknown, asns: Pick<CircuitEnds, 'ownAsn' | 'peerAsn'> = {}): void {
    if (!CIRCUIT.test(name)) return;
    const [address, bits = ''] = String(own).split('/');
    const network = parseCidr(String(own));
    const within = network instanceof Cidr ? network : network.fault === 'host-bits' ? cidr(network.meant) : undefined;
    // AWS writes its own with its length too.
    const [other = ''] = String(peer).split('/');
    const number = parseAddress(other);
    const isNear =
      within !== undefined && typeof number === 'number' && within.first <= number && number <= within.last;
    if (this.circuits.some((each) => each.name === name))
      this.report(
        'ENDS_WRONG',
        `Circuit ${name} stands there twice.`,
        'Ask the cloud again: an interface of a former circuit may be there still.',
      );
    else if (isNear && bits !== '' && other !== address)
      this.circuits.push({ name, own: String(own), peer: other, ...asns });
    else
      this.report(
        'ENDS_WRONG',
        `What stands for the addresses of circuit ${name} are no two addresses of one network.`,
        'Ask the cloud again: its interface may not be made yet.',
      );
  }

  result(): ReadEnds {
    const { connections, gateways, circuits } = this;
    return { ends: { connections, gateways, circuits }, issues: this.issues };
  }
}

/** Output `tunnel_ends` of a stack of sites. */
function outputs(value: Readonly<Record<string, unknown>>, found: Found): void {
  for (const [name, connection] of Object.entries(value)) {
    const { tunnels, key } = record(connection);
    found.add(
      name,
      list(tunnels).map((tunnel) => ({ range: record(tunnel)['inside'], address: record(tunnel)['outside'] })),
      key,
    );
  }
}

/** Output `gateway_instances` of an Azure hub. */
function instanced(value: Readonly<Record<string, unknown>>, found: Found): void {
  for (const instance of ['instance_0', 'instance_1']) {
    const own = record(value[instance]);
    if (value[instance] === undefined) continue;
    found.instance(own['tunnel'], list(own['bgp'])[0], instance);
  }
}

/** Options of which both ends have one value. */
const SINGLE = [
  'Phase1EncryptionAlgorithms',
  'Phase1IntegrityAlgorithms',
  'Phase1DHGroupNumbers',
  'Phase2EncryptionAlgorithms',
  'Phase2IntegrityAlgorithms',
  'Phase2DHGroupNumbers',
  'IkeVersions',
] as const;

/** Source of the names: docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpnConnection.html */
function described(connections: readonly unknown[], found: Found): void {
  for (const each of connections) {
    const connection = record(each);
    // What is gone is listed for a while.
    if (['deleted', 'deleting'].includes(String(connection['State']))) continue;
    const tags = list(connection['Tags']).map(record);
    const name = tags.find(({ Key }) => Key === 'Name')?.['Value'];
    if (typeof name !== 'string' || !CONNECTION.test(name)) continue;
    const options = list(record(connection['Options'])['TunnelOptions']);
    const open = SINGLE.filter((option) => options.some((tunnel) => list(record(tunnel)[option]).length > 1));
    if (open.length > 0)
      found.report(
        'ENDS_WRONG',
        `${name} takes several values of ${open.join(' and ')}: somebody has changed it, and the router's may be none of them.`,
        'Deploy its stack, which sets one value each, and ask again.',
      );
    found.add(
      name,
      options.map((tunnel) => ({
        range: record(tunnel)['TunnelInsideCidr'],
        address: record(tunnel)['OutsideIpAddress'],
      })),
      connection['PreSharedKeyArn'],
    );
  }
}

/** Source of the names: learn.microsoft.com/rest/api/virtualwan/vpn-gateways/get */
function gateway(tree: Readonly<Record<string, unknown>>, found: Found): void {
  const { asn } = record(tree['bgpSettings']);
  if (typeof asn === 'number' && asn !== AZURE_GATEWAY_ASN)
    found.report(
      'ENDS_WRONG',
      `The gateway has AS number ${asn}, and that of a virtual hub has ${AZURE_GATEWAY_ASN}.`,
      'Is it the gateway of a virtual network? Ask that of the hub.',
      String(asn),
    );
  const addresses = list(record(tree['bgpSettings'])['bgpPeeringAddresses']).map(record);
  for (const instance of ['Instance0', 'Instance1']) {
    const own = addresses.find(({ ipconfigurationId: id }) => id === instance);
    if (own) found.instance(own['tunnelIpAddresses'], list(own['defaultBgpIpAddresses'])[0], instance);
  }
  if (addresses.length === 0) found.report('ENDS_UNREADABLE', 'The gateway lists no instances.', FIX);
}

/**
 * Keys of sessions stand beside them, and are never read. Source of the names:
 * docs.aws.amazon.com/directconnect/latest/APIReference/API_VirtualInterface.html
 */
function interfaces(all: readonly unknown[], found: Found): void {
  for (const each of all.map(record)) {
    if (['deleted', 'deleting', 'rejected'].includes(String(each['virtualInterfaceState']))) continue;
    // Interfaces of other kinds, and those that are spoken to by IPv6, are nobody's here.
    if (each['virtualInterfaceType'] !== 'transit' || each['addressFamily'] === 'ipv6') continue;
    const { asn, amazonSideAsn } = each;
    found.circuit(String(each['virtualInterfaceName']), each['customerAddress'], each['amazonAddress'], {
      ...(typeof asn === 'number' ? { ownAsn: asn } : {}),
      ...(typeof amazonSideAsn === 'number' ? { peerAsn: amazonSideAsn } : {}),
    });
  }
}

export function isPublic(text: unknown): boolean {
  const number = parseAddress(String(text));
  return typeof number === 'number' && !NOT_PUBLIC.some(({ first, last }) => first <= number && number <= last);
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
