import { TWO_BYTE_POOL } from '../../values/asn';
import { cidr, RFC1918 } from '../../values/cidr';
import { CIRCUIT_LOCAL_PREFERENCE } from '../../defaults';
import type { Draft } from '../../draft';
import type { RawCatalogue, RawTenant } from '../../schema/catalogue';
import { checkLine } from './datacentre-lines';
import { checkPorts, type Offers } from './datacentre-ports';

type RawDatacentre = RawCatalogue['datacentres'][number];

/** Prefixes for the ends of tunnels: enough for every tenant, and no more than a router announces with ease. */
const TRANSPORT_BITS = { longest: 29, shortest: 24 } as const;
/**
 * Mbps of one tunnel over ExpressRoute; a connection builds two, one to each instance of the gateway.
 * Source: learn.microsoft.com/azure/virtual-wan/vpn-over-expressroute
 */
const ENCRYPTED_TUNNEL_MBPS = 1_000;

const LARGEST_TWO_BYTES = 65_535;
/**
 * Source: docs.aws.amazon.com/directconnect/latest/APIReference/API_NewTransitVirtualInterface.html; the provider sends 32 bits
 * with a sign besides (github.com/hashicorp/terraform-provider-aws issue 40879)
 */
const LARGEST_DIRECT_CONNECT = 2_147_483_646;

/** What a datacentre's circuits need of each other, of the ports that they run on, and of the tenants that use them. */
export function checkDatacentres(draft: Draft): void {
  const offers: Offers = new Map();
  for (const datacentre of draft.raw.datacentres) {
    checkTransport(draft, datacentre);
    const vlans = new Map<number, number>();
    datacentre.circuits.forEach((circuit, index) => {
      checkHub(draft, datacentre, index);
      const neighbour = vlans.get(circuit.vlan);
      if (neighbour !== undefined)
        draft.report(datacentre, ['circuits', index, 'vlan'], {
          code: 'VLAN_DUPLICATE',
          problem: `VLAN ${circuit.vlan} is also that of ${draft.cite(datacentre.circuits[neighbour]?.id ?? '', datacentre, ['circuits', neighbour, 'vlan'])}: a datacentre has each VLAN once, so that nobody takes one circuit for another.`,
          got: String(circuit.vlan),
          fix: 'Give one of them another VLAN.',
        });
      else vlans.set(circuit.vlan, index);
    });
    checkPorts(draft, datacentre, offers);
    checkBackup(draft, datacentre);
    checkCrypto(draft, datacentre);
    checkLine(draft, datacentre);
    checkInAzure(draft, datacentre);
    for (const cloud of ['aws', 'azure'] as const) checkOneHub(draft, datacentre, cloud);
  }
}

/** An old cipher is used where its tenants have said why, whichever way it is. */
function checkCrypto(draft: Draft, datacentre: RawDatacentre): void {
  datacentre.tenants.forEach(({ tenant, crypto }, index) => {
    const isOpen = draft.raw.tenants.some((each) => each.id === tenant && each.cryptoJustification === undefined);
    for (const way of ['direct', 'backup'] as const)
      if (crypto?.[way] === 'legacy' && isOpen)
        draft.report(datacentre, ['tenants', index, 'crypto', way], {
          code: 'LEGACY_UNJUSTIFIED',
          problem: 'The legacy profile (AES-128-CBC, group 14) needs a written justification.',
          fix: `Add \`cryptoJustification:\` to ${tenant}, or use ncsc-recommended.`,
        });
  });
}

/** A circuit ends at a hub of its own cloud. */
function checkHub(draft: Draft, datacentre: RawDatacentre, index: number): void {
  const circuit = datacentre.circuits[index];
  const hub = draft.raw.hubs.find((each) => each.id === circuit?.hub);
  if (!circuit || !hub) return;
  const cloud = circuit.kind === 'direct-connect' ? 'aws' : 'azure';
  if (hub.cloud !== cloud)
    draft.report(datacentre, ['circuits', index, 'hub'], {
      code: 'NOT_ALLOWED',
      problem: `${circuit.kind === 'direct-connect' ? 'Direct Connect ends in AWS' : 'ExpressRoute ends in Azure'}, and hub ${hub.id} is in ${hub.cloud === 'aws' ? 'AWS' : 'Azure'}.`,
      got: hub.id,
      allowed: draft.raw.hubs
        .filter((each) => each.cloud === cloud)
        .map((each) => each.id)
        .join(', '),
    });
}

/** What tunnels over a circuit begin and end at. */
function checkTransport(draft: Draft, datacentre: RawDatacentre): void {
  const { transport } = datacentre;
  const used = datacentre.state !== 'planned' && datacentre.circuits.some(({ state }) => state !== 'planned');
  if (transport === undefined) {
    if (used)
      draft.report(datacentre, ['id'], {
        code: 'MISSING_KEY',
        problem: `${datacentre.name} has circuits, and no addresses for the ends of the tunnels over them.`,
        fix: 'Add `transport:`, a private /29 to /24 that its router announces over its circuits and nowhere else.',
      });
  } else {
    const { bits, size } = cidr(transport);
    if (bits > TRANSPORT_BITS.longest || bits < TRANSPORT_BITS.shortest || size < datacentre.tenants.length)
      draft.report(datacentre, ['transport'], {
        code: 'OUT_OF_RANGE',
        problem: `The transport of ${datacentre.name} holds an address for each of its ${datacentre.tenants.length} tenants.`,
        got: transport,
        allowed: '/29 to /24',
      });
    if (datacentre.circuits.some(({ kind }) => kind === 'express-route') && !isRfc1918(transport))
      draft.report(datacentre, ['transport'], {
        code: 'AZURE_NOT_RFC1918',
        problem: `${transport} is not private by RFC 1918, and an Azure hub sends nothing else to its firewall.`,
        got: transport,
        allowed: RFC1918.join(', '),
        fix: 'Take a prefix from those.',
      });
  }
  const direct = datacentre.circuits.some(
    (circuit) => circuit.kind === 'direct-connect' && circuit.state !== 'planned',
  );
  if (direct && datacentre.state !== 'planned' && datacentre.gatewayAsn === undefined)
    draft.report(datacentre, ['id'], {
      code: 'MISSING_KEY',
      problem: `${datacentre.name} has Direct Connect, and its gateway has no AS number.`,
      allowed: '64512–65534, 4200000000–4294967294',
      fix: 'Add `gatewayAsn:`, a number that no hub, datacentre or site has.',
    });
}

function isRfc1918(prefix: string): boolean {
  return RFC1918.some((block) => block.contains(cidr(prefix)));
}

/** A backup loses against the circuits both ways: by AS path in Azure, by local preference at the datacentre. */
function checkBackup(draft: Draft, datacentre: RawDatacentre): void {
  const { vpnBackup, circuits } = datacentre;
  if (!vpnBackup)
    datacentre.tenants.forEach(({ backupAddress }, index) => {
      if (backupAddress === undefined) return;
      draft.report(datacentre, ['tenants', index, 'backupAddress'], {
        code: 'NOT_ALLOWED',
        problem: `${datacentre.name} has no backup, and an address for its tunnels says otherwise.`,
        got: backupAddress,
        fix: 'Add `vpnBackup:`, or take the address away.',
      });
    });
  if (!vpnBackup || circuits.length === 0) return;
  const shared = circuits.find((circuit) => circuit.kind === 'express-route' && vpnBackup.hubs.includes(circuit.hub));
  if (shared && vpnBackup.prepend === 0)
    draft.report(datacentre, ['vpnBackup', 'prepend'], {
      code: 'BACKUP_WINS',
      problem: `Hub ${shared.hub} takes the shorter AS path: tunnels over the internet would carry half of what ${shared.id} is paid for, and go on carrying it after an outage.`,
      got: '0',
      allowed: '1 to 10',
    });
  if (vpnBackup.localPreference >= CIRCUIT_LOCAL_PREFERENCE)
    draft.report(datacentre, ['vpnBackup', 'localPreference'], {
      code: 'BACKUP_WINS',
      problem: `What its router learns over circuits has local preference ${CIRCUIT_LOCAL_PREFERENCE}: it would answer over the internet what came over a circuit.`,
      got: String(vpnBackup.localPreference),
      allowed: `0 to ${CIRCUIT_LOCAL_PREFERENCE - 1}`,
    });
}

/** Tenants of a datacentre that an Azure hub may have something of. */
function atHub(
  draft: Draft,
  datacentre: RawDatacentre,
  hubId: string,
): readonly { tenant: RawTenant; index: number }[] {
  const hub = draft.raw.hubs.find((each) => each.id === hubId);
  if (hub?.cloud !== 'azure') return [];
  return datacentre.tenants.flatMap((entry, index) => {
    const tenant = draft.raw.tenants.find(({ id }) => id === entry.tenant);
    return tenant && tenant.egress === hub.egress && tenant.supernets.azure.length > 0 ? [{ tenant, index }] : [];
  });
}

/** An Azure hub sends what it learns to its firewall where that is private by RFC 1918, and around it where it is not. */
function checkPrivate(draft: Draft, datacentre: RawDatacentre, index: number): void {
  datacentre.tenants[index]?.prefixes.forEach((text, at) => {
    if (isRfc1918(text)) return;
    draft.report(datacentre, ['tenants', index, 'prefixes', at], {
      code: 'AZURE_NOT_RFC1918',
      problem: `${text} is not private by RFC 1918, and ${datacentre.name} has a way into Azure, whose hub sends nothing else to its firewall.`,
      got: text,
      allowed: RFC1918.join(', '),
      fix: 'Take a prefix from those.',
    });
  });
}

/** What Azure asks of a datacentre's ways into it. */
function checkInAzure(draft: Draft, datacentre: RawDatacentre): void {
  const { circuits, vpnBackup } = datacentre;
  const direct = circuits.filter(({ kind }) => kind === 'express-route').map(({ hub }) => hub);
  const isAzure = (id: string): boolean => draft.raw.hubs.some((hub) => hub.id === id && hub.cloud === 'azure');
  const hubs = [...new Set([...direct, ...(vpnBackup?.hubs ?? [])])].filter(isAzure);
  if (hubs.length > 0 && datacentre.asn > LARGEST_TWO_BYTES)
    draft.report(datacentre, ['asn'], {
      code: 'ASN_NEEDS_TWO_BYTES',
      problem: `${datacentre.name} has a way into Azure, whose gateways take 2-byte AS numbers only.`,
      got: String(datacentre.asn),
      allowed: `${TWO_BYTE_POOL.first}–${TWO_BYTE_POOL.last}`,
    });
  if (circuits.some(({ kind }) => kind === 'direct-connect') && datacentre.asn > LARGEST_DIRECT_CONNECT)
    draft.report(datacentre, ['asn'], {
      code: 'ASN_RANGE',
      problem: `${datacentre.name} has Direct Connect, whose interfaces take no AS number above ${LARGEST_DIRECT_CONNECT}.`,
      got: String(datacentre.asn),
      allowed: `1–${LARGEST_DIRECT_CONNECT} (docs.aws.amazon.com/directconnect/latest/APIReference/API_NewTransitVirtualInterface.html)`,
      fix: 'Use a 2-byte number, such as 64700.',
    });
  const without = new Set<RawTenant>();
  for (const hub of hubs)
    for (const { tenant, index } of atHub(draft, datacentre, hub)) {
      checkPrivate(draft, datacentre, index);
      if (tenant.loopbacks.azure !== undefined || without.has(tenant)) continue;
      without.add(tenant);
      draft.report(datacentre, ['tenants', index, 'tenant'], {
        code: 'HOME_BLOCK_MISSING',
        problem: `Azure speaks BGP to an address of ${tenant.id}'s, and ${tenant.id} has no range for router loopbacks there.`,
        fix: `Add tenants.${tenant.id}.loopbacks.azure, a prefix inside its supernets there.`,
      });
    }
  for (const hub of vpnBackup?.hubs ?? []) checkAddresses(draft, datacentre, hub);
  circuits.forEach((circuit, index) => {
    if (circuit.kind !== 'express-route') return;
    const tenants = atHub(draft, datacentre, circuit.hub);
    const most = tenants.length * 2 * ENCRYPTED_TUNNEL_MBPS;
    if (tenants.length > 0 && circuit.mbps > most)
      draft.report(datacentre, ['circuits', index, 'mbps'], {
        code: 'TUNNEL_NARROW',
        severity: 'warning',
        problem: `A tunnel over ExpressRoute carries ${ENCRYPTED_TUNNEL_MBPS} Mbps at most, and a tenant has two: of ${circuit.mbps} Mbps no more than ${most} can be used.`,
        got: `${circuit.mbps} Mbps for ${tenants.map(({ tenant }) => tenant.id).join(', ')}`,
        fix: 'Order a smaller circuit.',
      });
  });
}

/** Its router has one policy for each cloud, and nothing in it would tell which of two hubs to answer by. */
function checkOneHub(draft: Draft, datacentre: RawDatacentre, cloud: 'aws' | 'azure'): void {
  const used = new Set([...datacentre.circuits.map(({ hub }) => hub), ...(datacentre.vpnBackup?.hubs ?? [])]);
  const hubs = draft.raw.hubs.filter((hub) => hub.cloud === cloud && used.has(hub.id)).map(({ id }) => id);
  const [first, second] = hubs;
  if (first === undefined || second === undefined) return;
  draft.report(datacentre, ['id'], {
    code: 'HUB_PER_CLOUD',
    problem: `${datacentre.name} has ways into ${first} and ${second}, and its router could not tell which of two ${cloud === 'aws' ? 'AWS' : 'Azure'} hubs to answer by.`,
    got: hubs.join(', '),
    fix: 'Keep one; the second hub of a datacentre is for the other cloud.',
  });
}

/** One Azure gateway is not known to take two links with one public address. */
function checkAddresses(draft: Draft, datacentre: RawDatacentre, hub: string): void {
  const seen = new Map<string, string>();
  for (const { tenant, index } of atHub(draft, datacentre, hub)) {
    const address = datacentre.tenants[index]?.backupAddress ?? datacentre.vpnBackup?.address ?? '';
    const other = seen.get(address);
    if (other !== undefined)
      draft.report(datacentre, ['tenants', index, 'tenant'], {
        code: 'AZURE_ADDRESS_SHARED',
        problem: `The backups of ${tenant.id} and ${other} to ${hub} would both end at ${address}; one Azure gateway is not known to take two links with one public address.`,
        got: address,
        fix: 'Write `backupAddress:` with another public address of its router at one of them.',
      });
    seen.set(address, tenant.id);
  }
}
