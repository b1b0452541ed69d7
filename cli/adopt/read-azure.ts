import { type Estate, NOTHING } from './estate';
import { record, text } from './values';

/** Types that this network makes. Source: learn.microsoft.com/azure/templates/microsoft.network */
const OURS = /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/(Microsoft\.Network\/[A-Za-z]+)\//i;

/**
 * What `az network vpn-site list` and its like print: lists of resources, told by their ids; undefined for anything else. Names and groups
 * can't change in place in Azure (hashicorp/azurerm 4.55: `name`, `resource_group_name` and `location` force a new one), so that they are
 * counted and told, and made anew beside what is there.
 */
export function azureEstate(value: unknown): Estate | undefined {
  const all = Array.isArray(value) ? value : [value];
  const types = all.map((each) => OURS.exec(text(record(each)['id']) ?? '')?.[1]?.toLowerCase());
  if (all.length === 0 || types.some((type) => type === undefined)) return undefined;
  const others = new Map<string, number>();
  for (const type of types) others.set(type ?? '', (others.get(type ?? '') ?? 0) + 1);
  return { ...NOTHING, others };
}
