import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

/**
 * An HTTP server in place of a code host's API: lists, posts and changes comments and issues as GitHub, GitLab and Azure DevOps do,
 * by the shapes of their documentation. It knows no permissions and no limits of theirs.
 */
export class StandInHost {
  readonly asked: Asked[] = [];
  /** What a list of this path answers, by page. */
  readonly lists = new Map<string, readonly (readonly unknown[])[]>();
  /** What a path answers as it is. */
  readonly answers = new Map<string, unknown>();
  private server: Server | undefined;

  async open(): Promise<string> {
    const server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const text = Buffer.concat(parts).toString();
        const { method = '', url = '', headers } = request;
        this.asked.push({ method, url, headers, body: text === '' ? undefined : (JSON.parse(text) as unknown) });
        const { pathname, searchParams } = new URL(url, 'http://localhost');
        const page = Number(searchParams.get('page') ?? '1');
        const answer =
          method !== 'GET' ? { id: 1 } : (this.answers.get(pathname) ?? this.lists.get(pathname)?.[page - 1] ?? []);
        response.writeHead(200, { 'Content-Type': 'application/json' });
        response.end(JSON.stringify(answer));
      });
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server?.close();
  }

  /** What was written, as `METHOD path`. */
  get written(): readonly string[] {
    return this.asked.flatMap(({ method, url }) => (method === 'GET' ? [] : [`${method} ${url.split('?')[0] ?? ''}`]));
  }
}
