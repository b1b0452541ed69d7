import { cidr } from '../../values/cidr';
import type { Draft } from '../../draft';
import type { RawTenant } from '../../schema/catalogue';
import { awsHubsOf } from '../tenants';

/** The resolver at each AWS hub of a tenant asks its servers: in a datacentre that no AWS hub leads to, none would be reached. */
export function checkServer(draft: Draft, tenant: RawTenant, server: string, index: number): void {
  const { raw } = draft;
  const place = raw.datacentres.find((datacentre) =>
    datacentre.tenants.some(
      (entry) =>
        entry.tenant === tenant.id && entry.prefixes.some((prefix) => cidr(prefix).contains(cidr(`${server}/32`))),
    ),
  );
  if (!place || place.state === 'planned' || awsHubsOf(raw.hubs, tenant).length === 0) return;
  const used = new Set([...place.circuits.map(({ hub }) => hub), ...(place.vpnBackup?.hubs ?? [])]);
  // A hub that has a fault of its own is not among them, and may be the one.
  const known = raw.hubs.filter(({ id }) => used.has(id));
  if (known.length < used.size || known.some(({ cloud }) => cloud === 'aws')) return;
  draft.report(tenant, ['dns', 'servers', index], {
    code: 'NOT_ALLOWED',
    problem: `${server} is in ${place.name}, which has no way into AWS: the resolver there would ask in vain, and nothing of a datacentre crosses between the clouds.`,
    got: server,
    fix: `Give ${place.name} a circuit or a backup to an AWS hub, or name a server elsewhere.`,
  });
}
