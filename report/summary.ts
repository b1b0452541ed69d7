import { getBorderCharacters, table } from 'table';
import type { Accepted } from '../catalogue/accepted';
import { counted, grouped } from '../catalogue/text/counts';
import { compareText } from '../catalogue/issues/issue';
import { type Catalogue, isRendered } from '../catalogue/model';
import { FILLED_ON_PURPOSE, type QuotaUse } from '../plan/preflight/preflight';
import type { Prepared } from '../plan/prepare';
import { wrapped } from './columns';

const MOST_COLUMNS = 100;

export interface SummaryOptions {
  /** Folder written to, as the user would type it. */
  readonly out: string;
  readonly catalogue: string;
  /** Stacks that had to be built; the others were as they should be. */
  readonly written: readonly string[];
  /** Stacks that the last run wrote and this one does not: what they made stands in the cloud. @default - none */
  readonly gone?: readonly string[];
  readonly seconds: number;
  /** What differs from the base: what is said of it, and the stacks to plan. @default - nothing, or nobody knows */
  readonly change?: { readonly text: string; readonly stacks: readonly string[] };
  /** Classes of packets that were proven to go where the catalogue says; undefined where nobody proved it. */
  readonly proven?: number | undefined;
}

/** What `npm start` says when all is well: the network in numbers, quotas, what is left out, and what to type next. */
export function renderSummary(prepared: Prepared, options: SummaryOptions): string {
  const { catalogue, plan, lock, uses } = prepared;
  const stacks = plan.stacks.length;
  const kept = stacks - options.written.length;
  const sections = [
    heading(catalogue, lock.asOf),
    tenantTable(prepared),
    quotaBars(uses),
    ...(plan.notReached.length === 0
      ? []
      : [` Not reached\n${plan.notReached.map((text) => `   ${text}\n`).join('')}`]),
    `${acceptedLine(prepared.accepted)} Isolation   ${options.proven === undefined ? 'not verified' : `${number(options.proven)} kinds of packet, both directions, 0 differences from the catalogue`}\n`.concat(
      ` Written     ${stacks} stacks to ${options.out} in ${options.seconds.toFixed(1)} s${kept > 0 ? ` (${kept} unchanged)` : ''}\n${goneStacks(options)}`,
    ),
    ...(options.change === undefined ? [] : [options.change.text]),
    nextStep(prepared, options),
  ];
  return sections.join('\n');
}

function heading(catalogue: Catalogue, asOf: string): string {
  const { wan, sites, tenants } = catalogue;
  const states = (['live', 'building', 'leaving', 'planned'] as const).flatMap((state) => {
    const count = sites.filter((site) => site.state === state).length;
    return count === 0 ? [] : [`${count} ${state}`];
  });
  return `${wan.title} · ${wan.environment} · catalogue of ${asOf}, ${counted(sites.length, 'site')} (${states.join(', ')}), ${counted(tenants.length, 'tenant')}\n`;
}

function tenantTable({ catalogue, plan, lock }: Prepared): string {
  const rows = [...catalogue.tenants]
    .sort((a, b) => compareText(a.id, b.id))
    .map((tenant) => {
      const sites = catalogue.sites.filter(
        (site) => isRendered(site) && site.segments.some((segment) => segment.tenant === tenant.id),
      );
      const own = plan.connections.filter((connection) => connection.tenant === tenant.id);
      const aws = own.filter((connection) => connection.cloud === 'aws');
      const concentrated = aws.flatMap(({ concentrator }) => (concentrator === undefined ? [] : [concentrator]));
      const concentrators = new Set(concentrated);
      const stacks = new Set(
        sites
          .filter((site) => site.segments[0]?.tenant === tenant.id)
          .flatMap((site) => Object.values(lock.sites[site.id]?.stacks ?? {})),
      );
      return [
        tenant.id,
        number(sites.length),
        number(new Set(own.map((connection) => `${connection.site}/${connection.circuit}`)).size),
        number(aws.length * 2),
        number((own.length - aws.length) * 2),
        number(stacks.size),
        concentrated.length === 0
          ? ''
          : `${counted(concentrators.size, 'concentrator')} for ${counted(concentrated.length, 'connection')}`,
      ];
    });
  return table([['tenant', 'sites', 'circuits', 'AWS tunnels', 'Azure tunnels', 'site stacks', ''], ...rows], {
    border: getBorderCharacters('void'),
    columnDefault: { paddingLeft: 1, paddingRight: 1 },
    columns: Object.fromEntries([1, 2, 3, 4, 5].map((column) => [column, { alignment: 'right' as const }])),
    drawHorizontalLine: () => false,
  }).replace(/ +$/gm, '');
}

const BAR_CELLS = 10;

/** The limits that are fullest, as bars; `wan check` names codes. */
export function quotaBars(uses: readonly QuotaUse[]): string {
  const shown = uses
    .filter((use) => use.used / use.limit >= 0.05 && !FILLED_ON_PURPOSE.has(use.quota.code))
    .slice(0, 8);
  const width = Math.max(0, ...shown.map((use) => use.quota.what.length));
  const figures = shown.map((use) => `${number(use.used)} of ${number(use.limit)}`);
  const figureWidth = Math.max(0, ...figures.map((text) => text.length));
  const lines = shown.map((use, index) => {
    const filled = Math.min(BAR_CELLS, Math.ceil((use.used / use.limit) * BAR_CELLS));
    return `   ${use.quota.what.padEnd(width)}  ${(figures[index] ?? '').padStart(figureWidth)}  ${'▇'.repeat(filled)}${'▁'.repeat(BAR_CELLS - filled)}  ${use.scope}\n`;
  });
  if (lines.length === 0) return ' Quotas      every limit of the clouds is less than a twentieth full\n';
  return ` Quotas\n${lines.join('')}`;
}

/** Warnings that the catalogue accepts, in one line; nothing where there are none. */
export function acceptedLine(accepted: readonly Accepted[]): string {
  const next = accepted.map(({ by }) => by.review).sort(compareText)[0];
  if (next === undefined) return '';
  const codes = [...new Set(accepted.map(({ issue }) => issue.code))].sort(compareText).join(', ');
  return ` Accepted    ${counted(accepted.length, 'warning')} (${codes}), to be reviewed by ${next}\n`;
}

/** A stack that is made no more can't be destroyed from here: its file is gone, and its resources are not. */
function goneStacks({ gone = [], change }: SummaryOptions): string {
  if (gone.length === 0) return '';
  const names = [...gone].sort(compareText).join(', ');
  const when = gone.every((name) => change?.stacks.includes(name))
    ? 'In its turn, below,'
    : 'Before anything else is deployed,';
  return ` Gone        ${names}: made no more, and what it made stands in the cloud. ${when}\n             go back to the commit before and destroy it there: npx cdktf destroy ${gone.length === 1 ? names : 'STACK'}\n`;
}

/** What to type next, and every stack that follows, in order: each may need what the one before has made. */
function nextStep({ catalogue, plan }: Prepared, options: SummaryOptions): string {
  const written = plan.stacks.flatMap(({ name }) => (options.written.includes(name) ? [name] : []));
  const changed = options.change?.stacks ?? written;
  const stays = new Set(plan.stacks.map(({ name }) => name));
  const order = changed.length > 0 ? changed : plan.stacks.slice(0, 1).map(({ name }) => name);
  const [first, ...others] = order;
  if (first === undefined) return 'No stack to build yet: add a hub.\n';
  const flags = [
    ...(options.catalogue === 'sites.yaml' ? [] : [`WAN_CATALOGUE=${shellWord(options.catalogue)} `]),
  ].join('');
  const output = options.out === 'cdktf.out' ? '' : ` --output ${shellWord(options.out)}`;
  const note =
    catalogue.wan.state.backend === 'local' ? '' : `   (once ${stateName(catalogue)} exists and you have credentials)`;
  const named = (stack: string): string => (stays.has(stack) ? stack : `${stack} (gone: destroy it from the base)`);
  const then = others.length === 0 ? '' : wrapped('Then, in this order: ', others.map(named).join(', '), MOST_COLUMNS);
  return stays.has(first)
    ? `Next: ${flags}npx cdktf diff ${first}${output}${note}\n${then}`
    : `Next: destroy ${first} from the base, which is gone\n${then}`;
}

function stateName(catalogue: Catalogue): string {
  const { state } = catalogue.wan;
  return state.backend === 's3'
    ? `the state bucket ${state.bucket}`
    : state.backend === 'azurerm'
      ? `the storage account ${state.storageAccount}`
      : 'the HCP Terraform organisation';
}

function number(value: number): string {
  return value === 0 ? '–' : grouped(value);
}

/** A word as a shell takes it: in quotes where it holds anything but plain characters. */
function shellWord(word: string): string {
  return /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
