import { getBorderCharacters, table } from 'table';
import { suggestion } from '../catalogue/shape-issues';
import type { Catalogue, Site, Tenant } from '../catalogue/model';
import { prepare, type Prepared } from '../plan/prepare';
import { segmentPrefixes } from '../plan/connections';
import { CRYPTO } from '../plan/crypto';
import { PATH_PREFERENCE } from '../plan/path-preference';
import type { CommandResult } from './wan';

/** `wan show SITE`: everything about one site on a page. */
export function showCommand(catalogue: string, cwd: string, id: string): CommandResult {
  const prepared = prepare(catalogue, cwd);
  if (!prepared.ok) return { text: '', issues: prepared.issues };
  const site = prepared.value.catalogue.sites.find((candidate) => candidate.id === id);
  if (!site) {
    const ids = prepared.value.catalogue.sites.map((candidate) => candidate.id);
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
    connection.cloud === 'aws' ? `aws_vpn_connection.${connection.name}` : `(not rendered yet) ${connection.name}`,
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

/** The addresses that a site's machines ask for names: those of its home hub, one set per domain of its tenants. */
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
 * Source: docs.aws.amazon.com/vpn/latest/s2svpn/cgw-best-practice.html
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
    ' Tunnels    MTU 1446, TCP MSS 1406; BGP hold 30 s, no BFD: a dead tunnel is noticed in about 30 s',
    ...(backup
      ? [
          ` Backup     on a backup circuit the router prepends its AS number ${backupPath.prepend} times and gives what it learns local preference ${backupPath.localPreference} (${PATH_PREFERENCE.active.localPreference} on active ones)`,
        ]
      : []),
    '',
  ].join('\n');
}
