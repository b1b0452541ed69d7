import { TWO_BYTE_POOL } from '../../values/asn';
import type { Draft } from '../../draft';
import type { RawSite } from '../../schema/catalogue';
import { awsSideAsnAllowed } from '../places/hubs';
import type { Path } from '../../yaml/source';
import { cloudsOf } from '../places/sites';

/** AS numbers and public addresses: what would make two routers look like one. */
export function checkRouting(draft: Draft): void {
  const { raw } = draft;
  const gateways = new Map<string, { site: RawSite; circuit: number }>();
  const addresses = new Map<string, { site: RawSite; circuit: number }>();
  const azureAddresses = new Map<string, { site: RawSite; circuit: number }>();
  const owned = new Map<number, string>([
    ...raw.hubs.flatMap((hub): [number, string][] => (hub.cloud === 'aws' ? [[hub.asn, `hub ${hub.id}`]] : [])),
  ]);
  for (const datacentre of raw.datacentres) {
    const owner = owned.get(datacentre.asn);
    if (owner !== undefined) {
      draft.report(datacentre, ['asn'], {
        code: 'ASN_DUPLICATE',
        problem: `AS ${datacentre.asn} is that of ${owner}.`,
        fix: 'Give the datacentre its own number.',
      });
    }
    owned.set(datacentre.asn, `datacentre ${datacentre.id}`);
    checkGateway(draft, datacentre, owned);
  }
  for (const site of raw.sites) {
    const profile = raw.profiles[site.profile];
    const clouds = profile ? cloudsOf(raw, profile) : [];
    const numbers: readonly (readonly [number | undefined, Path])[] = [
      [site.asn, ['asn']],
      ...site.circuits.map(({ asn }, index): readonly [number | undefined, Path] => [asn, ['circuits', index, 'asn']]),
    ];
    for (const [asn, at] of numbers) {
      if (asn === undefined) continue;
      const owner = owned.get(asn);
      if (owner !== undefined) {
        draft.report(site, at, {
          code: 'ASN_DUPLICATE',
          problem: `AS ${asn} is that of ${owner}; it drops routes that carry its own number.`,
          fix: 'Use another number, or leave asn out and let the lock choose one.',
        });
      }
      if (clouds.includes('azure') && asn > 65535) {
        draft.report(site, at, {
          code: 'ASN_NEEDS_TWO_BYTES',
          problem: 'This site has a hub in Azure, whose gateways take 2-byte AS numbers only.',
          got: String(asn),
          allowed: `${TWO_BYTE_POOL.first}–${TWO_BYTE_POOL.last}, or another 2-byte number that nobody reserves`,
        });
      }
    }
    site.circuits.forEach((circuit, index) => {
      if (circuit.address === 'dynamic') return;
      const at = ['circuits', index, 'address'] as const;
      const neighbour = addresses.get(circuit.address);
      if (neighbour && neighbour.site !== site && !(site.asn !== undefined && neighbour.site.asn === site.asn)) {
        draft.report(site, at, {
          code: 'GATEWAY_REUSED',
          severity: 'warning',
          problem: `${circuit.address} is also the address of ${draft.cite(neighbour.site.name, neighbour.site, ['circuits', neighbour.circuit, 'address'])}.`,
          fix: 'Right only if both sites stand behind one router. Two gateways of one partner are one site with two circuits.',
        });
      }
      addresses.set(circuit.address, neighbour ?? { site, circuit: index });
      const asn = circuit.asn ?? site.asn;
      if (asn !== undefined) {
        const key = `${circuit.address} ${asn}`;
        const other = gateways.get(key);
        if (other && other.site !== site) {
          draft.report(site, at, {
            code: 'GATEWAY_REUSED',
            problem: `${circuit.address} with AS ${asn} is also ${draft.cite(other.site.name, other.site, ['circuits', other.circuit, 'address'])}; AWS would return the same customer gateway for both.`,
            fix: 'Correct the address or the AS number of one of them.',
          });
        }
        gateways.set(key, { site, circuit: index });
      }
      if (clouds.includes('azure')) {
        const other = azureAddresses.get(circuit.address);
        if (other) {
          draft.report(site, at, {
            code: 'AZURE_ADDRESS_SHARED',
            problem: `${circuit.address} is also ${draft.cite(other.site.name, other.site, ['circuits', other.circuit, 'address'])}; one Azure gateway is not known to take two links with one public address.`,
            fix: 'Use an AWS hub for one of them, or a second address.',
          });
        }
        azureAddresses.set(circuit.address, { site, circuit: index });
      }
    });
  }
}

/** A Direct Connect gateway and the gateway that it leads to need numbers of their own, or neither takes the other's routes. */
function checkGateway(draft: Draft, datacentre: Draft['raw']['datacentres'][number], owned: Map<number, string>): void {
  const { gatewayAsn } = datacentre;
  if (gatewayAsn === undefined) return;
  const owner = owned.get(gatewayAsn);
  if (!awsSideAsnAllowed(gatewayAsn))
    draft.report(datacentre, ['gatewayAsn'], {
      code: 'ASN_RANGE',
      problem: `AWS does not give a Direct Connect gateway AS ${gatewayAsn}.`,
      got: String(gatewayAsn),
      allowed: '64512–65534, 4200000000–4294967294',
    });
  else if (owner !== undefined)
    draft.report(datacentre, ['gatewayAsn'], {
      code: 'ASN_DUPLICATE',
      problem: `AS ${gatewayAsn} is that of ${owner}; each drops routes that carry its own number.`,
      fix: 'Give the Direct Connect gateway a number of its own.',
    });
  owned.set(gatewayAsn, `the Direct Connect gateway of ${datacentre.id}`);
}
