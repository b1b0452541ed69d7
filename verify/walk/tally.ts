import type { Want } from '../intent/want';
import type { Difference, Reach } from './difference';
import type { Finding, Outcome, Pair } from './outcome';
import type { Hubs } from './hubs';
import type { Source } from './sources';

/** A want, and a hub from which what it is for is reached by none of those who were granted it there. */
export interface WithoutWay {
  readonly want: Want;
  readonly hub: string;
}

/** What a comparison has found so far. */
export class Tally {
  classes = 0;
  readonly proven = new Set<Want>();
  readonly reached = new Map<string, Reach>();
  private readonly found = new Map<string, Difference>();
  private readonly granted = new Map<Want, Map<string, { source: Source; isReached: boolean }>>();

  differences(): readonly Difference[] {
    return [...this.found.values()];
  }

  /** `classId` tells addresses that belong to nobody apart. */
  add(pair: Pair, outcome: Outcome, classId: number): void {
    this.classes += outcome.services;
    for (const want of outcome.proven) this.proven.add(want);
    for (const [because, services] of outcome.reached) this.reach(pair, because, services);
    for (const finding of outcome.differences) this.differ(pair, finding, classId);
  }

  /** Notes that a source was granted something, and whether a way was tried from there. */
  grant(source: Source, wants: readonly Want[], isTried: boolean): void {
    const place = `${source.resolver} ${source.start.at === 'attachment' ? source.start.attachment : source.start.vpc}`;
    for (const want of wants) {
      const places = this.granted.get(want) ?? new Map<string, { source: Source; isReached: boolean }>();
      this.granted.set(want, places);
      const known = places.get(place);
      if (!known) places.set(place, { source, isReached: isTried });
      else known.isReached ||= isTried;
    }
  }

  /** What was granted to places at a hub, and never tried from any of them since no way leads there. */
  withoutWay(hubs: Hubs): readonly WithoutWay[] {
    return [...this.granted].flatMap(([want, places]) => {
      const open = [...places.values()].filter(({ isReached }) => !isReached);
      return [...new Set(open.map(({ source }) => hubs.startOf(source)))].map((hub) => ({ want, hub }));
    });
  }

  private differ(pair: Pair, { kind, service, decision, want }: Finding, classId: number): void {
    const { source, destination, route } = pair;
    const to = destination.owner?.tenant ?? (pair.kind === 'public' ? 'internet' : '');
    // What leads out of the WAN leads everything out that nothing else takes: once for a tenant is enough.
    const alike = kind === 'ROUTED OUT' || want !== undefined || to !== '';
    const key = [
      kind,
      source.owner.tenant,
      source.resolver,
      kind === 'ROUTED OUT' ? '' : to,
      alike ? '' : classId,
      decision.reason,
      want?.because,
    ].join('|');
    const known = this.found.get(key);
    if (known) this.found.set(key, { ...known, alike: known.alike + 1 });
    else
      this.found.set(key, { kind, source, destination, service, route, decision, alike: 1, ...(want ? { want } : {}) });
  }

  /** Something of the hub's own that should answer, and isn't there at all. */
  unanswered(want: Want, source: Source): void {
    const [first] = want.destinations;
    const [port] = want.ports;
    if (!want.answered || !first || !port) return;
    const reason = 'nothing answers there';
    const end = { kind: 'dropped' as const, reason, where: first.toString() };
    this.found.set(`unanswered ${want.because} ${want.from}`, {
      kind: 'BLOCKED',
      source,
      destination: { address: first.first },
      service: { protocol: port.protocol === 'any' ? 'tcp' : port.protocol, port: port.first },
      route: { forward: { steps: [], firewalls: [], end } },
      decision: { begins: false, arrives: false, answered: false, reason },
      want,
      alike: 1,
    });
  }

  private reach({ source, destination, route }: Pair, because: string, services: number): void {
    const { end } = route.forward;
    const to =
      end.kind === 'internet'
        ? 'internet'
        : end.kind === 'interface'
          ? end.interface.kind
          : (destination.owner?.tenant ?? '');
    const key = `${source.owner.tenant} ${to}`;
    const known = this.reached.get(key);
    this.reached.set(key, {
      because: new Set([...(known?.because ?? []), because]),
      services: (known?.services ?? 0) + services,
    });
  }
}
