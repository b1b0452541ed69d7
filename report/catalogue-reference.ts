import { catalogueJsonSchema, type JsonSchema } from '../catalogue/json-schema';

/** One documented field, at its place below a noun. */
interface Row {
  readonly path: string;
  readonly schema: JsonSchema;
  readonly required: boolean;
}

/** docs/catalogue.md: every field with type, range, unit, default, and what leaving it out does to traffic. */
export function renderCatalogueReference(): string {
  const root = catalogueJsonSchema();
  const nouns = Object.entries(root.properties ?? {});
  return [
    '# The catalogue, field by field',
    '',
    '<!-- Made by `npm run docs` from catalogue/schema. Edit the schema, not this page. -->',
    '',
    'Unknown keys are errors. `any` is always written out. Secrets never stand here. Ids are permanent: lower-case words',
    'joined by hyphens, at most 40 characters. Prefixes are IPv4 without host bits. The list nouns may be split into',
    'files with `include`; an included file holds nothing else.',
    '',
    ...nouns.map(([noun]) => `- [\`${noun}\`](#${noun.toLowerCase()})`),
    '',
    ...nouns.flatMap(([noun, schema]) => section(noun, schema, root.required?.includes(noun) ?? false)),
  ].join('\n');
}

function section(noun: string, schema: JsonSchema, required: boolean): readonly string[] {
  const rows = fieldsOf(schema, '');
  const meta = [
    required ? 'Required.' : `Optional${schema.omitted === undefined ? '.' : `. Left out: ${schema.omitted}`}`,
  ];
  return [
    `## ${noun}`,
    '',
    `${schema.description ?? ''} ${meta.join(' ')}`,
    '',
    ...(rows.length === 0
      ? []
      : ['| field | what it says | values | left out |', '|---|---|---|---|', ...rows.map(tableRow), '']),
  ];
}

/** Fields below a schema, lists as `[]` and maps as `.<id>`; of a union each branch under the value that chooses it. */
function fieldsOf(schema: JsonSchema, path: string): readonly Row[] {
  const options = schema.oneOf ?? schema.anyOf;
  if (options?.some((option) => option.properties))
    return options.flatMap((option) => fieldsOf(option, `${path}${label(option)}`));
  if (schema.items) return fieldsOf(schema.items, `${path}[]`);
  if (typeof schema.additionalProperties === 'object' && !schema.properties) {
    const inner = schema.additionalProperties;
    return inner.properties ? fieldsOf(inner, `${path}.<id>`) : [];
  }
  return Object.entries(schema.properties ?? {}).flatMap(([key, inner]) => {
    const here = `${path}${path === '' || path.endsWith(' ') ? '' : '.'}${key}`;
    return [{ path: here, schema: inner, required: schema.required?.includes(key) ?? false }, ...fieldsOf(inner, here)];
  });
}

function label(option: JsonSchema): string {
  const chosen = Object.entries(option.properties ?? {}).find(([, property]) => property.const !== undefined);
  return chosen ? `(${String(chosen[1].const)})` : '';
}

function tableRow(row: Row): string {
  const cells = [
    `\`${row.path.replace(/^\[\]\.?/, '')}\``,
    row.schema.description ?? '',
    values(row.schema),
    omitted(row),
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
}

function values(schema: JsonSchema): string {
  const type =
    typeof schema.const === 'string'
      ? `\`${schema.const}\``
      : schema.enum
        ? schema.enum.map((value) => `\`${String(value)}\``).join(', ')
        : typeWord(schema);
  const range = rangeOf(schema);
  return [type, range, schema.unit ?? ''].filter((part) => part !== '').join(', ');
}

function typeWord(schema: JsonSchema): string {
  if (schema.anyOf) return schema.anyOf.map(values).join(' or ');
  if (schema.oneOf) return 'one of the forms below';
  if (schema.type === 'array') return `list of ${schema.items ? typeWord(schema.items) : 'values'}`;
  if (schema.type === 'object') return 'mapping';
  if (schema.type === 'integer') return 'whole number';
  if (schema.format === 'ipv4-cidr') return 'prefix';
  if (schema.format === 'ipv4') return 'address';
  return schema.type === 'string' ? 'text' : (schema.type ?? '');
}

function rangeOf(schema: JsonSchema): string {
  const low = schema.minimum ?? schema.minItems;
  const high = schema.maximum ?? schema.maxItems;
  const noun = schema.type === 'array' ? ' entries' : '';
  if (low !== undefined && high !== undefined && high < Number.MAX_SAFE_INTEGER) return `${low}–${high}${noun}`;
  if (low !== undefined && low > 0) return `at least ${low}${noun}`;
  return schema.maxLength === undefined ? '' : `at most ${schema.maxLength} characters`;
}

function omitted(row: Row): string {
  if (row.required && row.schema.default === undefined) return 'required';
  const value = row.schema.default === undefined ? '' : `\`${JSON.stringify(row.schema.default)}\`. `;
  return `${value}${row.schema.omitted ?? ''}`.trim();
}
