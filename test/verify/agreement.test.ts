import fc from 'fast-check';
import { announcementsOf } from '../../verify/intent/announcements';
import { buildNetwork } from '../../verify/read/read-network';
import { wiringFaults } from '../../verify/structure/wiring';
import { parseStackText } from '../../verify/terraform/stack-json';
import { mutantsOf } from '../support/mutants';
import { askOracle } from '../support/oracle/oracle';
import type { OracleAnswer, OracleNetwork, OraclePacket } from '../support/oracle/question';
import { type PacketParts, packetParts } from '../support/packets';
import { prepareOrThrow, renderAll } from '../support/synth';
import { toldToOracle } from '../support/told';
import { verifierOf } from '../support/verifier-says';
import type { Tree } from '../support/verify';

/** A network as it is synthesised, with every slip that could be made in it. */
function soundOf(file: string) {
  const { catalogue, lock } = prepareOrThrow(file);
  const texts = renderAll(file);
  const whole = new Map([...texts].map(([name, text]) => [name, JSON.parse(text) as Tree]));
  return { catalogue, lock, texts, mutants: mutantsOf(whole) };
}

interface Damaged extends PacketParts {
  readonly isSound: boolean;
  readonly says: (packet: OraclePacket) => OracleAnswer;
  readonly network: OracleNetwork;
}

/** The network after a few slips, told to both. */
function damaged({ catalogue, lock, texts, mutants }: ReturnType<typeof soundOf>, slips: readonly number[]): Damaged {
  const trees = new Map([...texts].map(([name, text]) => [name, JSON.parse(text) as Tree]));
  // One slip per resource: a second may have nothing left to change.
  const bySubject = new Map(slips.map((slip) => [mutants[slip]?.name.split(':')[0], mutants[slip]]));
  for (const mutant of bySubject.values()) {
    const tree = mutant && trees.get(mutant.stack);
    if (tree) mutant.apply(tree);
  }
  const stacks = [...trees].map(([name, tree]) => parseStackText(name, JSON.stringify(tree)));
  const network = buildNetwork(stacks);
  const announcements = announcementsOf(catalogue, lock, network);
  return {
    isSound: network.faults.length === 0 && wiringFaults(stacks).length === 0,
    says: verifierOf(network, announcements),
    network: { stacks: Object.fromEntries(trees), ...toldToOracle(announcements) },
    ...packetParts(network, announcements),
  };
}

const PACKETS = 60;

test.each([
  ['AWS', 'test/fixtures/everywhere/small.yaml'],
  ['Azure', 'test/fixtures/azure/wan.yaml'],
])(
  '%s: verifier and oracle agree on random packets through networks with random slips',
  (cloud, file) => {
    const sound = soundOf(file);
    const { mutants } = sound;
    let passed = 0;
    let asked = 0;
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: mutants.length - 1 }), { maxLength: 2 }),
        fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat()), { minLength: 1, maxLength: PACKETS, size: 'max' }),
        (slips, choices) => {
          const { says, network, isSound, sources, destinations, services } = damaged(sound, slips);
          // What refers to nothing is a fault by itself, and no network that could be asked.
          fc.pre(isSound);
          for (const [one, two, three] of choices) {
            const source = sources[one % sources.length];
            const destination = destinations[two % destinations.length];
            const service = services[three % services.length];
            if (!source || destination === undefined || !service) throw new Error('there is nothing to ask about');
            const packet: OraclePacket = { ...source, destination, ...service };
            const answer = says(packet);
            asked += 1;
            if (answer.arrives) passed += 1;
            expect({ slips: slips.map((slip) => mutants[slip]?.name), packet, ...answer }).toEqual({
              slips: slips.map((slip) => mutants[slip]?.name),
              packet,
              ...askOracle(network, packet),
            });
          }
        },
      ),
      { numRuns: Number(process.env['WAN_AGREEMENT'] ?? 150) },
    );
    process.stdout.write(`agreement in ${cloud}: ${asked} packets, of which ${passed} arrive\n`);
    expect(passed).toBeGreaterThan(asked / 200);
  },
  600_000,
);
