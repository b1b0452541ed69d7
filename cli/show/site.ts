import { type Site, whereaboutsOf } from '../../catalogue/model';
import type { Paint } from '../../catalogue/text/paint';
import type { Prepared } from '../../plan/prepare';
import { type Connection, segmentPrefixes } from '../../plan/routing/connections';
import { PATH_PREFERENCE } from '../../plan/routing/path-preference';
import { breakoutWords, localBreakout } from '../../plan/routers/local-breakout';
import { isTranslated } from '../../plan/routers/router-plan';
import { noRouters } from '../../plan/routers/router-problems';
import { tunnelSize } from '../../plan/routers/tunnel-size';
import { CRYPTO } from '../../plan/stacks/crypto';
import { columns, listed, wrapped } from '../../report/columns';
import { reaches } from './reaches';

/** Everything about one site on a page. */
export function showSite(site: Site, prepared: Prepared, width: number, paint: Paint): string {
  return [
    heading(site, paint),
    circuits(site, prepared, width),
    segments(site, prepared, width),
    resolvers(site, prepared) + tunnelNotes(site, prepared, width),
  ].join('\n');
}

/** The same for a program. */
export function siteData(site: Site, prepared: Prepared): object {
  const { catalogue, lock, plan } = prepared;
  return {
    kind: 'site',
    id: site.id,
    name: site.name,
    state: site.state,
    ...(site.place === undefined ? {} : { place: site.place }),
    profile: site.profile,
    resilience: site.resilience,
    connections: plan.connections
      .filter((connection) => connection.site === site.id)
      .map((connection) => ({
        name: connection.name,
        tenant: connection.tenant,
        circuit: connection.circuit,
        role: connection.role,
        supplier: connection.supplier,
        mbps: connection.mbps,
        cloud: connection.cloud,
        hub: connection.hub,
        stack: connection.stack,
        resource: resourceOf(connection),
        asn: connection.asn,
        crypto: connection.crypto,
        routing: isStatic(connection) ? 'static' : 'bgp',
        ...(connection.address === undefined ? {} : { address: connection.address }),
        ...(connection.fqdn === undefined ? {} : { fqdn: connection.fqdn }),
        ...(connection.loopback === undefined ? {} : { loopback: String(connection.loopback) }),
        ...(connection.cloud === 'aws' ? { insideRanges: connection.insideRanges.map(String) } : {}),
        ...(connection.cloud === 'aws' && connection.concentrator !== undefined
          ? { concentrator: connection.concentrator }
          : {}),
      })),
    segments: site.segments.map((segment) => ({
      tenant: segment.tenant,
      prefixes: segmentPrefixes(site, segment, lock).map(String),
      askedFor: reaches(catalogue, segment.tenant),
      ...(segment.breakout === undefined ? {} : { breakout: ledOut(site, segment, catalogue) }),
    })),
  };
}

/** Where a segment is led by the lines of its building, in words; undefined where it leaves through the cloud. */
function ledOut(site: Site, segment: Site['segments'][number], catalogue: Prepared['catalogue']): string | undefined {
  const breakout = localBreakout(catalogue, site, segment);
  if (!breakout) return undefined;
  const filtering = catalogue.tenants.find(({ id }) => id === segment.tenant)?.filtering;
  const accepted =
    filtering?.kind === 'exception' ? `; ${filtering.owner} has accepted it until ${filtering.expires}` : '';
  return `${breakoutWords(breakout)}, past the cloud’s firewall${accepted}`;
}

function resourceOf({ cloud, name }: Connection): string {
  return `${cloud === 'aws' ? 'aws_vpn_connection' : 'azurerm_vpn_gateway_connection'}.${name}`;
}

function isStatic(connection: Connection): boolean {
  return connection.cloud === 'aws' && connection.isStatic;
}

function heading(site: Site, paint: Paint): string {
  const [first, ...others] = site.segments.map((segment) => segment.tenant);
  const shared = others.length === 0 ? '' : ` (+ ${others.join(', ')})`;
  return `${paint('strong', site.name)} · ${whereaboutsOf(site)} · ${site.state} · ${first ?? ''}${shared} · ${site.resilience}\n`;
}

function circuits(site: Site, { plan }: Prepared, width: number): string {
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
    isStatic(connection) ? 'static' : String(connection.asn),
    connection.loopback?.toString() ?? '–',
    connection.cloud === 'aws' ? (connection.concentrator ?? 'dedicated') : 'dedicated',
    connection.stack,
    resourceOf(connection),
  ]);
  return columns(
    ['circuit', 'hub', 'role', 'address', 'inside ranges', 'ASN', 'loopback', 'ends', 'stack', 'plan address'],
    rows,
    width,
  );
}

function segments(site: Site, { catalogue, lock }: Prepared, width: number): string {
  const rows = site.segments.map((segment) => [
    segment.tenant,
    segmentPrefixes(site, segment, lock).join(', '),
    `asked for: ${reaches(catalogue, segment.tenant).join(', ') || 'nothing'}`,
  ]);
  return listed(rows, width);
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

/**
 * What the router at the other end must be set to; `wan router` writes all of it. Sources: plan/routers/tunnel-size.ts; learn.microsoft.com/azure/vpn-gateway/
 * vpn-gateway-about-vpn-devices (MSS) and troubleshoot-bgp pages there (keepalive 60 s, hold 180 s, no BFD)
 */
function tunnelNotes(site: Site, prepared: Prepared, width: number): string {
  const own = prepared.plan.connections.filter((connection) => connection.site === site.id);
  if (own.length === 0) return '';
  const clouds = new Set(own.map(({ cloud }) => cloud));
  const isMixed = new Set(own.map((connection) => connection.crypto)).size > 1;
  const profiles = [...new Set(own.map((connection) => connection.crypto))].map((name) => {
    const crypto = CRYPTO[name];
    const parameters = `${name} (${crypto.ikeVersion}, ${crypto.encryption}, ${crypto.integrity}, group ${crypto.dhGroup}, lifetimes ${crypto.phase1LifetimeSeconds}/${crypto.phase2LifetimeSeconds} s)`;
    const on = new Set(own.flatMap((each) => (each.crypto === name ? [`${each.tenant}/${each.circuit}`] : [])));
    return isMixed ? `${[...on].join(', ')}: ${parameters}` : parameters;
  });
  const { active, backup } = PATH_PREFERENCE;
  const notes: readonly (readonly [string, string])[] = [
    ['Crypto', profiles.join('; ')],
    ...awsNotes(site, own, prepared),
    ...(clouds.has('azure') ? AZURE_NOTES : []),
    ...(clouds.size > 1 ? ([['Two clouds', TWO_CLOUDS]] as const) : []),
    ...(own.some(({ role }) => role === 'backup')
      ? ([
          [
            'Backup',
            `on a backup circuit the router prepends its AS number ${backup.prepend} times and gives what it learns local preference ${backup.localPreference} (${active.localPreference} on active ones)`,
          ],
        ] as const)
      : []),
    ...site.segments.flatMap((segment) => {
      const out = ledOut(site, segment, prepared.catalogue);
      return out === undefined
        ? []
        : [[`Breakout`, `${segment.tenant} leaves by the lines of the building: ${out}`] as const];
    }),
    ...(noRouters(prepared, site)
      ? []
      : [['Router', `\`wan router ${site.id}\` writes all that it is set to`] as const]),
  ];
  return notes.map(([label, text]) => wrapped(` ${label.padEnd(10)} `, text, width)).join('');
}

/** What a router is set to in AWS's tunnels; sizes are those of its own lines. */
function awsNotes(site: Site, own: readonly Connection[], prepared: Prepared): readonly (readonly [string, string])[] {
  const aws = own.filter(({ cloud }) => cloud === 'aws');
  if (aws.length === 0) return [];
  const sizes = [...new Set(aws.map((connection) => sizeOf(site, connection)))].join(' or ');
  const hubs = prepared.catalogue.hubs.filter((hub) => aws.some((connection) => connection.hub === hub.id));
  const asns = hubs.flatMap((hub) => (hub.cloud === 'aws' ? [String(hub.asn)] : []));
  const isKeyed = aws.some(({ certificateArn }) => certificateArn === undefined);
  return [
    [
      'Tunnels',
      `AWS: ${sizes}; of each inside range AWS has the first address and the router the second${
        aws.every(isStatic)
          ? '; static routes, no BGP: the far end routes what it asks for into both tunnels, sees by dead-peer detection that one is down, and moves to the other by itself'
          : `; BGP with AS ${asns.join(', ')}, keepalive 10 s, hold 30 s, no BFD: a dead tunnel is noticed in about 30 s`
      }`,
    ],
    ...(isKeyed
      ? ([
          [
            '',
            'keys: in Secrets Manager; output `tunnel_ends` of the stack has the secret’s ARN and the outside addresses',
          ],
        ] as const)
      : []),
  ];
}

function sizeOf(site: Site, { circuit, crypto, cloud }: Connection): string {
  const line = site.circuits.find(({ id }) => id === circuit);
  const { mtu, mss } = tunnelSize(cloud, crypto, {
    isTranslated: line !== undefined && isTranslated(line),
    isPppoe: line?.line?.addressing === 'pppoe',
  });
  return `MTU ${mtu}, TCP MSS ${mss}`;
}

const AZURE_NOTES = [
  [
    'Tunnels',
    'Azure: MTU 1400, TCP MSS 1350; BGP hold 180 s, no BFD: set a shorter hold time, the smaller of the two counts',
  ],
  ['', 'each circuit builds two; output `gateway_instances` of the hub’s stack pairs tunnel and BGP address'],
  ['', 'BGP: AS 65515, from the loopback above, multihop, with a route to each BGP address into its own tunnel'],
] as const;
const TWO_CLOUDS =
  'what is at home in Azure it sends and takes by Azure alone, all else by AWS alone: a firewall sees both ways';
