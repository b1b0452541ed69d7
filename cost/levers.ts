import { homeOf, isRendered, type Tenant, terminationOf } from '../catalogue/model';
import { counted } from '../catalogue/text/counts';
import type { Prepared } from '../plan/prepare';
import { CONNECTIONS_PER_CONCENTRATOR } from '../plan/numbering/concentrators';
import { hasRouterPerCircuit } from '../plan/routers/router-plan';
import { amountOf } from './items';
import type { Prices } from './prices';
import { flowLogCost, trafficOf } from './traffic';

/** Something that could cost less. */
export interface Lever {
  readonly what: string;
  /** US dollars a month. */
  readonly saving: number;
  /** What it changes for whoever relies on it. */
  readonly changes: string;
  /** What to write. */
  readonly how: string;
}

/** Most that a site on a concentrator gets. Source: docs.aws.amazon.com/vpn/latest/s2svpn/vpn-concentrator.html */
const CONCENTRATOR_MBPS = 100;

/** What could be saved, the most first; nothing that a class of resilience or a rule forbids. */
export function leversOf(prepared: Prepared, prices: Prices): readonly Lever[] {
  return [
    ...backupsOnConcentrators(prepared, prices),
    ...localBreakouts(prepared, prices),
    ...fewerZones(prepared, prices),
    ...coarserFlowLogs(prepared, prices),
  ].sort((a, b) => b.saving - a.saving);
}

/** Backup lines that could end on concentrators that are there and have room. */
function backupsOnConcentrators({ catalogue, lock }: Prepared, prices: Prices): readonly Lever[] {
  // By the lock: a planned site keeps its place, too.
  const used = new Map<string, number>();
  for (const site of catalogue.sites)
    for (const [tenant, { circuits }] of Object.entries(lock.sites[site.id]?.segments ?? {}))
      for (const { concentrator } of Object.values(circuits)) {
        const key = `${site.hubs[0]?.id ?? ''} ${tenant}`;
        if (concentrator !== undefined) used.set(key, (used.get(key) ?? 0) + 1);
      }
  const saved =
    amountOf(prices, 'aws-vpn-connection', 1) +
    amountOf(prices, 'aws-tgw-attachment', 1) -
    amountOf(prices, 'aws-vpn-concentrator-site', 1);
  return catalogue.tenants.flatMap(({ id: tenant, name }): readonly Lever[] => {
    const fitting = catalogue.sites.filter(isRendered).flatMap((site) =>
      site.hubs.length === 1 && homeOf(site) === 'aws'
        ? site.circuits.flatMap((circuit) => {
            const segment = site.segments.find((each) => each.tenant === tenant);
            return segment &&
              segment.termination === undefined &&
              circuit.role === 'backup' &&
              circuit.mbps <= CONCENTRATOR_MBPS &&
              terminationOf(segment, circuit) === 'dedicated'
              ? [`${site.hubs[0]?.id ?? ''} ${tenant}`]
              : [];
          })
        : [],
    );
    const places = new Map<string, number>();
    for (const key of fitting) places.set(key, (places.get(key) ?? 0) + 1);
    return [...places].flatMap(([key, wanted]): readonly Lever[] => {
      const connections = used.get(key) ?? 0;
      // One that is not there yet costs more than it saves for a few.
      const room = Math.ceil(connections / CONNECTIONS_PER_CONCENTRATOR) * CONNECTIONS_PER_CONCENTRATOR - connections;
      const count = Math.min(wanted, room);
      if (count === 0) return [];
      return [
        {
          what: `${count === wanted ? `all ${count}` : `${count} of ${wanted}`} backup circuits of ${name} on its concentrators, which have ${room} places free`,
          saving: saved * count,
          changes: `Their tunnels are made anew, with new keys at the far end: each has to be agreed to (\`npx wan lock --withdraw SITE…\`). At most ${CONCENTRATOR_MBPS} Mbps each, which they have.`,
          how: '`termination: concentrator` at the circuit',
        },
      ];
    });
  });
}

/** What schools and guests have with the internet, which could leave by the lines of their buildings to a filter. */
function localBreakouts(prepared: Prepared, prices: Prices): readonly Lever[] {
  const { catalogue } = prepared;
  return catalogue.tenants.flatMap((tenant): readonly Lever[] => {
    if ((tenant.kind !== 'schools' && tenant.kind !== 'public-wifi') || tenant.breakout === 'local') return [];
    const fitting = new Set(
      catalogue.sites
        .filter((site) => isRendered(site) && site.hubs.length > 0 && !hasRouterPerCircuit(site))
        .flatMap(({ id, segments }) =>
          segments.some((each) => each.tenant === tenant.id && each.breakout === undefined) ? [id] : [],
        ),
    );
    if (fitting.size === 0) return [];
    const local = catalogue.sites.map((site) =>
      fitting.has(site.id)
        ? {
            ...site,
            segments: site.segments.map((each) =>
              each.tenant === tenant.id ? { ...each, breakout: 'local' as const } : each,
            ),
          }
        : site,
    );
    const sum = (of: Prepared): number => trafficOf(of, prices).reduce((total, { amount }) => total + amount, 0);
    const saving = sum(prepared) - sum({ ...prepared, catalogue: { ...catalogue, sites: local } });
    if (saving <= 0) return [];
    return [
      {
        what: `the web of ${counted(fitting.size, 'site')} of ${tenant.name} by their own lines instead of the cloud's breakout`,
        saving,
        changes: `It passes no firewall of the cloud and stands in none of its logs: ${filterWords(tenant)}. Every router is set anew (\`npx wan router --all\`), and each building is seen at its own address. By assumption, as the volumes are.`,
        how: `\`breakout: local\` at ${tenant.id} or at a segment${filterNeeded(tenant)}; \`wan: { addressing: static, … }\` at each circuit (docs/routers.md)`,
      },
    ];
  });
}

function filterWords({ filtering, egress }: Tenant): string {
  if (filtering === undefined) return `what ${egress} refuses and logs has to be done by somebody else`;
  return filtering.kind === 'exception'
    ? 'somebody has accepted that filtering is done elsewhere'
    : `${filtering.provider} filters and logs it, as now`;
}

/** What has to be written beside it. */
function filterNeeded({ filtering }: Tenant): string {
  if (filtering === undefined)
    return ', with a `filtering:` that the lines lead to, or an exception with its owner and end';
  return filtering.kind === 'secure-web-gateway' && filtering.addresses === undefined
    ? ', with `addresses:` of the gateway in its `filtering:`'
    : '';
}

/** Zones beyond two, where nothing but a lab is at stake. */
function fewerZones({ catalogue, plan }: Prepared, prices: Prices): readonly Lever[] {
  if (catalogue.wan.environment !== 'lab') return [];
  return catalogue.hubs.flatMap((hub): readonly Lever[] => {
    if (hub.cloud !== 'aws' || hub.zones.length < 2) return [];
    const spare = hub.zones.length - 1;
    const breakouts = plan.stacks.filter((stack) => stack.kind === 'aws-breakout' && stack.hub.id === hub.id).length;
    const firewalls = amountOf(prices, 'aws-firewall-endpoint', (breakouts + 1) * spare);
    const gateways =
      amountOf(prices, 'aws-nat-gateway', breakouts * spare) +
      amountOf(prices, 'aws-public-address', breakouts * spare);
    return [
      {
        what: `one zone at ${hub.id} instead of ${hub.zones.length}`,
        saving: firewalls + gateways,
        changes: 'The lab is down with its zone.',
        how: `\`zones: [${hub.zones[0] ?? ''}]\` at the hub (docs/retiring.md)`,
      },
    ];
  });
}

/** Logs of flows that could be told for ten minutes together, and kept in a bucket. */
function coarserFlowLogs(prepared: Prepared, prices: Prices): readonly Lever[] {
  const { flowLogs } = prepared.catalogue.wan;
  if (!prepared.catalogue.hubs.some(({ cloud }) => cloud === 'aws')) return [];
  const now = flowLogCost(prepared, prices, flowLogs);
  const lever = (what: string, to: typeof flowLogs, changes: string, how: string): readonly Lever[] => {
    const saving = now - flowLogCost(prepared, prices, to);
    return saving > 0 ? [{ what, saving, changes, how }] : [];
  };
  return [
    ...(flowLogs.intervalSeconds === 600
      ? []
      : lever(
          'logs of flows for ten minutes together',
          { ...flowLogs, intervalSeconds: 600 },
          "Who spoke when is told to ten minutes instead of one, and the logs come later. Guests' and transit gateways' stay as they are.",
          '`wan.flowLogs: { intervalSeconds: 600 }`: each log is made anew, with a gap of minutes',
        )),
    ...(flowLogs.bucket === undefined
      ? lever(
          'logs of flows in a bucket instead of CloudWatch',
          { ...flowLogs, bucket: 'arn:aws:s3:::bucket' },
          "Questions are asked with Athena instead of Logs Insights, and how long they are kept is the bucket's. What CloudWatch holds of them is destroyed: somebody has to agree.",
          '`wan.flowLogs: { bucket: ARN }` (docs/cost.md)',
        )
      : []),
  ];
}
