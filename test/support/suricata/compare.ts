import { formatAddress } from '../../../catalogue/values/cidr';
import { viewOf } from '../../../verify/firewalls/network-firewall';
import type { NetworkFirewall } from '../../../verify/network/network';
import { buildNetwork } from '../../../verify/read/read-network';
import { parseStackText } from '../../../verify/terraform/stack-json';
import { formatService } from '../../../verify/walk/service-classes';
import { AwsPlay } from '../oracle/aws-play';
import type { OracleNetwork } from '../oracle/question';
import { aimedAt, type Connection } from './aim';
import { play } from './engine';
import { lineOf, type SeenVerdict, strictOrder } from './verdict';

export interface Comparison {
  readonly complaints: readonly string[];
  /** Rules that Suricata loaded, and rules that the stacks hold. */
  readonly loaded: number;
  readonly rules: number;
  readonly connections: number;
  /** Those that Suricata passes. */
  readonly passed: readonly string[];
  /** Where Suricata and the proof, or Suricata and the second opinion, say different things. */
  readonly differences: readonly string[];
}

/** The firewalls of stacks that AWS runs, by their keys. */
export function firewallsOf(texts: ReadonlyMap<string, string>): readonly NetworkFirewall[] {
  const network = buildNetwork([...texts].map(([name, text]) => parseStackText(name, text)));
  return [...network.firewalls.values()].flatMap((firewall) => (firewall.kind === 'aws' ? [firewall] : []));
}

/** Rule lines of a firewall in the order in which AWS tries them, read here a second time. */
export function rulesOf(texts: ReadonlyMap<string, string>, firewall: NetworkFirewall): readonly string[] {
  const [stack = '', address = ''] = firewall.key.split('/');
  const { resource } = JSON.parse(texts.get(stack) ?? '{}') as Tree;
  const named = (reference: string, type: string): string =>
    new RegExp(`\\$\\{${type}\\.([\\w-]+)\\.`).exec(reference)?.[1] ?? '';
  const self = resource.aws_networkfirewall_firewall[address.split('.')[1] ?? ''];
  const policy =
    resource.aws_networkfirewall_firewall_policy[
      named(self?.firewall_policy_arn ?? '', 'aws_networkfirewall_firewall_policy')
    ];
  return [...(policy?.firewall_policy.stateful_rule_group_reference ?? [])]
    .sort((a, b) => a.priority - b.priority)
    .flatMap(({ resource_arn }) => {
      const group = resource.aws_networkfirewall_rule_group[named(resource_arn, 'aws_networkfirewall_rule_group')];
      return (group?.rule_group.rules_source.rules_string ?? '').split('\n').filter((line) => line !== '');
    });
}

interface Tree {
  readonly resource: {
    readonly aws_networkfirewall_firewall: Readonly<Record<string, { readonly firewall_policy_arn: string }>>;
    readonly aws_networkfirewall_firewall_policy: Readonly<
      Record<
        string,
        {
          readonly firewall_policy: {
            readonly stateful_rule_group_reference: readonly {
              readonly priority: number;
              readonly resource_arn: string;
            }[];
          };
        }
      >
    >;
    readonly aws_networkfirewall_rule_group: Readonly<
      Record<string, { readonly rule_group: { readonly rules_source: { readonly rules_string: string } } }>
    >;
  };
}

/**
 * Plays connections through one firewall. The proof and the second opinion read the stacks; Suricata gets their rules, or others
 * where a test plants a slip.
 */
export async function compareFirewall(
  texts: ReadonlyMap<string, string>,
  firewall: NetworkFirewall,
  rules: readonly string[] = rulesOf(texts, firewall),
): Promise<Comparison> {
  const connections = aimedAt(firewall);
  const talks = connections.map((each) => each.talk.steps(each));
  const home = firewall.home.map(String);
  const played = await play(rules, home, talks.flat());
  const network: OracleNetwork = {
    stacks: Object.fromEntries([...texts].map(([name, text]) => [name, JSON.parse(text) as Record<string, unknown>])),
    announces: {},
  };
  const second = new AwsPlay(network, 0);
  const lines = rules.map(lineOf);
  const unmatched = firewall.unmatched === 'strict' ? 'strict' : 'application';
  const differences: string[] = [];
  const passed: string[] = [];
  let at = 0;
  connections.forEach((connection, index) => {
    const steps = (talks[index] ?? []).map((step) => ({ ...step, matched: played.matches.get((at += 1)) ?? [] }));
    const seen = strictOrder(lines, unmatched, steps);
    if (seen.passes) passed.push(describe(connection));
    for (const [who, said] of [
      ['the proof', proofSays(firewall, connection)],
      ['the second opinion', secondSays(second, firewall, connection)],
    ] as const)
      if (said.passes !== seen.passes || said.replies !== seen.replies)
        differences.push(`${describe(connection)}: Suricata ${words(seen)}, ${who} ${words(said)}`);
  });
  return {
    complaints: played.complaints,
    loaded: played.loaded,
    rules: rules.length,
    connections: connections.length,
    passed,
    differences,
  };
}

function proofSays(firewall: NetworkFirewall, { client, server, talk }: Connection): SeenVerdict {
  const { passes, replies } = viewOf(firewall, client, server).decide(talk.service);
  return { passes, replies: passes && replies };
}

function secondSays(play: AwsPlay, firewall: NetworkFirewall, { client, server, talk }: Connection): SeenVerdict {
  const { request, reply } = play.firewall(firewall.key, {
    attachment: '',
    source: formatAddress(client),
    destination: formatAddress(server),
    ...talk.service,
  });
  return { passes: request, replies: request && reply };
}

function words({ passes, replies }: SeenVerdict): string {
  if (!passes) return 'refuses it';
  return replies ? 'passes it' : 'passes it without a reply';
}

function describe({ client, server, talk }: Connection): string {
  return `${talk.label}, ${formatAddress(client)} → ${formatAddress(server)} ${formatService(talk.service)}`;
}
