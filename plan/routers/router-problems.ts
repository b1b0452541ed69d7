import type { Issue } from '../../catalogue/issues/issue';
import { type Catalogue, isRendered, type Router, type Segment, type Site } from '../../catalogue/model';
import type { Whereabouts } from '../../catalogue/shape-issues';
import { parseAddress } from '../../catalogue/values/cidr';
import type { Path } from '../../catalogue/yaml/source';
import type { Lock } from '../lock/lock-file';
import { segmentPrefixes } from '../routing/connections';
import { lanOf } from './lan';
import { isIn, networkOf, nextHopProblems, type Report, sharedProblems } from './next-hop';
import { hasRouterPerCircuit } from './router-plan';

interface Facts {
  readonly catalogue: Catalogue;
  readonly lock: Lock;
  readonly where: Whereabouts;
}

/** Why a site has no routers to set here; undefined where it has. */
export function noRouters({ catalogue, where }: Pick<Facts, 'catalogue' | 'where'>, site: Site): Issue | undefined {
  const at = (path: Path, problem: string, fix: string): Issue => {
    const whole: Path = ['sites', catalogue.sites.indexOf(site), ...path];
    return { code: 'ROUTER_NONE', at: where.at(whole), path: where.named(whole), problem, fix };
  };
  if (!isRendered(site))
    return at(
      ['state'],
      `${site.name} is planned: its numbers are held, and no tunnel of it is built.`,
      'Ask again once it is building.',
    );
  if (site.hubs.length === 0)
    return at(
      ['profile'],
      `${site.name} has no tunnel of its own: it is inside ${site.datacentre ?? 'a datacentre'}.`,
      'What is set there says `wan policy`.',
    );
  if (site.segments.every(({ farEnd }) => farEnd === 'azure-gateway'))
    return at(
      ['segments', 0, 'farEnd'],
      `At ${site.name} stands a VPN gateway of Azure, which is set in its owner's subscription.`,
      'Nothing is to be written for it.',
    );
  return undefined;
}

/** What has to be known of a site before its routers can be set, and isn't; all of it at once. */
export function routerProblems(
  { catalogue, lock, where }: Facts,
  site: Site,
  platform: Router | undefined,
): readonly Issue[] {
  const index = catalogue.sites.indexOf(site);
  const report = (path: Path, problem: string, fix: string, got?: string): Issue => {
    const whole: Path = ['sites', index, ...path];
    return {
      code: 'ROUTER_FACTS',
      at: where.at(whole),
      path: where.named(whole),
      problem,
      ...(got === undefined ? {} : { got }),
      fix,
    };
  };
  return [
    ...site.circuits.flatMap((circuit, number) => {
      const path: Path = ['circuits', number];
      const { line } = circuit;
      return [
        ...((line?.interface ?? site.ports?.wan[number]) === undefined
          ? [
              report(
                path,
                `Nobody says which interface of the router circuit ${circuit.id} of ${site.name} is plugged into.`,
                `Add \`wan: { interface: … }\` to it, or \`ports:\` with ${number + 1} interfaces of lines to profile ${site.profile}.`,
              ),
            ]
          : []),
        ...(line?.addressing === 'static' && (line.address === undefined || line.nextHop === undefined)
          ? [
              report(
                [...path, 'wan'],
                'A static line needs the address of the interface and the next hop.',
                'Add `address:` with its length, such as 198.18.2.17/30, and `nextHop:`.',
              ),
            ]
          : []),
        ...lineProblems(site, number, report),
        ...(circuit.certificate !== undefined && (line?.trustPoint ?? site.ports?.trustPoint) === undefined
          ? [
              report(
                [...path, 'certificate'],
                'The router proves itself by a certificate, and nobody says what it calls the authority that it trusts.',
                `Add \`trustPoint:\` to the circuit's \`wan:\`, or to \`ports:\` of profile ${site.profile}.`,
              ),
            ]
          : []),
      ];
    }),
    ...site.segments.flatMap((segment, number) => [
      ...((segment.lan?.interface ?? site.ports?.lan) === undefined
        ? [
            report(
              ['segments', number],
              `Nobody says behind which interface of the router ${segment.tenant} is at ${site.name}.`,
              `Add \`lan: { interface: … }\` to it, or \`ports:\` to profile ${site.profile}.`,
            ),
          ]
        : []),
      ...gatewayProblems({ catalogue, lock, where }, site, segment, number, report),
      ...sharedProblems(
        { ...segment.lan, gateways: [...lanOf(catalogue, lock, site, segment, site.circuits).gateways] },
        site.circuits.map(({ id }) => id),
        hasRouterPerCircuit(site)
          ? site.circuits.map((circuit) => lanOf(catalogue, lock, site, segment, [circuit]).shared?.address ?? '')
          : [],
        segment.tenant,
        (path, ...rest) => report(['segments', number, ...(segment.lan ? ['lan'] : []), ...path], ...rest),
      ),
      ...nextHopProblems(
        segment.lan?.nextHop === undefined
          ? undefined
          : { ...segment.lan, gateways: [...lanOf(catalogue, lock, site, segment, site.circuits).gateways] },
        segment.tenant,
        (path, ...rest) => report(['segments', number, 'lan', ...path], ...rest),
      ),
    ]),
    ...sharedInterfaces({ catalogue, lock, where }, site, report),
    ...site.segments.flatMap((segment, number) =>
      hasRouterPerCircuit(site) && lanOf(catalogue, lock, site, segment, []).gateways.length > 1
        ? [
            report(
              ['segments', number],
              `${segment.tenant} has several prefixes here, and two routers that share its gateway have one address each.`,
              'Give it one prefix that holds them, or one gateway (`lan: { gateways: [one] }`) with a router of the building behind it.',
            ),
          ]
        : [],
    ),
    ...site.nat.map(({ inside, outside }, number) => ({
      ...report(
        ['nat', number],
        `The router translates ${String(inside)} to ${String(outside)}, which is not written for it.`,
        'Set the translation by hand: towards the building it has the first, in the tunnels the second.',
      ),
      severity: 'warning' as const,
    })),
    ...site.segments.flatMap((segment, number) =>
      platform === 'fortinet' && segment.breakout === 'local' && number >= MOST_LINKS
        ? [
            report(
              ['segments', number],
              `${segment.tenant} leaves by the lines of ${site.name} (\`breakout: local\`), and of the ranges that links on a FortiGate are numbered by there are ${MOST_LINKS}, for the first segments.`,
              'Put it among the first, or take another router here.',
            ),
          ]
        : [],
    ),
    ...(platform === 'linux'
      ? site.circuits.flatMap(({ line }, number) =>
          line?.addressing === 'pppoe'
            ? [
                report(
                  ['circuits', number, 'wan', 'addressing'],
                  'A Linux router has its tunnels on the interface of the PPP session, which this does not make.',
                  'Let a modem in front dial (`nat: true`, `static` or `dhcp`), or take another router.',
                ),
              ]
            : [],
        )
      : []),
    ...(platform === 'fortinet' && site.segments.length > 1 && site.hubs.some(({ cloud }) => cloud === 'azure')
      ? [
          report(
            ['segments', 1],
            'FortiOS has one list of neighbours for all VRFs, and both segments would speak to the same two addresses of Azure.',
            'Take another router here, or a second one for the second segment.',
          ),
        ]
      : []),
  ];
}

/** Ranges that AWS keeps for itself, but for the first two: no tunnel has them (routers/platforms/fortios/breakout.ts). */
const MOST_LINKS = 4;

/** Where a static line leads, and whose address it has. */
function lineProblems(site: Site, number: number, report: Report): readonly Issue[] {
  const { line, address: known } = site.circuits[number] ?? {};
  const { addressing, address, nextHop, nat } = line ?? {};
  if (addressing !== 'static' || address === undefined || nextHop === undefined) return [];
  const path: Path = ['circuits', number, 'wan'];
  const network = networkOf(address);
  const own = address.split('/')[0];
  return [
    ...(isIn(network, nextHop) && nextHop !== own
      ? []
      : [
          report(
            [...path, 'nextHop'],
            `The next hop of this line of ${site.name} is not on it, or is the router itself.`,
            `Write another address of ${String(network)}.`,
            nextHop,
          ),
        ]),
    ...(nat === true || known === 'dynamic' || known === own
      ? []
      : [
          report(
            [...path, 'address'],
            `The clouds know this line of ${site.name} by ${known ?? 'none'}, and the router has another address on it: its tunnels would begin at one that it hasn't.`,
            'Write the same, or `nat: true` where something in front of the router translates.',
            address,
          ),
        ]),
  ];
}

function gatewayProblems(
  { lock }: Facts,
  site: Site,
  segment: Segment,
  number: number,
  report: Report,
): readonly Issue[] {
  const prefixes = segmentPrefixes(site, segment, lock);
  const inside = [...prefixes, ...site.nat.map((rule) => rule.inside)];
  const isIn = (text: string): boolean => {
    const address = parseAddress(text.split('/')[0] ?? '');
    return typeof address === 'number' && inside.some(({ first, last }) => first <= address && address <= last);
  };
  return (segment.lan?.gateways ?? []).flatMap((gateway, index) =>
    isIn(gateway)
      ? []
      : [
          report(
            ['segments', number, 'lan', 'gateways', index],
            `The way out of ${segment.tenant} is no address of its prefixes here.`,
            `Write an address of ${inside.join(' or ')}.`,
            gateway,
          ),
        ],
  );
}

/** Two segments behind one port without VLANs that differ would be one network. */
function sharedInterfaces({ catalogue, lock }: Facts, site: Site, report: Report): readonly Issue[] {
  const taken = new Map<string, string>(
    site.circuits.flatMap((circuit, index) => {
      const at = circuit.line?.interface ?? site.ports?.wan[index];
      return at === undefined ? [] : [[at, `circuit ${circuit.id}`] as const];
    }),
  );
  const untagged = new Map(taken);
  const problems: Issue[] = [];
  site.segments.forEach((segment, index) => {
    const { interface: at, vlan } = lanOf(catalogue, lock, site, segment, site.circuits);
    if (at === '') return;
    const key = vlan === undefined ? at : `${at}.${vlan}`;
    const other = untagged.get(key) ?? (vlan === undefined ? undefined : taken.get(at));
    if (other !== undefined)
      problems.push(
        report(
          ['segments', index],
          `${segment.tenant} would be behind ${key}, and so is ${other}: the two would be one network.`,
          `Give it another \`vlan:\`, in its \`lan:\` or at tenant ${segment.tenant}, or an interface of its own.`,
        ),
      );
    untagged.set(key, segment.tenant);
  });
  return problems;
}
