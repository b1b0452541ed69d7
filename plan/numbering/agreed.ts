import { agreedBy, siteTarget, type Subject, type Target } from '../../catalogue/consent';
import type { Catalogue } from '../../catalogue/model';
import type { Allowance } from '../../catalogue/schema/changes';
import type { Lock } from '../lock/lock-file';
import type { ReconcileOptions } from './reconcile';

/** What the catalogue's own `changes` let happen to numbers and tunnels on a day, as reconciliation asks for it. */
export function agreedTo(
  { changes, sites, hubs, datacentres }: Catalogue,
  start: Lock | undefined,
  day: string,
): Pick<
  ReconcileOptions,
  'withdraw' | 'remove' | 'renumber' | 'twoByteAsn' | 'releaseConcentrators' | 'raiseGateways'
> {
  const agreed = (allowance: Allowance, target: Target): boolean =>
    agreedBy(changes, allowance, [target], day) !== undefined;
  const of = (kind: Subject['kind'], ids: readonly string[], ...allowances: readonly Allowance[]): readonly string[] =>
    ids.filter((id) => allowances.some((allowance) => agreed(allowance, [{ kind, id }])));
  const ofSites = (...allowances: readonly Allowance[]): readonly string[] =>
    sites.filter((site) => allowances.some((allowance) => agreed(allowance, siteTarget(site)))).map(({ id }) => id);
  const datacentreIds = [...new Set([...datacentres.map(({ id }) => id), ...Object.keys(start?.datacentres ?? {})])];
  const concentrators = Object.values(start?.hubs ?? {}).flatMap((hub) => hub.concentrators);
  return {
    withdraw: new Set([
      ...ofSites('tunnels-removed', 'tunnels-replaced'),
      ...of('datacentres', datacentreIds, 'tunnels-removed', 'tunnels-replaced'),
      ...of('links', Object.keys(start?.links ?? {}), 'tunnels-removed'),
    ]),
    remove: new Set([
      ...of('sites', Object.keys(start?.sites ?? {}), 'site-removed'),
      ...of('datacentres', datacentreIds, 'site-removed'),
    ]),
    renumber: new Set([
      ...ofSites('renumbered'),
      ...of(
        'hubs',
        hubs.map(({ id }) => id),
        'renumbered',
      ),
    ]),
    twoByteAsn: new Set(ofSites('two-byte-asn')),
    releaseConcentrators: new Set(of('concentrators', concentrators, 'concentrator-released')),
    raiseGateways: new Set(
      of(
        'hubs',
        hubs.filter(({ cloud }) => cloud === 'azure').map(({ id }) => id),
        'raised',
      ),
    ),
  };
}

/** Leave to take away anything, for who finds out what goes by comparing what is built. */
export function everything(
  { sites, datacentres }: Catalogue,
  start: Lock | undefined,
): Pick<ReconcileOptions, 'withdraw' | 'remove'> {
  const ids = new Set([
    ...sites.map(({ id }) => id),
    ...datacentres.map(({ id }) => id),
    ...Object.keys(start?.sites ?? {}),
    ...Object.keys(start?.datacentres ?? {}),
    ...Object.keys(start?.links ?? {}),
  ]);
  return { withdraw: ids, remove: ids };
}
