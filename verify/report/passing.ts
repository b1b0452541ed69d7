import { cidr, holds } from '../../catalogue/values/cidr';
import { parsePort } from '../../catalogue/values/ports';
import type { Service } from '../network/service';
import { isPublic, namesFor } from '../walk/outcome';
import type { Proof } from '../walk/proof';
import { type Route, routesOf, RouteView } from '../walk/route';
import { formatService, rangeHolds } from '../walk/service-classes';
import type { Source } from '../walk/sources';

/** What passes between a source and an address, on what, and by which entry of the catalogue. */
export interface Passing {
  /** `services.print`; `internet` for what a domain passes; empty where nobody asked for it. */
  readonly because: string;
  /** `tcp/443`, `udp/5000-5010`, `tcp/443 by name`. */
  readonly services: readonly string[];
}

/** Everything that arrives, of every kind of service that is told apart; or of one service. */
export function passingBetween(
  proof: Proof,
  source: Source,
  destination: number,
  only?: Service,
): { readonly passing: readonly Passing[]; readonly routes: readonly Route[] } {
  const routes = routesOf(proof.walker, proof.network, source, destination);
  const views = routes.map((route) => new RouteView(proof.network, route, source, destination));
  const outside = isPublic(destination);
  const wants = proof.intent.wants.filter(
    (want) =>
      want.from === source.owner.tenant && holds(want.sources, source.address) && holds(want.destinations, destination),
  );
  const found = new Map<string, Set<string>>();
  const note = (because: string, text: string): void => {
    found.set(because, (found.get(because) ?? new Set()).add(text));
  };
  const becauseOf = (service: Service): string =>
    wants.find(({ ports }) => ports.some((range) => rangeHolds(range, service)))?.because ??
    (outside ? supplierAt(proof, source, destination, service) : '');
  const arrives = (service: Service): boolean => views.some((view) => view.decide(service).arrives);
  if (only) {
    if (arrives(only)) note(becauseOf(only), formatService(only));
  } else {
    const all = proof.services.of({
      rules: views.flatMap(({ rules }) => rules),
      groups: views.flatMap(({ groups }) => groups),
      wanted: [...wants.flatMap(({ ports }) => ports), ...(outside ? proof.intent.publicPorts : [])],
      names: outside
        ? namesFor(
            proof.intent,
            views.flatMap(({ names }) => names),
          )
        : [],
    });
    for (const { service, text } of ranges(all)) if (arrives(service)) note(becauseOf(service), text);
    const plain = new Set(all.filter((each) => each.speaks === undefined && arrives(each)).map(({ port }) => port));
    for (const service of all)
      if (service.name !== undefined && !plain.has(service.port) && arrives(service))
        note(becauseOf(service), `tcp/${service.port} by name`);
  }
  return { passing: [...found].map(([because, services]) => ({ because, services: [...services] })), routes };
}

/** The supplier whose address it is, else the domain that the tenant leaves by. */
function supplierAt({ catalogue }: Proof, { owner }: Source, destination: number, service: Service): string {
  const found = catalogue.suppliers.find(
    (each) =>
      each.kind === 'egress' &&
      each.consumers.includes(owner.tenant) &&
      holds(each.addresses.map(cidr), destination) &&
      each.ports.map(parsePort).some((range) => rangeHolds(range, service)),
  );
  return found ? `suppliers.${found.id}` : 'internet';
}

/** Each service without a name, with the whole range of ports that it stands for. */
function ranges(services: readonly Service[]): readonly { readonly service: Service; readonly text: string }[] {
  const plain = services.filter(({ speaks }) => speaks === undefined);
  return plain.map((service) => {
    const { protocol, port } = service;
    if (protocol === 'icmp' || protocol === 'other') return { service, text: formatService(service) };
    const next = plain.filter((each) => each.protocol === protocol && each.port > port).map((each) => each.port);
    const last = Math.min(65_536, ...next) - 1;
    const text =
      port === 1 && last === 65_535 ? `${protocol}/any` : `${protocol}/${port}${last > port ? `-${last}` : ''}`;
    return { service, text };
  });
}
