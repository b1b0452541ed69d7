import awsFacts from './aws.json';
import azurermFacts from './azurerm.json';

/** What a change of one argument does to its resource. `no-call`: Terraform plans it, and nothing reaches the cloud. */
export type Verdict = 'replace' | 'in-place' | 'no-call' | 'unknown';

interface TypeFacts {
  readonly replace: readonly string[];
  readonly inPlace: readonly string[];
  /** Arguments whose change replaces the resource in some cases only, with the case in words. */
  readonly conditional?: Readonly<Record<string, string>>;
  readonly noCall?: readonly string[];
  /** Arguments that the provider keeps as they are where they are only taken out. */
  readonly keptWhenRemoved?: readonly string[];
  /** Arguments that the provider marks as sensitive. */
  readonly sensitive?: readonly string[];
}

const FACTS: Readonly<Record<string, TypeFacts>> = {
  ...(awsFacts.types as Readonly<Record<string, TypeFacts>>),
  ...(azurermFacts.types as Readonly<Record<string, TypeFacts>>),
};

/** Versions of the providers that the facts are of. */
export const FACTS_OF = { aws: awsFacts.version, azurerm: azurermFacts.version } as const;

/**
 * Whether a changed argument replaces its resource. Read off the providers themselves (review/facts/*.json); one that
 * replaces in some cases counts as one that does, and what stands in no list is unknown, never harmless.
 */
export function verdictOf(type: string, argument: string): Verdict {
  const facts = FACTS[type];
  if (!facts) return 'unknown';
  const name = /^tags(_all)?\./.test(argument) ? 'tags' : argument;
  // A block that forces a replacement does so whatever in it changes.
  const parents = name.split('.').map((_, index, steps) => steps.slice(0, index + 1).join('.'));
  if (parents.some((each) => facts.replace.includes(each) || facts.conditional?.[each] !== undefined)) return 'replace';
  if (facts.noCall?.includes(name)) return 'no-call';
  return name === 'tags' || facts.inPlace.includes(name) ? 'in-place' : 'unknown';
}

/** In which case an argument replaces its resource, where that hangs on its value. */
export function conditionOf(type: string, argument: string): string | undefined {
  return FACTS[type]?.conditional?.[argument];
}

/** Whether taking an argument out changes nothing: the provider keeps what it had. */
export function isKeptWhenRemoved(type: string, argument: string): boolean {
  return FACTS[type]?.keptWhenRemoved?.includes(argument) ?? false;
}

/** Whether a provider marks an argument as secret. */
export function isSensitive(type: string, argument: string): boolean {
  return FACTS[type]?.sensitive?.includes(argument) ?? false;
}
