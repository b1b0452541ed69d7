import { compareText } from '../../catalogue/issues/issue';
import { mayGo } from '../../verify/ledger/asked/leaving';
import { Places } from '../../verify/ledger/asked/places';
import type { Key } from '../../verify/terraform/stack-json';
import type { ResourceChange } from '../artefacts/resource-change';
import type { Side } from '../sides/side';
import type { Effect } from './effect';
import { type Finding, findingsOf } from './shared-findings';
import { People, type Whom } from './whom';

/** Resources that are named in one line; the rest is counted. */
const MOST_NAMED = 3;

/** What happens to things that many share, or that are guarded: one effect for all alike in a stack. `ofTunnels` are told by their ends. */
export function sharedEffects(
  base: Side,
  head: Side,
  changes: readonly ResourceChange[],
  ofTunnels: ReadonlySet<Key>,
): readonly Effect[] {
  const grouped = new Map<string, { finding: Finding; whom: Whom; resources: ResourceChange[] }>();
  const people = new People(base, head);
  const [was, is] = [placesOf(base), placesOf(head)];
  const made = new Map(
    changes.flatMap(({ action, type, name, stack }) => (action === 'create' ? [[`${type} ${name}`, stack]] : [])),
  );
  for (const change of changes) {
    const whom = people.of(change);
    for (const finding of findingsOf(change, ofTunnels.has(change.key), whom, head, {
      handedTo: made.get(`${change.type} ${change.name}`),
      wasLeaving: change.before !== undefined && mayGo(was, change.before),
      wereAddressesLeaving: wereAddressesLeaving(base, change),
      isLeaving: change.after !== undefined && mayGo(is, change.after),
    })) {
      const key = JSON.stringify([change.stack, finding.what, finding.allowance, whom.text, whom.targets]);
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

/** An Azure hub's firewall has the addresses of the domain that the hub is. */
function wereAddressesLeaving({ prepared: { catalogue } }: Side, { stack, type }: ResourceChange): boolean {
  if (type !== 'azurerm_firewall') return false;
  const hub = catalogue.hubs.find((each) => each.cloud === 'azure' && stack.startsWith(`azure-${each.id}-`));
  return catalogue.egressDomains.some(
    ({ id, leavingAddresses }) => hub?.cloud === 'azure' && hub.egress === id && leavingAddresses > 0,
  );
}

function placesOf({ prepared: { catalogue, lock } }: Side): Places {
  return new Places(catalogue, lock);
}

function listed(resources: readonly ResourceChange[]): string {
  const all = resources.map(({ type, name }) => `${type}.${name}`).sort(compareText);
  const shown = all.slice(0, MOST_NAMED).join(', ');
  return all.length > MOST_NAMED ? `${shown} and ${all.length - MOST_NAMED} more` : shown;
}
