import { compareText } from '../../catalogue/issues/issue';
import type { ResourceChange } from '../artefacts/resource-changes';
import type { Side } from '../sides/side';
import type { Effect } from './effect';
import { type Finding, findingsOf } from './shared-findings';
import { OF_A_CONNECTION } from './tunnel-fates';
import { type Whom, whomOf } from './whom';

/** Resources that are named in one line; the rest is counted. */
const MOST_NAMED = 3;

/** What happens to things that many share, or that are guarded: one effect for all alike in a stack. */
export function sharedEffects(base: Side, head: Side, changes: readonly ResourceChange[]): readonly Effect[] {
  const grouped = new Map<string, { finding: Finding; whom: Whom; resources: ResourceChange[] }>();
  const tunnels = connectionsOf(changes);
  for (const change of changes) {
    const ofTunnel = OF_A_CONNECTION.has(change.type) && tunnels.has(`${change.stack}/${change.name}`);
    const whom = whomOf(change, base, head);
    for (const finding of findingsOf(change, ofTunnel, whom, head)) {
      const key = JSON.stringify([change.stack, finding.what, finding.allowance, whom.text]);
      const known = grouped.get(key);
      if (known) known.resources.push(change);
      else grouped.set(key, { finding, whom, resources: [change] });
    }
  }
  return [...grouped.values()].map(({ finding, whom, resources }) => ({
    ...finding,
    what: `${finding.what} (${listed(resources)})`,
    targets: whom.targets,
    whom: { kind: 'shared', id: whom.text, name: whom.text },
    behind: finding.isCutOff ? whom.sites.map(({ id, name }) => ({ kind: 'site' as const, id, name })) : [],
    circuits: [],
    farEnd: [],
    suppliers: [],
    resources: resources.map(({ key }) => key),
  }));
}

/** Connections whose main resource is part of the change: association and propagation then are judged with it. */
function connectionsOf(changes: readonly ResourceChange[]): ReadonlySet<string> {
  return new Set(
    changes
      .filter(({ type }) => /vpn_connection$|vpn_gateway_connection$|customer_gateway$|vpn_site$/.test(type))
      .map(({ stack, name }) => `${stack}/${name}`),
  );
}

function listed(resources: readonly ResourceChange[]): string {
  const all = resources.map(({ type, name }) => `${type}.${name}`).sort(compareText);
  const shown = all.slice(0, MOST_NAMED).join(', ');
  return all.length > MOST_NAMED ? `${shown} and ${all.length - MOST_NAMED} more` : shown;
}
