import { cidr } from '../../values/cidr';
import type { Draft } from '../../draft';
import type { RawCatalogue } from '../../schema/catalogue';
import { checkMacsec } from './macsec';

type RawDatacentre = RawCatalogue['datacentres'][number];
type Circuit<Kind> = Extract<RawDatacentre['circuits'][number], { kind: Kind }>;

/**
 * Ports that AWS sells, in Mbps. Sources: docs.aws.amazon.com/directconnect/latest/UserGuide/dedicated_connection.html,
 * hosted_connection.html
 */
const PORTS = {
  dedicated: [1_000, 10_000, 100_000, 400_000],
  hosted: [50, 100, 200, 300, 400, 500, 1_000, 2_000, 5_000, 10_000, 25_000],
} as const;
/** Source: docs.aws.amazon.com/directconnect/latest/UserGuide/limits.html (transit virtual interfaces per dedicated connection) */
const INTERFACES_PER_PORT = 4;
/** Circuits that Azure sells, in Mbps. Source: learn.microsoft.com/azure/expressroute/expressroute-faqs */
const EXPRESS_ROUTES: readonly number[] = [50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000];

/** What others have offered, and which circuit took it: all datacentres' circuits together. */
export type Offers = Map<string, { readonly datacentre: RawDatacentre; readonly index: number }>;

/** What can be ordered, and what a port can do. */
export function checkPorts(draft: Draft, datacentre: RawDatacentre, offers: Offers): void {
  const interfaces = new Map<string, number>();
  /** One circuit that was written twice would count as two where one fails. */
  const taken = (offer: string, key: 'connectionId' | 'peeringId', index: number): void => {
    const other = offers.get(offer.toLowerCase());
    if (other)
      draft.report(datacentre, ['circuits', index, 'connection', key], {
        code: 'DUPLICATE_ID',
        problem: `${offer} carries ${draft.cite(other.datacentre.circuits[other.index]?.id ?? '', other.datacentre, ['circuits', other.index])} already, and ${key === 'peeringId' ? 'a peering is one circuit' : 'a hosted connection carries one interface'}.`,
        fix: 'Write what was offered for this circuit.',
      });
    else offers.set(offer.toLowerCase(), { datacentre, index });
  };
  datacentre.circuits.forEach((circuit, index) => {
    if (circuit.kind === 'express-route') {
      checkExpressRoute(draft, datacentre, circuit, index);
      if (circuit.connection.type === 'offered') taken(circuit.connection.peeringId, 'peeringId', index);
      return;
    }
    const { connection } = circuit;
    if (connection.type === 'shared') {
      checkShared(draft, datacentre, circuit, index, interfaces);
      return;
    }
    checkPort(draft, datacentre, circuit, index);
    checkMacsec(draft, datacentre, index);
    if (connection.type !== 'hosted') return;
    taken(connection.connectionId, 'connectionId', index);
  });
}

function checkPort(draft: Draft, datacentre: RawDatacentre, circuit: Circuit<'direct-connect'>, index: number): void {
  const { connection, mbps } = circuit;
  if (connection.type === 'shared') return;
  const sold: readonly number[] = PORTS[connection.type];
  if (!sold.includes(mbps))
    draft.report(datacentre, ['circuits', index, 'mbps'], {
      code: 'OUT_OF_RANGE',
      problem: `AWS has no ${connection.type} connection of ${mbps} Mbps.`,
      got: String(mbps),
      allowed: sold.join(', '),
    });
}

/** One more interface on a port: of our own, to the same hub, and no more than it takes. */
function checkShared(
  draft: Draft,
  datacentre: RawDatacentre,
  circuit: Circuit<'direct-connect'>,
  index: number,
  interfaces: Map<string, number>,
): void {
  if (circuit.connection.type !== 'shared') return;
  const { port } = circuit.connection;
  const at = ['circuits', index, 'connection', 'port'];
  const owners = datacentre.circuits.filter(
    (each) => each.kind === 'direct-connect' && each.connection.type === 'dedicated',
  );
  const owner = owners.find((each) => each.id === port);
  if (!owner) {
    draft.report(datacentre, at, {
      code: 'NOT_ALLOWED',
      problem: `${port} is no circuit of ${datacentre.name} with a port of our own.`,
      got: port,
      ...(owners.length === 0 ? {} : { allowed: owners.map(({ id }) => id).join(', ') }),
    });
    return;
  }
  if ((owner.state === 'planned' || owner.state === 'building') && circuit.state !== 'planned')
    draft.report(datacentre, at, {
      code: 'NOT_ALLOWED',
      problem: `${port} is ${owner.state}, and ${circuit.id} needs its port now.`,
      got: port,
      fix: `Wait until ${port} is live: AWS makes no interface on a port before it is available.`,
    });
  if (owner.hub !== circuit.hub)
    draft.report(datacentre, at, {
      code: 'NOT_ALLOWED',
      problem: `The port of ${port} leads to hub ${owner.hub}, and ${circuit.id} to ${circuit.hub}: each hub has a Direct Connect gateway of its own.`,
      fix: 'Order a port for the other hub.',
    });
  if (circuit.mbps > owner.mbps)
    draft.report(datacentre, ['circuits', index, 'mbps'], {
      code: 'OUT_OF_RANGE',
      problem: `The port of ${port} has ${owner.mbps} Mbps, and its interfaces share them.`,
      got: String(circuit.mbps),
      allowed: `at most ${owner.mbps}`,
    });
  if (owner.location !== circuit.location)
    draft.report(datacentre, ['circuits', index, 'location'], {
      code: 'NOT_ALLOWED',
      problem: `The port of ${port} is at ${owner.location}, and so is every interface on it.`,
      got: circuit.location,
      allowed: owner.location,
    });
  const used = (interfaces.get(port) ?? 1) + 1;
  interfaces.set(port, used);
  if (used > INTERFACES_PER_PORT)
    draft.report(datacentre, at, {
      code: 'INTERFACES_TOO_MANY',
      problem: `${circuit.id} would be transit interface ${used} on the port of ${port}.`,
      got: String(used),
      allowed: `${INTERFACES_PER_PORT} a port (docs.aws.amazon.com/directconnect/latest/UserGuide/limits.html)`,
      fix: 'Put it on another port.',
    });
}

function checkExpressRoute(
  draft: Draft,
  datacentre: RawDatacentre,
  { mbps, peering }: Circuit<'express-route'>,
  index: number,
): void {
  if (!EXPRESS_ROUTES.includes(mbps))
    draft.report(datacentre, ['circuits', index, 'mbps'], {
      code: 'OUT_OF_RANGE',
      problem: `Azure has no ExpressRoute circuit of ${mbps} Mbps.`,
      got: String(mbps),
      allowed: EXPRESS_ROUTES.join(', '),
    });
  for (const side of ['primary', 'secondary'] as const)
    if (cidr(peering[side]).bits !== 30)
      draft.report(datacentre, ['circuits', index, 'peering', side], {
        code: 'OUT_OF_RANGE',
        problem: 'Each half of a private peering is a /30: the router has its first address, Azure its second.',
        got: peering[side],
        allowed: '/30',
      });
}
