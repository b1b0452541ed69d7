import type { Datacentre } from '../../catalogue/model';
import type { Paint } from '../../catalogue/text/paint';
import { datacentrePolicies, type DatacentrePolicy } from '../../plan/policies/datacentre-policy';
import { policyPathOf } from '../../plan/policies/policy-file';
import type { Prepared } from '../../plan/prepare';
import type { AwsDatacentreStackInput } from '../../plan/stacks/aws/datacentre';
import type { AzureDatacentreStackInput } from '../../plan/stacks/azure/datacentre';
import { columns, wrapped } from '../../report/columns';

type Stack = AwsDatacentreStackInput | AzureDatacentreStackInput;

/** One datacentre on a page: its circuits, its tunnels with their numbers, and what its router has to do. */
export function showDatacentre(
  datacentre: Datacentre,
  prepared: Prepared,
  catalogue: string,
  width: number,
  paint: Paint,
): string {
  const stacks = stacksOf(datacentre, prepared);
  const policy = datacentrePolicies(prepared.catalogue, prepared.plan).find(
    (each) => each.datacentre === datacentre.id,
  );
  return [
    `${paint('strong', datacentre.name)} · ${datacentre.state} · AS ${datacentre.asn} · ${datacentre.tenants.map(({ tenant }) => tenant).join(', ')}\n`,
    circuits(datacentre, width),
    tunnels(stacks, width),
    ...(policy ? [router(policy, policyPathOf(catalogue, datacentre.id), width)] : []),
  ].join('\n');
}

/** The same for a program. */
export function datacentreData(datacentre: Datacentre, prepared: Prepared): object {
  const { id, name, state, asn, tenants } = datacentre;
  return {
    kind: 'datacentre',
    id,
    name,
    state,
    asn,
    tenants: tenants.map(({ tenant, prefixes }) => ({ tenant, prefixes: prefixes.map(String) })),
    circuits: datacentre.circuits.map((circuit) => ({
      id: circuit.id,
      kind: circuit.kind,
      state: circuit.state,
      hub: circuit.hub,
      location: circuit.location,
      mbps: circuit.mbps,
      vlan: circuit.vlan,
    })),
    tunnels: stacksOf(datacentre, prepared).flatMap((stack) =>
      stack.tunnels.map((tunnel) => ({ ...tunnel, hub: stack.hub.id, stack: stack.name })),
    ),
    policy: datacentrePolicies(prepared.catalogue, prepared.plan).find((each) => each.datacentre === id) ?? null,
  };
}

function stacksOf({ id }: Datacentre, { plan }: Prepared): readonly Stack[] {
  return plan.stacks.filter(
    (stack): stack is Stack =>
      (stack.kind === 'aws-datacentre' || stack.kind === 'azure-datacentre') && stack.datacentre === id,
  );
}

function circuits({ circuits: all }: Datacentre, width: number): string {
  if (all.length === 0) return ' No circuits.\n';
  const rows = all.map((circuit) => [
    circuit.id,
    circuit.kind,
    circuit.state,
    circuit.hub,
    circuit.location,
    `${circuit.mbps} Mbps`,
    String(circuit.vlan),
  ]);
  return columns(['circuit', 'kind', 'state', 'hub', 'location', 'rate', 'VLAN'], rows, width);
}

function tunnels(stacks: readonly Stack[], width: number): string {
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
  return columns(['tenant', 'way', 'hub', 'ends at', 'inside ranges', 'stack', 'plan address'], rows, width);
}

/** What decides which way traffic takes, and that nothing leaves the tunnels, is the router's to do. */
function router({ circuits: own, tunnels: all, defaultRoute }: DatacentrePolicy, file: string, width: number): string {
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
  return lines.map((line) => wrapped(/^ */.exec(line)?.[0] ?? '', line.trimStart(), width)).join('');
}
