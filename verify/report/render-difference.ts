import { formatAddress } from '../../catalogue/values/cidr';
import type { Catalogue } from '../../catalogue/model';
import type { Whereabouts } from '../../catalogue/shape-issues';
import type { Path } from '../../catalogue/yaml/source';
import type { NameDifference } from '../names/asked-names';
import type { Fault } from '../network/network';
import type { Difference } from '../walk/difference';
import { formatService } from '../walk/service-classes';
import type { Walk } from '../walk/walker';

/** A difference as a reviewer reads it: packet, way, and the line of the catalogue. */
export function renderDifference(difference: Difference, catalogue: Catalogue, where: Whereabouts): string {
  const { kind, source, destination, service, route, decision, alike } = difference;
  const from = `${source.owner.tenant} (${source.label}, ${formatAddress(source.address)})`;
  const to = destination.owner
    ? `${destination.owner.tenant} (${destination.owner.label}, ${formatAddress(destination.address)})`
    : formatAddress(destination.address);
  const lines = [
    `${kind}  ${from} → ${to} ${formatService(service)}${alike > 1 ? ` and ${alike - 1} more kinds of packet` : ''}`,
    ...way(route.forward, decision.reason),
    ...(route.back && (kind === 'NO REPLY' || kind === 'ASYMMETRIC') ? ['  and back:', ...way(route.back, '')] : []),
    `  ${asked(difference, catalogue, where)}`,
  ];
  return `${lines.join('\n')}\n`;
}

function way(walk: Walk, verdict: string): readonly string[] {
  const steps = walk.steps.map((step, index) => `  ${index === 0 ? '' : '→ '}${step.text}`);
  const end =
    walk.end.kind === 'dropped'
      ? `  → dropped: ${walk.end.reason}`
      : walk.end.kind === 'delivered'
        ? `  → ${walk.end.owner.label}`
        : undefined;
  return [
    ...steps,
    ...(end === undefined ? [] : [end]),
    ...(verdict === '' || walk.end.kind === 'dropped' ? [] : [`  (${verdict})`]),
  ];
}

function asked({ kind, source, want }: Difference, catalogue: Catalogue, where: Whereabouts): string {
  if (want) return `Asked for by ${want.because}, ${place(want.path, where)}.`;
  const index = catalogue.tenants.findIndex((tenant) => tenant.id === source.owner.tenant);
  const closest = `${place(['tenants', index, 'id'], where)} (tenants.${source.owner.tenant})`;
  return kind === 'LEAK'
    ? `Nobody asked for this. Closest line of the catalogue: ${closest}.`
    : `Closest line of the catalogue: ${closest}.`;
}

function place(path: Path, where: Whereabouts): string {
  const at = where.at(path);
  return `${at.file}:${at.line}:${at.column}`;
}

/** A query that somebody else answers than the catalogue says. */
export function renderName({ domain, hub, name, got, wanted }: NameDifference): string {
  const [verb, none] = name.startsWith('(') ? [':', 'none'] : [' is answered by', 'nobody'];
  return `DNS  ${domain} at ${hub}: ${name}${verb} ${got === '' ? none : got}; the catalogue asks for ${wanted === '' ? none : wanted}.\n`;
}

export function renderFault(fault: Fault): string {
  return `${fault.label ?? 'NOT UNDERSTOOD'}  ${fault.where} ${fault.problem}\n`;
}
