import { renderSummary } from '../../report/summary';
import { prepareOrThrow } from '../support/synth';

const prepared = prepareOrThrow('examples/small.yaml');
const names = prepared.plan.stacks.map((stack) => stack.name);
const summary = renderSummary(prepared, {
  out: 'cdktf.out',
  catalogue: 'with space/small.yaml',
  written: names,
  proven: 12_345,
  seconds: 1.26,
});

test('the summary of the small example, word for word', () => {
  expect(summary)
    .toBe(`Small Example WAN · lab · catalogue of 2026-11-22, 11 sites (7 live, 2 building, 1 leaving, 1 planned), 8 tenants

 tenant     sites  circuits  AWS tunnels  Azure tunnels  site stacks
 academies      –         –            –              –            –
 council        5         6           10              6            2
 fire           2         4            8              –            1
 ict            1         1            2              –            –  1 concentrator for 1 connection
 nurseries      –         –            –              –            –
 payroll        2         3            6              –            1
 schools        1         2            4              –            1  1 concentrator for 2 connections
 wifi           1         1            2              –            1  1 concentrator for 1 connection

 Quotas
   resolver endpoints per region            7 of 8  ▇▇▇▇▇▇▇▇▇▁  eu-west-2, account 111122223333
   network firewalls per region            7 of 10  ▇▇▇▇▇▇▇▁▁▁  eu-west-2, account 111122223333
   VPN concentrators per transit gateway    3 of 5  ▇▇▇▇▇▇▁▁▁▁  hub london
   NAT gateways per zone                    3 of 5  ▇▇▇▇▇▇▁▁▁▁  eu-west-2, account 111122223333
   transit gateway route tables           11 of 20  ▇▇▇▇▇▇▁▁▁▁  hub london
   internet gateways per region            5 of 10  ▇▇▇▇▇▁▁▁▁▁  eu-west-2, account 111122223333
   VPCs per region                         9 of 20  ▇▇▇▇▇▁▁▁▁▁  eu-west-2, account 111122223333
   customer gateways per region           21 of 50  ▇▇▇▇▇▁▁▁▁▁  eu-west-2, account 111122223333

 Not reached
   router management at hub london-two: no management prefix is announced there, and nothing crosses between AWS hubs

 Accepted    1 warning (QUOTA_NEAR), to be reviewed by 2027-06-30
 Isolation   12,345 kinds of packet, both directions, 0 differences from the catalogue
 Written     30 stacks to cdktf.out in 1.3 s

Next: WAN_CATALOGUE='with space/small.yaml' npx cdktf diff aws-hub
Then, in this order: aws-breakout-corporate, aws-breakout-guest, aws-breakout-schools, aws-inspect,
                     aws-services, aws-council-net, aws-ict-net, aws-london-two-hub,
                     aws-london-two-breakout-corporate, aws-london-two-breakout-schools,
                     aws-london-two-inspect, aws-london-two-services, azure-wan, azure-uksouth-hub,
                     azure-uksouth-rules, azure-uksouth-intent, azure-uksouth-services,
                     azure-uksouth-council-net, aws-datacentre-dc-one, aws-datacentre-dc-two,
                     aws-council-01, aws-fire-01, aws-payroll-01, aws-schools-01, aws-wifi-01,
                     azure-uksouth-datacentre-dc-one, azure-uksouth-datacentre-dc-two,
                     azure-uksouth-01, link-london-uksouth
`);
});

test('it reads well in 100 columns, but for what it names in full', () => {
  const table = summary.split('\n').slice(2, 11);
  for (const line of table) expect(line.length).toBeLessThanOrEqual(110);
  for (const line of summary.split('\n')) expect(line).toBe(line.trimEnd());
});

test('where something differs from the base that is said, and the next command is for a stack of it', () => {
  const text = renderSummary(prepared, {
    out: 'cdktf.out',
    catalogue: 'sites.yaml',
    written: ['aws-hub', 'aws-services'],
    seconds: 1,
    change: { text: 'Against main (0000000): 1 site changes\n', stacks: ['aws-inspect'] },
  });
  expect(text).toContain(
    ' Written     30 stacks to cdktf.out in 1.0 s (28 unchanged)\n\nAgainst main (0000000): 1 site changes\n\nNext: npx cdktf diff aws-inspect\n',
  );
});

test('a stack that is made no more is named, with how to be rid of what it made', () => {
  const options = { out: 'cdktf.out', catalogue: 'sites.yaml', written: ['aws-hub'], seconds: 1 };
  const text = renderSummary(prepared, { ...options, gone: ['aws-datacentre-dc-three'] });
  expect(text).toContain(
    ' Gone        aws-datacentre-dc-three: made no more, and what it made stands in the cloud. Before anything else is deployed,\n' +
      '             go back to the commit before and destroy it there: npx cdktf destroy aws-datacentre-dc-three\n',
  );
  const change = { text: '', stacks: ['aws-inspect', 'aws-datacentre-dc-three'] };
  expect(renderSummary(prepared, { ...options, gone: ['aws-datacentre-dc-three'], change })).toMatch(
    /cloud\. In its turn, below,\n[^]*Then, in this order: aws-datacentre-dc-three \(gone: destroy it from the base\)\n/,
  );
  expect(renderSummary(prepared, options)).not.toContain('Gone');
});
