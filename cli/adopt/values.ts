/** JSON of which nobody knows yet what it is. */
export type Tree = Readonly<Record<string, unknown>>;

export function record(value: unknown): Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Tree) : {};
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text with something in it. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function texts(values: readonly unknown[]): readonly string[] {
  return values.flatMap((each) => text(each) ?? []);
}

/** A whole number, or its digits. */
export function wholeNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
}

/** A name as it may be printed: somebody else wrote it. */
export function printable(value: unknown): string | undefined {
  return text(
    text(value)
      ?.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
      .trim()
      .slice(0, 120),
  );
}
