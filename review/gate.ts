import type { Issue } from '../catalogue/issues/issue';
import { counted } from '../catalogue/text/counts';
import { emergencyCuts } from './meaning/emergencies';
import type { PlanReview } from './plan/compare-plan';
import type { Review, ReviewedPaths } from './review';

/**
 * What `--gate` refuses: what nobody agreed to, entries of `changes` that are no good, tenants that lose the internet, paths that
 * nobody answers for, and numbers that moved at sites nobody touched. Warnings stay warnings.
 */
export function gateIssues(
  review: Review,
  { paths }: ReviewedPaths,
  plans: readonly PlanReview[] = [],
): readonly Issue[] {
  const { consent, numbers, head } = review;
  const { catalogue, where } = head.prepared;
  const issues: Issue[] = [...consent.refused, ...consent.entries];
  for (const { noun, fields } of review.words)
    for (const { field, from, to, path } of fields)
      if (noun === 'wan' && field === 'base' && from !== undefined)
        issues.push({
          code: 'GATE_REFUSES',
          at: where.at(path),
          path: 'wan.base',
          problem: `What changes are compared with is itself changed: ${from} → ${to ?? 'nothing'}.`,
          fix: 'Change it in a pull request of its own, and have that one judged with --base.',
        });
  for (const { from } of paths.filter(({ kind, because }) => kind === 'lost' && because === 'internet')) {
    if (!catalogue.tenants.some(({ id }) => id === from)) continue;
    const path = ['tenants', catalogue.tenants.findIndex(({ id }) => id === from)];
    issues.push({
      code: 'GATE_REFUSES',
      at: where.at(path),
      path: where.named(path),
      problem: `${from} reaches the internet before this change and not after it.`,
      fix: 'Give it an egress domain that lets it out. If it is to lose the internet, take the tenant out of the catalogue.',
    });
  }
  for (const { from, to, because, what } of paths.filter(({ kind }) => kind === 'lost')) {
    if (because === 'internet' || !stands(because, review)) continue;
    issues.push({
      code: 'GATE_REFUSES',
      problem: `${from} → ${to} ${what} is still asked for by ${because}, and nothing passes any more.`,
      fix: 'This is a fault of the program, or of what was edited beside it: `npx wan verify` says where it ends.',
    });
  }
  for (const { from, to, because, what } of paths.filter(({ kind }) => kind === 'gained' || kind === 'changed')) {
    const [noun = '', id = ''] = because.split('.');
    const isOwned = because === 'internet' || hasOwner(noun, id, review);
    if (isOwned) continue;
    issues.push({
      code: 'GATE_REFUSES',
      problem: `${from} → ${to} ${what} is new, and nobody answers for it (${because === '' ? 'no entry' : because}).`,
      fix: 'Write it as a flow with an owner, or have the service or supplier named in the pull request.',
    });
  }
  for (const { site, what, from, to } of numbers.filter(({ isTouched }) => !isTouched))
    issues.push({
      code: 'GATE_REFUSES',
      problem: `${what} of ${site} moves from ${from} to ${to}, and nobody wrote anything at that site.`,
      fix: 'Run `npx wan lock --base` with the base: numbers of other sites never move.',
    });
  for (const [where, names] of togetherIn(review))
    issues.push({
      code: 'EMERGENCY_TOGETHER',
      problem: `${names.join(' and ')} go off the network in one apply: no other station of ${where} is there to answer.`,
      fix: 'Take all but one back to what is deployed, and change each in a pull request of its own.',
    });
  for (const { stack, failed } of plans)
    if (failed !== undefined)
      issues.push({
        code: 'GATE_REFUSES',
        problem: `${stack} could not be planned: ${failed}`,
        fix: 'Mend what stops it: nobody can say what its apply would do.',
      });
  for (const { stack, disagreed } of plans) {
    if (disagreed.length === 0) continue;
    const [first] = disagreed;
    issues.push({
      code: 'GATE_REFUSES',
      problem: `The plan of ${stack} is otherwise than predicted in ${counted(disagreed.length, 'resource')}${first ? `, first ${first.address}: planned ${first.action}, predicted ${first.predicted}` : ''}.`,
      fix: 'Somebody changed something behind Terraform, or the base is not what is deployed: find out which before it is applied.',
    });
  }
  return issues;
}

/** Stations of one postcode district that one stack, which is one apply, takes off together. */
function togetherIn({ base, head, effects }: Review): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const { stack, district, name } of emergencyCuts(base, head, effects)) {
    const key = `${district} (${stack})`;
    groups.set(key, [...(groups.get(key) ?? []), name]);
  }
  return new Map([...groups].filter(([, names]) => names.length > 1));
}

/** Whether the entry that asks for a path is still there, for whoever it was lost. */
function stands(because: string, { head }: Review): boolean {
  const [noun, id] = because.split('.');
  const { services, flows, suppliers } = head.prepared.catalogue;
  const lists: Readonly<Record<string, readonly { readonly id: string }[]>> = { services, flows, suppliers };
  return lists[noun ?? '']?.some((entry) => entry.id === id) ?? false;
}

/** Flows say their owner; a service is its owning tenant's, a supplier's and a tenant's own paths are the entry's. */
function hasOwner(noun: string, id: string, { head }: Review): boolean {
  const { flows, services, suppliers, tenants } = head.prepared.catalogue;
  switch (noun) {
    case 'flows':
      return flows.some((flow) => flow.id === id && flow.owner !== '');
    case 'services':
      return services.some((service) => service.id === id);
    case 'suppliers':
      return suppliers.some((supplier) => supplier.id === id);
    case 'router-management':
      // Comes with every tenant: who operates the network answers for it.
      return true;
    default:
      return (
        tenants.some((tenant) => tenant.id === id) || noun === 'egressDomains' || noun === 'hubs' || noun === 'tenants'
      );
  }
}
