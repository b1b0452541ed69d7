/** What one entry of a port list means. `any` is every protocol; icmp has no ports. */
export interface PortRange {
  readonly protocol: 'any' | 'tcp' | 'udp' | 'icmp';
  readonly first: number;
  readonly last: number;
}

const ALL_PORTS = { first: 0, last: 65_535 } as const;

/** `any`, `icmp`, `tcp/443`, `udp/5000-5010`, `tcp/any`: text that the schema has already accepted. */
export function parsePort(text: string): PortRange {
  if (text === 'any' || text === 'icmp') return { protocol: text, ...ALL_PORTS };
  const [protocol, range = 'any'] = text.split('/');
  if (protocol !== 'tcp' && protocol !== 'udp') throw new RangeError(`"${text}" was not checked before it was read`);
  if (range === 'any') return { protocol, ...ALL_PORTS };
  const [low = '', high = low] = range.split('-');
  return { protocol, first: Number(low), last: Number(high) };
}

export function portsOverlap(a: PortRange, b: PortRange): boolean {
  if (a.protocol !== b.protocol && a.protocol !== 'any' && b.protocol !== 'any') return false;
  return a.first <= b.last && b.first <= a.last;
}

export function portContains(outer: PortRange, inner: PortRange): boolean {
  if (outer.protocol !== 'any' && outer.protocol !== inner.protocol) return false;
  return outer.first <= inner.first && inner.last <= outer.last;
}

/** Sorted, with ranges that touch or overlap joined: the same ports in as few entries as they take. */
export function mergePorts(texts: readonly string[]): readonly PortRange[] {
  const ranges = texts.map(parsePort);
  const everything = ranges.find((range) => range.protocol === 'any');
  if (everything) return [everything];
  const sorted = ranges.sort((a, b) =>
    a.protocol < b.protocol ? -1 : a.protocol > b.protocol ? 1 : a.first - b.first,
  );
  const merged: PortRange[] = [];
  for (const range of sorted) {
    const previous = merged.at(-1);
    if (previous?.protocol === range.protocol && range.first <= previous.last + 1)
      merged[merged.length - 1] = { ...previous, last: Math.max(previous.last, range.last) };
    else merged.push(range);
  }
  return merged;
}

/** `tcp/443`, `udp/5000-5010`, `tcp/any`: the text that `parsePort` reads. */
export function formatPort({ protocol, first, last }: PortRange): string {
  if (protocol === 'any' || protocol === 'icmp') return protocol;
  if (first === ALL_PORTS.first && last === ALL_PORTS.last) return `${protocol}/any`;
  return first === last ? `${protocol}/${first}` : `${protocol}/${first}-${last}`;
}
