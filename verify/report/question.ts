import { parseAddress } from '../../catalogue/values/cidr';
import { failure, type Issue, type Result, success } from '../../catalogue/issues/issue';
import { namelessIn } from '../../catalogue/values/nameless-ports';
import type { Announcement } from '../network/announcement';
import type { Service } from '../network/service';
import type { Proof } from '../walk/proof';
import type { Source } from '../walk/sources';

/** Who reaches what, as it is asked on the command line and in a file of expectations. */
export interface Question {
  /** Site, SITE/TENANT, tenant or address. @default - whoever there is */
  readonly from?: string;
  readonly to: string;
  /** @default - every service that is told apart */
  readonly port?: string;
  readonly name?: string;
}

/** A question whose words this network knows. */
export interface Asked {
  /** Absent where everybody is meant. */
  readonly sources?: readonly Source[];
  /** Whether an address was given, of which there is one. */
  readonly isOne: boolean;
  readonly destination: number;
  /** The place or tenant that is meant; absent where an address was given. */
  readonly place?: string;
  readonly service?: Service;
}

/** What a question means. PACKET_SYNTAX for what is no address, no id, no port or no name. */
export function understand(proof: Proof, question: Question): Result<Asked> {
  const issues: Issue[] = [];
  const sources = question.from === undefined ? undefined : sourcesOf(proof, question.from);
  if (sources?.length === 0)
    issues.push(
      unknown('--from', question.from ?? '', 'a site, SITE/TENANT, a tenant or an address that somebody announces'),
    );
  const destination = destinationOf(proof, question.to);
  if (destination === undefined)
    issues.push(unknown('--to', question.to, 'an address, a site, SITE/TENANT or a tenant'));
  if (question.name !== undefined && !isName(question.name))
    issues.push({
      code: 'PACKET_SYNTAX',
      problem: '--name is the name of a server, as a client asks for it: no port, no path, no address.',
      got: question.name,
      allowed: 'www.example.org; the port goes into --port',
    });
  const port = question.port ?? (question.name === undefined ? undefined : 'tcp/443');
  const service = port === undefined ? undefined : serviceOf(port, question.name);
  if (port !== undefined && !service) issues.push(unknown('--port', port, 'tcp/443, udp/161, icmp'));
  const nameless =
    service && question.name !== undefined
      ? namelessIn({ protocol: service.protocol === 'tcp' ? 'tcp' : 'udp', first: service.port, last: service.port })
      : undefined;
  if (service && question.name !== undefined && (nameless || service.protocol !== 'tcp'))
    issues.push({
      code: 'PACKET_SYNTAX',
      problem: `${nameless?.name ?? 'What is not TCP'} asks for no name that a firewall could read.`,
      got: `${port ?? ''} ${question.name}`,
      fix: 'Leave --name out.',
    });
  if (destination === undefined || issues.length > 0) return failure(issues);
  const isOne = typeof parseAddress(question.to) === 'number';
  return success({
    ...(sources === undefined ? {} : { sources }),
    isOne,
    destination,
    ...(isOne ? {} : { place: question.to }),
    ...(service === undefined ? {} : { service }),
  });
}

function unknown(option: string, got: string, allowed: string): Issue {
  return { code: 'PACKET_SYNTAX', problem: `${option} names nothing that this network knows.`, got, allowed };
}

/** An address is one source; a site is one for each tenant that it has there. */
function sourcesOf(proof: Proof, text: string): readonly Source[] {
  const address = parseAddress(text);
  const found = new Map<string, Source>();
  const preference = new Map<string, number>();
  for (const attachment of proof.network.attachments.values()) {
    if (attachment.vpc !== undefined) continue;
    for (const announcement of proof.announcements.byAttachment.get(attachment.key) ?? []) {
      const { owner, prefix, prepend = 0 } = announcement;
      const meant =
        announcement.toCome !== true && typeof address === 'number'
          ? prefix.first <= address && address <= prefix.last
          : isNamed(announcement, text);
      // A tenant's name means any one of its places.
      const key = owner.place === text ? owner.tenant : '';
      const known = found.get(key);
      // A place sends over the circuit that it prefers.
      if (!meant || (known && !(known.owner.place === owner.place && (preference.get(key) ?? 0) > prepend))) continue;
      preference.set(key, prepend);
      const like = proof.sources.find(
        (source) =>
          source.start.at === 'attachment' &&
          source.owner.tenant === owner.tenant &&
          source.owner.place === owner.place,
      );
      found.set(key, {
        owner,
        address: typeof address === 'number' ? address : prefix.first,
        start: { at: 'attachment', attachment: attachment.key },
        resolver: false,
        label: owner.label,
        ...(like?.firstHop ? { firstHop: like.firstHop } : {}),
      });
    }
  }
  return [...found.values()];
}

export function isNamed({ owner }: Pick<Announcement, 'owner'>, text: string): boolean {
  return (
    owner.place === text ||
    owner.tenant === text ||
    `${owner.place}/${owner.tenant}` === text ||
    owner.place === `${owner.tenant}/${text}`
  );
}

function destinationOf(proof: Proof, text: string): number | undefined {
  const address = parseAddress(text);
  if (typeof address === 'number') return address;
  const named = [...proof.announcements.byAttachment.values()].flat().find((each) => isNamed(each, text));
  return named?.prefix.first;
}

/** Labels of letters, digits, hyphens and underscores, in whatever case and with the dot that may end it; no address. */
function isName(text: string): boolean {
  return text.length <= 254 && /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z][a-z0-9-]{0,62}\.?$/i.test(text);
}

function serviceOf(port: string, name: string | undefined): Service | undefined {
  if (port === 'icmp') return { protocol: 'icmp', port: 0 };
  const found = /^(tcp|udp)\/([1-9]\d{0,4})$/.exec(port);
  const number = Number(found?.[2]);
  if (!found || number > 65_535) return undefined;
  const protocol = found[1] === 'udp' ? 'udp' : 'tcp';
  return {
    protocol,
    port: number,
    ...(name === undefined ? {} : { speaks: number === 80 ? ('http' as const) : ('tls' as const), name }),
  };
}
