import type { Draft } from '../draft';
import type { Path } from '../yaml/source';

const RESERVED_TENANT_WORDS = [
  'hub',
  'inspect',
  'breakout',
  'services',
  'datacentre',
  'link',
  'post',
  'dxgw',
  'cloudlink',
];

/** Ids are unique in their noun, and tenants' ids can't be read as another stack's name. */
export function checkIds(draft: Draft): void {
  const { raw } = draft;
  const lists: readonly (readonly { readonly id: string }[])[] = [
    raw.hubs,
    raw.tenants,
    raw.egressDomains,
    raw.services,
    raw.flows,
    raw.suppliers,
    raw.datacentres,
    raw.sites,
    raw.acceptedWarnings,
    raw.changes,
  ];
  for (const list of lists) {
    unique(
      draft,
      list,
      (entry) => entry.id,
      (entry) => [entry, ['id']],
    );
  }
  unique(
    draft,
    raw.quotas,
    (quota) => quota.code,
    (quota) => [quota, ['code']],
  );
  for (const tenant of raw.tenants) {
    unique(
      draft,
      [...tenant.vpcs.entries()],
      ([, vpc]) => vpc.id,
      ([index]) => [tenant, ['vpcs', index, 'id']],
    );
    unique(
      draft,
      [...tenant.vnets.entries()],
      ([, vnet]) => vnet.id,
      ([index]) => [tenant, ['vnets', index, 'id']],
    );
    unique(
      draft,
      [...tenant.servicesVpcs.entries()],
      ([, vpc]) => vpc.hub,
      ([index]) => [tenant, ['servicesVpcs', index, 'hub']],
    );
    unique(
      draft,
      [...tenant.servicesVnets.entries()],
      ([, vnet]) => vnet.hub,
      ([index]) => [tenant, ['servicesVnets', index, 'hub']],
    );
    const word = [...RESERVED_TENANT_WORDS, ...raw.hubs.map((hub) => hub.id)].find(
      (taken) => tenant.id === taken || tenant.id.startsWith(`${taken}-`),
    );
    if (word !== undefined) {
      draft.report(tenant, ['id'], {
        code: 'NOT_ALLOWED',
        problem: `A tenant's id can't be "${word}" or begin with "${word}-": its stacks would be named like those of ${raw.hubs.some((hub) => hub.id === word) ? `hub ${word}` : `the ${word} itself`}.`,
        got: tenant.id,
        fix: 'Choose another id.',
      });
    }
  }
  const vpcs = raw.tenants.flatMap((tenant) => tenant.vpcs.map((vpc, index) => ({ tenant, vpc, index })));
  unique(
    draft,
    vpcs,
    ({ vpc }) => vpc.vpcId,
    ({ tenant, index }) => [tenant, ['vpcs', index, 'vpcId']],
  );
  for (const site of raw.sites) {
    unique(
      draft,
      [...site.circuits.entries()],
      ([, circuit]) => circuit.id,
      ([index]) => [site, ['circuits', index, 'id']],
    );
    unique(
      draft,
      [...site.segments.entries()],
      ([, segment]) => segment.tenant,
      ([index]) => [site, ['segments', index, 'tenant']],
    );
  }
  for (const datacentre of raw.datacentres) {
    unique(
      draft,
      [...datacentre.circuits.entries()],
      ([, circuit]) => circuit.id,
      ([index]) => [datacentre, ['circuits', index, 'id']],
    );
    unique(
      draft,
      [...datacentre.tenants.entries()],
      ([, tenant]) => tenant.tenant,
      ([index]) => [datacentre, ['tenants', index, 'tenant']],
    );
  }
}

function unique<T>(
  draft: Draft,
  entries: readonly T[],
  idOf: (entry: T) => string,
  placeOf: (entry: T) => readonly [object, Path],
): void {
  const first = new Map<string, T>();
  for (const entry of entries) {
    const id = idOf(entry);
    const earlier = first.get(id);
    if (earlier === undefined) {
      first.set(id, entry);
      continue;
    }
    draft.report(...placeOf(entry), {
      code: 'DUPLICATE_ID',
      problem: `"${id}" is used twice, first at ${draft.placeOf(...placeOf(earlier))}.`,
      fix: 'Ids are permanent and name cloud resources: give the newer entry another one.',
    });
  }
}
