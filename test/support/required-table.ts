import { readFileSync } from 'node:fs';
import path from 'node:path';

interface Argument {
  readonly name: string;
  readonly required: boolean;
  /** Interface of a block's own arguments. */
  readonly block?: string;
}

const tables = new Map<string, ReadonlyMap<string, readonly Argument[]>>();

/** Arguments of a type and of its blocks by interface, read from the binding's declarations; the first is the type's own. */
function tableOf(provider: 'aws' | 'azurerm', type: string): ReadonlyMap<string, readonly Argument[]> {
  const known = tables.get(type);
  if (known) return known;
  const folder = type.slice(provider.length + 1).replaceAll('_', '-');
  const file = path.join(__dirname, '../../node_modules/@cdktf', `provider-${provider}`, 'lib', folder, 'index.d.ts');
  const made = new Map<string, readonly Argument[]>();
  for (const [, name = '', body = ''] of readFileSync(file, 'utf8').matchAll(
    /^export interface (\w+) [^{]*\{\n([\s\S]*?)^\}/gm,
  )) {
    const list = [...body.matchAll(/#(\w+) [\w#]+\}(?:(?!\*\/)[\s\S])*\*\/\s*readonly \w+(\??): ([^;]*);/g)];
    made.set(
      name,
      list.map(([, argument = '', optional, kind = '']): Argument => {
        const block = /^([A-Z]\w+)/.exec(kind)?.[1];
        return { name: argument, required: optional === '', ...(block === undefined ? {} : { block }) };
      }),
    );
  }
  tables.set(type, made);
  return made;
}

/** What the provider asks for and a resource doesn't have, in itself and in every block of it. */
export function missingIn(
  provider: 'aws' | 'azurerm',
  type: string,
  resource: Readonly<Record<string, unknown>>,
  at: string,
): readonly string[] {
  const table = tableOf(provider, type);
  const [first] = [...table.keys()].filter((name) => name.endsWith('Config'));
  const visit = (name: string, value: Readonly<Record<string, unknown>>, where: string): readonly string[] =>
    (table.get(name) ?? []).flatMap((argument): readonly string[] => {
      const inner = value[argument.name];
      if (inner === undefined) return argument.required ? [`${where}.${argument.name} is missing`] : [];
      if (argument.block === undefined || typeof inner === 'string') return [];
      const blocks = (Array.isArray(inner) ? inner : [inner]) as readonly Record<string, unknown>[];
      return blocks.flatMap((block, index) => visit(argument.block ?? '', block, `${where}.${argument.name}.${index}`));
    });
  return first === undefined ? [`${at} is of a type that is in no binding`] : visit(first, resource, at);
}
