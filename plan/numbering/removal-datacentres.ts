import type { Issue } from '../../catalogue/issues/issue';
import type { Catalogue, Datacentre } from '../../catalogue/model';
import type { Whereabouts } from '../../catalogue/shape-issues';
import type { Path } from '../../catalogue/yaml/source';
import type { DatacentreLock, Lock, SiteLock } from '../lock/lock-file';
import { planLinks } from '../routing/links';
import { hubsOf, isAt } from './reconcile-datacentres';
import type { Agreed } from './removal';

/** A link that nobody would need any more: what crosses it would be cut off, so somebody has to say so. */
export function linksTakenAway(
  catalogue: Catalogue,
  start: Lock | undefined,
  where: Whereabouts,
  withdraw: ReadonlySet<string> = new Set(),
): readonly Issue[] {
  const needed = new Set(planLinks(catalogue).map(({ key }) => key));
  return Object.keys(start?.links ?? {})
    .filter((key) => !needed.has(key) && !withdraw.has(key))
    .map((key) => ({
      code: 'TUNNEL_REMOVED',
      at: where.at(['tenants']),
      path: `links.${key}`,
      problem: `No tenant is at both hubs of ${key} any more, and applying this would destroy the link between them.`,
      fix: `A tenant is in both by its first hub, its egress and its supernets. If it is meant: \`npx wan lock --withdraw ${key}\`.`,
    }));
}

/**
 * Datacentres, circuits and tunnels of them that would be destroyed because a line is gone. A datacentre or a circuit may go
 * once it was `planned` or `leaving`; a tenant or a hub of one in use only where the datacentre is named in `withdraw`.
 */
export function datacentresTakenAway(
  catalogue: Catalogue,
  start: Lock | undefined,
  where: Whereabouts,
  { withdraw = new Set(), remove = new Set() }: Agreed,
): readonly Issue[] {
  return Object.entries(start?.datacentres ?? {}).flatMap(([id, held]): readonly Issue[] => {
    if (isFree(held.state)) return [];
    const index = catalogue.datacentres.findIndex((datacentre) => datacentre.id === id);
    const now = catalogue.datacentres[index];
    if (remove.has(id) && (!now || now.state === 'planned')) return [];
    if (now && now.state !== 'planned')
      return [
        ...circuitsTakenAway(now, held, ['datacentres', index], where, withdraw.has(id)),
        ...(withdraw.has(id) ? [] : tunnelsTakenAway(catalogue, now, held, ['datacentres', index], where)),
      ];
    return [
      {
        code: now ? 'SITE_WITHDRAWN' : 'SITE_REMOVED',
        at: where.at(now ? ['datacentres', index, 'state'] : ['datacentres']),
        path: `datacentres.${id}`,
        problem: `${now?.name ?? id} is ${held.state} in the lock${now ? '; as planned its tunnels would be destroyed' : ' and gone from the catalogue: applying this would take it off the network'}.`,
        fix: 'To close it, write `state: leaving`, run `npx wan lock`, merge that, and take it away afterwards.',
      },
    ];
  });
}

function isFree(state: SiteLock['state']): boolean {
  return state === 'planned' || state === 'leaving';
}

/**
 * A port takes months to get back: it is given up in two steps. Ending at another hub or being had in another way is giving it
 * up, too. An ExpressRoute of our own is but an order until it is live, and an order is cancelled by name.
 */
function circuitsTakenAway(
  datacentre: Datacentre,
  held: DatacentreLock,
  path: Path,
  where: Whereabouts,
  named: boolean,
): readonly Issue[] {
  const added = datacentre.circuits
    .filter(({ id }) => held.circuits[id] === undefined)
    .map(({ id, hub, connection }) => [id, { state: 'planned' as const, hub, connection: connection.type }] as const);
  return [...Object.entries(held.circuits), ...added].flatMap(([id, before]): readonly Issue[] => {
    const index = datacentre.circuits.findIndex((circuit) => circuit.id === id);
    const now = datacentre.circuits[index];
    const taken = wrong(id, before, now, datacentre, named);
    if (!taken) return [];
    const key = now && taken.key !== undefined ? [...path, 'circuits', index, taken.key] : [...path, 'circuits'];
    return [
      {
        code: 'CIRCUIT_REMOVED',
        at: where.at(key),
        path: `datacentres.${datacentre.id}.circuits.${id}`,
        problem: `${id} of ${datacentre.name} ${taken.problem}`,
        fix: taken.fix,
      },
    ];
  });
}

type HeldCircuit = DatacentreLock['circuits'][string];

function wrong(
  id: string,
  { state, hub, connection }: HeldCircuit,
  now: Datacentre['circuits'][number] | undefined,
  { id: datacentre }: Datacentre,
  named: boolean,
): { readonly key?: string; readonly problem: string; readonly fix: string } | undefined {
  const ours = connection === 'own' || connection === 'dedicated';
  const ordered = ours && (state === 'building' || state === 'planned');
  const cancel = `To cancel the order take it away, and run \`npx wan lock --withdraw ${datacentre}\`.`;
  if (ours && (state === 'live' || state === 'leaving') && now?.state === 'building')
    return {
      key: 'state',
      problem: `is ${state} in the lock; as building what connects it and every tunnel over it would be destroyed.`,
      fix: 'Write `live` or `leaving`.',
    };
  if (ordered && now?.state === 'leaving')
    return {
      key: 'state',
      problem: 'was never live; as leaving it would be connected, which the cloud refuses before its provider is done.',
      fix: cancel,
    };
  if (isFree(state)) return undefined;
  if (!now || now.state === 'planned') {
    if (ordered && named) return undefined;
    return {
      key: 'state',
      problem: `is ${state} in the lock${now ? '; as planned' : ' and gone from the catalogue:'} its port would be given up, which takes months to get back.`,
      fix: ordered ? cancel : 'Write `state: leaving`, run `npx wan lock`, merge that, and take it away afterwards.',
    };
  }
  const [key, from, to] = now.hub === hub ? ['connection', connection, now.connection.type] : ['hub', hub, now.hub];
  return from === to
    ? undefined
    : {
        key,
        problem: `has ${key} ${from} in the lock, and ${to} here: ${id} would be given up and another one ordered.`,
        fix:
          key === 'hub'
            ? 'Write `state: leaving` at this one, take it away afterwards, and order another to the new hub then: a datacentre has one hub in each cloud.'
            : 'Add a circuit of another id, and let this one leave.',
      };
}

function tunnelsTakenAway(
  catalogue: Catalogue,
  datacentre: Datacentre,
  held: DatacentreLock,
  path: Path,
  where: Whereabouts,
): readonly Issue[] {
  const hubs = { aws: hubsOf(catalogue, datacentre, 'aws'), azure: hubsOf(catalogue, datacentre, 'azure') };
  const lost = Object.entries(held.tenants).flatMap(([tenant, numbers]) => {
    if (!datacentre.tenants.some((entry) => entry.tenant === tenant)) return [`all of ${tenant}`];
    return (['direct', 'backup'] as const).flatMap((way) => [
      ...Object.keys(numbers[way]).flatMap((hub) =>
        hubs.aws[way].includes(hub) ? [] : [`${tenant} to ${hub} (${way})`],
      ),
      ...Object.keys(numbers[`${way}Peers`]).flatMap((hub) =>
        hubs.azure[way].includes(hub) && isAt(catalogue, tenant, hub) ? [] : [`${tenant} to ${hub} (${way})`],
      ),
    ]);
  });
  // Of circuits that were planned alone there were no tunnels.
  const had = new Set(Object.values(held.circuits).flatMap(({ state, hub }) => (state === 'planned' ? [] : [hub])));
  // Tunnels over circuits that go, go with the last of them to a hub: somebody has said so, or that is what is wrong.
  const gone = new Set(
    Object.entries(held.circuits).flatMap(([id, { state, hub }]) => {
      const now = datacentre.circuits.find((circuit) => circuit.id === id);
      return state !== 'planned' && (now === undefined || now.state === 'planned' || now.hub !== hub) ? [hub] : [];
    }),
  );
  const meant = (text: string): boolean => [...gone].some((hub) => text.endsWith(` to ${hub} (direct)`));
  const never = (text: string): boolean => {
    const [, hub = ''] = / to (\S+) \(direct\)$/.exec(text) ?? [];
    return hub !== '' && !had.has(hub);
  };
  const unsaid = lost.filter((text) => !meant(text) && !never(text));
  return unsaid.length === 0
    ? []
    : [
        {
          code: 'TUNNEL_REMOVED',
          at: where.at(path),
          path: `datacentres.${datacentre.id}`,
          problem: `${datacentre.name} is ${held.state}, and applying this would destroy tunnels it has: ${unsaid.join(', ')}.`,
          fix: `If that is meant: \`npx wan lock --withdraw ${datacentre.id}\`.`,
        },
      ];
}
