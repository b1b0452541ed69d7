import type { Catalogue, Site, Tenant } from '../../catalogue/model';
import { ANYWHERE, type Cidr, cidr, PRIVATE_BLOCKS } from '../../catalogue/values/cidr';
import { mergePorts, type PortRange } from '../../catalogue/values/ports';
import { coverOf } from '../places/prefix-cover';
import type { RouterBreakout } from './router';

/** Equipment of suppliers, and the box's own links. */
const LINK_LOCAL = cidr('169.254.0.0/16');

/** What a hosted gateway is spoken to on, in the clouds' breakouts too (plan/rules/azure-egress.ts). */
const GATEWAY_PORTS = ['tcp/443'] as const;

/**
 * What a segment reaches by the lines of the building: its tenant's filter alone, or with an accepted exception anything that is not private, on the
 * ports of its egress domain. `from` is what the building has, `held` what its tunnels take: that is never looked for on a line. Undefined where it leaves through the cloud.
 */
export function localBreakout(
  catalogue: Catalogue,
  site: Pick<Site, 'circuits'>,
  { tenant: id, breakout }: { readonly tenant: string; readonly breakout?: 'local' },
  { from, held }: { readonly from: readonly Cidr[]; readonly held: readonly Cidr[] } = { from: [], held: [] },
): RouterBreakout | undefined {
  const tenant = catalogue.tenants.find((each) => each.id === id);
  if (breakout === undefined || !tenant) return undefined;
  const { to, ports } = ledTo(catalogue, tenant);
  const supernets = catalogue.tenants.flatMap(({ supernets: { aws, azure, datacentre } }) => [
    ...aws,
    ...azure,
    ...datacentre,
  ]);
  return {
    lines: linesOf(site),
    from: from.map(String),
    to: to.map(String),
    ports: ports.map(({ first, last }) => ({ first, last })),
    isOpen: to.some((prefix) => prefix.equals(ANYWHERE)),
    apart: coverOf([...PRIVATE_BLOCKS, LINK_LOCAL, ...supernets, ...held]).map(String),
  };
}

/** `to 198.51.100.64/26 on tcp/443`. */
export function breakoutWords({ to, ports, isOpen }: RouterBreakout): string {
  const where = isOpen ? 'anywhere that is not private' : to.join(', ');
  const numbers = ports.map(({ first, last }) => (first === last ? `tcp/${first}` : `tcp/${first}-${last}`));
  return `to ${where} on ${numbers.join(', ')}`;
}

/** Circuits whose line says where it leads, the active ones first. */
export function linesOf({ circuits }: Pick<Site, 'circuits'>): readonly string[] {
  const known = circuits.filter(
    ({ line }) => line?.addressing === 'static' && line.address !== undefined && line.nextHop !== undefined,
  );
  return (['active', 'backup'] as const)
    .flatMap((role) => known.filter((each) => each.role === role))
    .map(({ id }) => id);
}

function ledTo(
  { egressDomains }: Catalogue,
  { filtering, egress }: Tenant,
): { readonly to: readonly Cidr[]; readonly ports: readonly PortRange[] } {
  switch (filtering?.kind) {
    case 'proxy':
      return { to: coverOf(filtering.addresses.map((each) => cidr(`${each}/32`))), ports: mergePorts(filtering.ports) };
    case 'secure-web-gateway':
      return { to: coverOf((filtering.addresses ?? []).map(cidr)), ports: mergePorts(GATEWAY_PORTS) };
    case 'exception':
      return {
        to: [ANYWHERE],
        ports: mergePorts(egressDomains.find(({ id }) => id === egress)?.ports ?? []),
      };
    case undefined:
      throw new Error('a local breakout without a filter was not checked before it was planned');
  }
}
