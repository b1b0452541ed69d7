import { Cidr, compareCidrs } from '../../catalogue/values/cidr';

/** The fewest prefixes that hold exactly the same addresses, sorted: contained ones dropped, halves joined. */
export function coverOf(prefixes: readonly Cidr[]): readonly Cidr[] {
  const stack: Cidr[] = [];
  for (const prefix of [...prefixes].sort(compareCidrs)) {
    if (stack.at(-1)?.contains(prefix)) continue;
    stack.push(prefix);
    joinHalves(stack);
  }
  return stack;
}

function joinHalves(stack: Cidr[]): void {
  for (;;) {
    const upper = stack.at(-1);
    const lower = stack.at(-2);
    if (!upper || lower?.bits !== upper.bits || lower.bits === 0) return;
    const parentSize = lower.size * 2;
    if (lower.first % parentSize !== 0 || upper.first !== lower.first + lower.size) return;
    stack.splice(-2, 2, Cidr.at(lower.first, lower.bits - 1));
  }
}

/** The fewest prefixes that hold what the first do and none of the holes. */
export function withoutPrefixes(prefixes: readonly Cidr[], holes: readonly Cidr[]): readonly Cidr[] {
  const cut = (prefix: Cidr): readonly Cidr[] => {
    if (holes.some((hole) => hole.contains(prefix))) return [];
    if (!holes.some((hole) => hole.overlaps(prefix))) return [prefix];
    return [0, 1].flatMap((half) => cut(prefix.subnet(prefix.bits + 1, half)));
  };
  return coverOf(prefixes.flatMap(cut));
}
