/**
 * The same lines with each prefix list taken away before its first entry: pasted over an older file, an entry whose number is taken by
 * another prefix is not replaced. Source: github.com/ansible-collections/cisco.ios pull 346
 */
export function afresh(lines: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return lines.flatMap((line) => {
    const name = /^ip prefix-list (\S+) /.exec(line)?.[1];
    if (name === undefined || seen.has(name)) return [line];
    seen.add(name);
    return [`no ip prefix-list ${name}`, line];
  });
}
