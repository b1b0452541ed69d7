import { createHash } from 'node:crypto';
import { TerraformDataSource, type TerraformElement, TerraformResource, TerraformStack } from 'cdktf';

/**
 * The one place where Terraform addresses are given out. Addresses read like the catalogue
 * (`aws_vpn_connection.crewe-library_schools_primary`) and carry no hash; cdktf would merge two resources of one
 * address into one without a word, so a second claim throws.
 */
const registries = new WeakMap<TerraformStack, Set<string>>();

/** Terraform names: a letter or underscore, then letters, digits, underscores and hyphens. */
const TERRAFORM_NAME = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** Gives an element its address, and returns it. Throws where the address is taken or is no Terraform name. */
export function address<T extends TerraformElement>(element: T, name: string): T {
  if (!TERRAFORM_NAME.test(name)) throw new Error(`"${name}" is not a Terraform name`);
  const stack = TerraformStack.of(element);
  const taken = registries.get(stack) ?? new Set<string>();
  registries.set(stack, taken);
  const key = `${typeOf(element)}.${name}`;
  if (taken.has(key)) throw new Error(`${stack.node.id} has two elements at ${key}`);
  taken.add(key);
  element.overrideLogicalId(name);
  return element;
}

/** True where the element got its address here. */
export function isAddressed(element: TerraformElement): boolean {
  return registries.get(TerraformStack.of(element))?.has(`${typeOf(element)}.${element.friendlyUniqueId}`) ?? false;
}

function typeOf(element: TerraformElement): string {
  if (TerraformResource.isTerraformResource(element)) return element.terraformResourceType;
  if (TerraformDataSource.isTerraformDataSource(element)) return `data.${element.terraformResourceType}`;
  return element.constructor.name;
}

/** `10.64.0.0/15` as part of a Terraform name: `10-64-0-0_15`, which no other prefix gives. */
export function prefixName(prefix: string): string {
  return prefix.replaceAll('.', '-').replace('/', '_');
}

/** Most characters of many cloud-side names: IAM roles, everything of Route 53 Resolver. */
const LONGEST_NAME = 64;

/**
 * A cloud-side name that fits: one that is too long keeps its beginning and gets a hash of the whole, so that two long
 * names stay apart and neither changes with the other. Most of AWS's names have 64 characters at most.
 */
export function fittingName(name: string, longest = LONGEST_NAME): string {
  if (name.length <= longest) return name;
  return `${name.slice(0, longest - 9)}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
}

/**
 * Where a WAN's log groups are. Below /aws/vendedlogs/ CloudWatch needs no entry per group in the account's resource
 * policy, whose 5,120 characters some forty groups would fill.
 * Source: docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html
 */
export function logGroupPrefix(prefix: string): string {
  return `/aws/vendedlogs/${prefix}`;
}
