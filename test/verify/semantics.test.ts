import { readFileSync } from 'node:fs';
import path from 'node:path';
import { cidr } from '../../catalogue/values/cidr';
import type { Announcement } from '../../verify/network/announcement';
import { linkRoutes } from '../../verify/network/link-routes';
import { buildNetwork } from '../../verify/read/read-network';
import { parseStackText } from '../../verify/terraform/stack-json';
import { askOracle } from '../support/oracle/oracle';
import type { OracleAnswer, OracleNetwork, OraclePacket } from '../support/oracle/question';
import { verifierOf } from '../support/verifier-says';

interface Vector {
  readonly name: string;
  readonly source: string;
  readonly change: readonly (readonly [string, string, unknown?])[];
  readonly packet: OraclePacket;
  readonly expect: { readonly arrives: number; readonly answered: number };
}

const folder = path.join(__dirname, '../semantics');
const read = (name: string): unknown => JSON.parse(readFileSync(path.join(folder, name), 'utf8'));
const CLOUDS = [
  {
    cloud: 'AWS',
    base: 'base.json',
    file: 'vectors.json',
    atLeast: 40,
    pages: /^https:\/\/(docs\.aws\.amazon\.com|docs\.suricata\.io)\//,
  },
  {
    cloud: 'Azure',
    base: 'azure-base.json',
    file: 'azure-vectors.json',
    atLeast: 35,
    pages: /^https:\/\/learn\.microsoft\.com\/azure\//,
  },
  {
    cloud: 'both, linked, and circuits',
    base: 'link-base.json',
    file: 'link-vectors.json',
    atLeast: 30,
    pages: /^https:\/\/(docs\.aws\.amazon\.com|learn\.microsoft\.com\/azure)\//,
  },
].map((each) => ({ ...each, vectors: read(each.file) as readonly Vector[] }));

/** The base network with a vector's changes: `set` and `delete` at a path, `~1` for a slash in a name. */
function networkOf(file: string, vector: Vector): OracleNetwork {
  const base = read(file) as OracleNetwork;
  for (const [operation, where, value] of vector.change) {
    const steps = where.split('/').map((step) => step.replaceAll('~1', '/'));
    const last = steps.pop() ?? '';
    let at = base as unknown as Record<string, unknown>;
    for (const step of steps) at = at[step] as Record<string, unknown>;
    if (operation === 'delete') {
      expect(at[last]).toBeDefined();
      Reflect.deleteProperty(at, last);
    } else at[last] = value;
  }
  return base;
}

/** What the verifier says of one packet. */
function verifierSays({ stacks, announces, prepends }: OracleNetwork, packet: OraclePacket): OracleAnswer {
  const network = buildNetwork(
    Object.entries(stacks).map(([name, tree]) => parseStackText(name, JSON.stringify(tree))),
  );
  const byAttachment = new Map<string, readonly Announcement[]>();
  for (const attachment of network.attachments.values()) {
    const vpc = network.vpcs.get(attachment.vpc ?? '');
    const prefixes = announces[attachment.key] ?? (vpc ? [vpc.cidr.toString()] : []);
    byAttachment.set(
      attachment.key,
      prefixes.map((prefix) => ({
        prefix: cidr(prefix),
        prepend: prepends?.[attachment.key] ?? 0,
        owner: { kind: 'site', tenant: 'x', place: attachment.key, label: attachment.key },
      })),
    );
  }
  const throughLinks = linkRoutes(network, byAttachment);
  return verifierOf(network, { byAttachment, throughLinks, faults: [] })(packet);
}

describe.each(CLOUDS)('$cloud', ({ base, vectors, atLeast, pages }) => {
  test('there are enough, each with the page it stands on', () => {
    expect(vectors.length).toBeGreaterThanOrEqual(atLeast);
    expect(new Set(vectors.map((vector) => vector.name)).size).toBe(vectors.length);
    for (const vector of vectors) expect(vector.source).toMatch(pages);
  });

  describe.each(vectors.map((vector) => [vector.name, vector] as const))('%s', (_, vector) => {
    const wanted = { arrives: vector.expect.arrives === 1, answered: vector.expect.answered === 1 };
    test('the verifier', () => {
      expect(verifierSays(networkOf(base, vector), vector.packet)).toEqual(wanted);
    });
    test('the oracle', () => {
      expect(askOracle(networkOf(base, vector), vector.packet)).toEqual(wanted);
    });
  });
});
