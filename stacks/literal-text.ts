/**
 * A stack's input with every text as Terraform has to write it to mean just that: `${` and `%{` begin a template, which
 * Terraform would evaluate on the machine that deploys. Keys are templates as well. Nothing of a catalogue is ever an
 * expression: those are built by constructs, from Terraform names. This is the one place where text of a catalogue enters.
 * Source: developer.hashicorp.com/terraform/language/syntax/json (expression mapping)
 */
export function literalText<T>(value: T): T {
  return literal(value) as T;
}

function literal(value: unknown): unknown {
  if (typeof value === 'string') return escaped(value);
  if (Array.isArray(value)) return value.map(literal);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [escaped(key), literal(inner)]));
}

/** One text so that Terraform reads it as it is. */
export function escaped(text: string): string {
  return text.replaceAll(/[$%]\{/g, (mark) => `${mark[0] ?? ''}${mark}`);
}
