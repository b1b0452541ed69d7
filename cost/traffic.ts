import { type Catalogue, homeOf, isRendered } from '../catalogue/model';
import type { Prepared } from '../plan/prepare';
import { amountOf, type CostItem } from './items';
import type { Prices } from './prices';

/** What 1 Mbps carries in a month that it is used throughout: a second's bytes, times 730 hours. */
const GB_PER_MBPS = (1 / 8 / 1_000) * 3_600 * 730;
const DAYS_PER_MONTH = 365 / 12;

/**
 * What is charged by volume, by the assumptions: each site uses its active lines so much, and the tenants in it alike. Through the transit gateway or
 * hub and one firewall goes all of it, out by NAT what is with the internet; AWS charges for what comes down to a site and for what goes up to the
 * internet. Of a segment that leaves by the lines of its building only what is not with the internet comes this way. Nothing of it is measured.
 */
export function trafficOf({ catalogue, plan }: Prepared, prices: Prices): readonly CostItem[] {
  const { averageUse, internetShare, downShare, logsPerTrafficGB } = prices.assumptions;
  const guests = new Set(catalogue.tenants.flatMap(({ id, kind }) => (kind === 'public-wifi' ? [id] : [])));
  const months = catalogue.wan.logRetentionDays / DAYS_PER_MONTH;
  return catalogue.sites.filter(isRendered).flatMap((site) => {
    const mbps = site.circuits.reduce((sum, circuit) => (circuit.role === 'active' ? sum + circuit.mbps : sum), 0);
    const home = homeOf(site);
    const hub = site.hubs[0];
    if (home === 'datacentre' || !hub || mbps === 0) return [];
    const volume = (mbps * GB_PER_MBPS * averageUse) / site.segments.length;
    const charged = (tenant: string, isLocal: boolean): readonly (readonly [string, number])[] => {
      const outside = isLocal ? 0 : volume * internetShare;
      const all = isLocal ? volume * (1 - internetShare) : volume;
      const logs = all * logsPerTrafficGB;
      return home === 'aws'
        ? [
            ['aws-tgw-data', all],
            ['aws-firewall-data', all],
            ...(isLocal ? [] : [['aws-nat-data', outside] as const]),
            ['aws-internet-data', all * downShare + outside * (1 - downShare)],
            ...loggedOf(logs, months, guests.has(tenant) ? EVERY_MINUTE : catalogue.wan.flowLogs, prices),
          ]
        : [
            ['azure-hub-data', all],
            ['azure-firewall-data', all],
            ['azure-log-data', logs],
          ];
    };
    return site.segments.flatMap(({ tenant, breakout }) => {
      const stack = plan.connections.find((each) => each.site === site.id && each.tenant === tenant)?.stack ?? '–';
      return charged(tenant, breakout === 'local').map(([price, quantity]): CostItem => ({
        price,
        stack,
        hub: hub.id,
        quantity,
        amount: amountOf(prices, price, quantity),
        tenant,
        site: site.id,
        isAssumed: true,
      }));
    });
  });
}

/** Guests' logs are always so. */
const EVERY_MINUTE: Catalogue['wan']['flowLogs'] = { intervalSeconds: 60 };

/** Logs of so much traffic: those of flows as the catalogue says, those of firewalls and names in CloudWatch. */
function loggedOf(
  logs: number,
  months: number,
  { intervalSeconds, bucket }: Catalogue['wan']['flowLogs'],
  { assumptions: { flowShare, coarseFlows } }: Prices,
): readonly (readonly [string, number])[] {
  const flows = logs * flowShare * (intervalSeconds === 600 ? coarseFlows : 1);
  const others = logs * (1 - flowShare);
  if (bucket === undefined)
    return [
      ['aws-log-data', flows + others],
      ['aws-log-storage', (flows + others) * months],
    ];
  return [
    ['aws-log-data', others],
    ['aws-log-storage', others * months],
    ['aws-log-delivery', flows],
    ['aws-bucket-storage', flows * months],
  ];
}

/** US dollars a month that logs of flows take in all of a network, where they are kept so. */
export function flowLogCost(prepared: Prepared, prices: Prices, flowLogs: Catalogue['wan']['flowLogs']): number {
  const { catalogue } = prepared;
  const items = trafficOf({ ...prepared, catalogue: { ...catalogue, wan: { ...catalogue.wan, flowLogs } } }, prices);
  return items.reduce((sum, { price, amount }) => (LOGGED.has(price) ? sum + amount : sum), 0);
}

const LOGGED: ReadonlySet<string> = new Set([
  'aws-log-data',
  'aws-log-storage',
  'aws-log-delivery',
  'aws-bucket-storage',
]);
