import { createHash } from 'node:crypto';

/** Hash of what a value says, whatever the order of keys and of lists: the order of a catalogue changes nothing. */
export function contentHash(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex');
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).sort().join()}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`)
      .sort()
      .join()}}`;
  return JSON.stringify(value);
}
