import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse as parseCsv } from 'csv-parse/sync';
import fc from 'fast-check';
import { parse } from 'yaml';
import { renderIssues } from '../../catalogue/issues/render-issues';
import { SPLIT_RULES } from '../../catalogue/schema/wan';
import { costCommand } from '../../cli/cost';
import { lockCommand } from '../../cli/lock/lock';
import type { CostItem } from '../../cost/items';
import { isRendered } from '../../catalogue/model';
import { leversOf } from '../../cost/levers';
import { METERS, UNPRICED } from '../../cost/meters';
import { linesOf, networkCost, totalOf, VIEWS } from '../../cost/network-cost';
import { readPrices } from '../../cost/prices';
import { sharesOf } from '../../cost/shares';
import { trafficOf } from '../../cost/traffic';
import { prepare, type Prepared } from '../../plan/prepare';
import { renderStack } from '../../stacks/render';
import { parseStackText, type Stack } from '../../verify/terraform/stack-json';
import { ROOT } from '../support/run';
import { must } from '../support/synth';
import { smallWorkspace, temporaryFolder } from '../support/workspace';
import { renderContext } from '../../output/stack-hash';

const prepared = must(prepare('sites.yaml', ROOT));
const prices = must(readPrices('sites.yaml', ROOT));
const texts = new Map<string, string>();
function reader(of: Prepared, cwd: string): (stack: string) => Stack {
  const context = renderContext(path.join(cwd, 'cdktf.out'), cwd);
  return (name) => {
    const key = `${cwd} ${name}`;
    const input = of.plan.stacks.find((stack) => stack.name === name);
    if (!input) throw new Error(`no stack ${name}`);
    const text = texts.get(key) ?? renderStack(input, context);
    texts.set(key, text);
    return parseStackText(name, text);
  };
}
const cost = networkCost(prepared, reader(prepared, ROOT), prices);
const run = (cwd: string, options: Partial<Parameters<typeof costCommand>[2]> = {}) =>
  costCommand(cwd === ROOT ? 'sites.yaml' : 'small.yaml', cwd, { out: 'cdktf.out', width: 120, ...options });

/**
 * What the synthesised JSON costs, added up by somebody who knows nothing of this program: types of resources as a price list has them, and
 * the price file read as text.
 */
function independentSum(): number {
  const list = (
    parse(readFileSync(path.join(ROOT, 'cost/prices.yaml'), 'utf8')) as {
      prices: Record<string, { price: number; per: string }>;
    }
  ).prices;
  let sum = 0;
  const add = (id: string, count: number): void => {
    const { price = Number.NaN, per = '' } = list[id] ?? {};
    sum += price * count * (per === 'hour' ? 730 : 1);
  };
  for (const { name } of prepared.plan.stacks) {
    reader(prepared, ROOT)(name);
    const { resource = {} } = JSON.parse(texts.get(`${ROOT} ${name}`) ?? '{}') as {
      resource?: Record<string, Record<string, Record<string, unknown>>>;
    };
    const all = (type: string): readonly Record<string, unknown>[] => Object.values(resource[type] ?? {});
    const sized = (type: string, key: string): number =>
      all(type).reduce((total, each) => total + (each[key] as unknown[]).length, 0);
    const onConcentrator = all('aws_vpn_connection').filter((each) => 'vpn_concentrator_id' in each).length;
    const alone = all('aws_vpn_connection').length - onConcentrator;
    add('aws-vpn-concentrator-site', onConcentrator);
    add('aws-vpn-connection', alone);
    add('aws-vpn-concentrator', all('aws_vpn_concentrator').length);
    add(
      'aws-tgw-attachment',
      alone +
        all('aws_vpn_concentrator').length +
        all('aws_ec2_transit_gateway_vpc_attachment').length +
        all('aws_dx_gateway_association').length,
    );
    add(
      'aws-secret',
      all('aws_vpn_connection').filter((each) => each['preshared_key_storage'] === 'SecretsManager').length,
    );
    add('aws-nat-gateway', all('aws_nat_gateway').length);
    add('aws-public-address', all('aws_eip').length);
    add('aws-firewall-endpoint', sized('aws_networkfirewall_firewall', 'subnet_mapping'));
    add('aws-interface-endpoint', sized('aws_vpc_endpoint', 'subnet_ids'));
    add('aws-resolver-address', sized('aws_route53_resolver_endpoint', 'ip_address'));
    add('aws-hosted-zone', all('aws_route53_zone').length);
    add('aws-alarm', all('aws_cloudwatch_metric_alarm').length);
    add('aws-key', all('aws_kms_key').length);
    add('azure-hub', all('azurerm_virtual_hub').length);
    add(
      'azure-vpn-unit',
      all('azurerm_vpn_gateway').reduce((total, each) => total + Number(each['scale_unit']), 0),
    );
    add('azure-vpn-connection', all('azurerm_vpn_gateway_connection').length);
    add(
      'azure-express-route-unit',
      all('azurerm_express_route_gateway').reduce((total, each) => total + Number(each['scale_units']), 0),
    );
    add('azure-firewall-standard', all('azurerm_firewall').filter((each) => each['sku_tier'] === 'Standard').length);
    add(
      'azure-public-address',
      all('azurerm_firewall').reduce(
        (total, each) => total + (each['virtual_hub'] as { public_ip_count: number }).public_ip_count,
        0,
      ),
    );
    add(
      'azure-resolver-endpoint',
      all('azurerm_private_dns_resolver_inbound_endpoint').length +
        all('azurerm_private_dns_resolver_outbound_endpoint').length,
    );
  }
  return sum;
}

test('the cost of the shipped catalogue is an independent sum by resource from the synthesised JSON', () => {
  const fixed = cost.shares
    .filter(({ isAssumed }) => isAssumed === undefined)
    .reduce((sum, { amount }) => sum + amount, 0);
  expect(fixed).toBeCloseTo(independentSum(), 4);
  expect(fixed).toBeGreaterThan(40_000);
});

test('however it is summed it is the same sum, and every tenant’s part is in one line', () => {
  const sums = VIEWS.map((view) => totalOf(linesOf(prepared, cost.shares, view)).total);
  for (const sum of sums) expect(sum).toBeCloseTo(sums[0] ?? Number.NaN, 4);
  expect(
    linesOf(prepared, cost.shares, 'tenant')
      .map(({ what }) => what)
      .sort(),
  ).toEqual(prepared.catalogue.tenants.map(({ id }) => id).sort());
  expect(
    linesOf(prepared, cost.shares, 'stack')
      .map(({ what }) => what)
      .sort(),
  ).toEqual(expect.arrayContaining(['aws-hub', 'aws-breakout-guest', 'azure-uksouth-hub']));
});

test('a breakout is paid for by those whom it lets out, a datacentre by those in it, a link by those on both clouds', () => {
  const payers = (stack: string): readonly string[] =>
    [...new Set(cost.shares.filter((each) => each.stack === stack).map(({ tenant }) => tenant))].sort();
  expect(payers('aws-breakout-guest')).toEqual(['town-wifi']);
  expect(payers('aws-breakout-schools')).toEqual(['schools']);
  expect(payers('aws-datacentre-dc-chester')).toEqual(['cheshire-east', 'fire']);
  expect(payers('link-london-uksouth').every((tenant) => ['cheshire-east', 'ict-services'].includes(tenant))).toBe(
    true,
  );
});

test('whatever is shared by whatever rule, nothing is lost and nobody pays less than nothing', () => {
  const stacks = prepared.plan.stacks.map(({ name }) => name);
  const item = fc.record({
    price: fc.constantFrom(...prices.prices.keys()),
    stack: fc.constantFrom(...stacks),
    amount: fc.double({ min: 0, max: 10_000, noNaN: true }),
    tenant: fc.option(fc.constantFrom('fire', 'schools'), { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.array(item, { maxLength: 40 }), fc.constantFrom(...SPLIT_RULES), (raw, split) => {
      const items = raw.map(({ tenant, ...each }): CostItem => ({
        ...each,
        hub: 'london',
        quantity: 1,
        ...(tenant === undefined ? {} : { tenant }),
      }));
      const wan = { ...prepared.catalogue.wan, costs: { split } };
      const shares = sharesOf({ ...prepared, catalogue: { ...prepared.catalogue, wan } }, items);
      const sum = (all: readonly { readonly amount: number }[]): number =>
        all.reduce((total, { amount }) => total + amount, 0);
      expect(sum(shares)).toBeCloseTo(sum(items), 5);
      expect(shares.every(({ amount }) => amount >= 0)).toBe(true);
    }),
  );
});

test('every type that the program makes is metered, free, or said to be in no sum', () => {
  const FREE =
    /^(aws_(customer_gateway|default_security_group|dx_(connection_confirmation|gateway|hosted_.*|macsec_key_association|private_virtual_interface|gateway_association_proposal)|ec2_transit_gateway($|_route|_vpc_attachment_accepter)|flow_log|iam_|internet_gateway|kms_alias|networkfirewall_(firewall_policy|logging|rule_group)|ram_|route$|route53_(record|resolver_(firewall_(config|domain_list|rule$|rule_group_association)|query_log|rule_association))|route_table|security_group|subnet|vpc$|vpc_security|cloudwatch_log_)|azurerm_(firewall_policy|ip_group|log_analytics|monitor_|express_route_circuit_peering|private_dns_(a_record|resolver$|resolver_forwarding|resolver_virtual|zone_virtual)|resource_group|route_map|subnet|virtual_hub_|virtual_network|virtual_wan|vpn_site|key_vault|network_)|terraform_data|time_)/;
  const types = new Set(
    [
      [prepared, ROOT] as const,
      ...['small', 'enfield'].map((name) => [must(prepare(`examples/${name}.yaml`, ROOT)), ROOT] as const),
    ].flatMap(([of]) =>
      of.plan.stacks.flatMap((stack) =>
        parseStackText(stack.name, renderStack(stack, renderContext(path.join(ROOT, 'cdktf.out'), ROOT))).resources.map(
          ({ type }) => type,
        ),
      ),
    ),
  );
  expect(
    [...types].filter((type) => METERS[type] === undefined && UNPRICED[type] === undefined && !FREE.test(type)),
  ).toEqual([]);
  for (const type of Object.keys(UNPRICED)) expect(METERS[type]).toBeUndefined();
});

test('what fire pays, as a table and as CSV', () => {
  const { text, data } = run(ROOT, { tenant: ['fire'] });
  expect(text).toMatch(
    /^fire: US dollars a month by list prices, before tax and discounts\.\n\n price {2,}its own +shared +assumed +total\n/,
  );
  expect(text).toMatch(/^ aws-vpn-connection +1,898 +0 +0 +1,898$/m);
  expect(text).toContain('0 of 37 held against the clouds');
  const total = (data as { readonly total: { readonly total: number } }).total.total;
  const whole = linesOf(prepared, cost.shares, 'tenant').find(({ what }) => what === 'fire');
  expect(total).toBeCloseTo(whole?.total ?? Number.NaN, 4);
  const rows = parseCsv<Readonly<Record<string, string>>>(run(ROOT, { by: 'cost-centre', csv: true }).text, {
    columns: true,
  });
  expect(rows.find((row) => row['cost-centre'] === 'CF-204')).toEqual({
    'cost-centre': 'CF-204',
    own: whole?.own.toFixed(2),
    shared: whole?.shared.toFixed(2),
    assumed: whole?.assumed.toFixed(2),
    total: whole?.total.toFixed(2),
  });
});

test('a lever is what it says: the backups written so, and locked, cost so much less', () => {
  const lever = leversOf(prepared, prices).find(({ what }) => what.startsWith('38 of 40'));
  expect(lever).toMatchObject({
    what: '38 of 40 backup circuits of Cheshire East Schools on its concentrators, which have 38 places free',
    how: '`termination: concentrator` at the circuit',
  });
  // 38 connections and attachments less, 38 places more.
  expect(lever?.saving).toBeCloseTo(38 * 730 * (0.05 + 0.05 - 0.01), 6);
  const folder = temporaryFolder();
  for (const name of ['sites.yaml', 'sites.lock.yaml', 'sites'])
    cpSync(path.join(ROOT, name), path.join(folder, name), { recursive: true });
  const file = path.join(folder, 'sites/schools-secondary.yaml');
  let moved = 0;
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replaceAll(/(role: backup, .*?) \}/g, (line, begin: string) => {
      moved += 1;
      return moved > 38 ? line : `${begin}, termination: concentrator }`;
    }),
  );
  const withdraw = prepared.catalogue.sites.flatMap(({ id, profile }) => (profile === 'secondary-school' ? [id] : []));
  const locked = lockCommand('sites.yaml', folder, { today: '2026-11-30', withdraw, reason: 'cheaper', owner: 'o' });
  expect(renderIssues(locked.issues.filter(({ severity }) => severity !== 'warning'))).toBe('');
  const after = must(prepare('sites.yaml', folder));
  const fixed = (of: readonly { readonly amount: number; readonly isAssumed?: true }[]): number =>
    of.reduce((sum, { amount, isAssumed }) => (isAssumed ? sum : sum + amount), 0);
  const now = networkCost(after, reader(after, folder), prices);
  expect(fixed(cost.shares) - fixed(now.shares)).toBeCloseTo(lever?.saving ?? Number.NaN, 4);
  expect(
    after.plan.connections.filter(
      ({ tenant, role, ...each }) => tenant === 'schools' && role === 'backup' && 'concentrator' in each,
    ),
  ).toHaveLength(38);
  expect(leversOf(after, prices).some(({ what }) => /backup.*Schools/.test(what))).toBe(false);
});

test('a breakout of their own is a lever for schools and guests until it is written, and is what the sum then is', () => {
  const levers = leversOf(prepared, prices).filter(({ what }) => what.startsWith('the web of'));
  expect(levers.map(({ what, how }) => [what, how])).toEqual([
    [
      "the web of 300 sites of Cheshire East Schools by their own lines instead of the cloud's breakout",
      '`breakout: local` at schools or at a segment, with `addresses:` of the gateway in its `filtering:`; `wan: { addressing: static, … }` at each circuit (docs/routers.md)',
    ],
    [
      "the web of 18 sites of Chester town-centre Wi-Fi by their own lines instead of the cloud's breakout",
      '`breakout: local` at town-wifi or at a segment, with a `filtering:` that the lines lead to, or an exception with its owner and end; `wan: { addressing: static, … }` at each circuit (docs/routers.md)',
    ],
  ]);
  const local: Prepared = {
    ...prepared,
    catalogue: {
      ...prepared.catalogue,
      sites: prepared.catalogue.sites.map((site) => ({
        ...site,
        segments: site.segments.map((each) => (each.tenant === 'schools' ? { ...each, breakout: 'local' } : each)),
      })),
    },
  };
  const items = (of: Prepared): readonly CostItem[] =>
    trafficOf(of, prices).filter(({ tenant }) => tenant === 'schools');
  const sum = (of: Prepared): number => items(of).reduce((total, { amount }) => total + amount, 0);
  expect(sum(prepared) - sum(local)).toBeCloseTo(levers[0]?.saving ?? 0, 6);
  // Where each line has a router of its own nothing can leave by them.
  const apart: Prepared = {
    ...prepared,
    catalogue: {
      ...prepared.catalogue,
      sites: prepared.catalogue.sites.map((site) => ({ ...site, routers: 'one-per-circuit' })),
    },
  };
  const without = apart.catalogue.sites.filter(
    (site) =>
      isRendered(site) && site.circuits.length === 1 && site.segments.some(({ tenant }) => tenant === 'schools'),
  ).length;
  expect(leversOf(apart, prices).find(({ what }) => what.includes('Schools by'))?.what).toContain(`${without} sites`);
  expect(without).toBeLessThan(300);
  // Seven tenths are with the internet: what is left goes through transit and firewall alone.
  const volume = (of: Prepared, price: string): number =>
    items(of).reduce((total, each) => (each.price === price ? total + each.quantity : total), 0);
  expect(volume(local, 'aws-tgw-data')).toBeCloseTo(volume(prepared, 'aws-tgw-data') * 0.3, 6);
  expect(volume(local, 'aws-firewall-data')).toBeCloseTo(volume(prepared, 'aws-firewall-data') * 0.3, 6);
  expect(volume(local, 'aws-nat-data')).toBe(0);
  expect(volume(local, 'aws-internet-data')).toBeCloseTo(volume(local, 'aws-tgw-data') * 0.8, 6);
  expect(leversOf(local, prices).some(({ what }) => what.includes('web') && what.includes('Schools'))).toBe(false);
  expect(trafficOf(local, prices).filter(({ tenant }) => tenant !== 'schools')).toEqual(
    trafficOf(prepared, prices).filter(({ tenant }) => tenant !== 'schools'),
  );
});

test('prices of your own go over the shipped ones, and what is no price is refused at its line', () => {
  const folder = smallWorkspace();
  const plain = run(folder).data as { readonly total: { readonly total: number } };
  writeFileSync(
    path.join(folder, 'small.prices.yaml'),
    'prices:\n  aws-vpn-connection: { price: 5.05 }\nassumptions: { averageUse: 0 }\n',
  );
  const { text, data } = run(folder);
  expect(text).toContain('small.prices.yaml over it');
  const own = data as { readonly total: { readonly total: number; readonly assumed: number } };
  expect(own.total.assumed).toBe(0);
  expect(own.total.total).toBeGreaterThan(plain.total.total);
  writeFileSync(path.join(folder, 'small.prices.yaml'), 'prices:\n  aws-vpn-conection: { price: 1 }\n');
  expect(renderIssues(run(folder).issues)).toMatch(
    /^small\.prices\.yaml:2:3 {2}PRICE_UNKNOWN\n {4}Nothing here costs "aws-vpn-conection"\.\n/,
  );
  writeFileSync(path.join(folder, 'small.prices.yaml'), 'prices:\n  aws-vpn-connection: { price: much }\n');
  expect(renderIssues(run(folder).issues)).toMatch(/^small\.prices\.yaml:2:32 {2}PRICE_SHAPE\n/);
  expect(renderIssues(run(folder, { prices: 'none.yaml' }).issues)).toContain('FILE_MISSING');
  expect(renderIssues(run(ROOT, { tenant: ['fyre'] }).issues)).toContain('There is no tenant "fyre".');
  expect(renderIssues(run(ROOT, { by: 'moon' }).issues)).toContain('Nothing is summed by "moon".');
});

test('a circuit may end on a concentrator by itself: the lock gives it a place, the others keep their own', () => {
  const folder = smallWorkspace([
    {
      file: 'small/sites.yaml',
      replace: 'address: 198.18.0.8, supplier: OtherCo',
      with: 'address: 198.18.0.8, termination: concentrator, supplier: OtherCo',
    },
  ]);
  const said = lockCommand('small.yaml', folder, {
    today: '2026-11-22',
    withdraw: ['fire-station'],
    reason: 'r',
    owner: 'o',
  });
  expect(renderIssues(said.issues.filter(({ severity }) => severity !== 'warning'))).toBe('');
  const { lock } = must(prepare('small.yaml', folder));
  const { primary, secondary } = lock.sites['fire-station']?.segments['fire']?.circuits ?? {};
  expect([primary?.concentrator, secondary?.concentrator]).toEqual([undefined, 'fire-1']);
});

test("coarser logs of flows, and a bucket for them, are levers until they are written; guests' stay as they are", () => {
  const levers = leversOf(prepared, prices).filter(({ what }) => what.startsWith('logs of flows'));
  expect(levers.map(({ what }) => what)).toEqual([
    'logs of flows for ten minutes together',
    'logs of flows in a bucket instead of CloudWatch',
  ]);
  const withLogs = (flowLogs: Prepared['catalogue']['wan']['flowLogs']): Prepared => ({
    ...prepared,
    catalogue: { ...prepared.catalogue, wan: { ...prepared.catalogue.wan, flowLogs } },
  });
  const assumed = (of: Prepared): number => trafficOf(of, prices).reduce((sum, { amount }) => sum + amount, 0);
  const [coarse, bucket] = [{ intervalSeconds: 600 }, { intervalSeconds: 60, bucket: 'arn:aws:s3:::logs' }] as const;
  // What a lever says is what the sum then is.
  expect(assumed(prepared) - assumed(withLogs(coarse))).toBeCloseTo(levers[0]?.saving ?? 0, 6);
  expect(assumed(prepared) - assumed(withLogs(bucket))).toBeCloseTo(levers[1]?.saving ?? 0, 6);
  expect(
    leversOf(withLogs({ ...coarse, ...bucket, intervalSeconds: 600 }), prices).some(({ what }) =>
      what.startsWith('logs'),
    ),
  ).toBe(false);
  const guests = (of: Prepared): readonly CostItem[] =>
    trafficOf(of, prices).filter(({ tenant }) => tenant === 'town-wifi');
  expect(guests(withLogs({ ...bucket, intervalSeconds: 600 }))).toEqual(guests(prepared));
  expect(guests(prepared).some(({ price }) => price === 'aws-log-data')).toBe(true);
});
