import { homeOf, isRendered } from '../catalogue/model';
import type { Prepared } from '../plan/prepare';
import { amountOf, type CostItem } from './items';
import type { Prices } from './prices';

/** What 1 Mbps carries in a month that it is used throughout: a second's bytes, times 730 hours. */
const GB_PER_MBPS = (1 / 8 / 1_000) * 3_600 * 730;
const DAYS_PER_MONTH = 365 / 12;

/**
 * What is charged by volume, by the assumptions: each site uses its active lines so much, and the tenants in it alike. Through the transit gateway or
 * hub and one firewall goes all of it, out by NAT what is with the internet; AWS charges for what comes down to a site and for what goes up to the
 * internet. Nothing of it is measured.
 */
export function trafficOf({ catalogue, plan }: Prepared, prices: Prices): readonly CostItem[] {
  const { averageUse, internetShare, downShare, logsPerTrafficGB } = prices.assumptions;
  const months = catalogue.wan.logRetentionDays / DAYS_PER_MONTH;
  return catalogue.sites.filter(isRendered).flatMap((site) => {
    const mbps = site.circuits.reduce((sum, circuit) => (circuit.role === 'active' ? sum + circuit.mbps : sum), 0);
    const home = homeOf(site);
    const hub = site.hubs[0];
    if (home === 'datacentre' || !hub || mbps === 0) return [];
    const volume = (mbps * GB_PER_MBPS * averageUse) / site.segments.length;
    const logs = volume * logsPerTrafficGB;
    const charged: readonly (readonly [string, number])[] =
      home === 'aws'
        ? [
            ['aws-tgw-data', volume],
            ['aws-firewall-data', volume],
            ['aws-nat-data', volume * internetShare],
            ['aws-internet-data', volume * (downShare + internetShare * (1 - downShare))],
            ['aws-log-data', logs],
            ['aws-log-storage', logs * months],
          ]
        : [
            ['azure-hub-data', volume],
            ['azure-firewall-data', volume],
            ['azure-log-data', logs],
          ];
    return site.segments.flatMap(({ tenant }) => {
      const stack = plan.connections.find((each) => each.site === site.id && each.tenant === tenant)?.stack ?? '–';
      return charged.map(([price, quantity]): CostItem => ({
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
