import type { PortRange } from '../../catalogue/values/ports';

/** `443`, `5000-5010`; nothing where all ports are meant. */
export function portTexts(ports: readonly PortRange[]): readonly string[] {
  if (ports.some(({ first, last }) => first === 0 && last === 65_535)) return [];
  return ports.map(({ first, last }) => (first === last ? String(first) : `${first}-${last}`));
}
