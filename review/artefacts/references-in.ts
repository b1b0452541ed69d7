import { addressOf, type Key, type Resource } from '../../verify/terraform/stack-json';

const EXPRESSION = /\$\{[^}]*\}/g;
const NAMED = /\b((?:aws|azurerm)_[a-z0-9_]+)\.([A-Za-z0-9_-]+)\.([a-z0-9_]+)/g;
const REMOTE = /\bdata\.terraform_remote_state\.([A-Za-z0-9_-]+)\.outputs\.([A-Za-z0-9_-]+)/g;

/** A resource of the same stack, and what of it is read. */
export interface LocalReference {
  readonly type: string;
  readonly name: string;
  readonly attribute: string;
}

/** Resources of its own stack that a text reads; of text without an expression none. */
export function localReferences(text: string): readonly LocalReference[] {
  return (text.match(EXPRESSION) ?? []).flatMap((expression) =>
    [...expression.matchAll(NAMED)].map(([, type = '', name = '', attribute = '']) => ({ type, name, attribute })),
  );
}

/** Outputs of other stacks that a text reads, by the name of the remote state. */
export function remoteReferences(text: string): readonly { readonly state: string; readonly output: string }[] {
  return [...text.matchAll(REMOTE)].map(([, state = '', output = '']) => ({ state, output }));
}

/** Values of the base with the names that moved resources have now: who refers to one by its new name refers to the same. */
export function renaming(formerly: ReadonlyMap<Key, Key>): <T>(value: T) => T {
  if (formerly.size === 0) return (value) => value;
  const names = new Map([...formerly].map(([to, from]) => [addressOf(from), addressOf(to)]));
  const inText = (text: string): string =>
    text.replace(EXPRESSION, (expression) =>
      expression.replace(NAMED, (whole, type: string, name: string, attribute: string) => {
        const now = names.get(`${type}.${name}`);
        return now === undefined ? whole : `${now}.${attribute}`;
      }),
    );
  const inside = (value: unknown): unknown => {
    if (typeof value === 'string') return value.includes('${') ? inText(value) : value;
    if (Array.isArray(value)) return value.map(inside);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inside(inner)]));
  };
  return <T>(value: T) => inside(value) as T;
}

/** Every text with an expression of a resource, with the name of its argument. */
export function expressionsOf({ attributes }: Resource): readonly (readonly [string, string])[] {
  return leaves(attributes, '');
}

function leaves(value: unknown, argument: string): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return value.includes('${') ? [[argument, value]] : [];
  if (Array.isArray(value)) return value.flatMap((each) => leaves(each, argument));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'depends_on' || key === 'lifecycle' || key === '//'
      ? []
      : leaves(inner, argument === '' ? key : `${argument}.${key}`),
  );
}
