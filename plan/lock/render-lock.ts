import { compareText } from '../../catalogue/issues/issue';
import type {
  AdoptedAzureCircuit,
  AdoptedAzureHub,
  AdoptedCircuit,
  AdoptedHub,
  CircuitLock,
  DatacentreLock,
  Lock,
  SiteLock,
} from './lock-file';

/** The lock as text: sorted, one line per number that a reviewer may want to see change. */
export function renderLock(lock: Lock): string {
  const lines = [
    '# Every number that was chosen rather than written. Made by `npx wan lock`, committed and reviewed, never edited.',
    `version: ${lock.version}`,
    `wan: ${lock.wan}`,
    `environment: ${lock.environment}`,
    `asOf: ${lock.asOf}`,
    `firstHubs: ${flow(lock.firstHubs)}`,
    ...(lock.adoptedWan === undefined ? [] : [`adoptedWan: ${JSON.stringify(lock.adoptedWan)}`]),
    ...section('hubs', lock.hubs, (hub) => [
      `    zones: ${flow(hub.zones)}`,
      `    networks: ${flow(hub.networks)}`,
      `    services: ${flow(hub.services)}`,
      `    concentrators: [${[...hub.concentrators].sort(compareText).join(', ')}]`,
      ...(hub.scaleUnits === undefined ? [] : [`    scaleUnits: ${hub.scaleUnits}`]),
      ...(hub.adopted === undefined ? [] : renderAdoptedHub(hub.adopted)),
      ...(hub.adoptedAzure === undefined ? [] : renderAdoptedAzureHub(hub.adoptedAzure)),
    ]),
    ...numbers('rules', lock.rules),
    ...numbers('ruleGroups', lock.ruleGroups),
    'retired:',
    `  rules: [${[...lock.retired.rules].sort((a, b) => a - b).join(', ')}]`,
    `  ruleGroups: [${[...lock.retired.ruleGroups].sort((a, b) => a - b).join(', ')}]`,
    ...optional('datacentres', lock.datacentres, renderDatacentre),
    ...optional('links', lock.links, ({ tunnels }) => [`    tunnels: [${tunnels.join(', ')}]`]),
    ...section('sites', lock.sites, renderSite),
  ];
  return `${lines.join('\n')}\n`;
}

function renderDatacentre({ state, asn, gatewayAsn, circuits, tenants }: DatacentreLock): readonly string[] {
  const tunnels = (ranges: Readonly<Record<string, readonly string[]>>): string =>
    `{ ${sortedEntries(ranges)
      .map(([hub, pair]) => `${hub}: [${pair.join(', ')}]`)
      .join(', ')} }`.replace('{  }', '{}');
  return [
    `    state: ${state}`,
    ...(asn === undefined ? [] : [`    asn: ${asn}`]),
    ...(gatewayAsn === undefined ? [] : [`    gatewayAsn: ${gatewayAsn}`]),
    ...(Object.keys(circuits).length === 0
      ? ['    circuits: {}']
      : [
          '    circuits:',
          ...sortedEntries(circuits).map(
            ([id, { state: held, hub, connection, of }]) =>
              `      ${id}: { state: ${held}, hub: ${hub}, connection: ${connection}${of === undefined ? '' : `, of: '${of.replaceAll("'", "''")}'`} }`,
          ),
        ]),
    '    tenants:',
    ...sortedEntries(tenants).flatMap(([tenant, held]) => [
      `      ${tenant}:`,
      ...(held.endpoint === undefined ? [] : [`        endpoint: ${held.endpoint}`]),
      `        direct: ${tunnels(held.direct)}`,
      `        backup: ${tunnels(held.backup)}`,
      `        directPeers: ${flow(held.directPeers)}`,
      `        backupPeers: ${flow(held.backupPeers)}`,
    ]),
  ];
}

function renderSite(site: SiteLock): readonly string[] {
  return [
    `    state: ${site.state}`,
    ...(site.device === undefined ? [] : [`    device: ${site.device}`]),
    ...(site.asn === undefined ? [] : [`    asn: ${site.asn}`]),
    `    stacks: ${flow(site.stacks)}`,
    `    hubs: ${flow(site.hubs)}`,
    `    wave: ${site.wave}`,
    '    segments:',
    ...sortedEntries(site.segments).flatMap(([tenant, segment]) => [
      `      ${tenant}:`,
      ...(segment.prefix === undefined ? [] : [`        prefix: ${segment.prefix}`]),
      ...(Object.keys(segment.circuits).length === 0
        ? ['        circuits: {}']
        : [
            '        circuits:',
            ...sortedEntries(segment.circuits).map(([circuit, held]) => `          ${circuit}: ${renderCircuit(held)}`),
          ]),
    ]),
  ];
}

function renderCircuit(held: CircuitLock): string {
  const parts = [
    ...(held.loopback === undefined ? [] : [`loopback: ${held.loopback}`]),
    ...(held.tunnels === undefined ? [] : [`tunnels: [${held.tunnels.join(', ')}]`]),
    ...(held.concentrator === undefined ? [] : [`concentrator: ${held.concentrator}`]),
    ...(held.adopted === undefined ? [] : [`adopted: ${renderAdopted(held.adopted)}`]),
    ...(held.adoptedAzure === undefined ? [] : [`adoptedAzure: ${renderAdoptedAzure(held.adoptedAzure)}`]),
  ];
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
}

function renderAdopted({
  gateway,
  connection,
  attachment,
  inside,
  table,
  into,
  rows,
  device,
  routing,
  asn,
  keeps,
}: AdoptedCircuit): string {
  const parts = [
    `gateway: ${gateway}`,
    `connection: ${connection}`,
    `attachment: ${attachment}`,
    `inside: [${inside.join(', ')}]`,
    ...(table === undefined ? [] : [`table: ${table}`]),
    ...(into.length === 0 ? [] : [`into: [${[...into].sort(compareText).join(', ')}]`]),
    ...(Object.keys(rows).length === 0 ? [] : [`rows: ${prefixesByKey(rows)}`]),
    ...(device === undefined ? [] : [`device: ${JSON.stringify(device)}`]),
    ...(routing === undefined ? [] : [`routing: ${routing}`]),
    ...(asn === undefined ? [] : [`asn: ${asn}`]),
    ...(keeps === undefined ? [] : [`keeps: ${keeps}`]),
  ];
  return `{ ${parts.join(', ')} }`;
}

function renderAdoptedHub({ gateway, tables, blackholes, cidrBlocks }: AdoptedHub): readonly string[] {
  return [
    '    adopted:',
    `      gateway: ${gateway}`,
    ...(Object.keys(tables).length === 0 ? [] : [`      tables: ${flow(tables)}`]),
    ...(Object.keys(blackholes).length === 0 ? [] : [`      blackholes: ${prefixesByKey(blackholes)}`]),
    ...(cidrBlocks.length === 0 ? [] : [`      cidrBlocks: [${[...cidrBlocks].sort(compareText).join(', ')}]`]),
  ];
}

function renderAdoptedAzure({ site, link, connection, linkConnection, keeps }: AdoptedAzureCircuit): string {
  const parts = [
    `site: ${JSON.stringify(site)}`,
    `link: ${JSON.stringify(link)}`,
    `connection: ${JSON.stringify(connection)}`,
    `linkConnection: ${JSON.stringify(linkConnection)}`,
    ...(keeps === undefined ? [] : [`keeps: ${keeps}`]),
  ];
  return `{ ${parts.join(', ')} }`;
}

function renderAdoptedAzureHub({ hub, gateway, vnets }: AdoptedAzureHub): readonly string[] {
  return [
    '    adoptedAzure:',
    `      hub: ${JSON.stringify(hub)}`,
    `      gateway: ${JSON.stringify(gateway)}`,
    ...(Object.keys(vnets).length === 0
      ? []
      : [
          '      vnets:',
          ...sortedEntries(vnets).map(
            ([name, { connection, vnet }]) =>
              `        ${name}: { connection: ${JSON.stringify(connection)}, vnet: ${JSON.stringify(vnet)} }`,
          ),
        ]),
  ];
}

function prefixesByKey(record: Readonly<Record<string, readonly string[]>>): string {
  return `{ ${sortedEntries(record)
    .map(([key, prefixes]) => `${key}: [${[...prefixes].sort(compareText).join(', ')}]`)
    .join(', ')} }`;
}

/** Left out where there is none, as in networks without datacentres. */
function optional<T>(
  name: string,
  record: Readonly<Record<string, T>>,
  render: (value: T) => readonly string[],
): readonly string[] {
  return Object.keys(record).length === 0 ? [] : section(name, record, render);
}

function section<T>(
  name: string,
  record: Readonly<Record<string, T>>,
  render: (value: T) => readonly string[],
): readonly string[] {
  const entries = sortedEntries(record);
  return entries.length === 0
    ? [`${name}: {}`]
    : [`${name}:`, ...entries.flatMap(([key, value]) => [`  ${key}:`, ...render(value)])];
}

function numbers(name: string, record: Readonly<Record<string, number>>): readonly string[] {
  const entries = sortedEntries(record);
  return entries.length === 0 ? [`${name}: {}`] : [`${name}:`, ...entries.map(([key, value]) => `  ${key}: ${value}`)];
}

function flow(record: Readonly<Record<string, string | number | undefined>>): string {
  const entries = sortedEntries(record).filter(([, value]) => value !== undefined);
  return entries.length === 0 ? '{}' : `{ ${entries.map(([key, value]) => `${key}: ${String(value)}`).join(', ')} }`;
}

function sortedEntries<T>(record: Readonly<Record<string, T>>): readonly (readonly [string, T])[] {
  return Object.entries(record).sort(([a], [b]) => compareText(a, b));
}
