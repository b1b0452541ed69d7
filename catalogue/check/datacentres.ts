import { cidr } from '../cidr';
import type { Draft } from '../draft';
import type { RawCatalogue } from '../schema/catalogue';

type RawDatacentre = RawCatalogue['datacentres'][number];
type DirectConnect = Extract<RawDatacentre['circuits'][number], { kind: 'direct-connect' }>;

/**
 * Ports that AWS sells, in Mbps. Sources: docs.aws.amazon.com/directconnect/latest/UserGuide/dedicated_connection.html,
 * hosted_connection.html and MACsec.html (dedicated connections of 10, 100 and 400 Gbps)
 */
const PORTS = {
  dedicated: [1_000, 10_000, 100_000, 400_000],
  hosted: [50, 100, 200, 300, 400, 500, 1_000, 2_000, 5_000, 10_000, 25_000],
} as const;
const MACSEC_PORTS: readonly number[] = [10_000, 100_000, 400_000];
/** Prefixes for the ends of tunnels: enough for every tenant, and no more than a router announces with ease. */
const TRANSPORT_BITS = { longest: 29, shortest: 24 } as const;

/** What a datacentre's circuits need of each other and of the ports that they run on. */
export function checkDatacentres(draft: Draft): void {
  for (const datacentre of draft.raw.datacentres) {
    checkTransport(draft, datacentre);
    const vlans = new Map<number, number>();
    const offers = new Map<string, number>();
    datacentre.circuits.forEach((circuit, index) => {
      checkHub(draft, datacentre, index);
      const neighbour = vlans.get(circuit.vlan);
      if (neighbour !== undefined)
        draft.report(datacentre, ['circuits', index, 'vlan'], {
          code: 'VLAN_DUPLICATE',
          problem: `VLAN ${circuit.vlan} is also that of ${draft.cite(datacentre.circuits[neighbour]?.id ?? '', datacentre, ['circuits', neighbour, 'vlan'])}: its router could not tell the two circuits apart.`,
          got: String(circuit.vlan),
          fix: 'Give one of them another VLAN.',
        });
      else vlans.set(circuit.vlan, index);
      if (circuit.kind !== 'direct-connect') return;
      checkPort(draft, datacentre, circuit, index);
      if (circuit.connection.type !== 'hosted') return;
      const { connectionId } = circuit.connection;
      if (offers.has(connectionId))
        draft.report(datacentre, ['circuits', index, 'connection', 'connectionId'], {
          code: 'DUPLICATE_ID',
          problem: `${connectionId} carries ${datacentre.circuits[offers.get(connectionId) ?? 0]?.id ?? ''} already, and a hosted connection carries one interface.`,
          fix: 'Write the connection that was offered for this circuit.',
        });
      offers.set(connectionId, index);
    });
  }
}

/** A circuit ends at a hub of its own cloud. */
function checkHub(draft: Draft, datacentre: RawDatacentre, index: number): void {
  const circuit = datacentre.circuits[index];
  const hub = draft.raw.hubs.find((each) => each.id === circuit?.hub);
  if (!circuit || !hub) return;
  const cloud = circuit.kind === 'direct-connect' ? 'aws' : 'azure';
  if (hub.cloud !== cloud)
    draft.report(datacentre, ['circuits', index, 'hub'], {
      code: 'NOT_ALLOWED',
      problem: `${circuit.kind === 'direct-connect' ? 'Direct Connect ends in AWS' : 'ExpressRoute ends in Azure'}, and hub ${hub.id} is in ${hub.cloud === 'aws' ? 'AWS' : 'Azure'}.`,
      got: hub.id,
      allowed: draft.raw.hubs
        .filter((each) => each.cloud === cloud)
        .map((each) => each.id)
        .join(', '),
    });
}

/** What tunnels over a circuit begin and end at. */
function checkTransport(draft: Draft, datacentre: RawDatacentre): void {
  const { transport } = datacentre;
  const used = datacentre.state !== 'planned' && datacentre.circuits.some(({ state }) => state !== 'planned');
  if (transport === undefined) {
    if (used)
      draft.report(datacentre, ['id'], {
        code: 'MISSING_KEY',
        problem: `${datacentre.name} has circuits, and no addresses for the ends of the tunnels over them.`,
        fix: 'Add `transport:`, a private /29 to /24 that its router announces over its circuits and nowhere else.',
      });
  } else {
    const { bits, size } = cidr(transport);
    if (bits > TRANSPORT_BITS.longest || bits < TRANSPORT_BITS.shortest || size < datacentre.tenants.length)
      draft.report(datacentre, ['transport'], {
        code: 'OUT_OF_RANGE',
        problem: `The transport of ${datacentre.name} holds an address for each of its ${datacentre.tenants.length} tenants.`,
        got: transport,
        allowed: '/29 to /24',
      });
  }
  const direct = datacentre.circuits.some(
    (circuit) => circuit.kind === 'direct-connect' && circuit.state !== 'planned',
  );
  if (direct && datacentre.state !== 'planned' && datacentre.gatewayAsn === undefined)
    draft.report(datacentre, ['id'], {
      code: 'MISSING_KEY',
      problem: `${datacentre.name} has Direct Connect, and its gateway has no AS number.`,
      allowed: '64512–65534, 4200000000–4294967294',
      fix: 'Add `gatewayAsn:`, a number that no hub, datacentre or site has.',
    });
}

function checkPort(draft: Draft, datacentre: RawDatacentre, circuit: DirectConnect, index: number): void {
  const { connection, mbps } = circuit;
  const sold: readonly number[] = PORTS[connection.type];
  if (!sold.includes(mbps))
    draft.report(datacentre, ['circuits', index, 'mbps'], {
      code: 'OUT_OF_RANGE',
      problem: `AWS has no ${connection.type} connection of ${mbps} Mbps.`,
      got: String(mbps),
      allowed: sold.join(', '),
    });
  else if (connection.type === 'dedicated' && connection.macsec && !MACSEC_PORTS.includes(mbps))
    draft.report(datacentre, ['circuits', index, 'connection', 'macsec'], {
      code: 'NOT_ALLOWED',
      problem: `A port of ${mbps} Mbps can't do MACsec.`,
      allowed: `ports of ${MACSEC_PORTS.join(', ')} Mbps`,
      fix: 'Order a larger port, or leave macsec out: tenants are encrypted by their own tunnels anyway.',
    });
}
