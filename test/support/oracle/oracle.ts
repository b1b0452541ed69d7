import { AwsPlay } from './aws-play';
import { AzurePlay } from './azure-play';
import { askAcrossLinks, hasLinks } from './links';
import type { OracleAnswer, OracleNetwork, OraclePacket } from './question';

/**
 * A naive second opinion for the verifier's tests: takes one packet and one pile of Terraform JSON and plays it through,
 * packet by packet, with nothing precomputed. Written apart from verify/ and sharing nothing with it: what the two agree
 * on, two readings of the documentation agree on.
 */
export function askOracle(network: OracleNetwork, packet: OraclePacket): OracleAnswer {
  if (hasLinks(network)) return askAcrossLinks(network, packet);
  if (packet.attachment.includes('/azurerm_')) return askAzureOracle(network, packet);
  const answers = [0, 1, 2].map((zone) => new AwsPlay(network, zone).ask(packet));
  return { arrives: answers.every((each) => each.arrives), answered: answers.every((each) => each.answered) };
}

export function askAzureOracle(network: OracleNetwork, packet: OraclePacket): OracleAnswer {
  return new AzurePlay(network).ask(packet);
}
