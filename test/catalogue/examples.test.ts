import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { catalogueJsonSchema, includeJsonSchema, type JsonSchema } from '../../catalogue/json-schema';
import { ROOT } from '../support/run';

/** Every field path of a schema, lists and maps looked through; the branches of a union side by side. */
function fieldsOf(schema: JsonSchema, at: string): readonly string[] {
  const options = schema.oneOf ?? schema.anyOf;
  if (options) return [...new Set(options.flatMap((option) => fieldsOf(option, at)))];
  if (schema.items) return fieldsOf(schema.items, at);
  if (!schema.properties && typeof schema.additionalProperties === 'object')
    return fieldsOf(schema.additionalProperties, `${at}.*`);
  return Object.entries(schema.properties ?? {}).flatMap(([key, inner]) => [
    `${at}.${key}`,
    ...fieldsOf(inner, `${at}.${key}`),
  ]);
}

/** Every field path that a value uses. */
function usedBy(value: unknown, schema: JsonSchema, at: string): readonly string[] {
  const options = schema.oneOf ?? schema.anyOf;
  if (options) return options.flatMap((option) => usedBy(value, option, at));
  if (Array.isArray(value)) return schema.items ? value.flatMap((item) => usedBy(item, schema.items ?? {}, at)) : [];
  if (typeof value !== 'object' || value === null) return [];
  const inner = schema.additionalProperties;
  if (!schema.properties && typeof inner === 'object')
    return Object.values(value).flatMap((item) => usedBy(item, inner, `${at}.*`));
  return Object.entries(value).flatMap(([key, item]) => {
    const below = schema.properties?.[key];
    return below ? [`${at}.${key}`, ...usedBy(item, below, `${at}.${key}`)] : [];
  });
}

test('examples/small.yaml uses every field of the catalogue; of the state backends only its own', () => {
  const schema = catalogueJsonSchema();
  const read = (file: string): unknown => parse(readFileSync(path.join(ROOT, 'examples', file), 'utf8'));
  const used = new Set([
    ...usedBy(read('small.yaml'), schema, ''),
    ...usedBy(read('small/sites.yaml'), includeJsonSchema(), ''),
    ...usedBy(read('small/changes.yaml'), includeJsonSchema(), ''),
  ]);
  const missing = fieldsOf(schema, '').filter((field) => !used.has(field));
  expect(missing.filter((field) => !field.startsWith('.wan.state.'))).toEqual([]);
  expect(fieldsOf(schema, '').length).toBeGreaterThan(150);
});

/** Every field of a schema: its path, what the schema says of it, and whether it must be written. */
function everyField(schema: JsonSchema, at = ''): readonly { at: string; field: JsonSchema; required: boolean }[] {
  return [
    ...(schema.oneOf ?? schema.anyOf ?? []).flatMap((option) => everyField(option, at)),
    ...(schema.items ? everyField(schema.items, at) : []),
    ...(typeof schema.additionalProperties === 'object' ? everyField(schema.additionalProperties, at) : []),
    ...Object.entries(schema.properties ?? {}).flatMap(([key, field]) => [
      { at: `${at}.${key}`, field, required: schema.required?.includes(key) ?? false },
      ...everyField(field, `${at}.${key}`),
    ]),
  ];
}

const fields = everyField(catalogueJsonSchema());

test('every field is documented', () => {
  expect(fields.length).toBeGreaterThan(150);
  expect(fields.filter(({ field }) => field.description === undefined).map(({ at }) => at)).toEqual([]);
});

test('every field that may be left out says what that does', () => {
  expect(fields.filter(({ field, required }) => !required && field.omitted === undefined).map(({ at }) => at)).toEqual(
    [],
  );
});
