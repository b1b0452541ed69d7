import type { Catalogue, Circuit, Datacentre, DatacentreTenant, Segment, Site } from '../../catalogue/model';
import { type Cidr, formatAddress, parseAddress } from '../../catalogue/values/cidr';
import type { Lock } from '../lock/lock-file';
import type { Way } from '../places/datacentre-ways';
import { segmentPrefixes } from '../routing/connections';
import type { RouterLan } from './router';

/** VRRP priorities: the router of an active circuit has the gateway while it is up. Source: RFC 5798, section 6.1 (1 to 254) */
const PRIORITIES = { active: 120, backup: 100 } as const;

/**
 * A segment at the routers that have some of its circuits. Routers that share a gateway have the addresses behind it, in the order of
 * circuits, where the catalogue says nothing else.
 */
export function lanOf(
  catalogue: Catalogue,
  lock: Lock,
  site: Site,
  segment: Segment,
  circuits: readonly Circuit[],
): RouterLan {
  const { lan } = segment;
  const vlan = lan?.vlan ?? catalogue.tenants.find(({ id }) => id === segment.tenant)?.vlan;
  const gateways = lan?.gateways ?? buildingPrefixes(site, segmentPrefixes(site, segment, lock)).map(gatewayIn);
  const [circuit] = circuits;
  const isShared = circuits.length < site.circuits.length && circuit !== undefined;
  return {
    interface: lan?.interface ?? site.ports?.lan ?? '',
    ...(vlan === undefined ? {} : { vlan }),
    gateways,
    ...(lan?.nextHop === undefined ? {} : { nextHop: lan.nextHop }),
    ...(isShared
      ? {
          shared: {
            address: sharedAddress(lan?.routers?.[circuit.id], gateways[0] ?? '', site.circuits.indexOf(circuit) + 1),
            priority: PRIORITIES[circuit.role] - site.circuits.indexOf(circuit),
          },
        }
      : {}),
  };
}

/**
 * A tenant at a datacentre's router, or at the one of two that has a way. Its gateway has to be written: nobody knows whether the router is that of
 * the whole prefix, or stands behind a switch.
 */
export function datacentreLanOf(
  { tenants }: Pick<Catalogue, 'tenants'>,
  { router }: Pick<Datacentre, 'router'>,
  { tenant, lan }: DatacentreTenant,
  way?: Way,
): RouterLan {
  const vlan = lan?.vlan ?? tenants.find(({ id }) => id === tenant)?.vlan;
  const gateways = lan?.gateways ?? [];
  const [place, priority] = way === 'backup' ? ([2, PRIORITIES.backup] as const) : ([1, PRIORITIES.active] as const);
  return {
    interface: lan?.interface ?? router?.lan ?? '',
    ...(vlan === undefined ? {} : { vlan }),
    gateways,
    ...(lan?.nextHop === undefined ? {} : { nextHop: lan.nextHop }),
    ...(way === undefined
      ? {}
      : {
          shared: {
            address: sharedAddress(lan?.routers?.[way], gateways[0] ?? '', place),
            priority,
          },
        }),
  };
}

/** A router's own address beside a gateway, with the gateway's length. */
function sharedAddress(written: string | undefined, gateway: string, places: number): string {
  return written === undefined ? behind(gateway, places) : `${written}/${gateway.split('/')[1] ?? '32'}`;
}

/** What machines have: where the router translates, the prefixes behind it. */
function buildingPrefixes(site: Site, prefixes: readonly Cidr[]): readonly Cidr[] {
  return prefixes.map((prefix) => site.nat.find(({ outside }) => outside.equals(prefix))?.inside ?? prefix);
}

function gatewayIn(prefix: Cidr): string {
  return `${formatAddress(prefix.bits >= 31 ? prefix.first : prefix.first + 1)}/${prefix.bits}`;
}

function behind(gateway: string, places: number): string {
  const [address = '', bits = ''] = gateway.split('/');
  const number = parseAddress(address);
  return typeof number === 'number' ? `${formatAddress(number + places)}/${bits}` : '';
}
