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
  const options = readOptions(body, line);
  return {
    action: action as SuricataRule['action'],
    protocol: protocol as SuricataRule['protocol'],
    source: readAddresses(source, line),
    sourcePorts: readPorts(sourcePorts, line),
    destination: readAddresses(destination, line),
    ports: readPorts(ports, line),
    ...options,
  };
}

type Options = Pick<SuricataRule, 'direction' | 'notEstablished' | 'withoutData' | 'notProtocols' | 'name' | 'sid'>;

function readOptions(body: string, line: string): Options {
  const list = body
    .split(';')
    .map((option) => option.trim())
    .filter((option) => option !== '');
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
  for (const option of list) {
    const [key = '', value = ''] = option.split(/:(.*)/s);
    if (key === 'msg' || key === 'rev' || key === 'flowbits') continue;
    // What is lower case already is compared with the lower-case text of the rule.
    if (option === 'nocase' || (option === 'to_lowercase' && buffer === 'http.host')) name.anyCase = true;
    else if (option === 'dsize:0') withoutData = true;
    else if (key === 'sid') sid = Number(value);
    else if (key === 'ip_proto' && (value === '!TCP' || value === '!UDP'))
      notProtocols.push(value === '!TCP' ? 'tcp' : 'udp');
    else if (key === 'flow') {
      for (const word of value.split(',')) {
        if (word === 'to_server' || word === 'to_client') direction = word;
        else if (word === 'not_established') notEstablished = true;
        else throw new UnreadableRule(line);
      }
    } else if (key === 'tls.sni' || key === 'http.host') buffer = key;
    else if (key === 'dotprefix') name.dotprefix = true;
    else if (key === 'content' && /^"[^"]*"$/.test(value) && buffer) name.content = value.slice(1, -1);
    else if (key === 'startswith') name.starts = true;
    else if (key === 'endswith') name.ends = true;
    else throw new UnreadableRule(line);
  }
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
    const [low = '', high = low] = item.split(':');
    const [first, last] = [Number(low), Number(high)];
    if (!Number.isInteger(first) || !Number.isInteger(last)) throw new UnreadableRule(line);
    return { first, last };
  });
}

function listOf(side: string): readonly string[] {
  return side.startsWith('[') ? side.slice(1, -1).split(',') : [side];
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
