import { compareText } from '../../catalogue/issues/issue';
import { ANY_OTHER, namesOf, resolverAddresses } from '../../verify/names/asked-names';
import { AwsResolvers } from '../../verify/names/aws-resolvers';
import { AzureResolvers } from '../../verify/names/azure-resolvers';
import type { Stack } from '../../verify/terraform/stack-json';
import type { Side } from '../sides/side';

/** Names that are answered otherwise, as both sides' stacks answer them. */
export interface NameChange {
  /** Who asks, where: `council at london`. */
  readonly asks: readonly string[];
  /** `portal.example.net`, `below portal.example.net`, `portal.example.net and below`. */
  readonly names: readonly string[];
  /** Who answers: `192.0.2.53`, `refused`, `public DNS`. */
  readonly before: string;
  readonly after: string;
}

/** Answers to every name that either side tells apart, by who asks where. */
type Answers = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * Asks the resolvers of both sides every name that either tells apart, for everybody whom both have. `isLocal` says that
 * only stacks of sites differ, which answer no name.
 */
export function nameChanges(base: Side, head: Side, isLocal: boolean): readonly NameChange[] {
  if (isLocal && asWritten(base) === asWritten(head)) return [];
  const [old, now] = [base, head].map((side) => stacksOf(side));
  if (!old || !now) return [];
  const names = [...new Set([...namesOf(base.prepared.catalogue, old), ...namesOf(head.prepared.catalogue, now)])].sort(
    compareText,
  );
  const before = answersOf(base, old, names);
  const after = answersOf(head, now, names);
  const found = new Map<string, { readonly asks: string; readonly names: string[]; before: string; after: string }>();
  for (const [asks, answers] of after)
    for (const [name, answer] of answers) {
      const was = before.get(asks)?.get(name);
      if (was === undefined || was === answer) continue;
      const key = JSON.stringify([asks, was, answer]);
      const known = found.get(key);
      if (known) known.names.push(name);
      else found.set(key, { asks, names: [name], before: was, after: answer });
    }
  return together([...found.values()].map((change) => ({ ...change, names: folded(change.names) })));
}

/** One line for all who see the same. */
function together(changes: readonly (Omit<NameChange, 'asks'> & { readonly asks: string })[]): readonly NameChange[] {
  const found = new Map<string, NameChange>();
  for (const { asks, ...change } of changes) {
    const key = JSON.stringify(change);
    found.set(key, { ...change, asks: [...(found.get(key)?.asks ?? []), asks].sort(compareText) });
  }
  const ordered = (change: NameChange): string => `${change.names.join()} ${change.asks.join()}`;
  return [...found.values()].sort((a, b) => compareText(ordered(a), ordered(b)));
}

/** A name and what is below it, where both are answered alike. */
function folded(names: readonly string[]): readonly string[] {
  const all = new Set(names);
  return names.flatMap((name) => {
    const above = name.replace(/^below\./, '');
    if (name === ANY_OTHER) return ['any other name'];
    if (name === above) return [all.has(`below.${name}`) ? `${name} and below` : name];
    return all.has(above) ? [] : [`below ${above}`];
  });
}

/** Stacks that may say something of a name: those of sites never do. */
function stacksOf(side: Side): readonly Stack[] {
  const kinds = new Map(side.prepared.plan.stacks.map(({ name, kind }) => [name, kind]));
  return side.stacks.filter((name) => !(kinds.get(name) ?? '').endsWith('-sites')).map((name) => side.read(name));
}

function answersOf(
  { prepared: { catalogue, lock } }: Side,
  stacks: readonly Stack[],
  names: readonly string[],
): Answers {
  const aws = new AwsResolvers(stacks);
  const azure = new AzureResolvers(stacks);
  const ask = (answer: (name: string) => string): ReadonlyMap<string, string> =>
    new Map(names.map((name) => [name, plain(answer(name))]));
  const byResolver = new Map<string, ReadonlyMap<string, string>>();
  const found = new Map<string, ReadonlyMap<string, string>>();
  for (const { id, kind, egress, hubs, supernets } of catalogue.tenants) {
    if (kind === 'supplier') continue;
    for (const hub of catalogue.hubs) {
      const isServed =
        hub.cloud === 'aws' ? hubs.includes(hub.id) : hub.egress === egress && supernets.azure.length > 0;
      if (!isServed) continue;
      const key = `${hub.id} ${egress}`;
      const known = byResolver.get(key) ?? answered(hub.cloud, hub.id, egress);
      if (!known) continue;
      byResolver.set(key, known);
      found.set(`${id} at ${hub.id}`, known);
    }
  }
  return found;

  function answered(cloud: 'aws' | 'azure', hub: string, egress: string): ReadonlyMap<string, string> | undefined {
    if (cloud === 'azure') {
      const [inbound] = resolverAddresses(lock.hubs[hub]?.services['inbound']);
      const vnet = inbound === undefined ? undefined : azure.vnetOf(inbound);
      return vnet === undefined ? undefined : ask((name) => azure.answer(vnet, name));
    }
    const range = lock.hubs[hub]?.networks[`egress-${egress}`];
    const vpc = range === undefined ? undefined : aws.vpcOf(range);
    if (vpc === undefined) return undefined;
    return new Map([
      ...ask((name) => aws.answer(vpc, name)),
      [
        'what AWS’s lists name',
        aws.blockLists(vpc).length === 0 ? 'let through' : `refused by ${aws.blockLists(vpc).join(', ')}`,
      ],
      ['what DNS Firewall can’t check', aws.failsClosed(vpc) ? 'refused' : 'answered'],
      ['the log of queries', aws.isLogged(vpc) ? 'kept' : 'not kept'],
    ]);
  }
}

/** An answer in words. */
function plain(answer: string): string {
  const endpoint = /^(?:aws_vpc_endpoint|azurerm_private_endpoint)\.supplier-(.*)$/.exec(answer)?.[1];
  if (endpoint !== undefined) return `the endpoint of suppliers.${endpoint}`;
  return answer === 'the cloud' ? 'public DNS' : answer;
}

/** What decides who answers, as written: a resolver may change hands though no stack of its own does. */
function asWritten({ prepared: { catalogue } }: Side): string {
  const { tenants, egressDomains, suppliers, hubs } = catalogue;
  return JSON.stringify([tenants, egressDomains, suppliers, hubs]);
}
