import { compareText } from '../catalogue/issues/issue';
import type { Tenant } from '../catalogue/model';
import { awsHubs } from '../plan/places/hubs';
import type { Prepared } from '../plan/prepare';
import type { AttachmentGroup, NextHop, RouteTable } from '../plan/routing/tables';
import type { AwsBreakoutStackInput } from '../plan/stacks/aws/breakout';

/**
 * The first AWS hub's tables and VPCs as a Graphviz graph, to follow a packet on: an attachment, the table it is looked
 * up in, the VPC that a row leads to, the table on the way out of that VPC. Holds nothing that a new site would change.
 */
export function networkGraph({ catalogue, plan }: Prepared): string {
  const [hub] = awsHubs(catalogue);
  if (!hub) return 'digraph network {}\n';
  const tables = (plan.tables.get(hub.id) ?? []).filter((table) => table.associated.some(isDrawn));
  const tenants = new Map(catalogue.tenants.map((tenant) => [tenant.id, tenant]));
  const breakouts = plan.stacks.flatMap((stack) =>
    stack.kind === 'aws-breakout' && stack.hub.id === hub.id ? [stack] : [],
  );
  const attached = tables.flatMap((table) =>
    table.associated.flatMap((group) => (group.group === 'tenant' ? [{ table, id: group.tenant }] : [])),
  );
  return [
    'digraph network {',
    '  graph [rankdir=LR, fontname="Helvetica", ranksep=1.1, nodesep=0.25, pad=0.3, bgcolor="white"];',
    '  node [shape=plain, fontname="Helvetica", fontsize=11];',
    '  edge [fontname="Helvetica", fontsize=9, color="#44546a", arrowsize=0.7];',
    ...attached.map(({ id }) => attachment(tenants.get(id), id)),
    ...tables.map(tableNode),
    inspectNode(),
    ...breakouts.map(breakoutNode),
    '  internet [shape=ellipse, style=filled, fillcolor="#eef3fa", label="internet"];',
    ...attached.map(({ table, id }) => `  ${node('at', id)} -> ${node('table', table.name)};`),
    ...tables.flatMap((table) =>
      hops(table).map(([port, target]) => `  ${node('table', table.name)}:${port} -> ${target};`),
    ),
    '  vpc_inspect:out -> "table_rt-post" [label="looked up again"];',
    ...breakouts.map((stack) => `  ${node('vpc', stack.domain)}:out -> internet;`),
    ...breakouts.map(
      (stack) =>
        `  ${node('vpc', stack.domain)}:back -> ${node('table', stack.associatedTable)} [style=dashed, label="replies"];`,
    ),
    ...tables.flatMap((table) =>
      table.propagated.flatMap((group) =>
        delivered(group).map((to) => `  ${node('table', table.name)}:known -> ${to} [style=bold, color="#2e7d32"];`),
      ),
    ),
    '}',
    '',
  ].join('\n');
}

/** Circuits and the link between the clouds are not rendered yet. */
function isDrawn(group: AttachmentGroup): boolean {
  return group.group !== 'direct-connect' && group.group !== 'cloud-link';
}

function node(kind: string, id: string): string {
  return `"${kind}_${id}"`;
}

/** Where a tenant's packets end; the same place as where they begin, drawn again so that the way can be read from left to right. */
function delivered(group: AttachmentGroup): readonly string[] {
  return group.group === 'tenant' ? [`"to_${group.tenant}"`] : [];
}

function attachment(tenant: Tenant | undefined, id: string): string {
  const guest = tenant?.kind === 'public-wifi';
  const fill = guest ? '#fff4e5' : tenant?.kind === 'supplier' ? '#f3e8fd' : '#e8f1e8';
  const text = (direction: string): string =>
    `<<table border="0" cellborder="1" cellspacing="0" cellpadding="4" bgcolor="${fill}"><tr><td><b>${escape(id)}</b><br/>${direction} its sites${tenant && tenant.vpcs.length > 0 ? ', VPCs' : ''}${tenant && tenant.servicesVpcs.length > 0 ? ', services VPC' : ''}</td></tr></table>>`;
  return [`  ${node('at', id)} [label=${text('from')}];`, `  ${node('to', id)} [label=${text('to')}];`].join('\n');
}

/** A table, its rows gathered by where they lead. */
function tableNode(table: RouteTable): string {
  const rows = [...groupRows(table)].map(([key, prefixes]) => {
    const lost = key === 'blackhole';
    const lines = [...prefixes].map((prefix) => escape(prefix)).join('<br align="left"/>');
    return `<tr><td port="${port(key)}" align="left" balign="left"><font color="${lost ? '#b3261e' : '#1f2937'}">${lines}<br align="left"/><i>→ ${escape(lost ? 'dropped' : key)}</i></font></td></tr>`;
  });
  const known =
    table.propagated.length === 0
      ? []
      : [`<tr><td port="known" align="left"><i>what attachments announce → there</i></td></tr>`];
  return `  ${node('table', table.name)} [label=<<table border="0" cellborder="1" cellspacing="0" cellpadding="4"><tr><td bgcolor="#dbe5f1"><b>${escape(table.name)}</b></td></tr>${[...known, ...rows].join('')}</table>>];`;
}

function groupRows(table: RouteTable): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const row of table.statics) {
    const key = hopName(row.via);
    const why = [...new Set(row.because.map((reason) => reason.replace(' (replies)', '')))];
    const reason = key === 'blackhole' ? '' : `  ${why.slice(0, 2).join(', ')}${why.length > 2 ? ', …' : ''}`;
    groups.set(key, [...(groups.get(key) ?? []), `${row.prefix.toString()}${reason}`]);
  }
  return new Map([...groups].sort(([a], [b]) => compareText(a === 'blackhole' ? '~' : a, b === 'blackhole' ? '~' : b)));
}

function hopName(via: NextHop): string {
  return via.to === 'egress' ? `breakout ${via.domain}` : via.to;
}

function hops(table: RouteTable): readonly (readonly [string, string])[] {
  const found = new Map<string, string>();
  for (const { via } of table.statics) {
    if (via.to === 'inspect') found.set(port('inspect'), 'vpc_inspect:in');
    if (via.to === 'egress') found.set(port(hopName(via)), `${node('vpc', via.domain)}:in`);
  }
  return [...found];
}

function port(key: string): string {
  return key.replaceAll(/[^a-z]/g, '_');
}

function inspectNode(): string {
  return `  vpc_inspect [label=<<table border="0" cellborder="1" cellspacing="0" cellpadding="4" bgcolor="#fdf6e3"><tr><td><b>VPC inspect</b></td></tr><tr><td port="in">transit subnet of the zone</td></tr><tr><td>firewall: what a rule names passes,<br/>the rest is dropped from the first packet</td></tr><tr><td port="out">firewall subnet → transit gateway</td></tr></table>>];`;
}

function breakoutNode(stack: AwsBreakoutStackInput): string {
  const resolver = stack.zones.flatMap((zone) => zone.resolverAddresses).join(', ');
  return `  ${node('vpc', stack.domain)} [label=<<table border="0" cellborder="1" cellspacing="0" cellpadding="4" bgcolor="#fdf6e3"><tr><td><b>VPC breakout ${escape(stack.domain)}</b></td></tr><tr><td port="in">transit subnet of the zone</td></tr><tr><td>resolver ${escape(resolver)}</td></tr><tr><td>firewall: ports, names</td></tr><tr><td port="out">NAT, ${stack.natAddressesPerZone * stack.zones.length} public addresses</td></tr><tr><td port="back">firewall subnet → transit gateway</td></tr></table>>];`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
