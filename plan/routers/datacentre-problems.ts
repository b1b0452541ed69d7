import type { Issue } from '../../catalogue/issues/issue';
import type { Catalogue, Datacentre, DatacentreTenant, Router } from '../../catalogue/model';
import type { Whereabouts } from '../../catalogue/shape-issues';
import { parseAddress } from '../../catalogue/values/cidr';
import type { Path } from '../../catalogue/yaml/source';
import type { NetworkPlan } from '../network-plan';
import { type DatacentrePolicy, datacentrePolicies } from '../policies/datacentre-policy';
import { sharedInterfaces } from './datacentre-ports';
import { hasRouterPerWay, isBothWaysToAzure, waysOf } from './datacentre-routers';
import { datacentreLanOf } from './lan';
import { isHost, isIn, networkOf, nextHopProblems, type Report, sharedProblems } from './next-hop';

interface Facts {
  readonly catalogue: Catalogue;
  readonly plan: NetworkPlan;
  readonly where: Whereabouts;
}

function reporter({ catalogue, where }: Facts, datacentre: Datacentre, code: Issue['code']): Report {
  const index = catalogue.datacentres.indexOf(datacentre);
  return (path, problem, fix, got) => {
    const whole: Path = ['datacentres', index, ...path];
    return {
      code,
      at: where.at(whole),
      path: where.named(whole),
      problem,
      ...(got === undefined ? {} : { got }),
      fix,
    };
  };
}

function policyOf({ catalogue, plan }: Facts, { id }: Datacentre): DatacentrePolicy | undefined {
  return datacentrePolicies(catalogue, plan).find(({ datacentre }) => datacentre === id);
}

/** Why a datacentre has no router to set here; undefined where it has. */
export function noDatacentreRouters(facts: Facts, datacentre: Datacentre): Issue | undefined {
  return (policyOf(facts, datacentre)?.tunnels.length ?? 0) > 0
    ? undefined
    : reporter(facts, datacentre, 'ROUTER_NONE')(
        ['state'],
        `Nothing leads to ${datacentre.name} yet: it has no circuit that is up, and no backup.`,
        'Ask again once one of its circuits is live.',
      );
}

/** What has to be known of a datacentre before its routers can be set, and isn't; all of it at once. */
export function datacentreProblems(
  facts: Facts,
  datacentre: Datacentre,
  platform: Router | undefined,
): readonly Issue[] {
  const policy = policyOf(facts, datacentre);
  if (!policy) return [];
  const report = reporter(facts, datacentre, 'ROUTER_FACTS');
  return [
    ...waysProblems(datacentre, policy, platform, report),
    ...circuitProblems(datacentre, policy, report),
    ...datacentre.tenants.flatMap((entry, index) =>
      policy.tunnels.some(({ tenant }) => tenant === entry.tenant)
        ? tenantProblems(facts, datacentre, policy, entry, (path, ...rest) =>
            report(['tenants', index, ...path], ...rest),
          )
        : [],
    ),
    ...sharedInterfaces(facts, datacentre, policy, report),
  ];
}

function waysProblems(
  datacentre: Datacentre,
  policy: DatacentrePolicy,
  platform: Router | undefined,
  report: Report,
): readonly Issue[] {
  const { name, router } = datacentre;
  const wan = router?.wan;
  const spoken = policy.tunnels.filter(({ cloud }) => cloud === 'azure').map(({ tenant }) => tenant);
  return [
    ...(router?.routers === 'one' && isBothWaysToAzure(policy)
      ? [
          report(
            ['router', 'routers'],
            `${name} reaches one Azure hub over a circuit and beside it: both would be sessions with the same two addresses, which one router can't have twice.`,
            'Leave it out, or write `one-per-way`.',
            'one',
          ),
        ]
      : []),
    ...(waysOf(policy).includes('backup') && wan === undefined
      ? [
          report(
            router === undefined ? ['vpnBackup'] : ['router'],
            `Nobody says which interface of the router the backup of ${name} runs over.`,
            'Add `wan: { interface: …, address: …, nextHop: … }` to its `router:`.',
          ),
        ]
      : []),
    ...(wan !== undefined && (wan.address === undefined) !== (wan.nextHop === undefined)
      ? [
          report(
            ['router', 'wan'],
            'A line needs both the address of the interface and the next hop, or neither.',
            'Add the other one.',
          ),
        ]
      : []),
    ...lineProblems(datacentre, policy, report),
    ...(platform === 'fortinet' && new Set(spoken).size > 1
      ? [
          report(
            ['tenants'],
            'FortiOS has one list of neighbours for all VRFs, and all these tenants would speak to the same two addresses of Azure.',
            'Take another router here.',
            [...new Set(spoken)].join(', '),
          ),
        ]
      : []),
  ];
}

/** What the internet line leads to, and what of the backup's addresses is on it. */
function lineProblems({ name, router }: Datacentre, policy: DatacentrePolicy, report: Report): readonly Issue[] {
  const { address, nextHop } = router?.wan ?? {};
  if (address === undefined || nextHop === undefined) return [];
  const network = networkOf(address);
  const own = address.split('/')[0];
  const beside = [...new Set(policy.tunnels.filter(({ way }) => way === 'backup').map(({ endsAt }) => endsAt))].filter(
    (end) => end !== own && isIn(network, end),
  );
  return [
    ...(isIn(network, nextHop) && nextHop !== own
      ? []
      : [
          report(
            ['router', 'wan', 'nextHop'],
            `The next hop of the line of ${name} is not on it, or is the router itself.`,
            `Write another address of ${String(network)}.`,
            nextHop,
          ),
        ]),
    ...beside.map((end) =>
      report(
        ['router', 'wan', 'address'],
        `Tunnels of the backup end at ${end}, which is on the line's own network: a loopback can't have it.`,
        'Take an address that the supplier routes to the router, or give the line the one at which they end.',
        address,
      ),
    ),
  ];
}

function circuitProblems({ name, circuits }: Datacentre, policy: DatacentrePolicy, report: Report): readonly Issue[] {
  return circuits.flatMap((circuit, index) => {
    const isUp = policy.circuits.some((session) => session.circuit === circuit.id);
    const known = circuit.kind === 'direct-connect' ? circuit.interface : circuit.interfaces;
    if (!isUp || known !== undefined) return [];
    return [
      report(
        ['circuits', index],
        `Nobody says which interface of the router circuit ${circuit.id} of ${name} is plugged into.`,
        circuit.kind === 'direct-connect'
          ? 'Add `interface:` to it.'
          : 'Add `interfaces: [primary, secondary]` to it: ExpressRoute has two links.',
      ),
    ];
  });
}

function tenantProblems(
  { catalogue }: Facts,
  datacentre: Datacentre,
  policy: DatacentrePolicy,
  entry: DatacentreTenant,
  report: Report,
): readonly Issue[] {
  const { tenant, prefixes, lan } = entry;
  const { interface: at } = datacentreLanOf(catalogue, datacentre, entry);
  const gateways = lan?.gateways ?? [];
  const networks = gateways.map(networkOf);
  const open = prefixes.filter((prefix) => !networks.some((network) => network?.equals(prefix) === true));
  return [
    ...(at === ''
      ? [
          report(
            [],
            `Nobody says behind which interface of the router ${tenant} is at ${datacentre.name}.`,
            'Add `lan: { interface: … }` to it, or `lan:` to the datacentre’s `router:`.',
          ),
        ]
      : []),
    ...(gateways.length === 0
      ? [
          report(
            lan === undefined ? [] : ['lan'],
            `Nobody says which address the router has towards ${tenant} at ${datacentre.name}.`,
            `Add \`lan: { gateways: [an address with its length] }\`, in ${prefixes.join(' or ')}.`,
          ),
        ]
      : []),
    ...gateways.flatMap((gateway, index) => {
      const address = parseAddress(gateway.split('/')[0] ?? '');
      const network = networkOf(gateway);
      const isOwn =
        network !== undefined &&
        prefixes.some((prefix) => prefix.contains(network)) &&
        typeof address === 'number' &&
        isHost(network, address);
      return isOwn
        ? []
        : [
            report(
              ['lan', 'gateways', index],
              `The router’s address towards ${tenant} is none of a machine, or its network is in none of the tenant's prefixes here.`,
              `Write an address with the length of its network, in ${prefixes.join(' or ')}.`,
              gateway,
            ),
          ];
    }),
    ...(gateways.length > 1 && hasRouterPerWay(datacentre, policy)
      ? [
          report(
            ['lan', 'gateways'],
            `Two routers share the gateway of ${tenant}, and have one address each.`,
            'Write one, and `nextHop:` for what is behind it.',
          ),
        ]
      : []),
    ...(gateways.length > 0 && open.length > 0 && lan?.nextHop === undefined
      ? [
          report(
            ['lan'],
            `${open.join(' and ')} of ${tenant} would be announced, and nobody says who leads on to it.`,
            'Add `nextHop:`, an address on the router’s network there, or a gateway with the length of the prefix.',
          ),
        ]
      : []),
    ...sharedProblems(
      lan,
      ['direct', 'backup'],
      hasRouterPerWay(datacentre, policy)
        ? waysOf(policy).map((way) => datacentreLanOf(catalogue, datacentre, entry, way).shared?.address ?? '')
        : [],
      tenant,
      (path, ...rest) => report(['lan', ...path], ...rest),
    ),
    ...nextHopProblems(lan, tenant, (path, ...rest) => report(['lan', ...path], ...rest)),
  ];
}
