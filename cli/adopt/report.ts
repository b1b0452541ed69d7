import { counted } from '../../catalogue/text/counts';
import { columns, listed, wrapped } from '../../report/columns';
import type { Adoption } from './adoption';
import type { Left } from './left';
import { resourceId } from './azure/azure-estate';
import { azureData, azureHubRows, azureRows, behindFirewall, foundIn } from './azure/report-azure';
import type { Found } from './found';

const LIST = new Intl.ListFormat('en-GB');

/** Commands of one kind that are printed; the rest says `--format json`. */
const MOST_LINES = 20;

/** What is taken over, what is left and why, and what to do beside it. */
export function adoptionText(adoption: Adoption, width: number): string {
  const { hubs, taken, azure, left, estate } = adoption;
  const gateways = [...hubs].flatMap(([hub, { gateway, tables }]) => [
    [gateway, `hub ${hub}`, 'its transit gateway'],
    ...Object.entries(tables).map(([name, id]) => [id, `hub ${hub}`, `table ${name}`]),
  ]);
  const connections = taken.map(({ connection, site, tenant, circuit, gateway, prefix, table, hub, isHeld }) => [
    connection.id,
    `${site.id} ${tenant} ${circuit.id}`,
    [
      `AS ${gateway.asn}, ${connection.inside.join(' and ')}`,
      ...(isHeld ? ['by the lock already'] : []),
      ...(prefix === undefined ? [] : [`${prefix} as it is there`]),
      ...(leaves(adoption, hub, tenant, table) ? [`leaves ${table ?? ''}`] : []),
    ].join('; '),
  ]);
  const [inAzure, linked] = [azure.flatMap(azureHubRows), azure.flatMap(azureRows)];
  const rows = [...gateways, ...connections, ...inAzure, ...linked];
  const parts = [
    rows.length === 0
      ? 'Nothing that is there is in the catalogue.\n'
      : `Taken over: ${[...(hubs.size > 0 || azure.length === 0 ? [counted(hubs.size, 'transit gateway')] : []), ...(azure.length > 0 ? [counted(azure.length, 'virtual hub')] : []), counted(connections.length + linked.length, 'connection')].join(', ')}\n${columns(['there', 'here', 'as'], rows, width)}`,
    left.length === 0 ? '' : `\nLeft as it is, ${left.length}:\n${listed(left.map(leftRow), width)}`,
    estate.others.size === 0
      ? ''
      : `\nNot looked at: ${[...estate.others].map(([kind, count]) => `${count} ${kind}`).join(', ')}.\n`,
    `${moving(adoption)}${behindFirewall(azure)}`
      .split('\n')
      .map((line) => (line.length > width ? wrapped('', line, width).trimEnd() : line))
      .join('\n'),
    commands(
      'Then, so that nobody is reached past the firewalls, once the new tables carry everything',
      detached(adoption),
    ),
    commands(
      'Then, in the state that had them, whose code has to lose them as well: two owners undo each other',
      forgotten(adoption),
    ),
  ];
  return parts.join('');
}

/** The same for a program. */
export function adoptionData(adoption: Adoption): object {
  const { hubs, taken, azure, left, estate, proposal } = adoption;
  return {
    hubs: { ...Object.fromEntries(hubs), ...Object.fromEntries(azure.map(({ hub, adopted }) => [hub.id, adopted])) },
    taken: [
      ...taken.map(({ connection, gateway, site, tenant, circuit, differs, table, hub }) => ({
        connection: connection.id,
        gateway: gateway.id,
        site: site.id,
        tenant,
        circuit: circuit.id,
        asn: gateway.asn,
        inside: connection.inside,
        leavesTable: leaves(adoption, hub, tenant, table) ? table : null,
        keeps: differs,
      })),
      ...azure.flatMap(azureData),
    ],
    left: left.map(({ kind, found, why, fix }) => ({
      kind,
      id: found.id,
      name: found.name ?? null,
      why,
      fix: fix ?? null,
    })),
    notLookedAt: Object.fromEntries(estate.others),
    afterwards: { detach: detached(adoption), forget: forgotten(adoption) },
    files: proposal?.files ?? [],
  };
}

function leftRow({ kind, found, why, fix }: Left): readonly string[] {
  const azure = resourceId(found.id);
  const [id, name] = azure ? [azure.name, azure.group] : [found.id, found.name ?? '–'];
  return [id, name, `${kind}: ${why}.${fix === undefined ? '' : ` ${fix}`}`];
}

/** Whether a connection is looked up in another table from now on. */
function leaves({ hubs }: Adoption, hub: string, tenant: string, table: string | undefined): boolean {
  return table !== undefined && hubs.get(hub)?.tables[`rt-${tenant}`] !== table;
}

function moving(adoption: Adoption): string {
  const { taken, hubs, estate } = adoption;
  const movers = taken.filter(({ hub, tenant, table }) => leaves(adoption, hub, tenant, table));
  const fresh = taken.filter(({ isHeld }) => !isHeld);
  const keeping = [...fresh, ...adoption.azure.flatMap(({ matches }) => matches.filter(({ isHeld }) => !isHeld))];
  const blind = fresh.filter(({ knowsPrefixes }) => !knowsPrefixes);
  const other = otherAttachments(adoption);
  const gateways = new Set([...hubs.values()].map(({ gateway }) => gateway));
  const automatic = estate.transitGateways.filter(({ id, automatic: all }) => gateways.has(id) && all.length > 0);
  return [
    movers.length === 0
      ? ''
      : `\n${counted(movers.length, 'connection')} ${movers.length === 1 ? 'leaves its' : 'leave their'} table for the tenant's own at the first deploy: seconds without routes, and from then on a site reaches what \`npx wan show\` says, through the firewalls.\n`,
    keeping.length === 0
      ? ''
      : `\n${counted(keeping.length, 'connection')} ${keeping.length === 1 ? 'keeps its' : 'keep their'} tunnel options, whatever the profile says:\n${keptLines(keeping)}until \`npx wan adopt --settle SITE…\`: then each tunnel is interrupted for minutes, and its router has to take the profile's proposal.${fresh.length === 0 ? '' : " Keys that are in the VPN service stand in Terraform's state until then."}\n`,
    blind.length === 0
      ? ''
      : `\nNobody has said which prefixes are behind ${counted(blind.length, 'connection')}: what is there and not in the catalogue loses its way. Give the tables' rows, or look: ${some(blind.map(({ connection }) => connection.name ?? connection.id))}.\n`,
    ...automatic.map(
      ({ id, automatic: all }) =>
        `\n${id} ${LIST.format(all)} attachments by itself, and will no longer: what is attached later by others is in no table until somebody says so.\n`,
    ),
    other.length === 0
      ? ''
      : `\n${counted(other.length, 'attachment')} more on these transit gateways ${other.length === 1 ? 'is' : 'are'} in no stack and in no proof: ${some(other)}.\n`,
  ].join('');
}

function some(names: readonly string[]): string {
  return `${names.slice(0, 6).join(', ')}${names.length > 6 ? ` and ${names.length - 6} more` : ''}`;
}

/** What is kept, and how many have it alike: `2: encryption anything → AES128-GCM-16`. */
function keptLines(kept: readonly { readonly differs: readonly string[] }[]): string {
  const alike = new Map<string, number>();
  for (const { differs } of kept) {
    const words = differs.length === 0 ? 'in what is compared as the profile has it' : differs.join('; ');
    alike.set(words, (alike.get(words) ?? 0) + 1);
  }
  return [...alike].map(([words, count]) => `  ${count}: ${words}\n`).join('');
}

function otherAttachments({ hubs, estate, taken }: Adoption): readonly string[] {
  const gateways = new Set([...hubs.values()].map(({ gateway }) => gateway));
  const own = new Set(taken.map(({ attachment }) => attachment));
  return estate.attachments
    .filter(({ id, transitGateway }) => gateways.has(transitGateway) && !own.has(id))
    .map(({ id, kind, name }) => `${kind} ${name ?? id}`);
}

/** Propagations into tables that are not this network's, and rows in them: whoever is looked up there still reaches the site. */
function detached({ hubs, taken, estate }: Adoption): readonly string[] {
  const ours = new Set([...hubs.values()].flatMap(({ tables }) => Object.values(tables)));
  const propagations = taken.flatMap(({ attachment, into }) =>
    into
      .filter((table) => !ours.has(table))
      .map(
        (table) =>
          `aws ec2 disable-transit-gateway-route-table-propagation --transit-gateway-route-table-id ${table} --transit-gateway-attachment-id ${attachment}`,
      ),
  );
  const attachments = new Set(taken.map(({ attachment }) => attachment));
  const rows = estate.tables.flatMap(({ id, rows: all }) =>
    ours.has(id)
      ? []
      : (all ?? [])
          .filter((row) => row.isStatic && row.attachments.some((each) => attachments.has(each)))
          .map(
            ({ prefix }) =>
              `aws ec2 delete-transit-gateway-route --transit-gateway-route-table-id ${id} --destination-cidr-block ${prefix}`,
          ),
  );
  return [...propagations, ...rows];
}

function forgotten({ hubs, taken, azure, estate }: Adoption): readonly string[] {
  const adopted = new Set([...hubs.values()].flatMap(({ gateway, tables }) => [gateway, ...Object.values(tables)]));
  const all: readonly Found[] = [
    ...estate.transitGateways.filter(({ id }) => adopted.has(id)),
    ...estate.tables.filter(({ id }) => adopted.has(id)),
    ...taken.flatMap(({ connection, gateway }) => [gateway, connection]),
    ...azure.flatMap((each) => foundIn(each, estate.azure)),
  ];
  const attachments = new Set(taken.map(({ attachment }) => attachment));
  const addresses = [
    ...all.flatMap(({ address }) => (address === undefined ? [] : [address])),
    ...estate.ties.flatMap(({ attachment, address }) => (attachments.has(attachment) ? [address] : [])),
  ];
  return [...new Set(addresses)].map((address) => `terraform state rm '${address.replaceAll("'", `'\\''`)}'`);
}

function commands(head: string, lines: readonly string[]): string {
  if (lines.length === 0) return '';
  const more = lines.length > MOST_LINES ? `  … and ${lines.length - MOST_LINES} more (\`--format json\`)\n` : '';
  return `\n${head}:\n${lines
    .slice(0, MOST_LINES)
    .map((line) => `  ${line}\n`)
    .join('')}${more}`;
}
