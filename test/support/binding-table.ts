import { readFileSync } from 'node:fs';
import path from 'node:path';

/** What a resource type takes: attribute name to what its value must be. */
export type Shape = ReadonlyMap<string, Kind>;
export type Kind =
  | 'string'
  | 'number'
  | 'boolean'
  | 'any'
  | { readonly list: Kind; readonly block: boolean }
  | { readonly map: Kind }
  | { readonly shape: Shape };

/**
 * The table of what a binding can write, read from its own source text: the one place that knows the real provider
 * version (6.25), which no machine of this project can run. Only the conversion calls are read, nothing is executed.
 */
const shapes = new Map<string, Shape | undefined>();

/** The table of one type; read once. */
export function bindingShape(provider: 'aws' | 'azurerm', type: string): Shape | undefined {
  const key = `${provider} ${type}`;
  if (!shapes.has(key)) shapes.set(key, readShape(provider, type));
  return shapes.get(key);
}

function readShape(provider: 'aws' | 'azurerm', type: string): Shape | undefined {
  const folder = type.slice(provider.length + 1).replaceAll('_', '-');
  const file = path.join(__dirname, '../../node_modules/@cdktf', `provider-${provider}`, 'lib', folder, 'index.js');
  let source: string;
  try {
    source = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  const functions = new Map<string, string>();
  for (const found of source.matchAll(/^function (\w+ToTerraform)\(struct\) \{([\s\S]*?)^\}/gm))
    functions.set(found[1] ?? '', found[2] ?? '');
  const attributes = /^ {4}synthesizeAttributes\(\) \{([\s\S]*?)^ {4}\}/m.exec(source)?.[1];
  return attributes === undefined ? undefined : shapeOf(attributes, functions);
}

function shapeOf(body: string, functions: ReadonlyMap<string, string>): Shape {
  const shape = new Map<string, Kind>();
  for (const line of body.matchAll(/^\s+(?:"?)(\w+)(?:"?): (.+?),$/gm))
    shape.set(line[1] ?? '', kindOf(line[2] ?? '', functions));
  return shape;
}

function kindOf(call: string, functions: ReadonlyMap<string, string>): Kind {
  const list = /^cdktf\.listMapper\((.+), (true|false)\)\(/.exec(call);
  if (list) return { list: kindOf(`${list[1] ?? ''}(`, functions), block: list[2] === 'true' };
  const map = /^cdktf\.hashMapper\((.+?)\)\(/.exec(call);
  if (map) return { map: kindOf(`${map[1] ?? ''}(`, functions) };
  if (call.startsWith('cdktf.stringToTerraform(')) return 'string';
  if (call.startsWith('cdktf.numberToTerraform(')) return 'number';
  if (call.startsWith('cdktf.booleanToTerraform(')) return 'boolean';
  const nested = /^(\w+ToTerraform)\(/.exec(call)?.[1];
  const body = nested === undefined ? undefined : functions.get(nested);
  return body === undefined ? 'any' : { shape: shapeOf(body, functions) };
}

/** Arguments of Terraform's own that every resource takes. */
const META = new Set(['lifecycle', 'provider', 'depends_on', 'count', 'for_each', 'provisioner', 'connection']);

/** What in a resource the binding's provider doesn't know, or knows as another type; empty where all is well. */
export function mismatches(shape: Shape, value: Readonly<Record<string, unknown>>, at: string): readonly string[] {
  return Object.entries(value).flatMap(([key, inner]) => {
    if (META.has(key)) return [];
    const kind = shape.get(key);
    return kind === undefined ? [`${at}.${key} does not exist`] : mismatch(kind, inner, `${at}.${key}`);
  });
}

function mismatch(kind: Kind, value: unknown, at: string): readonly string[] {
  // A reference is text whatever it stands for.
  if (kind === 'any' || (typeof value === 'string' && value.includes('${'))) return [];
  if (typeof kind === 'string') return typeof value === kind ? [] : [`${at} is a ${typeof value}, not a ${kind}`];
  if ('list' in kind) {
    if (!Array.isArray(value)) return [`${at} is no list`];
    return value.flatMap((item, index) => mismatch(kind.list, item, `${at}.${index}`));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${at} is no mapping`];
  if ('map' in kind) return Object.entries(value).flatMap(([key, item]) => mismatch(kind.map, item, `${at}.${key}`));
  return mismatches(kind.shape, value as Record<string, unknown>, at);
}
