import type { Draft } from '../draft';
import { consumerId } from '../schema/sharing';

/** Every id that names another entry names one that exists. */
export function checkReferences(draft: Draft): void {
  const { raw } = draft;
  const tenant = (id: string, entry: object, path: readonly (string | number)[]): void => {
    draft.lookUp(raw.tenants, 'tenants', id, entry, path);
  };
  const hub = (id: string, entry: object, path: readonly (string | number)[]): void => {
    draft.lookUp(raw.hubs, 'hubs', id, entry, path);
  };
  for (const entry of raw.hubs) {
    if (entry.cloud === 'azure') draft.lookUp(raw.egressDomains, 'egressDomains', entry.egress, entry, ['egress']);
  }
  for (const entry of raw.tenants) {
    draft.lookUp(raw.egressDomains, 'egressDomains', entry.egress, entry, ['egress']);
    entry.vpcs.forEach((vpc, index) => hub(vpc.hub, entry, ['vpcs', index, 'hub']));
    entry.vnets.forEach((vnet, index) => hub(vnet.hub, entry, ['vnets', index, 'hub']));
    for (const key of ['servicesVpcs', 'servicesVnets'] as const)
      entry[key].forEach((network, index) => hub(network.hub, entry, [key, index, 'hub']));
  }
  for (const [name, profile] of Object.entries(raw.profiles)) {
    profile.hubs.forEach((id, index) => hub(id, raw, ['profiles', name, 'hubs', index]));
    if (profile.datacentre !== undefined)
      draft.lookUp(raw.datacentres, 'datacentres', profile.datacentre, raw, ['profiles', name, 'datacentre']);
  }
  for (const service of raw.services) {
    tenant(service.owner, service, ['owner']);
    service.consumers.forEach((each, index) =>
      tenant(
        consumerId(each),
        service,
        typeof each === 'string' ? ['consumers', index] : ['consumers', index, 'tenant'],
      ),
    );
  }
  for (const flow of raw.flows) {
    tenant(flow.from.tenant, flow, ['from', 'tenant']);
    tenant(flow.to.tenant, flow, ['to', 'tenant']);
  }
  for (const supplier of raw.suppliers) {
    if (supplier.kind === 'vpn') tenant(supplier.tenant, supplier, ['tenant']);
    if (supplier.kind === 'privatelink' || supplier.kind === 'private-endpoint') hub(supplier.hub, supplier, ['hub']);
    supplier.consumers.forEach((id, index) => tenant(id, supplier, ['consumers', index]));
  }
  for (const datacentre of raw.datacentres) {
    datacentre.tenants.forEach(({ tenant: id }, index) => tenant(id, datacentre, ['tenants', index, 'tenant']));
    datacentre.circuits.forEach((circuit, index) => hub(circuit.hub, datacentre, ['circuits', index, 'hub']));
    datacentre.vpnBackup?.hubs.forEach((id, index) => hub(id, datacentre, ['vpnBackup', 'hubs', index]));
  }
  const formerIds = new Map<string, object>();
  const profiles = Object.keys(raw.profiles);
  for (const site of raw.sites) {
    const profile = (name: string, path: readonly (string | number)[]): void => {
      if (!Object.hasOwn(raw.profiles, name) && !draft.isBroken('profiles', name))
        draft.unknownReference('profiles', name, profiles, site, path);
    };
    profile(site.profile, ['profile']);
    site.circuits.forEach((circuit, index) => {
      if (circuit.profile !== undefined) profile(circuit.profile, ['circuits', index, 'profile']);
    });
    site.segments.forEach((segment, index) => tenant(segment.tenant, site, ['segments', index, 'tenant']));
    const claimant = site.was === undefined ? undefined : formerIds.get(site.was);
    if (site.was !== undefined) formerIds.set(site.was, site);
    if (claimant) {
      draft.report(site, ['was'], {
        code: 'WAS_IN_USE',
        problem: `Two sites say that they were "${site.was ?? ''}"; the other is at ${draft.placeOf(claimant, ['was'])}.`,
        fix: 'Only one can keep its numbers and its tunnels: remove the other "was".',
      });
    }
    if (site.was !== undefined && raw.sites.some((other) => other.id === site.was)) {
      draft.report(site, ['was'], {
        code: 'WAS_IN_USE',
        problem: `"${site.was}" is still a site: a former id can't be both.`,
        fix: `Remove the entry "${site.was}", or this "was".`,
      });
    }
  }
}
