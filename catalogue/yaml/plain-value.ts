import { CORE_SCHEMA, load } from 'js-yaml';
import { parseDocument } from 'yaml';

/** What a YAML text says, as plain data, by the faster of the two parsers where it can read it. */
export function plainValue(text: string): unknown {
  try {
    return load(text, { schema: CORE_SCHEMA });
  } catch {
    return parseDocument(text).toJS();
  }
}
