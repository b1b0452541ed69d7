import { getBorderCharacters, table } from 'table';
import type { Datacentre } from '../catalogue/model';
import { datacentrePolicies, type DatacentrePolicy } from '../plan/policies/datacentre-policy';
import { policyPathOf } from '../plan/policies/policy-file';
import type { Prepared } from '../plan/prepare';
import type { AwsDatacentreStackInput } from '../plan/stacks/aws/datacentre';
import type { AzureDatacentreStackInput } from '../plan/stacks/azure/datacentre';

const PLAIN = {
  border: getBorderCharacters('void'),
  columnDefault: { paddingLeft: 1, paddingRight: 1 },
  drawHorizontalLine: () => false,
} as const;

type Stack = AwsDatacentreStackInput | AzureDatacentreStackInput;

/** One datacentre on a page: its circuits, its tunnels with their numbers, and what its router has to do. */
export function showDatacentre(datacentre: Datacentre, prepared: Prepared, catalogue: string): string {
  const stacks = prepared.plan.stacks.filter(
    (stack): stack is Stack =>
      (stack.kind === 'aws-datacentre' || stack.kind === 'azure-datacentre') && stack.datacentre === datacentre.id,
  );
  const policy = datacentrePolicies(prepared.catalogue, prepared.plan).find(
    (each) => each.datacentre === datacentre.id,
  );
  return [
    `${datacentre.name} · ${datacentre.state} · AS ${datacentre.asn} · ${datacentre.tenants.map(({ tenant }) => tenant).join(', ')}\n`,
    circuits(datacentre),
    tunnels(stacks),
    ...(policy ? [router(policy, policyPathOf(catalogue, datacentre.id))] : []),
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
  ]);
  return trimmed(table(rows, PLAIN));
}

function tunnels(stacks: readonly Stack[]): string {
  const rows = stacks.flatMap((stack) =>
    stack.kind === 'aws-datacentre'
      ? stack.tunnels.map((tunnel) => [
          tunnel.tenant,
          tunnel.way === 'direct' ? 'over circuits' : 'over the internet',
          stack.hub.id,
          tunnel.address,
          tunnel.insideRanges.join(', '),
          stack.name,
          `aws_vpn_connection.${tunnel.name}`,
        ])
      : stack.tunnels.map((tunnel) => [
          tunnel.tenant,
          tunnel.way === 'direct' ? 'over circuits' : 'over the internet',
          stack.hub.id,
          tunnel.address,
          `peer ${tunnel.peer}`,
          stack.name,
          `azurerm_vpn_gateway_connection.${tunnel.name}`,
        ]),
  );
  if (rows.length === 0) return ' Nothing is rendered yet: numbers are held.\n';
  return trimmed(
    table([['tenant', 'way', 'hub', 'ends at', 'inside ranges', 'stack', 'plan address'], ...rows], PLAIN),
  );
}

/** What decides which way traffic takes, and that nothing leaves the tunnels, is the router's to do. */
function router({ circuits: own, tunnels: all, defaultRoute }: DatacentrePolicy, file: string): string {
  const outside = [...new Set(own.flatMap(({ announces }) => announces))];
  const ends = [...new Set(own.flatMap(({ accepts }) => accepts))];
  const ways = new Map(
    all.map(({ way, prepend, localPreference }) => [
      way,
      `${way === 'direct' ? 'over circuits' : 'over the internet'} local preference ${localPreference}, own AS number ${prepend === 0 ? 'once' : `${prepend + 1} times`}`,
    ]),
  );
  const announced = new Map(all.map(({ tenant, announces }) => [tenant, announces.join(', ')]));
  const lines = [
    ` Its router (all of it: ${file})`,
    ...(outside.length === 0
      ? []
      : [
          `   outside of tunnels announces ${outside.join(', ')} over its circuits and nothing else, and takes ${ends.join(', ')}`,
        ]),
    ...[...announced].map(
      ([tenant, prefixes]) => `   in tunnels of ${tenant} announces ${prefixes} whichever way, never longer`,
    ),
    ...[...ways.values()].map((text) => `   ${text}`),
    ...(new Set(all.map(({ cloud }) => cloud)).size > 1
      ? ['   takes from each cloud only what is at home there: what AWS says of Azure’s prefixes it refuses']
      : []),
    defaultRoute === 'accept'
      ? '   takes the default route that it is sent: its internet leaves by the tenant’s breakout'
      : '   refuses the default route that it is sent: it keeps its own way out',
  ];
  return `${lines.join('\n')}\n`;
}

function trimmed(text: string): string {
  return text.replace(/ +$/gm, '');
}
