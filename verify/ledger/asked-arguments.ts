import type { Fault } from '../network/network';
import { keyOf, type Resource, type Stack } from '../terraform/stack-json';
import { ARGUMENTS } from './arguments';
import { askedOfNames, hasOwnGroup } from './asked/adopted-azure';
import { askedOfCircuits } from './asked/circuits';
import { askedOfAwsHubs, askedOfAzureHubs } from './asked/hubs';
import { askedOfInspection } from './asked/inspection';
import { mayGo } from './asked/leaving';
import { askedOfLogs } from './asked/logs';
import type { AskedArguments, Places } from './asked/places';
import { askedOfTunnels } from './asked/tunnels';
import { sameJson, shown } from './read-arguments';

type Asks = (places: Places, resource: Resource) => AskedArguments | undefined;

const BY_TYPE: readonly (readonly [RegExp, Asks])[] = [
  [/^(aws_customer_gateway|aws_vpn_connection|azurerm_vpn_gateway_connection)$/, askedOfTunnels],
  [/^(aws_dx_.*|azurerm_express_route_circuit)$/, askedOfCircuits],
  [/^aws_(cloudwatch_.*|flow_log|kms_key|iam_.*)$/, askedOfLogs],
  [/^aws_(networkfirewall_.*|route53_.*)$/, askedOfInspection],
  [/^aws_/, askedOfAwsHubs],
  [/^azurerm_/, askedOfAzureHubs],
];

/** What has a value of its own in every network, held against the very thing that catalogue and lock ask for. */
export function askedFaults(places: Places, stacks: readonly Stack[]): readonly Fault[] {
  return stacks.flatMap(({ resources }) => resources.flatMap((resource) => faultsOf(places, resource)));
}

/** Paths of a type whose place is `asked`. */
export function askedPaths(type: string): readonly string[] {
  return Object.entries(ARGUMENTS[type] ?? {}).flatMap(([path, { place }]) => (place === 'asked' ? [path] : []));
}

/** What is asked of a resource; undefined where neither catalogue nor lock know it. */
export function askedOf(places: Places, resource: Resource): AskedArguments | undefined {
  const asks = BY_TYPE.find(([types]) => types.test(resource.type))?.[1];
  const asked = asks?.(places, resource);
  if (!asked || !resource.type.startsWith('azurerm_')) return asked;
  const hub = places.azureHub(resource.stack);
  const group = resource.stack === 'azure-wan' ? 'wan' : (hub?.id ?? '');
  return {
    ...asked,
    location: hub?.region,
    resource_group_name: `${places.prefix}-${group}`,
    ...askedOfNames(places, resource),
  };
}

function faultsOf(places: Places, resource: Resource): readonly Fault[] {
  const where = keyOf(resource);
  const guards = guardFaults(places, resource, where);
  const paths = askedPaths(resource.type);
  if (paths.length === 0) return guards;
  const asked = askedOf(places, resource);
  if (!asked) return [{ where, label: 'MISBUILT', problem: 'is asked for by neither catalogue nor lock.' }];
  const extra = Object.keys(asked).filter(
    (path) =>
      EXTRA.has(ARGUMENTS[resource.type]?.[path]?.place ?? '') &&
      (path !== 'resource_group_name' || hasOwnGroup(resource)),
  );
  const asking = [...paths, ...extra].flatMap((path) => {
    const wanted = asked[path];
    if (!(path in asked)) throw new Error(`nothing says what is asked of ${resource.type}.${path}`);
    return valuesAt(resource.attributes, resource.type, path.split('.')).flatMap((value): readonly Fault[] =>
      matches(value, wanted)
        ? []
        : [{ where, label: 'MISBUILT', problem: `${path} is ${shown(value)}, and ${wordsFor(wanted)} is asked for.` }],
    );
  });
  return [...guards, ...asking];
}

/** A guard is there unless what it is for is leaving; it is then lifted, since else nothing could go. */
function guardFaults(places: Places, resource: Resource, where: string): readonly Fault[] {
  const rules = Object.entries(ARGUMENTS[resource.type] ?? {}).filter(([, { place }]) => place === 'guard');
  return rules.flatMap(([path, { optional }]) => {
    const lifted = optional === true ? undefined : false;
    const wanted = mayGo(places, resource) ? lifted : true;
    return valuesAt(resource.attributes, resource.type, path.split('.')).flatMap((value): readonly Fault[] =>
      sameJson(value, wanted)
        ? []
        : [{ where, label: 'MISBUILT', problem: `${path} is ${shown(value)}, and ${wordsFor(wanted)} is asked for.` }],
    );
  });
}

/** What may be asked of beside `asked`: that it names this one, and not another of its type; and of a name, that it is what was there before. */
const EXTRA: ReadonlySet<string> = new Set(['key', 'refers', 'inert']);

function wordsFor(wanted: unknown): string {
  return wanted instanceof RegExp ? `something like ${wanted.source}` : shown(wanted);
}

function matches(value: unknown, wanted: unknown): boolean {
  if (wanted instanceof RegExp) return typeof value === 'string' && wanted.test(value);
  return sameJson(value, wanted);
}

/** Every value at a path: one for each block of a list; a list that some resources have and this one hasn't gives nothing. */
function valuesAt(value: unknown, type: string, path: readonly string[], above = ''): readonly unknown[] {
  const [step, ...rest] = path;
  if (step === undefined) return [value];
  const name = step.replace('[]', '');
  const at = above === '' ? step : `${above}.${step}`;
  const inner =
    typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
  if (step === name) return valuesAt(inner, type, rest, at);
  if (Array.isArray(inner) && inner.length > 0) return inner.flatMap((each) => valuesAt(each, type, rest, at));
  return ARGUMENTS[type]?.[at]?.place === 'sometimes' ? [undefined] : [];
}
