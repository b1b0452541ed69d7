import { formatAddress } from '../../catalogue/values/cidr';
import type { Service } from '../network/service';
import { isPublic, namesFor } from '../walk/outcome';
import type { Proof } from '../walk/proof';
import { routesOf, RouteView } from '../walk/route';
import { formatService } from '../walk/service-classes';
import type { Source } from '../walk/sources';

/** What happens to one packet. */
export interface Explained {
  readonly text: string;
  readonly passes: boolean;
  /** Whether some name would make a difference, and none was given. */
  readonly hangsOnName: boolean;
}

/** What happens to one packet, hop by hop as far as it gets, and back where it arrives. */
export function explain(proof: Proof, source: Source, destination: number, service: Service): Explained {
  const routes = routesOf(proof.walker, proof.network, source, destination);
  const decided = routes.map((route) => {
    const view = new RouteView(proof.network, route, source, destination);
    return { route, view, decision: view.decide(service) };
  });
  const texts = decided.map(({ route, decision }) => {
    const { forward, back } = route;
    const steps = asFarAs(
      forward.steps.map(({ text }) => text),
      decision.refusedBy,
    );
    const end =
      forward.end.kind === 'delivered' && decision.refusedBy === undefined
        ? [`  → ${forward.end.owner.label}, ${forward.end.owner.tenant}`]
        : [];
    const home = decision.arrives && back && back.steps.length > 0;
    return [
      ...steps.map((text, index) => `  ${index === 0 ? '  ' : '→ '}${text}`),
      ...end,
      ...(home ? ['  and back:', ...back.steps.map((step) => `  ← ${step.text}`)] : []),
      `${verdict(decision.arrives, decision.answered)}: ${decision.reason === '' ? 'nothing stands in its way' : decision.reason}`,
    ].join('\n');
  });
  const heading = `${source.owner.tenant} (${source.label}, ${formatAddress(source.address)}) → ${formatAddress(destination)} ${formatService(service)}`;
  const passes = decided.some(({ decision }) => decision.arrives);
  const askable = service.protocol === 'tcp' && service.name === undefined && isPublic(destination) && !passes;
  return {
    text: `${[heading, ...new Set(texts)].join('\n')}\n`,
    passes,
    hangsOnName:
      askable &&
      decided.some(({ view }) =>
        namesFor(proof.intent, view.names).some(
          (name) => view.decide({ ...service, speaks: service.port === 80 ? 'http' : 'tls', name }).arrives,
        ),
      ),
  };
}

/** The way as far as the firewall that refused: what lies behind it was never walked. */
function asFarAs(steps: readonly string[], refusedBy: number | undefined): readonly string[] {
  if (refusedBy === undefined) return steps;
  const firewalls = [...steps.keys()].filter((index) => steps[index]?.startsWith('firewall ') === true);
  const last = firewalls[refusedBy];
  return last === undefined ? steps : steps.slice(0, last + 1);
}

function verdict(arrives: boolean, answered: boolean): string {
  if (!arrives) return 'Dropped';
  return answered ? 'Passes, and so does the reply' : 'Arrives, and is never answered';
}
