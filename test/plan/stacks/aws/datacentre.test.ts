import { cidr } from '../../../../catalogue/values/cidr';
import type { Catalogue, Datacentre } from '../../../../catalogue/model';
import { renderIssues } from '../../../../catalogue/issues/render-issues';
import type { Lock } from '../../../../plan/lock/lock-file';
import { planNetwork } from '../../../../plan/network-plan';
import { reconcileLock } from '../../../../plan/numbering/reconcile';
import type { AwsDatacentreStackInput } from '../../../../plan/stacks/aws/datacentre';
import { NOWHERE } from '../../../support/catalogues';
import { must, prepareOrThrow } from '../../../support/synth';

const { catalogue, lock, plan } = prepareOrThrow('sites.yaml');

const datacentres = (model: Catalogue, keep = lock): readonly AwsDatacentreStackInput[] => {
  const next = must(reconcileLock(model, NOWHERE, { keep, asOf: lock.asOf }));
  return planNetwork(model, next).stacks.filter(
    (stack): stack is AwsDatacentreStackInput => stack.kind === 'aws-datacentre',
  );
};

/** The shipped catalogue with one datacentre changed. */
function withDatacentre(id: string, change: (datacentre: Datacentre) => Datacentre, of = catalogue): Catalogue {
  return {
    ...of,
    datacentres: of.datacentres.map((each) => (each.id === id ? change(each) : each)),
  };
}

/** The same with ports and a circuit that we ordered ourselves, and the lock of that. */
const owned = withDatacentre('dc-crewe', (datacentre) => ({
  ...datacentre,
  circuits: datacentre.circuits.map((circuit) =>
    circuit.kind === 'express-route'
      ? { ...circuit, connection: { type: 'own' as const } }
      : { ...circuit, connection: { type: 'dedicated' as const } },
  ),
}));
const ownedLock = must(reconcileLock(owned, NOWHERE, { keep: withState('planned'), asOf: lock.asOf }));

function withState(state: 'planned'): Lock {
  const held = lock.datacentres['dc-crewe'];
  if (!held) throw new Error('dc-crewe');
  return { ...lock, datacentres: { ...lock.datacentres, 'dc-crewe': { ...held, state } } };
}

test('each datacentre is a stack: its circuits, and two tunnels a tenant over them and over the internet', () => {
  const [chester, crewe] = datacentres(catalogue);
  expect([chester?.name, crewe?.name]).toEqual(['aws-datacentre-dc-chester', 'aws-datacentre-dc-crewe']);
  expect(crewe?.direct).toMatchObject({ gatewayAsn: 64_710, circuits: [{ id: 'dx-1' }, { id: 'dx-2' }] });
  expect(crewe?.direct?.allowedPrefixes).toEqual([lock.hubs['london']?.networks['transit-gateway']]);
  expect(crewe?.tunnels.map(({ name }) => name)).toEqual([
    'dc-crewe_cheshire-east_direct',
    'dc-crewe_cheshire-east_backup',
    'dc-crewe_fire_direct',
    'dc-crewe_fire_backup',
    'dc-crewe_police_direct',
    'dc-crewe_police_backup',
  ]);
  const ranges = crewe?.tunnels.flatMap(({ insideRanges }) => insideRanges) ?? [];
  expect(new Set(ranges).size).toBe(12);
  for (const { way, address, associatedTable, tenant, propagatedTable } of crewe?.tunnels ?? []) {
    expect([associatedTable, propagatedTable]).toEqual([`rt-${tenant}`, 'rt-post']);
    if (way === 'backup') expect(address).toBe('198.19.255.1');
    else expect(cidr('172.31.255.0/27').contains(cidr(`${address}/32`))).toBe(true);
  }
});

/** The lock as it was while none of these circuits had been ordered. */
function beforeOrder(...circuits: readonly string[]): Lock {
  const entries = Object.entries(lock.datacentres).map(([id, { circuits: held, ...rest }]) => {
    const states = Object.entries(held).map(([circuit, state]) => [
      circuit,
      { ...state, ...(circuits.includes(`${id}.${circuit}`) ? { state: 'planned' } : {}) },
    ]);
    return [id, { ...rest, circuits: Object.fromEntries(states) as typeof held }];
  });
  return { ...lock, datacentres: Object.fromEntries(entries) as Lock['datacentres'] };
}

test('circuits take months: what is planned is not rendered, and holds its numbers', () => {
  const before = beforeOrder('dc-crewe.dx-1', 'dc-crewe.dx-2', 'dc-crewe.er-1');
  const planned = withDatacentre('dc-crewe', (datacentre) => ({
    ...datacentre,
    circuits: datacentre.circuits.map((circuit) => ({ ...circuit, state: 'planned' as const })),
  }));
  const [, crewe] = datacentres(planned, before);
  expect(crewe?.direct).toBeUndefined();
  expect(crewe?.tunnels.every(({ way }) => way === 'backup')).toBe(true);
  const next = must(reconcileLock(planned, NOWHERE, { keep: before, asOf: lock.asOf }));
  expect(next.datacentres).toEqual(before.datacentres);
});

test('one circuit of two that is planned leaves every tunnel as it is', () => {
  const one = withDatacentre('dc-crewe', (datacentre) => ({
    ...datacentre,
    circuits: datacentre.circuits.map((circuit) =>
      circuit.id === 'dx-2' ? { ...circuit, state: 'planned' as const } : circuit,
    ),
  }));
  const [, before] = datacentres(catalogue);
  const [, after] = datacentres(one, beforeOrder('dc-crewe.dx-2'));
  expect(after?.tunnels).toEqual(before?.tunnels);
  expect(after?.direct?.circuits.map(({ id }) => id)).toEqual(['dx-1']);
});

test('another tenant, or another datacentre, renumbers nobody', () => {
  const more = withDatacentre('dc-chester', (datacentre) => ({
    ...datacentre,
    tenants: [{ tenant: 'police', prefixes: [cidr('10.100.128.0/17')] }, ...datacentre.tenants],
  }));
  const next = must(reconcileLock(more, NOWHERE, { keep: lock, asOf: lock.asOf }));
  for (const [id, held] of Object.entries(lock.datacentres))
    expect(next.datacentres[id]?.tenants).toMatchObject(held.tenants);
  expect(Object.keys(next.datacentres['dc-chester']?.tenants ?? {})).toContain('police');
  expect(datacentres(more).map(({ name }) => name)).toEqual(datacentres(catalogue).map(({ name }) => name));
});

test('a datacentre that is being built or live can’t go because a line is gone', () => {
  const gone = { ...catalogue, datacentres: catalogue.datacentres.slice(1) };
  const refused = reconcileLock(gone, NOWHERE, { keep: lock, asOf: lock.asOf });
  expect(refused.ok ? '' : renderIssues(refused.issues)).toContain(
    'dc-crewe is building in the lock and gone from the catalogue: applying this would take it off the network.',
  );
  const withdrawn = withDatacentre('dc-crewe', (datacentre) => ({ ...datacentre, state: 'planned' as const }));
  const kept = reconcileLock(withdrawn, NOWHERE, { keep: lock, asOf: lock.asOf });
  expect(kept.ok ? [] : kept.issues.map(({ code }) => code)).toEqual(['SITE_WITHDRAWN']);
  const leaving = withDatacentre('dc-crewe', (datacentre) => ({ ...datacentre, state: 'leaving' as const }));
  const noted = must(reconcileLock(leaving, NOWHERE, { keep: lock, asOf: lock.asOf }));
  expect(reconcileLock(gone, NOWHERE, { keep: noted, asOf: lock.asOf }).ok).toBe(true);
});

test('a circuit that has been ordered goes only after it has been leaving', () => {
  const without = (state?: 'planned' | 'leaving'): Catalogue =>
    withDatacentre('dc-crewe', (datacentre) => ({
      ...datacentre,
      circuits: datacentre.circuits.flatMap((circuit) =>
        circuit.id !== 'dx-2' ? [circuit] : state === undefined ? [] : [{ ...circuit, state }],
      ),
    }));
  for (const model of [without(), without('planned')]) {
    const refused = reconcileLock(model, NOWHERE, { keep: lock, asOf: lock.asOf });
    expect(refused.ok ? '' : renderIssues(refused.issues)).toMatch(
      /CIRCUIT_REMOVED {2}datacentres\.dc-crewe\.circuits\.dx-2\n {4}dx-2 of Crewe datacentre is live in the lock/,
    );
  }
  const leaving = must(reconcileLock(without('leaving'), NOWHERE, { keep: lock, asOf: lock.asOf }));
  expect(leaving.datacentres['dc-crewe']?.circuits['dx-2']).toMatchObject({ state: 'leaving' });
  expect(datacentres(without('leaving'))[1]?.direct?.circuits.map(({ id }) => id)).toEqual(['dx-1', 'dx-2']);
  expect(datacentres(without(), leaving)[1]?.direct?.circuits.map(({ id }) => id)).toEqual(['dx-1']);
});

test('an order is cancelled by name, and is never leaving; a live circuit is no order again', () => {
  const circuit = (
    state?: 'building' | 'leaving' | 'live',
    over: Partial<Datacentre['circuits'][number]> = {},
  ): Catalogue =>
    withDatacentre(
      'dc-crewe',
      (datacentre) => ({
        ...datacentre,
        circuits: datacentre.circuits.flatMap((each) =>
          each.id !== 'er-1' ? [each] : state === undefined ? [] : [{ ...each, ...over, state } as typeof each],
        ),
      }),
      owned,
    );
  const said = (model: Catalogue, keep: Lock, withdraw: readonly string[] = []): string => {
    const result = reconcileLock(model, NOWHERE, { keep, asOf: lock.asOf, withdraw: new Set(withdraw) });
    return result.ok ? 'taken' : renderIssues(result.issues);
  };
  expect(said(circuit('building'), ownedLock)).toContain('as building what connects it and every tunnel');
  const held = ownedLock.datacentres['dc-crewe'];
  if (!held) throw new Error('dc-crewe');
  const er: (typeof held.circuits)[string] = { state: 'building', hub: 'uksouth', connection: 'own' };
  const ordered: Lock = {
    ...lock,
    datacentres: { ...lock.datacentres, 'dc-crewe': { ...held, circuits: { ...held.circuits, 'er-1': er } } },
  };
  expect(said(circuit('live'), ordered)).toBe('taken');
  expect(said(circuit('leaving'), ordered)).toContain('was never live; as leaving it would be connected');
  expect(said(circuit(), ordered)).toContain(
    'To cancel the order take it away, and run `npx wan lock --withdraw dc-crewe`.',
  );
  expect(said(circuit(), ordered, ['dc-crewe'])).toBe('taken');
  expect(said(circuit(), ownedLock, ['dc-crewe'])).toContain('CIRCUIT_REMOVED');
});

test('a circuit at another hub, or a port had in another way, is another circuit', () => {
  const changed = (id: string, over: object): string => {
    const model = withDatacentre(
      'dc-crewe',
      (datacentre) => ({
        ...datacentre,
        circuits: datacentre.circuits.map((each) => (each.id === id ? { ...each, ...over } : each)),
      }),
      owned,
    );
    const result = reconcileLock(model, NOWHERE, { keep: ownedLock, asOf: lock.asOf });
    return result.ok ? 'taken' : renderIssues(result.issues);
  };
  expect(changed('er-1', { hub: 'ukwest' })).toContain(
    'er-1 of Crewe datacentre has hub uksouth in the lock, and ukwest here',
  );
  expect(changed('dx-2', { connection: { type: 'shared', port: 'dx-1' } })).toContain(
    'dx-2 of Crewe datacentre has connection dedicated in the lock, and shared here: dx-2 would be given up',
  );
});

test('what a cloud can’t change in place is refused until the datacentre is named, and the gateway’s number for good', () => {
  const said = (over: Partial<Datacentre>, withdraw: readonly string[] = []): string => {
    const model = withDatacentre('dc-crewe', (datacentre) => ({ ...datacentre, ...over }), owned);
    const result = reconcileLock(model, NOWHERE, { keep: ownedLock, asOf: lock.asOf, withdraw: new Set(withdraw) });
    return result.ok ? 'taken' : renderIssues(result.issues);
  };
  const circuits = (id: string, over: object): Partial<Datacentre> => ({
    circuits: (owned.datacentres.find((each) => each.id === 'dc-crewe')?.circuits ?? []).map((each) =>
      each.id === id ? { ...each, ...over } : each,
    ),
  });
  for (const over of [{ vlan: 111 }, { location: 'EqMA3' }, { mbps: 10_000 }]) {
    expect(said(circuits('dx-1', over))).toContain(
      'TUNNEL_REPLACED  datacentres.dc-crewe.circuits.dx-1\n    dx-1 of Crewe datacentre is live in the lock as EqLD5, 1000 Mbps, VLAN 101;',
    );
    expect(said(circuits('dx-1', over), ['dc-crewe'])).toBe('taken');
  }
  const macsec = { type: 'dedicated', macsec: { secretArn: 'arn' } };
  expect(said(circuits('dx-2', { connection: macsec }))).toContain('TUNNEL_REPLACED');
  expect(said(circuits('er-1', { provider: 'Colt' }))).toContain('Equinix, London');
  // Azure changes both in place.
  expect(said(circuits('er-1', { vlan: 211, mbps: 1_000 }))).toBe('taken');
  expect(said({ asn: 64_702 })).toContain('Crewe datacentre has AS 64700 in the lock');
  expect(said({ asn: 64_702 }, ['dc-crewe'])).toBe('taken');
  for (const withdraw of [[], ['dc-crewe']]) expect(said({ gatewayAsn: 64_712 }, withdraw)).toContain('Write 64710.');
});

test('a planned circuit beside a live one excuses nothing', () => {
  const held = lock.datacentres['dc-crewe'];
  if (!held) throw new Error('dc-crewe');
  const more: (typeof held.circuits)[string] = { state: 'planned', hub: 'uksouth', connection: 'own' };
  const keep: Lock = {
    ...lock,
    datacentres: { ...lock.datacentres, 'dc-crewe': { ...held, circuits: { ...held.circuits, 'er-9': more } } },
  };
  const tenants = catalogue.tenants.map((tenant) =>
    tenant.id === 'cheshire-east' ? { ...tenant, egress: 'schools' } : tenant,
  );
  const refused = reconcileLock({ ...catalogue, tenants }, NOWHERE, { keep, asOf: lock.asOf });
  const text = refused.ok ? '' : renderIssues(refused.issues);
  expect(text).toContain(
    'would destroy tunnels it has: cheshire-east to uksouth (direct), cheshire-east to uksouth (backup)',
  );
  // Nobody is in both clouds then but operations, who keep the link.
  expect(text).not.toContain('links.');
});

test('a link that nobody would need any more goes only by name', () => {
  const alone = {
    ...catalogue,
    tenants: catalogue.tenants.map((tenant) => ({ ...tenant, supernets: { ...tenant.supernets, azure: [] } })),
    sites: catalogue.sites.filter(({ hubs }) => hubs.every(({ cloud }) => cloud === 'aws')),
  };
  const issues = (withdraw: readonly string[]): string => {
    const result = reconcileLock(alone, NOWHERE, { keep: lock, asOf: lock.asOf, withdraw: new Set(withdraw) });
    return result.ok ? '' : renderIssues(result.issues);
  };
  expect(issues([])).toContain(
    'TUNNEL_REMOVED  links.london_uksouth\n    No tenant is at both hubs of london_uksouth any more, and applying this would destroy the link between them.',
  );
  expect(issues(['london_uksouth'])).not.toContain('links.london_uksouth');
});

test('a backup goes only where the datacentre is named', () => {
  const without = withDatacentre('dc-crewe', ({ vpnBackup: _gone, ...datacentre }) => datacentre);
  const refused = reconcileLock(without, NOWHERE, { keep: lock, asOf: lock.asOf });
  expect(refused.ok ? [] : refused.issues.map(({ code }) => code)).toContain('TUNNEL_REMOVED');
  const named = reconcileLock(without, NOWHERE, { keep: lock, asOf: lock.asOf, withdraw: new Set(['dc-crewe']) });
  expect(named.ok).toBe(true);
});

test('services in a datacentre that AWS reaches are waited for no longer', () => {
  expect(plan.notReached.filter((text) => text.includes('hub london'))).toEqual([]);
});
