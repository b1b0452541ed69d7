import type { CryptoProfileName } from '../../../catalogue/model';
import { datacentreConnections } from '../../intent/datacentre-connections';
import type { Resource } from '../../terraform/stack-json';
import { awsProposal, azureProposal } from './crypto';
import type { AskedArguments, Places } from './places';

/** The router at the other end of a connection, as catalogue and lock have it. */
interface Router {
  readonly asn: number | undefined;
  /** Address at which tunnels end; a form of it where it is an expression; absent where it changes. */
  readonly address?: string | RegExp;
  readonly certificate?: string;
  /** Absent where its gateway was there before and has none. */
  readonly device?: string;
  readonly crypto: CryptoProfileName;
  readonly inside?: readonly string[];
  /** Whose logs hold its tunnels': a tenant, or the link. */
  readonly logged: string;
  /** Whether tunnels run over circuits, between private addresses. */
  readonly overCircuit: boolean;
  /** Whether the hub's tables say what is there, and no BGP does. */
  readonly isStatic: boolean;
  /** Whether its tunnels keep what they were set to before. */
  readonly keepsOptions?: boolean;
  /** Whether keys are in state, as between the clouds, where both ends are made here. */
  readonly keysInState: boolean;
}

/** Largest AS number of the plain argument. Source: registry, aws_customer_gateway (bgp_asn, bgp_asn_extended) */
const LARGEST_PLAIN_ASN = 2_147_483_647;
/** Instances of an Azure gateway. Source: learn.microsoft.com/azure/virtual-wan/virtual-wan-faq */
const AZURE_ASN = 65_515;

const INSTANCE_ADDRESS = /^\$\{data\.terraform_remote_state\.azure-[\w-]+-hub\.outputs\.gateway_address_[01]\}$/;

/** What is asked of a customer gateway, a VPN connection or its twin in Azure; undefined where nothing of that name is. */
export function askedOfTunnels(places: Places, resource: Resource): AskedArguments | undefined {
  const router = routerOf(places, resource);
  if (!router) return undefined;
  if (resource.type === 'aws_customer_gateway') return customerGateway(router);
  if (resource.type === 'aws_vpn_connection') return vpnConnection(router);
  const isLink = resource.stack.startsWith('link-');
  return {
    ...azureProposal(router.crypto),
    'vpn_link[].connection_mode': isLink ? 'ResponderOnly' : 'Default',
    ...(isLink ? {} : { 'vpn_link[].shared_key': `\${var.shared_keys["${resource.name}"]}` }),
  };
}

function customerGateway({ asn, address, certificate, device }: Router): AskedArguments {
  const isPlain = asn !== undefined && asn <= LARGEST_PLAIN_ASN;
  return {
    bgp_asn: isPlain ? String(asn) : undefined,
    bgp_asn_extended: isPlain ? undefined : String(asn),
    ip_address: address,
    certificate_arn: certificate,
    device_name: device,
  };
}

function vpnConnection(router: Router): AskedArguments {
  const { crypto, inside, certificate, overCircuit, keysInState, address, logged } = router;
  const opens = address !== undefined;
  // Each tenant's logs are its own: who reads them is told by the group.
  const logs = `\${aws_cloudwatch_log_group.vpn_${logged}.arn}`;
  const tunnel = (number: 1 | 2): AskedArguments => ({
    ...awsProposal(crypto, number),
    [`tunnel${number}_inside_cidr`]: inside?.[number - 1],
    // The shortest that AWS takes: a dead peer is noticed as soon as can be.
    [`tunnel${number}_dpd_timeout_seconds`]: 30,
    [`tunnel${number}_dpd_timeout_action`]: opens ? 'restart' : 'clear',
    [`tunnel${number}_startup_action`]: opens ? 'start' : 'add',
    [`tunnel${number}_rekey_margin_time_seconds`]: 540,
    [`tunnel${number}_rekey_fuzz_percentage`]: 100,
    [`tunnel${number}_replay_window_size`]: 1024,
    [`tunnel${number}_enable_tunnel_lifecycle_control`]: true,
    [`tunnel${number}_log_options.cloudwatch_log_options.log_enabled`]: true,
    [`tunnel${number}_log_options.cloudwatch_log_options.log_output_format`]: 'json',
    [`tunnel${number}_log_options.cloudwatch_log_options.log_group_arn`]: logs,
    [`tunnel${number}_log_options.cloudwatch_log_options.bgp_log_group_arn`]: logs,
    [`tunnel${number}_log_options.cloudwatch_log_options.bgp_log_enabled`]: true,
    [`tunnel${number}_log_options.cloudwatch_log_options.bgp_log_output_format`]: 'json',
  });
  return {
    ...tunnel(1),
    ...tunnel(2),
    outside_ip_address_type: overCircuit ? 'PrivateIpv4' : undefined,
    static_routes_only: router.isStatic,
    'lifecycle.ignore_changes': router.keepsOptions === true ? KEPT : undefined,
    preshared_key_storage: certificate === undefined && !keysInState ? 'SecretsManager' : undefined,
  };
}

/** All that tunnels are set to but their inside ranges, which can't change. */
const KEPT = [1, 2]
  .flatMap((tunnel) =>
    [
      'dpd_timeout_action',
      'dpd_timeout_seconds',
      'enable_tunnel_lifecycle_control',
      'ike_versions',
      'log_options',
      'phase1_dh_group_numbers',
      'phase1_encryption_algorithms',
      'phase1_integrity_algorithms',
      'phase1_lifetime_seconds',
      'phase2_dh_group_numbers',
      'phase2_encryption_algorithms',
      'phase2_integrity_algorithms',
      'phase2_lifetime_seconds',
      'rekey_fuzz_percentage',
      'rekey_margin_time_seconds',
      'replay_window_size',
      'startup_action',
    ].map((option) => `tunnel${tunnel}_${option}`),
  )
  .concat('preshared_key_storage');

const ROUTERS = new WeakMap<Places, ReadonlyMap<string, Router>>();

function routerOf(places: Places, { stack, name, type }: Resource): Router | undefined {
  const link = places.linkOf(stack);
  if (link) return linkRouter(places, link, name);
  let routers = ROUTERS.get(places);
  if (!routers) {
    routers = new Map([...siteRouters(places), ...datacentreRouters(places)]);
    ROUTERS.set(places, routers);
  }
  const hub = type.startsWith('azurerm') ? places.azureHub(stack) : places.awsHub(stack);
  return routers.get(`${hub?.id ?? ''} ${name}`);
}

function siteRouters({ catalogue, lock }: Places): readonly (readonly [string, Router])[] {
  const tenants = new Map(catalogue.tenants.map((tenant) => [tenant.id, tenant]));
  return catalogue.sites.flatMap((site) =>
    site.hubs.flatMap((hub) =>
      site.segments.flatMap(({ tenant, routing, crypto }) =>
        site.circuits.map((circuit): readonly [string, Router] => {
          const held = lock.sites[site.id];
          const numbers = held?.segments[tenant]?.circuits[circuit.id];
          const adopted = hub.cloud === 'aws' ? numbers?.adopted : undefined;
          const device = adopted === undefined ? `${held?.device ?? site.id}_${tenant}_${circuit.id}` : adopted.device;
          const inside = circuit.insideRanges?.map(String) ?? numbers?.tunnels;
          return [
            `${hub.id} ${site.id}_${tenant}_${circuit.id}`,
            {
              asn: (routing === 'static' ? adopted?.asn : undefined) ?? circuit.asn ?? site.asn ?? held?.asn,
              ...(circuit.address === 'dynamic' ? {} : { address: circuit.address }),
              ...(circuit.certificate === undefined ? {} : { certificate: circuit.certificate }),
              ...(device === undefined ? {} : { device }),
              ...(adopted?.keeps === undefined ? {} : { keepsOptions: true }),
              crypto: crypto?.[circuit.id] ?? circuit.crypto ?? tenants.get(tenant)?.crypto ?? 'ncsc-recommended',
              ...(inside === undefined ? {} : { inside }),
              logged: tenant,
              overCircuit: false,
              isStatic: routing === 'static',
              keysInState: false,
            },
          ];
        }),
      ),
    ),
  );
}

function datacentreRouters({ catalogue, lock }: Places): readonly (readonly [string, Router])[] {
  return (['aws', 'azure'] as const).flatMap((cloud) =>
    datacentreConnections(catalogue, cloud).map(({ name, datacentre, tenant, hub, way }): readonly [string, Router] => {
      const held = lock.datacentres[datacentre.id]?.tenants[tenant];
      const entry = datacentre.tenants.find((each) => each.tenant === tenant);
      const address =
        way === 'direct' ? held?.endpoint?.replace('/32', '') : (entry?.backupAddress ?? datacentre.vpnBackup?.address);
      const inside = held?.[way][hub];
      return [
        `${hub} ${name}`,
        {
          asn: datacentre.asn,
          ...(address === undefined ? {} : { address }),
          device: name,
          crypto:
            entry?.crypto?.[way] ?? catalogue.tenants.find(({ id }) => id === tenant)?.crypto ?? 'ncsc-recommended',
          ...(inside === undefined ? {} : { inside }),
          logged: tenant,
          overCircuit: way === 'direct',
          isStatic: false,
          keysInState: false,
        },
      ];
    }),
  );
}

/** A link carries every tenant in both clouds: it has the strictest profile. */
function linkRouter(
  { lock }: Places,
  { aws, azure }: { readonly aws: string; readonly azure: string },
  name: string,
): Router | undefined {
  const instance = new RegExp(`^link_(?:${azure}|${aws})_([01])(?:-[12])?$`).exec(name)?.[1];
  if (instance === undefined) return undefined;
  const held = lock.links[`${aws}_${azure}`]?.tunnels;
  return {
    asn: AZURE_ASN,
    address: INSTANCE_ADDRESS,
    device: `${name}_${aws}`,
    crypto: 'ncsc-plus',
    ...(held === undefined ? {} : { inside: instance === '0' ? held.slice(0, 2) : held.slice(2) }),
    logged: 'link',
    overCircuit: false,
    isStatic: false,
    keysInState: true,
  };
}
