import type { AzureHub, Catalogue } from '../../catalogue/model';

/**
 * What one scale unit of a Virtual WAN VPN gateway carries on each of its two instances, and how many there may be.
 * What counts is one instance: it has to carry everything while the other is serviced.
 * Source: learn.microsoft.com/azure/virtual-wan/gateway-settings (scale units of 500 Mbps, 1 to 20).
 */
export const SCALE_UNIT_MBPS = 500;
export const MOST_SCALE_UNITS = 20;

/**
 * What one tunnel carries at a gateway of so many scale units, with AES-GCM.
 * Source: learn.microsoft.com/azure/virtual-wan/gateway-settings (throughput of an instance and a tunnel by scale units)
 */
export function tunnelMbps(scaleUnits: number): number {
  if (scaleUnits >= 7) return 2_300;
  if (scaleUnits >= 3) return 1_500;
  return scaleUnits * SCALE_UNIT_MBPS;
}

/** What all circuits to a hub together may take of its gateway at once. */
export function gatewayMbps(catalogue: Catalogue, hub: AzureHub): number {
  const circuits = catalogue.sites
    .filter((site) => site.hubs.some((each) => each.id === hub.id))
    .flatMap((site) => site.segments.flatMap(() => site.circuits.map((circuit) => circuit.mbps)));
  return Math.ceil(circuits.reduce((sum, mbps) => sum + mbps, 0) / hub.contention);
}

/** The gateway's scale units: what the lock holds, else what its sites need now; more only where somebody asks for it. */
export function scaleUnitsFor(catalogue: Catalogue, hub: AzureHub, held: number | undefined, raise: boolean): number {
  const needed = Math.min(
    MOST_SCALE_UNITS,
    Math.max(unitsForTunnel(catalogue, hub), Math.ceil(gatewayMbps(catalogue, hub) / (SCALE_UNIT_MBPS * FULL))),
  );
  return held === undefined ? needed : raise ? Math.max(held, needed) : held;
}

/** As many as the fastest circuit needs of one tunnel; no gateway carries more than the largest does. */
function unitsForTunnel({ sites }: Catalogue, hub: AzureHub): number {
  const circuits = sites
    .filter((site) => site.hubs.some((each) => each.id === hub.id))
    .flatMap((site) => site.circuits);
  const fastest = circuits.reduce((most, { mbps }) => Math.max(most, mbps), 0);
  return [1, 2, 3, 7].find((units) => tunnelMbps(units) >= fastest) ?? 7;
}

/** A gateway is chosen no fuller than this, so that the next few sites fit. */
const FULL = 0.8;
