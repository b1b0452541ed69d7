import { createHash } from 'node:crypto';
import { cidr, formatAddress } from '../../catalogue/values/cidr';
import type {
  RouterCircuit,
  RouterEndpoint,
  RouterLine,
  RouterPlan,
  RouterSegment,
  RouterSession,
  RouterTunnel,
} from '../../plan/routers/router';

/** Whoever reads a configuration finds these where something has to be put in by hand. */
export function placeholder(what: string): string {
  return `<${what}>`;
}

/** Where a key has to be typed in; it says where the key is kept. */
export function keyOf(tunnel: RouterTunnel): string {
  return placeholder(`KEY: ${tunnel.trust.kind === 'key' ? tunnel.trust.store : tunnel.trust.arn}`);
}

/** What a line by PPPoE is dialled with. */
export function loginOf(circuit: string): string {
  return placeholder(`KEY: login of ${circuit}`);
}

export function passwordOf(circuit: string): string {
  return placeholder(`KEY: password of ${circuit}`);
}

/** The cloud's end, or what to put there. */
export function outsideOf({ outside, connection, hub, tunnel }: RouterTunnel): string {
  return outside ?? placeholder(`OUTSIDE ADDRESS: ${connection} to ${hub} tunnel ${tunnel}`);
}

/** The cloud's address in the tunnel, or what to put there. */
export function peerOf({ inside, connection, hub, tunnel }: RouterTunnel): string {
  return inside.peer ?? placeholder(`BGP ADDRESS: ${connection} to ${hub} tunnel ${tunnel}`);
}

/** The router's own address on a circuit, with its length, or what to put there. */
export function ownOn({ own, circuit }: RouterCircuit): string {
  return own ?? placeholder(`OWN ADDRESS: circuit ${circuit}`);
}

/** The mask beside it, or what to put there. */
export function maskOn({ own, circuit }: RouterCircuit): string {
  return own === undefined ? placeholder(`MASK: circuit ${circuit}`) : maskOf(halves(own).bits);
}

/** The cloud's address on a circuit, or what to put there. */
export function peerOn({ peer, circuit }: RouterCircuit): string {
  return peer ?? placeholder(`BGP ADDRESS: circuit ${circuit}`);
}

/** The interface of one link of a circuit: a VLAN on a port. */
export function linkOf({ interface: at, vlan }: RouterCircuit): string {
  return `${at}.${vlan}`;
}

/** Ends of the tunnels that run over a circuit: those of its cloud, which begin at the router's own addresses. */
export function endsOver({ segments }: RouterPlan, { cloud }: RouterCircuit): readonly string[] {
  const over = segments.flatMap(({ tunnels }) =>
    tunnels.filter((tunnel) => tunnel.cloud === cloud && tunnel.circuit === 'direct'),
  );
  return [...new Set(over.map(outsideOf))];
}

/** Where a tunnel begins: on a line, or at an address of the router's own. */
export interface Beginning {
  /** Absent over circuits. */
  readonly line?: RouterLine;
  /** The line's place in the plan; -1 over circuits. */
  readonly index: number;
  readonly endpoint?: RouterEndpoint;
  /** What the cloud knows it by; absent where it is dynamic. */
  readonly address?: string;
  /** Whether an interface of the router has that address. */
  readonly isOwn: boolean;
}

export function beginningOf({ lines }: Pick<RouterPlan, 'lines'>, { circuit, from }: RouterTunnel): Beginning {
  const index = lines.findIndex((line) => line.circuit === circuit);
  const line = lines[index];
  const address = from?.address ?? line?.publicAddress;
  return {
    ...(line ? { line } : {}),
    index,
    ...(from ? { endpoint: from } : {}),
    ...(address === undefined ? {} : { address }),
    isOwn: from !== undefined || (line?.publicAddress !== undefined && !line.isTranslated),
  };
}

/** Whether another tunnel goes to the same end: two tenants at one gateway of Azure, which their own addresses alone tell apart. */
export function isEndShared({ segments }: Pick<RouterPlan, 'segments'>, tunnel: RouterTunnel): boolean {
  return segments.some(({ tunnels }) =>
    tunnels.some(
      (other) =>
        other.number !== tunnel.number &&
        other.cloud === 'azure' &&
        other.hub === tunnel.hub &&
        other.tunnel === tunnel.tunnel,
    ),
  );
}

/** What names of a datacentre's own loopbacks are numbered by: no segment has so many. */
export function endpointNumber({ number }: RouterEndpoint): number {
  return 9_000 + number;
}

/** A name that a platform takes: what is too long keeps its beginning, and a hash of the whole keeps it apart from others. */
export function fitting(name: string, longest: number): string {
  if (name.length <= longest) return name;
  return `${name.slice(0, longest - 5)}-${createHash('sha256').update(name).digest('hex').slice(0, 4)}`;
}

/** `255.255.255.0` of a length. */
export function maskOf(bits: number): string {
  return formatAddress(bits === 0 ? 0 : (0xffff_ffff << (32 - bits)) >>> 0);
}

/** `0.0.0.255` of a length. */
export function wildcardOf(bits: number): string {
  return formatAddress(2 ** (32 - bits) - 1);
}

/** A prefix, or an interface's address, in its two halves. */
export function halves(text: string): { readonly address: string; readonly bits: number } {
  const [address = '', bits = '32'] = text.split('/');
  return { address, bits: Number(bits) };
}

/** Tunnels of one connection, in the order of connections. */
export function byConnection(
  tunnels: readonly RouterTunnel[],
): readonly (readonly [RouterTunnel, ...RouterTunnel[]])[] {
  const groups = new Map<string, [RouterTunnel, ...RouterTunnel[]]>();
  for (const tunnel of tunnels) {
    const key = `${tunnel.connection} ${tunnel.hub}`;
    const held = groups.get(key);
    if (held) held.push(tunnel);
    else groups.set(key, [tunnel]);
  }
  return [...groups.values()];
}

/** What filters of one connection are called: its tunnels' number without their own digit. */
export function groupOf({ number }: RouterTunnel): string {
  return String(Math.floor(number / 10));
}

/** Announced prefixes that are no network of an interface: without a row of their own nothing would be announced, and what is for them stays here. */
export function notConnected({ prefixes, lan }: RouterSegment): readonly string[] {
  const connected = new Set(
    lan.gateways.map((gateway) => {
      const { address, bits } = halves(gateway);
      const mask = bits === 0 ? 0 : (0xffff_ffff << (32 - bits)) >>> 0;
      return `${formatAddress(cidr(`${address}/32`).first & mask)}/${bits}`;
    }),
  );
  return prefixes.filter((prefix) => !connected.has(prefix));
}

/** What every configuration begins with. */
export function heading(plan: RouterPlan): readonly string[] {
  const { id, siteName, segments, lines, underlay, isManaged } = plan;
  const circuits = underlay?.circuits ?? [];
  return [
    `${id}: ${siteName}`,
    `Segments: ${segments.map(({ tenant }) => tenant).join(', ')}.${lines.length === 0 ? '' : ` Lines: ${lines.map(({ circuit, supplier, interface: at }) => `${circuit} (${supplier}) on ${at}`).join(', ')}.`}${circuits.length === 0 ? '' : ` Circuits: ${circuits.map((circuit) => `${circuit.circuit} on ${linkOf(circuit)}`).join(', ')}.`}`,
    ...(isManaged ? [] : ['Who may log in to it, and from where, is left as it is set.']),
    'Made by `wan router` from the catalogue and its lock: change those, not this. Keys are in their stores, and are put in where <KEY …> stands.',
  ];
}

/** Lines of a router with several whose ends nothing leads out of them but what is set there already. */
export function unroutedLines(
  { lines }: RouterPlan,
  written: readonly ('static' | 'dhcp' | 'pppoe')[] = ['static'],
): readonly string[] {
  if (lines.length < 2) return [];
  const open = lines
    .filter(({ addressing }) => !addressing || !written.includes(addressing.kind))
    .map(({ circuit }) => circuit);
  return open.length === 0
    ? []
    : [
        `Rows to the outside addresses of ${open.join(' and ')} have to lead out of the line itself: nobody says how it is addressed (\`wan: { addressing: static, … }\`).`,
      ];
}

/** What a platform numbers the loopback of one circuit by. */
export function loopbackNumber({ number, loopbacks }: RouterSegment, circuit: string): number {
  return number * 10 + loopbacks.findIndex((each) => each.circuit === circuit) + 1;
}

/** A session, in a tunnel or on a circuit, and what its filters are called. */
export interface Spoken {
  readonly group: string;
  readonly peer: string;
  readonly description: string;
  readonly session: RouterSession;
  readonly accepts: readonly string[];
  /** Where its key has to be typed in. */
  readonly key?: string;
}

/** What is spoken in a tunnel; undefined where nothing is announced. */
export function spokenIn(tunnel: RouterTunnel): Spoken | undefined {
  const { session, accepts } = tunnel;
  return (
    session && { group: groupOf(tunnel), peer: peerOf(tunnel), description: descriptionOf(tunnel), session, accepts }
  );
}

export function spokenOn(circuit: RouterCircuit): Spoken {
  const { number, session, accepts, key, hub } = circuit;
  return {
    group: `circuit-${number}`,
    peer: peerOn(circuit),
    description: `circuit ${circuit.circuit} to ${hub}`,
    session,
    accepts,
    ...(key === undefined ? {} : { key: placeholder(`KEY: ${key}`) }),
  };
}

/** Of a neighbour on IOS-XE, in characters. Source: O'Reilly, Cisco IOS in a Nutshell, "neighbor description" */
const LONGEST_DESCRIPTION = 80;

/** What IOS-XE and FRR say of a neighbour in one set of words, before its family is activated. */
export function sessionOf({ session, description, key }: Spoken, source: string): readonly string[] {
  return [
    `remote-as ${session.peerAsn}`,
    `description ${fitting(description, LONGEST_DESCRIPTION)}`,
    ...(key === undefined ? [] : [`password ${key}`]),
    ...(session.localAsn === undefined ? [] : [`local-as ${session.localAsn} no-prepend replace-as`]),
    ...(session.isMultihop ? ['ebgp-multihop 2', `update-source ${source}`] : []),
    `timers ${session.keepaliveSeconds} ${session.holdSeconds}`,
  ];
}

/** And in its family. */
export function familyOf({ session, group }: Spoken): readonly string[] {
  return [
    'activate',
    `route-map in-${group} in`,
    `route-map out-${group} out`,
    `maximum-prefix ${session.maximumPrefixes} 80 restart 15`,
  ];
}

/** What is said of a tunnel on the router. */
export function descriptionOf({ connection, hub, tunnel }: RouterTunnel): string {
  return `${connection} to ${hub}, tunnel ${tunnel}`;
}
