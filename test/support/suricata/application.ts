/** A TLS record with a client's hello that asks for a name, or for none. Layout: RFC 8446, 4.1.2 and 5.1; RFC 6066, 3. */
export function clientHello(name?: string): Buffer {
  return record(handshake(1, helloBody(name)));
}

/** The same hello in two records, as a client may write it. */
export function clientHelloInTwoRecords(name: string): Buffer {
  const message = handshake(1, helloBody(name));
  const half = Math.floor(message.length / 2);
  return Buffer.concat([record(message.subarray(0, half)), record(message.subarray(half))]);
}

export function serverHello(): Buffer {
  const body = Buffer.concat([
    Buffer.from([3, 3]),
    Buffer.alloc(32, 2),
    Buffer.from([0]),
    Buffer.from([0x13, 0x01]),
    Buffer.from([0]),
    sized(2, Buffer.alloc(0)),
  ]);
  return record(handshake(2, body));
}

function helloBody(name: string | undefined): Buffer {
  const list =
    name === undefined ? undefined : sized(2, Buffer.concat([Buffer.from([0]), sized(2, Buffer.from(name))]));
  const extensions = [
    ...(list === undefined ? [] : [extension(0, list)]),
    // Supported versions: TLS 1.3 and 1.2.
    extension(43, sized(1, Buffer.from([3, 4, 3, 3]))),
  ];
  return Buffer.concat([
    Buffer.from([3, 3]),
    Buffer.alloc(32, 1),
    sized(1, Buffer.alloc(0)),
    sized(2, Buffer.from([0x13, 0x01, 0xc0, 0x2f])),
    sized(1, Buffer.from([0])),
    sized(2, Buffer.concat(extensions)),
  ]);
}

function extension(type: number, data: Buffer): Buffer {
  return Buffer.concat([Buffer.from([type >> 8, type & 255]), sized(2, data)]);
}

function handshake(type: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from([type]), sized(3, body)]);
}

function record(content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([22, 3, 1]), sized(2, content)]);
}

/** Content behind its own length, in so many bytes. */
function sized(bytes: 1 | 2 | 3, content: Buffer): Buffer {
  const length = Buffer.alloc(bytes);
  length.writeUIntBE(content.length, 0, bytes);
  return Buffer.concat([length, content]);
}

/** A request as a browser sends it; the host may be anything. */
export function httpRequest(host: string | undefined, target = '/'): Buffer {
  const lines = [
    `GET ${target} HTTP/1.1`,
    ...(host === undefined ? [] : [`Host: ${host}`]),
    'User-Agent: test',
    'Accept: */*',
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`);
}

export function httpResponse(): Buffer {
  return Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
}
