import type { Draft } from '../draft';
import { nameContains, parseName } from '../values/names';
import { RESERVED_ZONES } from '../values/reserved-zones';
import type { Path } from '../yaml/source';

/** In Azure a private zone answers for all below it, before any rule that sends queries on. */
function swallowed(
  draft: Draft,
  supplier: Draft['raw']['suppliers'][number],
  owners: readonly (readonly [string, { readonly entry: object; readonly path: Path; readonly what: string }])[],
): void {
  supplier.dnsNames.forEach((text, index) => {
    const zone = parseName(text).name;
    const inner = owners.find(([name, { entry }]) => entry !== supplier && name.endsWith(`.${zone}`));
    if (!inner) return;
    draft.report(supplier, ['dnsNames', index], {
      code: 'NOT_ALLOWED',
      problem: `${inner[0]} lies below ${zone} and is ${inner[1].what} (${draft.placeOf(inner[1].entry, inner[1].path)}): in Azure the private zone of ${supplier.name} would answer for it.`,
      got: text,
      fix: 'Name what the endpoint answers for more closely.',
    });
  });
}

/** Names of which Azure would have to make private zones: a supplier's endpoint's, and what a hub's domain refuses. */
function reserved(draft: Draft): void {
  const { suppliers, egressDomains, hubs } = draft.raw;
  const report = (entry: object, path: Path, text: string, what: string, fix: string): void => {
    const { name } = parseName(text);
    if (!RESERVED_ZONES.includes(name)) return;
    draft.report(entry, path, {
      code: 'NOT_ALLOWED',
      problem: `${what} in Azure by a private zone, and Azure makes none of ${name}: the apply would fail.`,
      got: text,
      fix,
    });
  };
  for (const supplier of suppliers)
    if (supplier.kind === 'private-endpoint')
      supplier.dnsNames.forEach((text, index) => {
        report(
          supplier,
          ['dnsNames', index],
          text,
          'An endpoint is found',
          'Name the very host, such as account.blob.core.windows.net.',
        );
      });
  for (const domain of egressDomains)
    if (hubs.some((hub) => hub.cloud === 'azure' && hub.egress === domain.id) && domain.names.default === 'allow')
      domain.names.deny.forEach((text, index) => {
        report(domain, ['names', 'deny', index], text, 'A name is refused', 'Refuse names below it one by one.');
      });
}

/** Names that lead somewhere: one place each, and only for those who can get there. */
export function checkNames(draft: Draft): void {
  reserved(draft);
  const { raw } = draft;
  const owners = new Map<string, { readonly entry: object; readonly path: Path; readonly what: string }>();
  const claim = (text: string, what: string, entry: object, path: Path): void => {
    const { name } = parseName(text);
    const earlier = owners.get(name);
    if (!earlier) {
      owners.set(name, { entry, path, what });
      return;
    }
    draft.report(entry, path, {
      code: 'DUPLICATE_ID',
      problem: `${name} is also ${earlier.what} (${draft.placeOf(earlier.entry, earlier.path)}): a resolver can send its queries to one place only.`,
      fix: 'Keep one, or use a longer name for one of them.',
    });
  };
  for (const tenant of raw.tenants)
    tenant.dns?.zones.forEach((zone, index) => {
      claim(zone, `a zone of ${tenant.id}`, tenant, ['dns', 'zones', index]);
    });
  for (const supplier of raw.suppliers) {
    if (supplier.kind !== 'privatelink' && supplier.kind !== 'private-endpoint') continue;
    supplier.dnsNames.forEach((name, index) => {
      claim(name, `a name of ${supplier.name}`, supplier, ['dnsNames', index]);
    });
  }
  for (const supplier of raw.suppliers)
    if (supplier.kind === 'private-endpoint') swallowed(draft, supplier, [...owners]);
  for (const supplier of raw.suppliers) {
    if (supplier.kind !== 'egress') continue;
    supplier.consumers.forEach((consumer, index) => {
      const tenant = raw.tenants.find((candidate) => candidate.id === consumer);
      if (tenant?.kind === 'supplier') {
        draft.report(supplier, ['consumers', index], {
          code: 'NOT_ALLOWED',
          problem: `${consumer} is a supplier's own network: it does not leave through this WAN.`,
          got: consumer,
          fix: 'Remove it here.',
        });
        return;
      }
      const { filtering } = tenant ?? {};
      if (filtering === undefined || filtering.kind === 'exception') return;
      const passes =
        filtering.kind === 'secure-web-gateway' &&
        supplier.addresses.length === 0 &&
        supplier.ports.every((port) => port === 'tcp/443') &&
        supplier.dnsNames.every((name) =>
          filtering.names.some((gateway) => nameContains(parseName(gateway), parseName(name))),
        );
      if (passes) return;
      draft.report(supplier, ['consumers', index], {
        code: 'NOT_ALLOWED',
        problem: `${consumer} leaves through its own filter (${filtering.provider}) and nothing else, so it can't reach ${supplier.name} past it.`,
        got: consumer,
        fix: 'Remove it here, and let the filter pass these names.',
      });
    });
  }
}
