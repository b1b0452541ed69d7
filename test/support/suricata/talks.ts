import { formatAddress } from '../../../catalogue/values/cidr';
import type { Service } from '../../../verify/network/service';
import { clientHello, clientHelloInTwoRecords, httpRequest, httpResponse, serverHello } from './application';
import { ICMP, icmpEcho, type Packet, TCP, tcp, type TcpSegment, UDP, udp } from './pcap';

export interface Step extends Packet {
  readonly from: 'client' | 'server';
}

/** The two ends of a connection; the client's own port makes it one of its kind in a capture. */
export interface Ends {
  readonly client: number;
  readonly server: number;
  readonly clientPort: number;
}

/** One way in which a client and a server may talk, and what the proof calls it. */
export interface Talk {
  readonly label: string;
  readonly service: Service;
  readonly steps: (ends: Ends) => readonly Step[];
}

const ESP = 50;

/** Both directions of a TCP connection: handshake, the client's data in so many segments, an answer, all acknowledged. */
function overTcp(
  port: number,
  said: readonly Buffer[],
  answer: Buffer,
  begins: 'handshake' | 'fast open' | 'data in the SYN' = 'handshake',
): Talk['steps'] {
  return ({ client, server, clientPort }) => {
    const address = { client: formatAddress(client), server: formatAddress(server) };
    const segment = (from: Step['from'], part: Omit<TcpSegment, 'sourcePort' | 'destinationPort'>): Step => ({
      from,
      source: address[from],
      destination: address[from === 'client' ? 'server' : 'client'],
      protocol: TCP,
      body: tcp({
        sourcePort: from === 'client' ? clientPort : port,
        destinationPort: from === 'client' ? port : clientPort,
        ...part,
      }),
    });
    const [first = Buffer.alloc(0)] = said;
    const early = begins === 'handshake' ? {} : { data: first, fastOpen: begins === 'fast open' };
    // A server that knows nothing of Fast Open has not taken what came with the SYN: it is said again.
    const taken = begins === 'fast open' ? first.length : 0;
    const rest = begins === 'fast open' ? said.slice(1) : said;
    let at = 1001 + taken;
    const data = rest.map((part) => {
      const step = segment('client', { sequence: at, acknowledgment: 5001, flags: ['psh', 'ack'], data: part });
      at += part.length;
      return step;
    });
    return [
      segment('client', { sequence: 1000, acknowledgment: 0, flags: ['syn'], ...early }),
      segment('server', { sequence: 5000, acknowledgment: 1001 + taken, flags: ['syn', 'ack'] }),
      segment('client', { sequence: 1001 + taken, acknowledgment: 5001, flags: ['ack'] }),
      ...data,
      segment('server', { sequence: 5001, acknowledgment: at, flags: ['ack'] }),
      segment('server', { sequence: 5001, acknowledgment: at, flags: ['psh', 'ack'], data: answer }),
      segment('client', { sequence: at, acknowledgment: 5001 + answer.length, flags: ['ack'] }),
    ];
  };
}

const bytes = (data: Buffer): readonly Buffer[] => [...data].map((_, index) => data.subarray(index, index + 1));
const halves = (data: Buffer): readonly Buffer[] => [
  data.subarray(0, Math.floor(data.length / 2)),
  data.subarray(Math.floor(data.length / 2)),
];

/** A TLS client that asks for a name, in every way in which it may be written and sent. */
export function tlsTalks(port: number, name: string): readonly Talk[] {
  const service = { protocol: 'tcp', port, speaks: 'tls' } as const;
  const hello = (asked: string): Buffer => clientHello(asked);
  const as = (
    label: string,
    said: readonly Buffer[],
    asked: string,
    begins?: 'fast open' | 'data in the SYN',
  ): Talk => ({
    label: `TLS ${label}`,
    service: { ...service, name: asked, ...(begins ? { early: true } : {}) },
    steps: overTcp(port, said, serverHello(), begins),
  });
  const loud = name.toUpperCase();
  return [
    as('whole', [hello(name)], name),
    as('in two segments', halves(hello(name)), name),
    as('in two records', [clientHelloInTwoRecords(name)], name),
    as('in capitals', [hello(loud)], loud),
    as('with a dot at the end', [hello(`${name}.`)], `${name}.`),
    as('below', [hello(`below.${name}`)], `below.${name}`),
    as('that only ends alike', [hello(`not${name}`)], `not${name}`),
    as('that goes on', [hello(`${name}.example`)], `${name}.example`),
    as('in a Fast Open', [hello(name)], name, 'fast open'),
    as('in the SYN', [hello(name)], name, 'data in the SYN'),
  ];
}

/** Slow to play: one packet for each byte. */
export function tlsByteByByte(port: number, name: string): Talk {
  return {
    label: 'TLS byte by byte',
    service: { protocol: 'tcp', port, speaks: 'tls', name },
    steps: overTcp(port, bytes(clientHello(name)), serverHello()),
  };
}

export function httpTalks(port: number, name: string): readonly Talk[] {
  const as = (
    label: string,
    said: readonly Buffer[],
    asked: string,
    begins?: 'fast open' | 'data in the SYN',
  ): Talk => ({
    label: `HTTP ${label}`,
    service: { protocol: 'tcp', port, speaks: 'http', name: asked, ...(begins ? { early: true } : {}) },
    steps: overTcp(port, said, httpResponse(), begins),
  });
  const loud = name.toUpperCase();
  return [
    as('whole', [httpRequest(name)], name),
    as('in two segments', halves(httpRequest(name)), name),
    as('with a port', [httpRequest(`${name}:${port}`)], name),
    as('in capitals', [httpRequest(loud)], loud),
    as('in capitals with a port', [httpRequest(`${loud}:${port}`)], loud),
    as('with a dot at the end', [httpRequest(`${name}.`)], `${name}.`),
    as('with a dot and a port', [httpRequest(`${name}.:${port}`)], `${name}.`),
    as('below', [httpRequest(`below.${name}`)], `below.${name}`),
    as('that only ends alike', [httpRequest(`not${name}`)], `not${name}`),
    as('in a Fast Open', [httpRequest(name)], name, 'fast open'),
    as('in the SYN', [httpRequest(name)], name, 'data in the SYN'),
  ];
}

/** What asks for no name. */
export function plainTalks(port: number): readonly Talk[] {
  const datagrams =
    (data: Buffer): Talk['steps'] =>
    ({ client, server, clientPort }) => [
      {
        from: 'client',
        source: formatAddress(client),
        destination: formatAddress(server),
        protocol: UDP,
        body: udp(clientPort, port, data),
      },
      {
        from: 'server',
        source: formatAddress(server),
        destination: formatAddress(client),
        protocol: UDP,
        body: udp(port, clientPort, data),
      },
    ];
  return [
    {
      label: 'SSH',
      service: { protocol: 'tcp', port },
      steps: overTcp(port, [Buffer.from('SSH-2.0-client\r\n')], Buffer.from('SSH-2.0-server\r\n')),
    },
    {
      label: 'TLS without a name',
      service: { protocol: 'tcp', port, speaks: 'tls' },
      steps: overTcp(port, [clientHello()], serverHello()),
    },
    {
      label: 'HTTP without a host',
      service: { protocol: 'tcp', port, speaks: 'http' },
      steps: overTcp(port, [httpRequest(undefined)], httpResponse()),
    },
    { label: 'UDP', service: { protocol: 'udp', port }, steps: datagrams(Buffer.alloc(24, 0x30)) },
    // A long header of version 1: RFC 9000, 17.2.
    {
      label: 'QUIC',
      service: { protocol: 'udp', port },
      steps: datagrams(Buffer.concat([Buffer.from([0xc3, 0, 0, 0, 1, 8]), Buffer.alloc(1_194, 7)])),
    },
  ];
}

/** What has no ports; a pair of addresses has one connection of each. */
export function portlessTalks(): readonly Talk[] {
  const both =
    (protocol: number, request: Buffer, reply: Buffer): Talk['steps'] =>
    ({ client, server }) => [
      { from: 'client', source: formatAddress(client), destination: formatAddress(server), protocol, body: request },
      { from: 'server', source: formatAddress(server), destination: formatAddress(client), protocol, body: reply },
    ];
  const esp = Buffer.concat([Buffer.from([0, 0, 16, 1, 0, 0, 0, 1]), Buffer.alloc(32, 9)]);
  return [
    {
      label: 'ICMP echo',
      service: { protocol: 'icmp', port: 0 },
      steps: both(ICMP, icmpEcho('request', 7), icmpEcho('reply', 7)),
    },
    { label: 'ESP', service: { protocol: 'other', port: 0 }, steps: both(ESP, esp, esp) },
  ];
}
