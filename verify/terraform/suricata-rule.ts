import { Cidr, parseCidr } from '../../catalogue/values/cidr';

/** Addresses a side of a rule names. */
export interface AddressMatch {
  readonly variable?: 'HOME_NET' | 'EXTERNAL_NET';
  readonly prefixes: readonly Cidr[];
  readonly any: boolean;
}

export interface PortMatch {
  readonly first: number;
  readonly last: number;
}

/** One line of a rule group, as far as this proof reads it. */
export interface SuricataRule {
  readonly action: 'pass' | 'drop' | 'reject' | 'alert';
  readonly protocol: 'ip' | 'tcp' | 'udp' | 'icmp' | 'tls' | 'http';
  readonly source: AddressMatch;
  readonly sourcePorts: readonly PortMatch[];
  readonly destination: AddressMatch;
  readonly ports: readonly PortMatch[];
  readonly direction?: 'to_server' | 'to_client';
  readonly notEstablished: boolean;
  /** Only packets without data. */
  readonly withoutData: boolean;
  /** Protocols excluded by `ip_proto:!…`. */
  readonly notProtocols: readonly ('tcp' | 'udp')[];
  readonly name?: NameMatch;
  readonly sid: number;
}

/** What a name must be; `contains` is a name that holds this text, whichever it is. */
export type NameMatch = (
  | { readonly kind: 'exact'; readonly name: string }
  | { readonly kind: 'ends'; readonly suffix: string; readonly withSelf: boolean }
  | { readonly kind: 'contains'; readonly text: string }
) & {
  /** Whether capitals make no difference. */
  readonly anyCase: boolean;
};

/** Thrown for a line that this proof can't read: it must not guess what it means. */
export class UnreadableRule extends Error {}

const LINE = /^(pass|drop|reject|alert) (ip|tcp|udp|icmp|tls|http) (\S+) (\S+) -> (\S+) (\S+) \((.*)\)$/;

export function parseSuricata(line: string): SuricataRule {
  const found = LINE.exec(line.trim());
  if (!found) throw new UnreadableRule(line);
  const [, action, protocol, source = '', sourcePorts = '', destination = '', ports = '', body = ''] = found;
  const head = { action: action as SuricataRule['action'], protocol: protocol as SuricataRule['protocol'] };
  const rule: SuricataRule = {
    ...head,
    source: readAddresses(source, line),
    sourcePorts: readPorts(sourcePorts, line),
    destination: readAddresses(destination, line),
    ports: readPorts(ports, line),
    ...readOptions(body, head, line),
  };
  // Whoever has that port could begin: replies alone come from a port of their own.
  if (rule.action === 'pass' && rule.sourcePorts.length > 0 && rule.direction !== 'to_client')
    throw new UnreadableRule(line);
  return rule;
}

type Options = Pick<SuricataRule, 'direction' | 'notEstablished' | 'withoutData' | 'notProtocols' | 'name' | 'sid'>;

/**
 * Options as rules of this network have them, and in no other way: a key that stands twice, in another place or with
 * another value means something else to Suricata, and is not read.
 */
function readOptions(body: string, head: Pick<SuricataRule, 'action' | 'protocol'>, line: string): Options {
  const list = body
    .split(';')
    .map((option) => option.trim())
    .filter((option) => option !== '');
  const unreadable = (): never => {
    throw new UnreadableRule(line);
  };
  let direction: SuricataRule['direction'];
  let notEstablished = false;
  let withoutData = false;
  let sid = 0;
  const notProtocols: ('tcp' | 'udp')[] = [];
  let buffer: 'tls.sni' | 'http.host' | undefined;
  const name = {
    content: undefined as string | undefined,
    dotprefix: false,
    starts: false,
    ends: false,
    anyCase: false,
  };
  const seen = new Set<string>();
  list.forEach((option, index) => {
    const [key = '', value = ''] = option.split(/:(.*)/s);
    const before = list[index - 1];
    // Exclusions and marks stand in pairs, each of them once.
    const once = key === 'ip_proto' || key === 'flowbits' ? option : key;
    if (seen.has(once)) unreadable();
    seen.add(once);
    if (key === 'msg') {
      if (!/^"[^"\\]*"$/.test(value)) unreadable();
    } else if (key === 'rev' || key === 'sid') {
      if (!/^[1-9]\d*$/.test(value)) unreadable();
      if (key === 'sid') sid = Number(value);
    } else if (key === 'flowbits') {
      // What notes down a connection once passes and drops nothing; a rule that decides would be switched off by it.
      if (head.action !== 'alert' || !['isnotset,logged', 'set,logged'].includes(value)) unreadable();
    } else if (option === 'dsize:0') withoutData = true;
    else if (key === 'ip_proto' && (value === '!TCP' || value === '!UDP') && head.protocol === 'ip')
      notProtocols.push(value === '!TCP' ? 'tcp' : 'udp');
    else if (key === 'flow') {
      for (const word of new Set(value.split(','))) {
        if ((word === 'to_server' || word === 'to_client') && direction === undefined) direction = word;
        else if (word === 'not_established' && !notEstablished) notEstablished = true;
        else unreadable();
      }
    } else if (option === 'tls.sni' || option === 'http.host') {
      if (buffer !== undefined || !option.startsWith(`${head.protocol}.`)) unreadable();
      buffer = option;
    } else if (option === 'to_lowercase') {
      // What is lower case already is compared with the lower-case text of the rule.
      if (before !== 'http.host') unreadable();
      name.anyCase = true;
    } else if (option === 'dotprefix') {
      if (before !== buffer && before !== 'to_lowercase') unreadable();
      name.dotprefix = true;
    } else if (key === 'content') {
      // Bytes in other notations, and escapes, are in no name.
      if (buffer === undefined || !/^"[\w.*-]+"$/.test(value)) unreadable();
      if (before !== buffer && before !== 'to_lowercase' && before !== 'dotprefix') unreadable();
      name.content = value.slice(1, -1);
    } else if (name.content === undefined) unreadable();
    else if (option === 'nocase') {
      // Refused by Suricata where the text is lower case already.
      if (buffer === 'http.host') unreadable();
      name.anyCase = true;
    } else if (option === 'startswith') name.starts = true;
    else if (option === 'endswith') name.ends = true;
    else unreadable();
  });
  if (sid === 0) unreadable();
  return {
    ...(direction === undefined ? {} : { direction }),
    notEstablished,
    withoutData,
    notProtocols,
    ...(buffer === undefined ? {} : { name: nameMatch(name, line) }),
    sid,
  };
}

function nameMatch(
  parts: { content: string | undefined; dotprefix: boolean; starts: boolean; ends: boolean; anyCase: boolean },
  line: string,
): NameMatch {
  const { content, dotprefix, starts, ends, anyCase } = parts;
  if (content === undefined) throw new UnreadableRule(line);
  if (starts && ends && !dotprefix) return { kind: 'exact', name: content, anyCase };
  if (ends && !starts) return { kind: 'ends', suffix: content, withSelf: dotprefix, anyCase };
  if (!starts && !ends && !dotprefix) return { kind: 'contains', text: content, anyCase };
  throw new UnreadableRule(line);
}

function readAddresses(side: string, line: string): AddressMatch {
  if (side === 'any') return { prefixes: [], any: true };
  if (side === '$HOME_NET' || side === '$EXTERNAL_NET')
    return { variable: side.slice(1) as 'HOME_NET' | 'EXTERNAL_NET', prefixes: [], any: false };
  const prefixes = listOf(side).map((item) => {
    const parsed = parseCidr(item.includes('/') ? item : `${item}/32`);
    if (!(parsed instanceof Cidr)) throw new UnreadableRule(line);
    return parsed;
  });
  return { prefixes, any: false };
}

function readPorts(side: string, line: string): readonly PortMatch[] {
  if (side === 'any') return [];
  return listOf(side).map((item) => {
    // `1024:` goes on to the last port, and `!80` is every other: neither is written here.
    const [, low = '', high = low] = /^(\d+)(?::(\d+))?$/.exec(item) ?? [];
    const [first, last] = [Number(low), Number(high)];
    if (low === '' || first > last || last > MOST_PORTS) throw new UnreadableRule(line);
    return { first, last };
  });
}

const MOST_PORTS = 65_535;

function listOf(side: string): readonly string[] {
  return /^\[[^[\]]*\]$/.test(side) ? side.slice(1, -1).split(',') : [side];
}

/** Whether a name, as the client wrote it, is one that the rule means. */
export function nameMatches(match: NameMatch, name: string): boolean {
  const form = (text: string): string => (match.anyCase ? text.toLowerCase() : text);
  const subject = form(name);
  if (match.kind === 'exact') return subject === form(match.name);
  if (match.kind === 'contains') return subject.includes(form(match.text));
  const suffix = form(match.suffix);
  return match.withSelf ? `.${subject}`.endsWith(suffix) : subject.endsWith(suffix);
}
