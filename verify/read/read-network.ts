import type { Fault, Firewall, Network } from '../network/network';
import { type Key, keyOf, References, type Resource, type Stack } from '../terraform/stack-json';
import { linkEnds } from './link-ends';
import { buildFirewalls } from './network-firewalls';
import { buildTransit } from './transit-gateways';
import { buildAzure } from './virtual-hubs';
import { buildVpcs } from './vpcs';

/** The graph that packets are walked through, built from the stacks alone. */
export function buildNetwork(stacks: readonly Stack[]): Network {
  const byType = new Map<string, Resource[]>();
  for (const resource of stacks.flatMap((stack) => stack.resources)) {
    const list = byType.get(resource.type);
    if (list) list.push(resource);
    else byType.set(resource.type, [resource]);
  }
  const ofType = (type: string): readonly Resource[] => byType.get(type) ?? [];
  const references = new References(new Map(stacks.map((stack) => [stack.name, stack])));
  const transit = buildTransit(ofType, references);
  const vpcs = buildVpcs(ofType, references, transit.attachments);
  const firewalls = buildFirewalls(ofType, references);
  const azure = buildAzure(ofType, references);
  const links = linkEnds(ofType, references);
  const faults: Fault[] = [...transit.faults, ...vpcs.faults, ...firewalls.faults, ...azure.faults, ...links.faults];
  for (const resource of ofType('aws_vpc_endpoint'))
    if (resource.attributes['vpc_endpoint_type'] !== 'Interface')
      faults.push({ where: keyOf(resource), problem: 'is no interface endpoint.' });
  return {
    tables: new Map([...transit.tables, ...azure.tables]),
    attachments: new Map(
      [...transit.attachments, ...azure.attachments].map(([key, attachment]) => {
        const link = links.ends.get(key);
        return [key, link ? { ...attachment, link } : attachment];
      }),
    ),
    vpcs: new Map([...vpcs.vpcs, ...azure.vpcs]),
    groups: new Map([...vpcs.groups, ...azure.groups]),
    foreignRoutes: vpcs.foreignRoutes,
    firewalls: new Map<Key, Firewall>([...firewalls.firewalls, ...azure.firewalls]),
    faults,
  };
}
