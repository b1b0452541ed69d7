import { asText } from '../artefacts/arguments';
import type { ResourceChange } from '../artefacts/resource-change';

/** An address that people outside know: on suppliers' allow-lists, or as somebody's resolver. */
export interface AddressChange {
  readonly kind: 'new-public' | 'released' | 'resolver';
  readonly where: string;
  readonly from?: string;
  readonly to?: string;
}

/** What changes for clients and suppliers: public addresses and addresses of resolvers. */
export function addressChanges(changes: readonly ResourceChange[]): readonly AddressChange[] {
  return changes.flatMap(({ type, name, stack, action, causes }): readonly AddressChange[] => {
    const where = `${stack} ${type}.${name}`;
    if (type === 'aws_eip') {
      if (action === 'create') return [{ kind: 'new-public', where }];
      return action === 'destroy' || action === 'replace' ? [{ kind: 'released', where }] : [];
    }
    const told = causes.filter(({ argument }) =>
      /^(ip_address\.ip|ip_configurations\.private_ip_address)$/.test(argument),
    );
    return told.map(({ from, to }): AddressChange => ({
      kind: 'resolver',
      where,
      ...words('from', from),
      ...words('to', to),
    }));
  });
}

function words(key: 'from' | 'to', value: unknown): Partial<Record<'from' | 'to', string>> {
  if (value === undefined) return {};
  return { [key]: Array.isArray(value) ? value.map(asText).join(', ') : asText(value) };
}
