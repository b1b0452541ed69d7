import { readFileSync } from 'node:fs';
import path from 'node:path';
import { renderIssues } from '../../../catalogue/issues/render-issues';
import { lockCommand } from '../../../cli/lock/lock';
import { ordersHurried } from '../../../plan/numbering/orders';
import { reviewOf } from '../../../review/review';
import { NOWHERE } from '../../support/catalogues';
import { editedSide } from '../../support/review';
import { prepareOrThrow } from '../../support/synth';
import { smallWorkspace } from '../../support/workspace';

const { catalogue, lock } = prepareOrThrow('examples/small.yaml');
const TODAY = '2026-11-22';

type State = 'planned' | 'building' | 'live' | 'leaving';

/** What is said of the first datacentre where its lock holds circuits in these states. */
function said(states: Readonly<Record<string, State>>, datacentre: State = 'building'): readonly string[] {
  const held = lock.datacentres['dc-one'];
  if (!held) throw new Error('dc-one');
  const circuits = Object.entries(held.circuits).flatMap(([id, circuit]) => {
    const state = states[id];
    return state === undefined ? [] : [[id, { ...circuit, state }] as const];
  });
  const start = {
    ...lock,
    datacentres: { 'dc-one': { ...held, state: datacentre, circuits: Object.fromEntries(circuits) } },
  };
  return ordersHurried(catalogue, start, NOWHERE).map(({ path: at }) => at ?? '');
}

const order = (id: string): string => `datacentres.dc-one.circuits.${id}.state`;
const MODE = 'datacentres.dc-one.circuits.dx-1.connection.macsec.encryption';

test('what we order is live only after it was building; what others offer is live whenever they say so', () => {
  expect(ordersHurried(catalogue, undefined, NOWHERE).map(({ path: at }) => at)).toEqual([
    order('dx-1'),
    order('er-1'),
  ]);
  expect(said({})).toEqual([order('dx-1'), order('er-1')]);
  expect(said({ 'dx-1': 'live', 'er-1': 'planned' })).toEqual([order('er-1')]);
  expect(said({ 'dx-1': 'live', 'er-1': 'building' })).toEqual([]);
  // A datacentre that is planned has ordered nothing, whatever its circuits say.
  expect(said({ 'dx-1': 'live', 'er-1': 'live' }, 'planned')).toEqual([order('dx-1'), order('er-1')]);
});

test('a port must encrypt only once it was live, and so has its key', () => {
  expect(said({ 'dx-1': 'building', 'er-1': 'live' })).toEqual([MODE]);
  expect(said({ 'dx-1': 'live', 'er-1': 'live' })).toEqual([]);
});

test('with the catalogue before, its key is asked for, too: not the mode and the key at once', () => {
  const withMacsec = (macsec: object | undefined): typeof catalogue => ({
    ...catalogue,
    datacentres: catalogue.datacentres.map((each) => ({
      ...each,
      circuits: each.circuits.map((circuit) =>
        circuit.id === 'dx-1' && circuit.connection.type === 'dedicated'
          ? ({
              ...circuit,
              connection: { ...circuit.connection, ...(macsec === undefined ? { macsec: undefined } : { macsec }) },
            } as typeof circuit)
          : circuit,
      ),
    })),
  });
  const connection = catalogue.datacentres[0]?.circuits.find(({ id }) => id === 'dx-1')?.connection;
  const macsec = connection?.type === 'dedicated' ? connection.macsec : undefined;
  const from = (before: object | undefined): readonly string[] =>
    ordersHurried(catalogue, lock, NOWHERE, withMacsec(before)).map(({ path: at }) => at ?? '');
  expect(macsec?.encryption).toBe('must_encrypt');
  expect(from(undefined)).toEqual([MODE]);
  expect(from({})).toEqual([MODE]);
  expect(from({ secretArn: macsec?.secretArn })).toEqual([]);
  // Another key of a port that must encrypt already is imported.
  expect(from({ ...macsec, secretArn: 'arn:other' })).toEqual([]);
});

test('a review says so, whatever the lock was made with', () => {
  const review = reviewOf(
    editedSide([
      {
        file: 'small.yaml',
        replace: "directconnect/0f-a1b2c3', encryption: must_encrypt",
        with: "directconnect/0f-000000'",
      },
    ]),
    editedSide([]),
    TODAY,
    true,
  );
  expect(review.consent.refused.map(({ code, path: at }) => `${code} ${at ?? ''}`)).toContain(
    `CIRCUIT_NOT_ORDERED ${MODE}`,
  );
});

test('wan lock says so, and writes nothing', () => {
  const dir = smallWorkspace([
    {
      file: 'small.yaml',
      replace: 'er-1, kind: express-route, state: live',
      with: 'er-9, kind: express-route, state: live',
    },
  ]);
  const before = readFileSync(path.join(dir, 'small.lock.yaml'), 'utf8');
  const refused = lockCommand('small.yaml', dir, { today: TODAY });
  expect(renderIssues(refused.issues)).toContain(`\
small.yaml:248:49  CIRCUIT_NOT_ORDERED  datacentres.dc-one.circuits.er-9.state
    er-9 of First datacentre would be ordered and connected in one deploy, and Azure connects nothing before it is there.
    Got: live
    Allowed: planned, building
    Write \`state: building\` and deploy that, which orders it; \`live\` once Azure shows the circuit as provisioned. One that exists already is imported while it is building.
`);
  expect(readFileSync(path.join(dir, 'small.lock.yaml'), 'utf8')).toBe(before);
});
