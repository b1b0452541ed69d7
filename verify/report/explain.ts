import { formatAddress, parseAddress } from '../../catalogue/values/cidr';
import { failure, type Issue, type Result, success } from '../../catalogue/issues/issue';
import type { Announcement } from '../network/announcement';
import type { Service } from '../network/service';
import type { Proof } from '../walk/proof';
import { routesOf, RouteView } from '../walk/route';
import { formatService } from '../walk/service-classes';
import type { Source } from '../walk/sources';

/** One packet, as it is asked about on the command line. */
export interface Question {
  /** Site, tenant or address. */
  readonly from: string;
  readonly to: string;
  readonly port: string;
  readonly name?: string;
}

/** What happens to one packet, hop by hop, there and back. PACKET_SYNTAX for what is no address, no id, no port or no name. */
export function explain(proof: Proof, question: Question): Result<string> {
  const issues: Issue[] = [];
  const sources = sourcesOf(proof, question.from);
  if (sources.length === 0)
    issues.push(
      unknown('--from', question.from, 'a site, SITE/TENANT, a tenant or an address that somebody announces'),
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
  const service = serviceOf(question.port, question.name);
  if (!service) issues.push(unknown('--port', question.port, 'tcp/443, udp/161, icmp'));
  if (sources.length === 0 || destination === undefined || !service || issues.length > 0) return failure(issues);
  return success(sources.map((source) => explainOne(proof, source, destination, service)).join('\n'));
}

function explainOne(proof: Proof, source: Source, destination: number, service: Service): string {
  const routes = routesOf(proof.walker, proof.network, source, destination);
  const texts = routes.map((route) => {
    const decision = new RouteView(proof.network, route, source, destination).decide(service);
    const { forward, back } = route;
    const end = forward.end.kind === 'delivered' ? [`  → ${forward.end.owner.label}, ${forward.end.owner.tenant}`] : [];
    return [
      ...forward.steps.map((step, index) => `  ${index === 0 ? '  ' : '→ '}${step.text}`),
      ...end,
      ...(back && back.steps.length > 0 ? ['  and back:', ...back.steps.map((step) => `  ← ${step.text}`)] : []),
      `${verdict(decision.arrives, decision.answered)}: ${decision.reason === '' ? 'nothing stands in its way' : decision.reason}`,
    ].join('\n');
  });
  const heading = `${source.owner.tenant} (${source.label}, ${formatAddress(source.address)}) → ${formatAddress(destination)} ${formatService(service)}`;
  return `${[heading, ...new Set(texts)].join('\n')}\n`;
}

function verdict(arrives: boolean, answered: boolean): string {
  if (!arrives) return 'Dropped';
  return answered ? 'Passes, and so does the reply' : 'Arrives, and is never answered';
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

function isNamed({ owner }: Announcement, text: string): boolean {
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
