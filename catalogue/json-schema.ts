import { z } from 'zod';
import { catalogueSchema, LIST_NOUNS } from './schema/catalogue';

/** The parts of a JSON Schema that this program writes and reads. */
export interface JsonSchema {
  readonly $schema?: string;
  readonly title?: string;
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly unit?: string;
  readonly omitted?: string;
}

/** Draft 2020-12 schema of a catalogue, as the user writes it (defaults not yet filled in). */
export function catalogueJsonSchema(): JsonSchema {
  return toJsonSchema(catalogueSchema, 'WAN site catalogue');
}

/** Schema of an included file: the list nouns alone, none of them required. */
export function includeJsonSchema(): JsonSchema {
  const { $schema, title, ...schema } = toJsonSchema(
    z.strictObject(LIST_NOUNS).partial(),
    'Part of a WAN site catalogue',
  );
  return { ...($schema ? { $schema } : {}), ...(title ? { title } : {}), ...schema };
}

function toJsonSchema(schema: z.ZodType, title: string): JsonSchema {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  return { title, ...json };
}

let cached: JsonSchema | undefined;

/** The schemas that may apply at a path, list indexes and map keys included; several where a union has not been decided. */
export function schemasAt(path: readonly (string | number)[], value?: unknown): readonly JsonSchema[] {
  cached ??= catalogueJsonSchema();
  let schemas: readonly JsonSchema[] = branches(cached, value);
  let inner: unknown = value;
  for (const step of path) {
    inner = typeof inner === 'object' && inner !== null ? (inner as Record<string | number, unknown>)[step] : undefined;
    const below = inner;
    schemas = schemas.flatMap((schema) => {
      const next = typeof step === 'number' ? schema.items : (schema.properties?.[step] ?? mapValue(schema));
      return next ? branches(next, below) : [];
    });
  }
  return schemas;
}

function mapValue(schema: JsonSchema): JsonSchema | undefined {
  return typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
}

/** A union's branches; only the one that the value's discriminator names, where there is one. */
function branches(schema: JsonSchema, value: unknown): readonly JsonSchema[] {
  const options = schema.oneOf ?? schema.anyOf;
  if (!options) return [schema];
  const chosen = options.filter((option) =>
    Object.entries(option.properties ?? {}).some(
      ([key, property]) =>
        property.const !== undefined && (value as Record<string, unknown> | undefined)?.[key] === property.const,
    ),
  );
  const described = schema.description === undefined ? {} : { description: schema.description };
  return (chosen.length > 0 ? chosen : options).flatMap((option) => branches({ ...option, ...described }, value));
}
