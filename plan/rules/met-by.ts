import type { Tenant } from '../../catalogue/model';
import type { Cidr } from '../../catalogue/values/cidr';
import { ownSupernets } from '../places/own-supernets';
import { coverOf } from '../places/prefix-cover';
import type { Rule } from './rule';

/** Whoever a tenant begins something with, or is begun something by, in any rule. */
export function metBy(rules: readonly Rule[], tenant: Tenant): readonly Cidr[] {
  const own = ownSupernets(tenant);
  const isOwn = (prefixes: readonly Cidr[]): boolean =>
    prefixes.some((prefix) => own.some((each) => each.overlaps(prefix)));
  return coverOf(
    rules.flatMap(({ sources, destinations }) => [
      ...(isOwn(sources) ? destinations : []),
      ...(isOwn(destinations) ? sources : []),
    ]),
  );
}
