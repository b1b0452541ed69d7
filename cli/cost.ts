import path from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { grouped } from '../catalogue/text/counts';
import { leversOf } from '../cost/levers';
import { type CostLine, linesOf, networkCost, totalOf, type View, VIEWS } from '../cost/network-cost';
import { type Prices, readPrices } from '../cost/prices';
import { renderContext } from '../output/stack-hash';
import { prepare, type Prepared } from '../plan/prepare';
import { columns } from '../report/columns';
import { madeHere } from '../review/sides/side';
import type { CommandResult } from './command-result';
import { loadRenderer } from './made-here';

export interface CostOptions {
  /** By what it is summed. @default tenant */
  readonly by?: string;
  /** Of these tenants alone. */
  readonly tenant?: readonly string[];
  readonly prices?: string;
  readonly levers?: boolean;
  readonly csv?: boolean;
  readonly out: string;
  readonly width: number;
}

/** `wan cost`: what the network costs a month by list prices, by tenant, cost centre, hub, stack, site or price; as CSV for recharging. */
export function costCommand(catalogue: string, cwd: string, options: CostOptions): CommandResult {
  const by = options.by ?? (options.tenant === undefined ? 'tenant' : 'price');
  const view = VIEWS.find((each) => each === by);
  if (!view)
    return {
      text: '',
      issues: [{ code: 'USAGE', problem: `Nothing is summed by "${by}".`, allowed: VIEWS.join(', ') }],
    };
  const prepared = prepare(catalogue, cwd);
  if (!prepared.ok) return { text: '', issues: prepared.issues };
  const { value } = prepared;
  const strangers = (options.tenant ?? []).filter((id) => !value.catalogue.tenants.some((tenant) => tenant.id === id));
  if (strangers.length > 0)
    return {
      text: '',
      issues: strangers.map((id) => ({
        code: 'UNKNOWN_REFERENCE',
        problem: `There is no tenant "${id}".`,
        allowed: value.catalogue.tenants.map((tenant) => tenant.id).join(', '),
      })),
    };
  const prices = readPrices(catalogue, cwd, options.prices);
  if (!prices.ok) return { text: '', issues: prices.issues };
  const side = madeHere('now', value, renderContext(path.resolve(cwd, options.out), cwd), (input, context) =>
    loadRenderer().renderStack(input, context),
  );
  const cost = networkCost(value, (stack) => side.read(stack), prices.value);
  const shares = cost.shares.filter(({ tenant }) => options.tenant?.includes(tenant) ?? true);
  const lines = linesOf(value, shares, view);
  const total = totalOf(lines);
  const levers = options.levers === true ? leversOf(value, prices.value) : [];
  const data = {
    by: view,
    currency: 'USD',
    lines,
    total,
    unpriced: cost.unpriced,
    levers,
    assumptions: prices.value.assumptions,
  };
  if (options.csv === true) return { text: csvOf(view, lines), issues: [], data };
  const whose = options.tenant === undefined ? value.catalogue.wan.title : options.tenant.join(', ');
  return {
    text: [
      `${whose}: US dollars a month by list prices, before tax and discounts.\n\n`,
      tableOf(view, [...lines, total], options.width),
      `\n${dollars(total.own + total.shared)} of it for what is there, ${dollars(total.assumed)} by assumption.\n\n${footOf(value, prices.value, cost.unpriced)}`,
      options.levers === true ? `\n${leversText(levers)}` : '',
    ].join(''),
    issues: [],
    data,
  };
}

function tableOf(view: View, lines: readonly CostLine[], width: number): string {
  const cells = lines.map(({ what, own, shared, assumed, total }) => [
    what,
    dollars(own),
    dollars(shared),
    dollars(assumed),
    dollars(total),
  ]);
  const widths = [1, 2, 3, 4].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0), 7));
  const right = (row: readonly string[]): readonly string[] =>
    row.map((cell, column) => (column === 0 ? cell : cell.padStart(widths[column - 1] ?? 0)));
  return columns(right([view, 'its own', 'shared', 'assumed', 'total']), cells.map(right), width);
}

/** What the sums are made of, so that nobody takes them for an invoice. */
function footOf({ catalogue }: Prepared, { prices, assumptions, own }: Prices, unpriced: readonly string[]): string {
  const dates = [...prices.values()].map(({ date }) => date).sort();
  const verified = [...prices.values()].filter((price) => price.verified).length;
  const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;
  return [
    `Prices    ${own === undefined ? 'cost/prices.yaml' : `cost/prices.yaml, and ${own} over it`}, of ${dates[0] ?? ''} to ${dates.at(-1) ?? ''}; ${verified} of ${prices.size} held against the clouds' own pages\n`,
    `Shared    by ${{ sites: 'sites', mbps: 'active Mbps', equal: 'equal parts' }[catalogue.wan.costs.split]} (wan.costs.split)\n`,
    `Assumed   ${percent(assumptions.averageUse)} of the active Mbps in use, ${percent(assumptions.internetShare)} of that with the internet, ${percent(assumptions.downShare)} downwards, ${assumptions.logsPerTrafficGB} GB of logs a GB\n`,
    unpriced.length === 0 ? '' : `Not in it ${unpriced.join('; ')}\n`,
  ].join('');
}

function leversText(levers: ReturnType<typeof leversOf>): string {
  if (levers.length === 0) return 'Levers    none that this catalogue has room for\n';
  return levers
    .map(
      ({ what, saving, changes, how }) =>
        `Lever     ${dollars(saving)} a month: ${what}\n          ${changes}\n          ${how}\n`,
    )
    .join('');
}

function dollars(amount: number): string {
  return grouped(Math.round(amount));
}

/** To the cent, for recharging. */
function csvOf(view: View, lines: readonly CostLine[]): string {
  return stringify(
    lines.map(({ what, own, shared, assumed, total }) => [
      what,
      ...[own, shared, assumed, total].map((amount) => amount.toFixed(2)),
    ]),
    { header: true, columns: [view, 'own', 'shared', 'assumed', 'total'], escape_formulas: true },
  );
}
