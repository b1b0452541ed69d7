import type { Draft } from '../../draft';
import type { RawCatalogue } from '../../schema/catalogue';

type RawDatacentre = RawCatalogue['datacentres'][number];

/** Ports that can. Source: docs.aws.amazon.com/directconnect/latest/UserGuide/MACsec.html (dedicated connections of 10, 100 and 400 Gbps) */
const MACSEC_PORTS: readonly number[] = [10_000, 100_000, 400_000];

/** Encryption of a port: whether it can, whether it has a key by the time it carries something, and whose secret that is. */
export function checkMacsec(draft: Draft, datacentre: RawDatacentre, index: number): void {
  const circuit = datacentre.circuits[index];
  if (circuit?.kind !== 'direct-connect' || circuit.connection.type !== 'dedicated') return;
  const { macsec } = circuit.connection;
  if (macsec === undefined) return;
  const at = ['circuits', index, 'connection', 'macsec'];
  if (!MACSEC_PORTS.includes(circuit.mbps)) {
    draft.report(datacentre, at, {
      code: 'NOT_ALLOWED',
      problem: `A port of ${circuit.mbps} Mbps can't do MACsec.`,
      allowed: `ports of ${MACSEC_PORTS.join(', ')} Mbps`,
      fix: 'Order a larger port, or leave macsec out: tenants are encrypted by their own tunnels anyway.',
    });
    return;
  }
  const isConnected = circuit.state === 'live' || circuit.state === 'leaving';
  if (isConnected && macsec.secretArn === undefined)
    draft.report(datacentre, at, {
      code: 'MISSING_KEY',
      problem: `${circuit.id} is ${circuit.state}, and it is not said which key its port has.`,
      fix: 'Associate a key with the port once it is available, and write the `secretArn:` that AWS answers with (docs/datacentres.md, MACsec).',
    });
  if (!isConnected && macsec.encryption === 'must_encrypt')
    draft.report(datacentre, [...at, 'encryption'], {
      code: 'NOT_ALLOWED',
      problem: `${circuit.id} is ${circuit.state}: a port is ordered without a mode, and has no key yet.`,
      got: macsec.encryption,
      fix: 'Leave it out until the port is live and shows that it encrypts; then write `must_encrypt` in a change of its own.',
    });
  checkSecret(draft, datacentre, circuit, macsec.secretArn, [...at, 'secretArn']);
}

/** AWS keeps the key where the port is: in the hub's region and account. */
function checkSecret(
  draft: Draft,
  datacentre: RawDatacentre,
  { hub: hubId }: RawDatacentre['circuits'][number],
  secretArn: string | undefined,
  at: readonly (string | number)[],
): void {
  const hub = draft.raw.hubs.find(({ id }) => id === hubId);
  if (secretArn === undefined || hub?.cloud !== 'aws') return;
  const [, , , region, account] = secretArn.split(':');
  if (region === hub.region && account === hub.account.id) return;
  draft.report(datacentre, at, {
    code: 'NOT_ALLOWED',
    problem: `The secret is of account ${account} in ${region}, and ${hub.id} is in account ${hub.account.id} in ${hub.region}: AWS keeps the key of a port where the port is.`,
    got: secretArn,
    fix: 'Write the ARN that `aws directconnect describe-connections` shows for this port.',
  });
}
