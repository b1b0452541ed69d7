import { renderSummary } from '../../report/summary';
import { prepareOrThrow } from '../support/synth';

const summary = renderSummary(prepareOrThrow('examples/small.yaml'), {
  out: 'cdktf.out',
  catalogue: 'with space/small.yaml',
  written: 9,
  seconds: 1.26,
});

test('the summary of the small example, word for word', () => {
  expect(summary)
    .toBe(`Small Example WAN · lab · catalogue of 2026-11-22, 9 sites (6 live, 1 building, 1 leaving, 1 planned), 8 tenants

 tenant     sites  circuits  AWS tunnels  Azure tunnels  site stacks
 academies      –         –            –              –            –
 council        5         6           10              6            2
 fire           2         4            8              –            1
 ict            1         1            2              –            –  1 concentrator for 1 connection
 nurseries      –         –            –              –            –
 payroll        –         –            –              –            –
 schools        1         1            2              –            1  1 concentrator for 1 connection
 wifi           1         1            2              –            1  1 concentrator for 1 connection

 AWS quotas
   VPN concentrators per transit gateway    3 of 5  ▇▇▇▇▇▇▁▁▁▁  hub london
   transit gateway route tables           11 of 20  ▇▇▇▇▇▇▁▁▁▁  hub london
   transit gateways per region              2 of 5  ▇▇▇▇▁▁▁▁▁▁  eu-west-2, account 111122223333
   VPCs per region                          2 of 5  ▇▇▇▇▁▁▁▁▁▁  eu-west-2, account 111122223333
   network firewalls per region             2 of 5  ▇▇▇▇▁▁▁▁▁▁  eu-west-2, account 111122223333
   customer gateways per region           12 of 50  ▇▇▇▁▁▁▁▁▁▁  eu-west-2, account 111122223333
   VPN connections per region             12 of 60  ▇▇▁▁▁▁▁▁▁▁  eu-west-2, account 111122223333
   transit gateway route tables            3 of 20  ▇▇▁▁▁▁▁▁▁▁  hub london-two

 Not rendered yet
   1 Azure hub
   3 Azure connections
   1 Azure virtual network
   3 breakouts (and the 16 table rows that point at them: no site reaches the internet yet)
   1 service (routed, but no firewall rule passes them yet)
   1 flow (routed, but no firewall rule passes them yet)
   4 supplier platforms
   1 services VPC
   1 datacentre
   router management at hub london-two: operations lives at another AWS hub, and nothing crosses between two

 Written     9 stacks to cdktf.out in 1.3 s

Next: WAN_CATALOGUE='with space/small.yaml' npx cdktf diff aws-hub
`);
});

test('it reads well in 100 columns, but for what it names in full', () => {
  const table = summary.split('\n').slice(2, 11);
  for (const line of table) expect(line.length).toBeLessThanOrEqual(110);
  for (const line of summary.split('\n')) expect(line).toBe(line.trimEnd());
});
