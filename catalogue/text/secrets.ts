/** Keys that hold secrets in other tools: writing one here is worse than a typo, so it gets its own words. */
export const SECRET_KEY =
  /^(.*(password|passwd|secret|psk|private_?key|shared_?key|access_?key|token|auth(orisation|orization)?_?key))$/i;

const SECRET_VALUE =
  /AKIA[0-9A-Z]{16}|ASIA[0-9A-Z]{16}|-----BEGIN [A-Z ]*PRIVATE KEY|\b(xox[abp]|gh[pousr])[-_][A-Za-z0-9]{10,}|\w:\/\/[^\s/:@]+:[^\s/@]+@/;

/** True where a text is recognisably a credential, whatever key it stands under. */
export function looksSecret(value: string): boolean {
  return SECRET_VALUE.test(value);
}

/** True where a line of a file may not be shown: it holds a credential, or the key of one. */
export function holdsSecret(line: string): boolean {
  const keys = line.matchAll(/([\w-]+)['"]?\s*:/g);
  return looksSecret(line) || [...keys].some(([, key = '']) => SECRET_KEY.test(key));
}
