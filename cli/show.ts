import { getBorderCharacters, table } from 'table';
import type { Catalogue, Site, Tenant } from '../catalogue/model';
import { suggestion } from '../catalogue/shape-issues';
import { prepare, type Prepared } from '../plan/prepare';
import { segmentPrefixes } from '../plan/routing/connections';
import { PATH_PREFERENCE } from '../plan/routing/path-preference';
import { CRYPTO } from '../plan/stacks/crypto';
import type { CommandResult } from './command-result';
import { showDatacentre } from './show-datacentre';

/** `wan show SITE`: everything about one site, or one datacentre, on a page. */
export function showCommand(catalogue: string, cwd: string, id: string): CommandResult {
  const prepared = prepare(catalogue, cwd);
  if (!prepared.ok) return { text: '', issues: prepared.issues };
  const site = prepared.value.catalogue.sites.find((candidate) => candidate.id === id);
  const datacentre = prepared.value.catalogue.datacentres.find((candidate) => candidate.id === id);
  if (!site && datacentre) return { text: showDatacentre(datacentre, prepared.value, catalogue), issues: [] };
  if (!site) {
    const ids = [...prepared.value.catalogue.sites, ...prepared.value.catalogue.datacentres].map(
      (candidate) => candidate.id,
    );
    return {
      text: '',
      issues: [{ code: 'SITE_UNKNOWN', problem: `There is no site "${id}".`, ...suggestion(id, ids) }],
    };
  }
  return {
    text: [
      heading(site),
      circuits(site, prepared.value),
      segments(site, prepared.value),
      resolvers(site, prepared.value) + tunnelNotes(site, prepared.value),
    ].join('\n'),
    issues: [],
  };
}

function heading(site: Site): string {
  const [first, ...others] = site.segments.map((segment) => segment.tenant);
  const shared = others.length === 0 ? '' : ` (+ ${others.join(', ')})`;
  return `${site.name} · ${site.place.postcode} · ${site.state} · ${first ?? ''}${shared} · ${site.resilience}\n`;
}

function circuits(site: Site, { plan }: Prepared): string {
  const own = plan.connections.filter((connection) => connection.site === site.id);
  if (own.length === 0)
    return site.state === 'planned'
      ? ' Planned: numbers are held, nothing is rendered.\n'
      : ` Inside ${site.datacentre ?? 'a datacentre'}: no tunnel of its own.\n`;
  const rows = own.map((connection) => [
    `${connection.tenant}/${connection.circuit}`,
    connection.hub,
    connection.role,
    connection.address ?? 'dynamic',
    connection.cloud === 'aws' ? connection.insideRanges.join(', ') : 'BGP over the loopback',
    String(connection.asn),
    connection.loopback?.toString() ?? '–',
    connection.cloud === 'aws' ? (connection.concentrator ?? 'dedicated') : 'dedicated',
    connection.stack,
    `${connection.cloud === 'aws' ? 'aws_vpn_connection' : 'azurerm_vpn_gateway_connection'}.${connection.name}`,
  ]);
  return table(
    [
      ['circuit', 'hub', 'role', 'address', 'inside ranges', 'ASN', 'loopback', 'ends', 'stack', 'plan address'],
      ...rows,
    ],
    {
      border: getBorderCharacters('void'),
      columnDefault: { paddingLeft: 1, paddingRight: 1 },
      drawHorizontalLine: () => false,
    },
  ).replace(/ +$/gm, '');
}

function segments(site: Site, { catalogue, lock }: Prepared): string {
  const rows = site.segments.map((segment) => [
    segment.tenant,
    segmentPrefixes(site, segment, lock).join(', '),
    `asked for: ${reaches(catalogue, segment.tenant).join(', ') || 'nothing'}`,
  ]);
  return table(rows, {
    border: getBorderCharacters('void'),
    columnDefault: { paddingLeft: 1, paddingRight: 1 },
    drawHorizontalLine: () => false,
  }).replace(/ +$/gm, '');
}

/** How a tenant leaves to the internet, if it does. */
function internet({ kind, egress, filtering }: Tenant): readonly string[] {
  if (kind === 'supplier') return [];
  if (filtering === undefined || filtering.kind === 'exception') return [`internet (${egress})`];
  const way = filtering.kind === 'proxy' ? filtering.addresses : filtering.names;
  return [`internet through ${way.join(', ')} only (${filtering.provider})`];
}

/** The addresses that a site's machines ask for names: those of its home hub, in AWS one set per domain of its tenants. */
function resolvers(site: Site, { catalogue, plan }: Prepared): string {
  const [home] = site.hubs;
  const domains = new Set(
    site.segments.flatMap((segment) =>
      catalogue.tenants.filter(({ id }) => id === segment.tenant).map(({ egress }) => egress),
    ),
  );
  return plan.stacks
    .flatMap((stack) =>
      stack.kind === 'aws-breakout' && stack.hub.id === home?.id && domains.has(stack.domain)
        ? [` DNS        ${stack.zones.flatMap((zone) => zone.resolverAddresses).join(', ')} (${stack.domain})\n`]
        : stack.kind === 'azure-services' && stack.hub.id === home?.id
          ? [` DNS        ${stack.inbound.address}\n`]
          : [],
    )
    .join('');
}

/** What the catalogue asks for; `wan verify` will say what is so. */
function reaches(catalogue: Catalogue, id: string): readonly string[] {
  const tenant = catalogue.tenants.find((candidate) => candidate.id === id);
  if (!tenant) return [];
  if (tenant.kind === 'public-wifi') return [`internet (${tenant.egress}) and nothing else`];
  return [
    ...internet(tenant),
    ...(tenant.siteToSite === 'inspected' ? [`its own sites`] : []),
    ...catalogue.services.filter((service) => service.consumers.includes(id)).map((service) => service.id),
    ...catalogue.suppliers.filter((supplier) => supplier.consumers.includes(id)).map((supplier) => supplier.id),
    ...catalogue.flows.filter((flow) => flow.from.tenant === id).map((flow) => `${flow.to.tenant} (${flow.id})`),
    ...catalogue.datacentres
      .filter((datacentre) => datacentre.tenants.some((entry) => entry.tenant === id))
      .map((datacentre) => datacentre.id),
  ];
}

/**
 * What the router at the other end must be set to. MTU and MSS: best case, AES-GCM without NAT traversal.
 * Source: docs.aws.amazon.com/vpn/latest/s2svpn/cgw-best-practice.html; learn.microsoft.com/azure/vpn-gateway/
 * vpn-gateway-about-vpn-devices (MSS) and troubleshoot-bgp pages there (keepalive 60 s, hold 180 s, no BFD)
 */
function tunnelNotes(site: Site, { plan }: Prepared): string {
  const own = plan.connections.filter((connection) => connection.site === site.id);
  if (own.length === 0) return '';
  const profiles = [...new Set(own.map((connection) => connection.crypto))].map((name) => {
    const crypto = CRYPTO[name];
    return `${name} (${crypto.ikeVersion}, ${crypto.encryption}, ${crypto.integrity}, group ${crypto.dhGroup}, lifetimes ${crypto.phase1LifetimeSeconds}/${crypto.phase2LifetimeSeconds} s)`;
  });
  const backupPath = PATH_PREFERENCE.backup;
  const backup = own.some((connection) => connection.role === 'backup');
  return [
    ` Crypto     ${profiles.join('; ')}`,
    ...(own.some(({ cloud }) => cloud === 'aws')
      ? [' Tunnels    AWS: MTU 1446, TCP MSS 1406; BGP hold 30 s, no BFD: a dead tunnel is noticed in about 30 s']
      : []),
    ...(own.some(({ cloud }) => cloud === 'azure')
      ? [
          ' Tunnels    Azure: MTU 1400, TCP MSS 1350; BGP hold 180 s, no BFD: set a shorter hold time, the smaller of the two counts',
          '            each circuit builds two; output `gateway_instances` of the hub’s stack pairs tunnel and BGP address',
          '            BGP: AS 65515, from the loopback above, multihop, with a route to each BGP address into its own tunnel',
        ]
      : []),
    ...(new Set(own.map(({ cloud }) => cloud)).size > 1
      ? [
          ' Two clouds what is at home in Azure it sends and takes by Azure alone, all else by AWS alone: a firewall sees both ways',
        ]
      : []),
    ...(backup
      ? [
          ` Backup     on a backup circuit the router prepends its AS number ${backupPath.prepend} times and gives what it learns local preference ${backupPath.localPreference} (${PATH_PREFERENCE.active.localPreference} on active ones)`,
        ]
      : []),
    '',
  ].join('\n');
}
