import type { Lock } from '../lock/lock-file';
import type { StackInput } from './stack-input';

/** 0: what all share. 1: canary sites. 2: the rest, datacentres and links too. */
export type Wave = 0 | 1 | 2;

/** The wave of a stack: canary sites first, then the rest; what all share goes before any of them. */
export function waveOf(input: StackInput | undefined, { sites }: Pick<Lock, 'sites'>): Wave {
  if (input?.kind !== 'aws-sites' && input?.kind !== 'azure-sites')
    return input?.kind === 'aws-datacentre' || input?.kind === 'azure-datacentre' || input?.kind === 'link' ? 2 : 0;
  const waves = input.connections.map(({ site }) => sites[site]?.wave ?? 2);
  return waves.length > 0 && waves.every((wave) => wave === 1) ? 1 : 2;
}

/** A Virtual WAN's VPN gateway takes one change at a time: the API answers 409 to a second (rulings, 17). */
export function laneOf(input: StackInput | undefined): string | undefined {
  if (!input) return undefined;
  if (input.kind === 'link') return `azure-${input.azure.id}`;
  return input.kind.startsWith('azure-') && 'hub' in input ? `azure-${input.hub.id}` : undefined;
}

/**
 * Stacks in the one order in which they are made: each after what it depends on, of those that could go next the one of the
 * earliest wave, and within a wave as they were planned. Manifest, summary, `wan stacks` and review say this one.
 */
export function inDeploymentOrder<Input extends StackInput>(inputs: readonly Input[], lock: Lock): readonly Input[] {
  const left = inputs.map((input, index) => ({ input, rank: waveOf(input, lock) * inputs.length + index }));
  const names = new Set(inputs.map(({ name }) => name));
  const done = new Set<string>();
  const order: Input[] = [];
  while (left.length > 0) {
    const free = left.filter(({ input }) => input.dependencies.every((name) => done.has(name) || !names.has(name)));
    const [next] = [...free].sort((a, b) => a.rank - b.rank);
    if (!next) throw new Error(`stacks wait for each other: ${left.map(({ input }) => input.name).join(', ')}`);
    left.splice(left.indexOf(next), 1);
    done.add(next.input.name);
    order.push(next.input);
  }
  return order;
}
