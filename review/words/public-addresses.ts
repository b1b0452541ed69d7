import { asText } from '../artefacts/arguments';
import type { ResourceChange } from '../artefacts/resource-change';
import type { Side } from '../sides/side';

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

/** Resolvers that tenants ask from now on, who leave by another breakout: their sites and VPCs have to be told. */
export function resolverMoves(base: Side, head: Side): readonly AddressChange[] {
  return base.prepared.catalogue.tenants.flatMap(({ id, kind, egress }) => {
    const now = head.prepared.catalogue.tenants.find((tenant) => tenant.id === id);
    if (!now || now.egress === egress || kind === 'supplier') return [];
    return now.hubs.flatMap((hub): readonly AddressChange[] => {
      const [from, to] = [resolverOf(base, hub, egress), resolverOf(head, hub, now.egress)];
      return from === '' || to === '' ? [] : [{ kind: 'resolver', where: `${id} at ${hub}`, from, to }];
    });
  });
}

/** Addresses of a breakout's resolver; nothing where there is no such breakout. */
function resolverOf({ prepared: { plan } }: Side, hub: string, domain: string): string {
  return plan.stacks
    .flatMap((stack) =>
      stack.kind === 'aws-breakout' && stack.hub.id === hub && stack.domain === domain
        ? stack.zones.flatMap(({ resolverAddresses }) => resolverAddresses)
        : [],
    )
    .join(', ');
}

function words(key: 'from' | 'to', value: unknown): Partial<Record<'from' | 'to', string>> {
  if (value === undefined) return {};
  return { [key]: Array.isArray(value) ? value.map(asText).join(', ') : asText(value) };
}
