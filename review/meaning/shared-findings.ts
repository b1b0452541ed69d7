import type { Cause, ResourceChange } from '../artefacts/resource-change';
import { asText } from '../artefacts/arguments';
import { guardLost, isGuardedAgain, isProtected } from '../artefacts/guards';
import type { Side } from '../sides/side';
import type { Effect } from './effect';
import { type Outage, OUTAGES } from './outage';
import { AT_BOTH_ENDS, REFUSED_BY_CLOUD, ROLES } from './roles';
import type { Whom } from './whom';

/** What one resource's change means, before it is said of whom. */
export type Finding = Pick<Effect, 'allowance' | 'isRefused' | 'isCutOff' | 'risk' | 'what' | 'outage'>;

/** What becomes of a resource beside what its arguments say. */
export interface Fate {
  /** The stack that makes it from now on. */
  readonly handedTo: string | undefined;
  /** Whether what it is for was leaving already, and is leaving now. */
  readonly wasLeaving: boolean;
  readonly isLeaving: boolean;
  /** Whether some of the addresses of its domain were leaving. */
  readonly wereAddressesLeaving: boolean;
}

/** What a resource that many share does to them. `ofTunnel` says that it is part of one connection, which is judged as such. */
export function findingsOf(
  change: ResourceChange,
  ofTunnel: boolean,
  whom: Whom,
  head: Side,
  { handedTo, wasLeaving, isLeaving, wereAddressesLeaving }: Fate,
): readonly Finding[] {
  if (wasLeaving && change.action === 'destroy') return goneFindings(change);
  if (wasLeaving && !isLeaving && isGuardedAgain(change))
    return [plain('low', 'guarded again: it is no longer leaving')];
  if (isLeaving && change.action === 'create' && ROLES[change.type] === 'public-address')
    return [plain('look', 'a new public address that is leaving already: take `leavingAddresses` out')];
  const refusals = [
    ...refusedByCloud(change),
    ...bothEnds(change),
    ...guardFindings(change, isLeaving, wereAddressesLeaving, head),
    ...lossFindings(change, ofTunnel, whom, head),
    ...handedOver(change, handedTo),
  ];
  if (isLeaving && change.action === 'update' && guardLost(change) !== undefined)
    return [...refusals, plain('low', 'may be destroyed from now on, since it is leaving')];
  return [...refusals, ...unknownFindings(change), ...(refusals.length > 0 ? [] : softFindings(change, head))];
}

function refused(allowance: NonNullable<Effect['allowance']>, what: string, outage: Outage, isCutOff = false): Finding {
  return { allowance, isRefused: true, isCutOff, risk: 'high', what, outage };
}

function plain(risk: Effect['risk'], what: string, outage: Outage = OUTAGES.none): Finding {
  return { isRefused: false, isCutOff: false, risk, what, outage };
}

/** Arguments that the cloud refuses to change, or that the provider does not even send. */
function refusedByCloud({ type, action, causes }: ResourceChange): readonly Finding[] {
  if (action === 'create' || action === 'destroy') return [];
  return causes.flatMap((cause): readonly Finding[] => {
    const rule = REFUSED_BY_CLOUD[`${type}.${cause.argument}`];
    if (rule && cause.because === undefined && (rule.when === 'changed' || isSmaller(cause))) {
      const what = `${cause.argument} ${asText(cause.from)} → ${asText(cause.to)}: ${rule.why}`;
      return [refused('cloud-refuses', what, OUTAGES.none)];
    }
    if (cause.verdict !== 'no-call') return [];
    const what = `${cause.argument} is planned as a change, but the provider tells the cloud nothing: it stays as it was, and every plan says it again`;
    return [refused('cloud-refuses', what, OUTAGES.none)];
  });
}

/** What the router at the far end must be told at the same time. */
function bothEnds({ type, action, causes }: ResourceChange): readonly Finding[] {
  const pattern = AT_BOTH_ENDS[type];
  if (!pattern || action === 'create' || action === 'destroy') return [];
  const told = causes.filter(({ argument, because }) => because === undefined && pattern.test(argument));
  if (told.length === 0) return [];
  const words = told.map(({ argument, from, to }) =>
    /key/.test(argument) ? argument : `${argument} ${shown(from)} → ${shown(to)}`,
  );
  return [refused('far-end-acts', `its router must be set alike: ${words.join(', ')}`, OUTAGES.farEnd)];
}

function shown(value: unknown): string {
  return value === undefined ? '–' : Array.isArray(value) ? value.map(asText).join(', ') : asText(value);
}

function unknownFindings({ type, action, causes }: ResourceChange): readonly Finding[] {
  const unknown = action === 'create' ? [] : causes.filter(({ verdict }) => verdict === 'unknown');
  return [
    ...(ROLES[type] === undefined
      ? [plain('look', `a kind of resource that this review does not know is ${past(action)}`)]
      : []),
    ...unknown.map(({ argument }) => plain('look', `nobody knows whether a change of ${argument} replaces it`)),
  ];
}

/** What is guarded and goes, or loses its guard; public addresses, records and their keys count as guarded whatever they say. */
function guardFindings(
  change: ResourceChange,
  isLeaving: boolean,
  wereAddressesLeaving: boolean,
  head: Side,
): readonly Finding[] {
  const { type, action, causes } = change;
  const role = ROLES[type];
  const isGoing = action === 'destroy' || action === 'replace';
  const guard = guardLost(change);
  const fewer =
    type === 'azurerm_firewall' &&
    (isGoing || causes.some((cause) => cause.argument === 'virtual_hub.public_ip_count' && isSmaller(cause)));
  const released = (role === 'public-address' && isGoing) || (fewer && !(wereAddressesLeaving && !isGoing));
  const outage = action === 'destroy' ? OUTAGES.forGood : action === 'replace' ? OUTAGES.anew : OUTAGES.none;
  return [
    ...(released
      ? [
          refused(
            'addresses-released',
            'a public address goes back to the cloud, and suppliers that list it let nobody in',
            OUTAGES.forGood,
          ),
        ]
      : []),
    ...(fewer && wereAddressesLeaving && !isGoing
      ? [plain('medium', 'public addresses go back to the cloud, as they were leaving', OUTAGES.forGood)]
      : []),
    ...(guard !== undefined && !(role === 'public-address' && isGoing) && !(isLeaving && !isGoing)
      ? [refused('guard-lifted', guard, outage)]
      : []),
    ...(action === 'destroy' && guard !== undefined && stands(change, head)
      ? [
          refused(
            'cloud-refuses',
            'it can’t be destroyed while it is guarded: write `state: leaving` at what it is for, deploy that, and take it away afterwards',
            OUTAGES.none,
          ),
        ]
      : []),
    ...(guard === undefined && role === 'records' && isGoing
      ? [refused('guard-lifted', 'what has been logged, or the key to it, is destroyed', OUTAGES.forGood)]
      : []),
    ...(type === 'aws_vpn_concentrator' && action === 'destroy'
      ? [refused('concentrator-released', 'a concentrator is destroyed', OUTAGES.forGood)]
      : []),
  ];
}

/** Whether a guard still holds once nobody writes the resource any more: its stack is destroyed from the base, or the cloud itself refuses. */
function stands({ before, stack }: ResourceChange, head: Side): boolean {
  return !head.stacks.includes(stack) || isProtected(before?.attributes ?? {});
}

/** What goes after it has been leaving. Whoever wrote that has agreed to all of it but to the loss of what was logged. */
function goneFindings({ type }: ResourceChange): readonly Finding[] {
  switch (ROLES[type]) {
    case 'records':
      return [refused('guard-lifted', 'what has been logged, or the key to it, is destroyed', OUTAGES.forGood)];
    case 'public-address':
      return [plain('medium', 'a public address goes back to the cloud, as it was leaving', OUTAGES.forGood)];
    default:
      return [plain('medium', 'destroyed, as it was leaving', OUTAGES.forGood)];
  }
}

/** Ways that go, and gateways that restart. A guard that is lifted is agreed to by itself: it lets nothing go. */
function lossFindings(change: ResourceChange, ofTunnel: boolean, whom: Whom, head: Side): readonly Finding[] {
  const { type, action, causes } = change;
  if (type === 'azurerm_vpn_gateway' && action === 'update' && causes.some(({ argument }) => argument === 'scale_unit'))
    return [
      refused(
        'raised',
        'the gateway gets other scale units; the provider sends its connections along without their keys, and nobody has shown that Azure keeps them (docs/azure.md says how to try)',
        OUTAGES.instances,
      ),
    ];
  const isGoing = action === 'destroy' || action === 'replace';
  if (ROLES[type] !== 'path' || !isGoing || ofTunnel) return [];
  const isGuarded = guardLost(change) !== undefined;
  // Nobody is behind it, and whoever is asked about its guard is asked about it.
  if (isGuarded && whom.sites.length === 0) return [];
  if (!isGuarded && action === 'destroy' && hasTwin(change, head))
    return [plain('medium', 'what stands in one zone is destroyed, and the other zones carry it', OUTAGES.seconds)];
  if (action === 'destroy' && whom.isOwn) return [plain('medium', 'destroyed', OUTAGES.forGood)];
  return [
    refused(
      'path-cut',
      action === 'replace' ? 'destroyed and made anew' : 'destroyed',
      action === 'replace' ? OUTAGES.anew : OUTAGES.forGood,
      whom.sites.length > 0,
    ),
  ];
}

/** A row that another stack makes from now on: no apply puts both in order, and a table takes no second row of one prefix. */
function handedOver({ type, action, stack }: ResourceChange, to: string | undefined): readonly Finding[] {
  if (to === undefined || action !== 'destroy' || type !== 'aws_ec2_transit_gateway_route') return [];
  return [
    refused(
      'path-cut',
      `rows go from the state of ${stack} to that of ${to}: between the two applies nothing leads there, unless somebody moves them in state first`,
      OUTAGES.minutes,
    ),
  ];
}

/** A row of a connection at whose other end nobody announces anything, now or afterwards. */
function leadsToFarEnd({ type, stack, before }: ResourceChange, head: Side): boolean {
  if (type !== 'aws_ec2_transit_gateway_route') return false;
  const attachment = asText(before?.attributes['transit_gateway_attachment_id']);
  const name = /\baws_vpn_connection\.([\w-]+)\./.exec(attachment)?.[1];
  if (name === undefined) return false;
  const after = head.stacks.includes(stack)
    ? head.read(stack).resources.find((each) => each.type === 'aws_vpn_connection' && each.name === name)
    : undefined;
  return after === undefined || after.attributes['static_routes_only'] === true;
}

const IN_ZONE = /^(.*?)[_-][a-z]{2}(?:-[a-z]+)+-\d[a-z](?:_.*)?$/;

/** Whether the same stands in another zone afterwards. */
function hasTwin({ stack, type, name }: ResourceChange, head: Side): boolean {
  const stem = IN_ZONE.exec(name)?.[1] ?? (/^[a-z]{2}(?:-[a-z]+)+-\d[a-z]/.test(name) ? '' : undefined);
  if (stem === undefined || !head.stacks.includes(stack)) return false;
  return head.read(stack).resources.some((each) => {
    const other = IN_ZONE.exec(each.name)?.[1] ?? (/^[a-z]{2}(?:-[a-z]+)+-\d[a-z]/.test(each.name) ? '' : undefined);
    return each.type === type && each.name !== name && other === stem;
  });
}

function softFindings(change: ResourceChange, head: Side): readonly Finding[] {
  const { type, action, causes } = change;
  const isGoing = action === 'destroy' || action === 'replace';
  switch (ROLES[type]) {
    case 'names':
      if (action === 'destroy') return [plain('medium', 'names are no longer answered by it')];
      if (action === 'replace')
        return [plain('medium', 'names are not answered while it is made anew', OUTAGES.minutes)];
      return action === 'update' ? [plain('low', 'answers to names change')] : [];
    case 'route':
      if (isGoing && leadsToFarEnd(change, head))
        return [
          action === 'destroy'
            ? plain(
                'medium',
                'a row to a far end without BGP goes, and nothing says again what was there',
                OUTAGES.forGood,
              )
            : plain('medium', 'a row to a far end without BGP is made anew', OUTAGES.minutes),
        ];
      if (action === 'update') return [plain('medium', `routes lead elsewhere, ${names(causes)}`, OUTAGES.seconds)];
      return isGoing ? [plain('low', 'routes change', OUTAGES.seconds)] : [];
    case 'rules':
      return action === 'create' ? [] : [plain('low', `rules are ${past(action)}`)];
    case 'path':
      return action === 'update'
        ? [
            plain(
              causes.every(({ argument }) => argument.startsWith('tags')) ? 'low' : 'medium',
              `changed in place${causes.length === 0 ? '' : `, ${names(causes)}`}`,
            ),
          ]
        : [];
    case 'records':
      if (action !== 'update') return [];
      return causes.some((cause) => cause.argument === 'retention_in_days' && isSmaller(cause))
        ? [plain('medium', 'logs are kept shorter: older ones go')]
        : [plain('low', 'changed in place')];
    case 'watching':
      return isGoing ? [plain('low', `alarms or logs to come are ${past(action)}`)] : [];
    case 'place':
      return isGoing ? [refused('path-cut', 'what others stand in is destroyed', OUTAGES.anew)] : [];
    default:
      return [];
  }
}

function isSmaller({ from, to }: Cause): boolean {
  return Number(to) < Number(from);
}

function names(causes: readonly Cause[]): string {
  return [...new Set(causes.map(({ argument }) => argument))].slice(0, 4).join(', ');
}

function past(action: ResourceChange['action']): string {
  return { create: 'made', update: 'changed', replace: 'made anew', destroy: 'destroyed', move: 'moved' }[action];
}
