import { type Site, terminationOf } from '../../catalogue/model';
import { CONCENTRATOR_NAME, type SiteLock } from '../lock/lock-file';

/** Source: docs.aws.amazon.com/vpn/latest/s2svpn/vpn-limits.html (connections per VPN concentrator, L-7A108150). */
export const CONNECTIONS_PER_CONCENTRATOR = 100;

/** Chooses the concentrator of a connection: the one it has, else the tenant's lowest-numbered with room, else a new one. */
export type ConcentratorChooser = (hub: string, tenant: string, held: string | undefined) => string;

export function concentratorChooser(
  entries: readonly { readonly site: Site; readonly held: SiteLock | undefined }[],
): ConcentratorChooser {
  const used = new Map<string, number>();
  for (const { site, held } of entries) {
    const hub = site.hubs.find((candidate) => candidate.cloud === 'aws');
    for (const segment of site.segments) {
      for (const circuit of site.circuits) {
        const concentrator = held?.segments[segment.tenant]?.circuits[circuit.id]?.concentrator;
        if (hub && concentrator !== undefined && terminationOf(segment, circuit) === 'concentrator')
          count(used, hub.id, concentrator);
      }
    }
  }
  return (hub, tenant, held) => {
    if (held !== undefined && CONCENTRATOR_NAME.exec(held)?.[1] === tenant) return held;
    let number = 1;
    while ((used.get(`${hub}/${tenant}-${number}`) ?? 0) >= CONNECTIONS_PER_CONCENTRATOR) number += 1;
    count(used, hub, `${tenant}-${number}`);
    return `${tenant}-${number}`;
  };
}

function count(used: Map<string, number>, hub: string, concentrator: string): void {
  const key = `${hub}/${concentrator}`;
  used.set(key, (used.get(key) ?? 0) + 1);
}
