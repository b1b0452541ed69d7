import type { BreakoutMatch, BreakoutRuleInput, SideInput } from '../../../plan/stacks/aws/breakout';
import type { FirewallRuleInput } from '../../../plan/stacks/aws/inspect';

/** Added to a rule's number for the line that passes its replies, and for the one that logs. */
const REPLIES = 1_000_000;
const LOGGED = 2_000_000;

/**
 * A permission of the inspection firewall as Suricata lines. With ports, a rule is judged packet by packet, so replies
 * need a line of their own: `to_client` matches only packets that go back to whoever began, so the other side can't
 * begin from the same port. Without ports (`ip`, no keyword) the pass holds for the whole flow, replies included.
 * The logging line fires once a flow: without the bit it would for every packet.
 * Sources: docs.suricata.io/en/latest/rules/rule-types.html, docs.suricata.io/en/latest/rules/flow-keywords.html,
 * github.com/aws/aws-security-services-best-practices (network-firewall, customer-managed rules).
 */
export function permissionLines(rule: FirewallRuleInput): readonly string[] {
  const [from, to] = [list(rule.sources), list(rule.destinations)];
  const protocol = rule.protocol === 'any' ? 'ip' : rule.protocol;
  const ports = portList(rule.ports);
  const logged = rule.log
    ? [
        `alert ${protocol} ${from} any -> ${to} ${ports} (msg:"${rule.message}"; flow:to_server; flowbits:isnotset,logged; flowbits:set,logged; sid:${rule.sid + LOGGED}; rev:1;)`,
      ]
    : [];
  if (rule.protocol === 'any')
    return [...logged, `pass ip ${from} any -> ${to} any (msg:"${rule.message}"; sid:${rule.sid}; rev:1;)`];
  return [
    ...logged,
    `pass ${protocol} ${from} any -> ${to} ${ports} (msg:"${rule.message}"; flow:to_server; sid:${rule.sid}; rev:1;)`,
    `pass ${protocol} ${to} ${ports} -> ${from} any (msg:"${rule.message}, replies"; flow:to_client; sid:${rule.sid + REPLIES}; rev:1;)`,
  ];
}

/**
 * A line of a breakout. All carry `flow:to_server`: replies of what was passed are the policy's business, whose default
 * drops towards servers only. A pass for packets without a connection's state (the resolver's UDP) names its replies.
 */
export function breakoutLines(rule: BreakoutRuleInput): readonly string[] {
  const [from, to] = [side(rule.sources), side(rule.destinations)];
  const { match } = rule;
  const protocol =
    match.on === 'name'
      ? match.protocol
      : match.on === 'handshake'
        ? 'tcp'
        : match.protocol === 'other'
          ? 'ip'
          : match.protocol;
  const ports = portList(match.ports);
  const line = `${rule.action} ${protocol} ${from} any -> ${to} ${ports} (msg:"${rule.message}"; ${options(rule)}sid:${rule.sid}; rev:1;)`;
  if (rule.action !== 'pass' || match.on !== 'packets' || match.protocol !== 'udp') return [line];
  return [
    line,
    `pass udp ${to} ${ports} -> ${from} any (msg:"${rule.message}, replies"; flow:to_client; sid:${rule.sid + REPLIES}; rev:1;)`,
  ];
}

/**
 * A handshake passes without data only: what a client says in its first packet (TCP Fast Open) would pass with it, and no rule
 * on names would be tried any more. Suricata 7.0.10 shows it (test/suricata).
 */
function options({ action, match }: BreakoutRuleInput): string {
  if (match.on === 'handshake') return `flow:not_established,to_server; ${action === 'pass' ? 'dsize:0; ' : ''}`;
  if (match.on === 'packets')
    return match.protocol === 'other' ? 'ip_proto:!TCP; ip_proto:!UDP; flow:to_server; ' : 'flow:to_server; ';
  return `${nameMatch(match)} flow:to_server; `;
}

/**
 * TLS names are as the client wrote them. HTTP hosts are lower case by the time rules see them, but for one with a port, and
 * `nocase` is refused there.
 */
function nameMatch({ protocol, name: pattern, dotted }: Extract<BreakoutMatch, { on: 'name' }>): string {
  const buffer = protocol === 'tls' ? 'tls.sni;' : 'http.host; to_lowercase;';
  if (dotted) return `${buffer} content:"."; endswith;`;
  const anyCase = protocol === 'tls' ? ' nocase;' : '';
  // A name with a dot in it, whichever: a connection that names nobody is not passed.
  if (pattern === undefined) return `${buffer} content:".";`;
  const { name, self, below } = pattern;
  if (!below) return `${buffer} content:"${name}";${anyCase} startswith; endswith;`;
  return `${buffer}${self ? ' dotprefix;' : ''} content:".${name}";${anyCase} endswith;`;
}

function side(value: SideInput): string {
  if (value === 'home') return '$HOME_NET';
  if (value === 'outside') return '$EXTERNAL_NET';
  return value === 'anywhere' ? 'any' : list(value);
}

function list(prefixes: readonly string[]): string {
  return `[${prefixes.join(',')}]`;
}

function portList(ports: readonly string[]): string {
  if (ports.length === 0) return 'any';
  const texts = ports.map((port) => port.replace('-', ':'));
  return texts.length === 1 ? (texts[0] ?? 'any') : `[${texts.join(',')}]`;
}
