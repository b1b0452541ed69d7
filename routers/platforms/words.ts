import { createHash } from 'node:crypto';
import { cidr, formatAddress } from '../../catalogue/values/cidr';
import type { RouterPlan, RouterSegment, RouterTunnel } from '../../plan/routers/router';

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
export function outsideOf({ outside, connection, tunnel }: RouterTunnel): string {
  return outside ?? placeholder(`OUTSIDE ADDRESS: ${connection} tunnel ${tunnel}`);
}

/** The cloud's address in the tunnel, or what to put there. */
export function peerOf({ inside, connection, tunnel }: RouterTunnel): string {
  return inside.peer ?? placeholder(`BGP ADDRESS: ${connection} tunnel ${tunnel}`);
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

/** Announced prefixes that are no network of an interface: without a row of their own nothing would be announced. */
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
export function heading({ id, siteName, segments, lines }: RouterPlan): readonly string[] {
  return [
    `${id}: ${siteName}`,
    `Segments: ${segments.map(({ tenant }) => tenant).join(', ')}. Lines: ${lines.map(({ circuit, supplier, interface: at }) => `${circuit} (${supplier}) on ${at}`).join(', ')}.`,
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

/** What IOS-XE and FRR say of a neighbour in one set of words, before its family is activated; nothing where nothing is announced. */
export function sessionOf(tunnel: RouterTunnel, source: string): readonly string[] {
  const { session } = tunnel;
  if (!session) return [];
  return [
    `remote-as ${session.peerAsn}`,
    `description ${descriptionOf(tunnel)}`,
    ...(session.localAsn === undefined ? [] : [`local-as ${session.localAsn} no-prepend replace-as`]),
    ...(session.isMultihop ? ['ebgp-multihop 2', `update-source ${source}`] : []),
    `timers ${session.keepaliveSeconds} ${session.holdSeconds}`,
  ];
}

/** And in its family. */
export function familyOf(tunnel: RouterTunnel): readonly string[] {
  const { session } = tunnel;
  if (!session) return [];
  const group = groupOf(tunnel);
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
