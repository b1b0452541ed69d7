/** One IPv4 packet as it is written into a capture. */
export interface Packet {
  readonly source: string;
  readonly destination: string;
  /** Number of the protocol in the IP header. */
  readonly protocol: number;
  /** Header and data of the protocol. */
  readonly body: Buffer;
}

export interface TcpSegment {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly sequence: number;
  readonly acknowledgment: number;
  readonly flags: readonly ('syn' | 'ack' | 'psh' | 'fin' | 'rst')[];
  readonly data?: Buffer;
  /** Asks for what RFC 7413 calls Fast Open: data in the SYN is taken before the handshake is over. */
  readonly fastOpen?: boolean;
}

const FLAGS = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16 } as const;
export const TCP = 6;
export const UDP = 17;
export const ICMP = 1;

/** A cookie of eight bytes, and two bytes that fill the word. Layout: RFC 7413, 4.1.1. */
const FAST_OPEN_COOKIE = Buffer.from([34, 10, 1, 2, 3, 4, 5, 6, 7, 8, 1, 1]);

/** Layout: RFC 9293, 3.1. Checksums are left at zero: Suricata is told not to look at them. */
export function tcp(segment: TcpSegment): Buffer {
  const options = segment.fastOpen ? FAST_OPEN_COOKIE : Buffer.alloc(0);
  const header = Buffer.alloc(20);
  header.writeUInt16BE(segment.sourcePort, 0);
  header.writeUInt16BE(segment.destinationPort, 2);
  header.writeUInt32BE(segment.sequence >>> 0, 4);
  header.writeUInt32BE(segment.acknowledgment >>> 0, 8);
  header.writeUInt8((5 + options.length / 4) << 4, 12);
  header.writeUInt8(
    segment.flags.reduce((sum, flag) => sum | FLAGS[flag], 0),
    13,
  );
  header.writeUInt16BE(65_535, 14);
  return Buffer.concat([header, options, segment.data ?? Buffer.alloc(0)]);
}

/** Layout: RFC 768. */
export function udp(sourcePort: number, destinationPort: number, data: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt16BE(sourcePort, 0);
  header.writeUInt16BE(destinationPort, 2);
  header.writeUInt16BE(8 + data.length, 4);
  return Buffer.concat([header, data]);
}

/** An echo request or its reply. Layout: RFC 792. */
export function icmpEcho(type: 'request' | 'reply', identifier: number): Buffer {
  const header = Buffer.alloc(16);
  header.writeUInt8(type === 'request' ? 8 : 0, 0);
  header.writeUInt16BE(identifier, 4);
  return header;
}

/** A capture of raw IPv4 packets, a millisecond apart. Format: wiki.wireshark.org/Development/LibpcapFileFormat, link type 101. */
export function capture(packets: readonly Packet[]): Buffer {
  const head = Buffer.alloc(24);
  head.writeUInt32LE(0xa1b2c3d4, 0);
  head.writeUInt16LE(2, 4);
  head.writeUInt16LE(4, 6);
  head.writeUInt32LE(65_535, 16);
  head.writeUInt32LE(101, 20);
  const records = packets.map((packet, index) => {
    const content = ipv4(packet, index);
    const record = Buffer.alloc(16);
    record.writeUInt32LE(1_750_000_000 + Math.floor(index / 1_000), 0);
    record.writeUInt32LE((index % 1_000) * 1_000, 4);
    record.writeUInt32LE(content.length, 8);
    record.writeUInt32LE(content.length, 12);
    return Buffer.concat([record, content]);
  });
  return Buffer.concat([head, ...records]);
}

/** Layout: RFC 791, 3.1. */
function ipv4({ source, destination, protocol, body }: Packet, identification: number): Buffer {
  const header = Buffer.alloc(20);
  header.writeUInt8(0x45, 0);
  header.writeUInt16BE(20 + body.length, 2);
  header.writeUInt16BE(identification & 0xffff, 4);
  header.writeUInt8(64, 8);
  header.writeUInt8(protocol, 9);
  header.set(source.split('.').map(Number), 12);
  header.set(destination.split('.').map(Number), 16);
  return Buffer.concat([header, body]);
}
