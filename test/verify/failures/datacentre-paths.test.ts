import path from 'node:path';
import {
  datacentrePolicies,
  type DatacentrePolicy,
  type TunnelSession,
} from '../../../plan/policies/datacentre-policy';
import { committedPolicies } from '../../../plan/policies/policy-file';
import { type DatacentrePath, DatacentrePaths, pathFaults } from '../../../verify/failures/datacentre-paths';
import { elementsOf } from '../../../verify/failures/elements';
import { buildNetwork } from '../../../verify/read/read-network';
import { prepareProof } from '../../../verify/walk/proof';
import { prepareOrThrow } from '../../support/synth';
import { changedStacks } from '../../support/verify';

const ROOT = path.join(__dirname, '../../..');
const CATALOGUES = ['sites.yaml', 'examples/small.yaml'] as const;

const proofs = new Map(
  CATALOGUES.map((file) => {
    const prepared = prepareOrThrow(file);
    const proof = prepareProof(prepared.catalogue, prepared.lock, buildNetwork(changedStacks(file, () => undefined)));
    return [file, { prepared, proof, elements: elementsOf(prepared.catalogue, proof.network) }] as const;
  }),
);

function setUp(file: (typeof CATALOGUES)[number]) {
  const found = proofs.get(file);
  if (!found) throw new Error(file);
  const { prepared, proof, elements } = found;
  const { policies, issues, stale, missing } = committedPolicies(
    file,
    ROOT,
    datacentrePolicies(prepared.catalogue, prepared.plan),
  );
  expect(issues).toEqual([]);
  const circuits = prepared.catalogue.datacentres.flatMap(({ id, circuits: own }) =>
    own.map((circuit) => `${id}.${circuit.id}`),
  );
  const pathsWith = (change: (tunnel: TunnelSession) => TunnelSession): DatacentrePaths => {
    const changed = policies.map((policy): DatacentrePolicy => ({ ...policy, tunnels: policy.tunnels.map(change) }));
    return new DatacentrePaths(proof, elements, changed);
  };
  const reversed = (): DatacentrePaths => {
    const changed = policies.map((policy) => ({ ...policy, tunnels: [...policy.tunnels].reverse() }));
    return new DatacentrePaths(proof, elements, changed);
  };
  return { prepared, circuits, pathsWith, reversed, policies, outdated: [...stale, ...missing] };
}

const wayOf = (text: string): string => /_(direct|backup)$/.exec(text)?.[1] ?? text;
const problemsOf = (paths: readonly DatacentrePath[]): readonly string[] =>
  paths.flatMap(({ problem }) => (problem === undefined ? [] : [problem]));

describe.each(CATALOGUES)('the committed policies of %s', (file) => {
  const { prepared, circuits, pathsWith, reversed, policies, outdated } = setUp(file);
  const paths = pathsWith((tunnel) => tunnel);

  test('are those of catalogue and lock, and of every datacentre', () => {
    expect(outdated).toEqual([]);
    expect(policies.map(({ datacentre }) => datacentre).sort()).toEqual(
      prepared.catalogue.datacentres.map(({ id }) => id).sort(),
    );
    expect(prepared.catalogue.datacentres.length).toBeGreaterThan(1);
  });

  test('with the circuits up, each tenant’s packets go over them, there and back, in either cloud', () => {
    const up = paths.without([]);
    expect(problemsOf(up)).toEqual([]);
    for (const { datacentre, towards, from } of up) {
      const hasCircuit = prepared.catalogue.datacentres.some(
        ({ id, circuits: own }) =>
          id === datacentre &&
          own.some(
            ({ kind, state }) => state !== 'planned' && (kind === 'direct-connect') === towards.includes('aws_vpn'),
          ),
      );
      expect([datacentre, wayOf(towards), wayOf(from)]).toEqual([
        datacentre,
        ...(hasCircuit ? ['direct', 'direct'] : ['backup', 'backup']),
      ]);
    }
    const clouds = new Set(up.map(({ towards }) => (towards.includes('azurerm') ? 'azure' : 'aws')));
    expect(clouds).toEqual(new Set(['aws', 'azure']));
  });

  test('with the circuits down, over the internet, there and back, and nobody is left out', () => {
    const down = paths.without(circuits);
    expect(problemsOf(down)).toEqual([]);
    for (const each of down) expect([wayOf(each.towards), wayOf(each.from)]).toEqual(['backup', 'backup']);
    const who = (list: readonly DatacentrePath[]): readonly string[] =>
      [...new Set(list.map(({ datacentre, tenant, peer }) => `${datacentre} ${tenant} ${peer}`))].sort();
    expect(who(down)).toEqual(who(paths.without([])));
  });

  test('with the circuits back, as before: no choice hangs on which session is older', () => {
    const other = reversed();
    for (const down of [[], circuits]) expect(other.without(down)).toEqual(paths.without(down));
  });

  test('one circuit at a time, one internet line at a time: never two ways', () => {
    for (const id of [...circuits, ...prepared.catalogue.datacentres.map((each) => `${each.id}.internet`)])
      expect([id, problemsOf(paths.without([id]))]).toEqual([id, []]);
  });
});

describe('a policy that is wrong is found', () => {
  const { prepared, circuits, pathsWith, policies } = setUp('examples/small.yaml');
  const backups = (change: Partial<TunnelSession>) => (tunnel: TunnelSession) =>
    tunnel.way === 'backup' ? { ...tunnel, ...change } : tunnel;

  test('a backup that is not prepended: Azure shares the traffic', () => {
    expect(problemsOf(pathsWith(backups({ prepend: 0 })).without([]))).toContain(
      'the cloud shares it between several ways: their AS paths are of one length',
    );
  });

  test('one local preference for both ways: the router shares it', () => {
    const problems = problemsOf(pathsWith(backups({ localPreference: 200 })).without([]));
    expect(problems).toContain('its router has several ways of one local preference');
  });

  test('preferences the wrong way round: there over the circuit, back over the internet', () => {
    const problems = problemsOf(pathsWith(backups({ localPreference: 300 })).without([]));
    expect(problems).toContain('there by one way and back by the other');
    expect(problems).not.toContain('its router has several ways of one local preference');
  });

  test('what is at home in Azure accepted from AWS, too: a firewall in each cloud would see half', () => {
    const azure = policies.flatMap(({ tunnels }) =>
      tunnels.flatMap(({ cloud, accepts }) => (cloud === 'azure' ? accepts : [])),
    );
    const paths = pathsWith((tunnel) =>
      tunnel.cloud === 'aws' ? { ...tunnel, localPreference: 500, accepts: [...tunnel.accepts, ...azure] } : tunnel,
    );
    const problems = problemsOf(paths.without([]));
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.join()).toMatch(/a stateful firewall sees half|is lost/);
  });

  test('a backup that accepts nothing: no way back once the circuits are down', () => {
    const paths = pathsWith(backups({ accepts: [] }));
    expect(problemsOf(paths.without(circuits))).toContain('its router takes no route to it: there is no way back');
    const faults = pathFaults(paths, prepared.catalogue);
    expect(faults.map(({ label }) => label)).toContain('ASYMMETRIC');
    expect(faults.map(({ problem }) => problem)).toContainEqual(
      expect.stringMatching(/^with circuits down council and sites of .*: its router takes no route to it/),
    );
  });

  test('a longer prefix announced by the backup wins over any preference', () => {
    const paths = pathsWith(
      backups({ announces: ['10.18.0.0/18', '10.18.64.0/18', '10.18.128.0/18', '10.18.192.0/18'] }),
    );
    expect(problemsOf(paths.without([]))).toContain('there by one way and back by the other');
  });
});
