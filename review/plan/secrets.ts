import { isSensitive } from '../facts/facts';
import type { TerraformPlan } from './read-plan';

/** Arguments that hold a secret, whether Terraform marks them or not: set blocks lose marks (hashicorp/terraform issue 29618). */
const SECRET_NAME =
  /(preshared_key|shared_key|bgp_auth_key|authorization_key|service_key|customer_gateway_configuration|password|secret(?!_arn|smanager)|private_key|(^|_)cak$|(^|_)ckn$|token)/i;

/** Shorter texts occur by chance: a plan that holds one is no leak of it. */
const SHORTEST = 6;

/**
 * Every text of a plan that must not be printed: what Terraform marks as sensitive, what is named like a secret, and all variables,
 * which are copied into places that carry no mark (measured: one sensitive variable twelve times in one plan).
 */
export function secretsOf({
  variables = {},
  resource_changes: changes = [],
  resource_drift: drift = [],
}: TerraformPlan): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { value } of Object.values(variables)) everything(value, found);
  for (const { type, change } of [...changes, ...drift]) {
    marked(change.before, change.before_sensitive, found);
    marked(change.after, change.after_sensitive, found);
    for (const value of [change.before, change.after]) named(type, value, '', found);
  }
  return found;
}

/** Every text of a variable's value, which Terraform reads as JSON where it is more than one text. */
export function secretTexts(value: string): ReadonlySet<string> {
  const found = new Set<string>();
  everything(value, found);
  try {
    everything(JSON.parse(value), found);
  } catch {
    // One text, which is all there is.
  }
  return found;
}

function everything(value: unknown, found: Set<string>): void {
  if (typeof value === 'string') {
    if (value.length >= SHORTEST) found.add(value);
  } else if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) everything(inner, found);
  }
}

/** Marks have the shape of the value, with `true` where it and all below is sensitive. */
function marked(value: unknown, marks: unknown, found: Set<string>): void {
  if (marks === true) everything(value, found);
  else if (typeof marks === 'object' && marks !== null && typeof value === 'object' && value !== null)
    for (const [key, mark] of Object.entries(marks)) marked((value as Record<string, unknown>)[key], mark, found);
}

function named(type: string, value: unknown, argument: string, found: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const name = Array.isArray(value) ? argument : argument === '' ? key : `${argument}.${key}`;
    if (SECRET_NAME.test(key) || isSensitive(type, name)) everything(inner, found);
    else named(type, inner, name, found);
  }
}

/** A text without any of them. Longer ones first: one secret may be part of another. */
export function redacted(text: string, secrets: ReadonlySet<string>): string {
  return [...secrets]
    .sort((a, b) => b.length - a.length)
    .reduce((clean, secret) => clean.replaceAll(secret, '•••'), text);
}
