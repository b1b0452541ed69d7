import type { Issue } from '../../catalogue/issues/issue';
import type { Catalogue, Datacentre } from '../../catalogue/model';
import type { Whereabouts } from '../../catalogue/shape-issues';
import type { Lock } from '../lock/lock-file';

type Circuit = Datacentre['circuits'][number];

/**
 * Steps of an order that would be taken at once. Both clouds refuse to connect what their provider has not finished, and a
 * port that must encrypt before it has a key carries nothing. `start` is the lock that the change starts from: what it holds is
 * deployed. The lock doesn't hold keys: `before` is the catalogue that it was made of, where somebody has it.
 */
export function ordersHurried(
  catalogue: Catalogue,
  start: Lock | undefined,
  where: Whereabouts,
  before?: Catalogue,
): readonly Issue[] {
  return catalogue.datacentres.flatMap((datacentre, index) =>
    datacentre.circuits.flatMap((circuit, at): readonly Issue[] => {
      const lock = start?.datacentres[datacentre.id];
      const held = lock?.state === 'planned' ? undefined : lock?.circuits[circuit.id];
      const was = before?.datacentres
        .find(({ id }) => id === datacentre.id)
        ?.circuits.find(({ id }) => id === circuit.id);
      // One that must encrypt already gets another key by import (docs/datacentres.md).
      const isKeyed =
        before === undefined || (was !== undefined && (mustEncrypt(was) || secretOf(was) === secretOf(circuit)));
      const path = `datacentres.${datacentre.id}.circuits.${circuit.id}`;
      if (datacentre.state === 'planned' || circuit.state !== 'live') return [];
      const isOurs = circuit.connection.type === 'dedicated' || circuit.connection.type === 'own';
      if (isOurs && (held === undefined || held.state === 'planned'))
        return [
          {
            code: 'CIRCUIT_NOT_ORDERED',
            at: where.at(['datacentres', index, 'circuits', at, 'state']),
            path: `${path}.state`,
            problem: `${circuit.id} of ${datacentre.name} would be ordered and connected in one deploy, and ${circuit.kind === 'direct-connect' ? 'AWS' : 'Azure'} connects nothing before it is there.`,
            got: 'live',
            allowed: 'planned, building',
            fix: `Write \`state: building\` and deploy that, which orders it; \`live\` once ${circuit.kind === 'direct-connect' ? 'AWS shows the port as available' : 'Azure shows the circuit as provisioned'}. One that exists already is imported while it is building.`,
          },
        ];
      return mustEncrypt(circuit) && !(held?.state === 'live' && held.connection === 'dedicated' && isKeyed)
        ? [
            {
              code: 'CIRCUIT_NOT_ORDERED',
              at: where.at(['datacentres', index, 'circuits', at, 'connection', 'macsec', 'encryption']),
              path: `${path}.connection.macsec.encryption`,
              problem: `${circuit.id} of ${datacentre.name} would have to encrypt before its key is associated: until then it would carry nothing.`,
              got: 'must_encrypt',
              fix: 'Leave it out now, deploy, and write it once `aws directconnect describe-connections` shows `Encryption Up`.',
            },
          ]
        : [];
    }),
  );
}

function mustEncrypt({ connection }: Circuit): boolean {
  return connection.type === 'dedicated' && connection.macsec?.encryption === 'must_encrypt';
}

function secretOf({ connection }: Circuit): string | undefined {
  return connection.type === 'dedicated' ? connection.macsec?.secretArn : undefined;
}
