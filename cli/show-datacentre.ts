import { getBorderCharacters, table } from 'table';
import type { Datacentre } from '../catalogue/model';
import type { Prepared } from '../plan/prepare';
import { ownSupernets } from '../plan/rules';
import type { AwsDatacentreStackInput } from '../plan/stack-input';

const PLAIN = {
  border: getBorderCharacters('void'),
  columnDefault: { paddingLeft: 1, paddingRight: 1 },
  drawHorizontalLine: () => false,
} as const;

/** One datacentre on a page: its circuits, its tunnels with their numbers, and what its router has to do. */
export function showDatacentre(datacentre: Datacentre, prepared: Prepared): string {
  const stacks = prepared.plan.stacks.filter(
    (stack): stack is AwsDatacentreStackInput => stack.kind === 'aws-datacentre' && stack.datacentre === datacentre.id,
  );
  return [
    `${datacentre.name} · ${datacentre.state} · AS ${datacentre.asn} · ${datacentre.tenants.map(({ tenant }) => tenant).join(', ')}\n`,
    circuits(datacentre),
    tunnels(stacks),
    policy(datacentre, prepared, stacks),
  ].join('\n');
}

function circuits({ circuits: all }: Datacentre): string {
  if (all.length === 0) return ' No circuits.\n';
  const rows = all.map((circuit) => [
    circuit.id,
    circuit.kind,
    circuit.state,
    circuit.hub,
    circuit.location,
    `${circuit.mbps} Mbps`,
    `VLAN ${circuit.vlan}`,
    circuit.kind === 'direct-connect' ? '' : 'not rendered yet',
  ]);
  return trimmed(table(rows, PLAIN));
}

function tunnels(stacks: readonly AwsDatacentreStackInput[]): string {
  const rows = stacks.flatMap((stack) =>
    stack.tunnels.map((tunnel) => [
      tunnel.tenant,
      tunnel.way === 'direct' ? 'over circuits' : 'over the internet',
      stack.hub.id,
      tunnel.address,
      tunnel.insideRanges.join(', '),
      stack.name,
      `aws_vpn_connection.${tunnel.name}`,
    ]),
  );
  if (rows.length === 0) return ' Nothing is rendered yet: numbers are held.\n';
  return trimmed(
    table([['tenant', 'way', 'hub', 'ends at', 'inside ranges', 'stack', 'plan address'], ...rows], PLAIN),
  );
}

/** What decides which way traffic takes, and that nothing leaves the tunnels, is the router's to do. */
function policy(
  datacentre: Datacentre,
  { catalogue, lock }: Prepared,
  stacks: readonly AwsDatacentreStackInput[],
): string {
  const ends = stacks.flatMap(({ direct }) => direct?.allowedPrefixes ?? []);
  const lines = [
    ' Its router',
    ...(datacentre.transport && ends.length > 0
      ? [
          `   outside of tunnels announces ${datacentre.transport} over its circuits and nothing else, and takes ${[...new Set(ends)].join(', ')}`,
        ]
      : []),
    ...datacentre.tenants.map(({ tenant: id, prefixes }) => {
      const tenant = catalogue.tenants.find((each) => each.id === id);
      const own = tenant ? ownSupernets(tenant).join(', ') : '';
      return `   in tunnels of ${id} announces ${prefixes.join(', ')} whichever way, never longer; ${id} has ${own}`;
    }),
    '   gives what it learns local preference 200 over circuits and 100 over the internet: AWS prefers the same way',
    datacentre.defaultRoute === 'accept'
      ? '   takes the default route that it is sent: its internet leaves by the tenant’s breakout'
      : '   refuses the default route that it is sent: it keeps its own way out',
  ];
  const held = Object.keys(lock.datacentres[datacentre.id]?.tenants ?? {}).length;
  return `${lines.join('\n')}\n${held === 0 ? ' The lock holds no numbers: run `npx wan lock`.\n' : ''}`;
}

function trimmed(text: string): string {
  return text.replace(/ +$/gm, '');
}
