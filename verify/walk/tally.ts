import type { Want } from '../intent/want';
import type { Difference, Reach } from './difference';
import type { Finding, Outcome, Pair } from './outcome';
import type { Source } from './sources';

/** What a comparison has found so far. */
export class Tally {
  classes = 0;
  readonly proven = new Set<Want>();
  readonly reached = new Map<string, Reach>();
  private readonly found = new Map<string, Difference>();

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
