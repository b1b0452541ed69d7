import type { NetworkFirewall } from '../../../verify/network/network';
import type { AddressMatch, PortMatch, SuricataRule } from '../../../verify/terraform/suricata-rule';
import { httpTalks, plainTalks, portlessTalks, type Talk, tlsByteByByte, tlsTalks } from './talks';

export interface Connection {
  readonly client: number;
  readonly server: number;
  readonly clientPort: number;
  readonly talk: Talk;
}

const ELSEWHERE = 'www.elsewhere.example';
/** Somebody in the internet, and somebody whom no catalogue knows. */
const PUBLIC = 0x5db8d70e;
const STRANGER = 0xac1ffe05;

/** Connections aimed at every rule of a firewall: at the edges of its addresses and ports and just beside them, in every way to talk. */
export function aimedAt(firewall: NetworkFirewall): readonly Connection[] {
  const rules = firewall.rules.filter(({ action }) => action !== 'alert');
  const names = [...new Set(rules.flatMap((rule) => nameOf(rule) ?? []))];
  const seen = new Set<string>();
  const found: Connection[] = [];
  let clientPort = 1_024;
  const tryOne = (client: number, server: number, talk: Talk): void => {
    const portless = talk.service.protocol === 'icmp' || talk.service.protocol === 'other';
    // Without ports the two ends are all that tells connections apart, whoever begins.
    const pair = portless ? [client, server].sort((a, b) => a - b) : [client, server];
    const key = `${pair.join()} ${talk.label} ${talk.service.port} ${talk.service.name ?? ''}`;
    if (client === server || seen.has(key)) return;
    seen.add(key);
    clientPort = clientPort === 65_535 ? 1_024 : clientPort + 1;
    found.push({ client, server, clientPort, talk });
  };
  const web = names.length > 0;
  for (const rule of rules) {
    for (const [client, server] of pairsOf(rule, firewall)) {
      for (const talk of portlessTalks()) tryOne(client, server, talk);
      for (const port of portsOf(rule.ports, web)) {
        for (const talk of plainTalks(port)) tryOne(client, server, talk);
        for (const talk of [...tlsTalks(port, ELSEWHERE), ...httpTalks(port, ELSEWHERE)]) tryOne(client, server, talk);
      }
      const name = nameOf(rule);
      if (name === undefined) continue;
      for (const port of [80, 443])
        for (const talk of [...tlsTalks(port, name), ...httpTalks(port, name)]) tryOne(client, server, talk);
      tryOne(client, server, tlsByteByByte(443, name));
    }
  }
  return found;
}

/** A name that the rule is about, to be written in all ways. */
function nameOf({ name }: SuricataRule): string | undefined {
  if (!name || name.kind === 'contains') return undefined;
  const plain = (name.kind === 'exact' ? name.name : name.suffix).replace(/^\./, '');
  return plain === '' ? undefined : plain;
}

/** Both ends of a rule's addresses, and one just beside them. */
function pairsOf(rule: SuricataRule, firewall: NetworkFirewall): readonly (readonly [number, number])[] {
  const sources = edges(rule.source, firewall);
  const destinations = edges(rule.destination, firewall);
  const [from = STRANGER] = sources;
  const [to = PUBLIC] = destinations;
  // A rule for replies is about connections that begin on its other side.
  const turned = rule.direction === 'to_client';
  const pairs = [...sources.map((each) => [each, to] as const), ...destinations.map((each) => [from, each] as const)];
  return turned ? pairs.map(([a, b]) => [b, a] as const) : pairs;
}

function edges(side: AddressMatch, { home }: NetworkFirewall): readonly number[] {
  const outside = side.any || side.variable === 'EXTERNAL_NET';
  const prefixes = side.variable === 'HOME_NET' || side.any ? home : side.prefixes;
  const [first] = prefixes;
  const last = prefixes.at(-1);
  const inside = first && last ? [first.first, last.last, last.last + 1] : [];
  if (side.variable === 'EXTERNAL_NET') return [PUBLIC, STRANGER];
  return outside ? [PUBLIC, ...inside, STRANGER] : inside;
}

function portsOf(ports: readonly PortMatch[], web: boolean): readonly number[] {
  if (ports.length === 0) return web ? [80, 443] : [443];
  const all = ports.flatMap(({ first, last }) => [first - 1, first, last, last + 1]);
  return [...new Set(all)].filter((port) => port > 0 && port < 65_536);
}
