import { emergencySites } from '../../catalogue/emergency';
import type { Flow, Hub, Service, Supplier } from '../../catalogue/model';
import { compareText } from '../../catalogue/issues/issue';
import { counted } from '../../catalogue/text/counts';
import type { Paint } from '../../catalogue/text/paint';
import type { Path } from '../../catalogue/yaml/source';
import type { Prepared } from '../../plan/prepare';
import { goingAll, WAVE_NAMES, wavesOf } from '../../plan/stacks/rollout';
import type { StackInput } from '../../plan/stacks/stack-input';
import { listed } from '../../report/columns';

/** A page in rows: what it says of itself, what it reaches and what reaches it, each with the entry that says so. */
export interface EntryPage {
  readonly title: string;
  readonly rows: readonly (readonly [string, string])[];
}

export function pageText({ title, rows }: EntryPage, width: number, paint: Paint): string {
  const [name = '', ...rest] = title.split(' · ');
  const said = rows.filter(([, value]) => value !== '');
  return `${[paint('strong', name), ...rest].join(' · ')}\n\n${listed(said, width)}`;
}

export function pageData(kind: string, id: string, { rows }: EntryPage): object {
  return { kind, id, ...Object.fromEntries(rows) };
}

export function servicePage(service: Service, prepared: Prepared): EntryPage {
  const path: Path = ['services', prepared.catalogue.services.indexOf(service)];
  return {
    title: `${service.name} · ${service.id} · service of ${service.owner}`,
    rows: [
      ['answers at', service.addresses.join(', ')],
      ['on', service.ports.join(', ')],
      ['reached by', service.consumers.map((tenant) => consumer(tenant, service.limitedTo[tenant])).join(', ')],
      ['logged', service.log ? 'the beginning of every connection' : 'no'],
      ['says so', entryAt(prepared, path)],
    ],
  };
}

export function flowPage(flow: Flow, prepared: Prepared): EntryPage {
  return {
    title: `${flow.id} · flow of ${flow.from.tenant} to ${flow.to.tenant}`,
    rows: [
      ['opened by', `${flow.from.tenant}, ${flow.from.prefixes?.join(', ') ?? 'from anywhere of it'}`],
      ['reaches', `${flow.to.tenant}, ${flow.to.prefixes.join(', ')}; nothing is reached back`],
      ['on', flow.ports.join(', ')],
      ['until', flow.expires],
      ['asked for by', `${flow.owner}: ${flow.reason}`],
      ['logged', flow.log ? 'the beginning of every connection' : 'no'],
      ['says so', entryAt(prepared, ['flows', prepared.catalogue.flows.indexOf(flow)])],
    ],
  };
}

export function supplierPage(supplier: Supplier, prepared: Prepared): EntryPage {
  return {
    title: `${supplier.name} · ${supplier.id} · supplier over ${supplier.kind}`,
    rows: [
      [
        'at',
        'hub' in supplier ? supplier.hub : 'tenant' in supplier ? `the sites of ${supplier.tenant}` : 'the internet',
      ],
      ['names', supplier.dnsNames.join(', ')],
      ['addresses', 'addresses' in supplier ? supplier.addresses.join(', ') : ''],
      ['reached by', supplier.consumers.join(', ')],
      ['says so', entryAt(prepared, ['suppliers', prepared.catalogue.suppliers.indexOf(supplier)])],
    ],
  };
}

export function hubPage(hub: Hub, prepared: Prepared): EntryPage {
  const { catalogue, plan } = prepared;
  const own = plan.connections.filter((connection) => connection.hub === hub.id);
  const tenants = [...new Set(own.map(({ tenant }) => tenant))].sort(compareText);
  const sites = (tenant: string): number =>
    new Set(own.filter((connection) => connection.tenant === tenant).map(({ site }) => site)).size;
  const stacks = plan.stacks.filter((stack) => 'hub' in stack && idOf(stack.hub) === hub.id);
  return {
    title: `${hub.id} · ${hub.cloud === 'aws' ? `AWS ${hub.region}, AS ${hub.asn}` : `Azure ${hub.region}`} · ${hub.addressSpace}`,
    rows: [
      ['sites', tenants.map((tenant) => `${tenant} ${sites(tenant)}`).join(', ') || 'none'],
      ['tunnels', counted(own.length * 2, 'tunnel')],
      [
        'datacentres',
        catalogue.datacentres
          .filter(
            ({ circuits, vpnBackup }) =>
              circuits.some((circuit) => circuit.hub === hub.id) || vpnBackup?.hubs.includes(hub.id) === true,
          )
          .map(({ id }) => id)
          .join(', '),
      ],
      [
        'suppliers',
        catalogue.suppliers
          .flatMap((supplier) => ('hub' in supplier && supplier.hub === hub.id ? [supplier.id] : []))
          .join(', '),
      ],
      ['tables', (plan.tables.get(hub.id) ?? []).map(({ name }) => name).join(', ')],
      ['stacks', stacks.map(({ name }) => name).join(', ')],
      ['says so', entryAt(prepared, ['hubs', catalogue.hubs.indexOf(hub)])],
    ],
  };
}

export function stackPage(stack: StackInput, { catalogue, lock, plan }: Prepared): EntryPage {
  const place = plan.stacks.indexOf(stack) + 1;
  const wave = wavesOf(goingAll(plan.stacks, lock, emergencySites(catalogue))).get(stack.name) ?? 0;
  const own = plan.connections.filter((connection) => connection.stack === stack.name);
  const sites = [...new Set(own.map(({ site }) => site))].sort(compareText);
  const readers = plan.stacks.filter(({ dependencies }) => dependencies.includes(stack.name));
  return {
    title: `${stack.name} · stack, kind ${stack.kind}`,
    rows: [
      [
        'goes',
        `${place} of ${plan.stacks.length}, in wave ${wave} (${WAVE_NAMES[wave] ?? 'the rest'}) where all are deployed`,
      ],
      ['after', stack.dependencies.join(', ') || 'nothing'],
      ['before', readers.map(({ name }) => name).join(', ') || 'nothing'],
      ['connections', own.length === 0 ? '' : String(own.length)],
      ['tenants', [...new Set(own.map(({ tenant }) => tenant))].sort(compareText).join(', ')],
      ['sites', sites.join(', ')],
    ],
  };
}

function consumer(tenant: string, limited: readonly unknown[] | undefined): string {
  return limited === undefined ? tenant : `${tenant} (from ${limited.map(String).join(', ')} only)`;
}

/** A stack has its hub by value or by id. */
function idOf(hub: unknown): string | undefined {
  return typeof hub === 'string' ? hub : (hub as { readonly id?: string } | undefined)?.id;
}

/** Where it is written. */
function entryAt({ where }: Prepared, path: Path): string {
  const at = where.at(path);
  return `${where.named(path)}, ${at.file}:${at.line}`;
}
