import { renderIssue } from '../../../catalogue/issues/render-issues';
import { showCommand } from '../../../cli/show/show';
import { smallWorkspace } from '../../support/workspace';

test('wan show: everything about a shared site on both circuits', () => {
  const { text, issues } = showCommand('small.yaml', smallWorkspace(), 'town-hall');
  expect(issues).toEqual([]);
  expect(text).toMatch(/^Town Hall · EX1 1AA · live · council \(\+ fire\) · dual\n/);
  for (const address of ['council_primary', 'council_mobile', 'fire_primary', 'fire_mobile'])
    expect(text).toContain(`aws_vpn_connection.town-hall_${address}`);
  expect(text).toContain('AWS: MTU 1446, TCP MSS 1406');
  expect(text).toContain('ncsc-plus (ikev2, AES256-GCM-16, SHA2-384, group 20');
  for (const line of text.split('\n')) expect(line).toBe(line.trimEnd());
});

test('wan show: a site at home in Azure', () => {
  const { text } = showCommand('small.yaml', smallWorkspace(), 'azure-office');
  expect(text).toContain('azurerm_vpn_gateway_connection.azure-office_council_primary');
  // The resolver of the hub's services VNet, at the address that the lock's subnet gives it.
  expect(text).toContain(' DNS        10.0.41.4\n');
  expect(text).toContain('Azure: MTU 1400, TCP MSS 1350; BGP hold 180 s');
  expect(text).not.toContain('MTU 1446');
  for (const line of text.split('\n')) expect(line).toBe(line.trimEnd());
});

test('wan show: a site on both clouds leaves by the first', () => {
  const { text } = showCommand('small.yaml', smallWorkspace(), 'both-clouds');
  expect(text).toContain('aws_vpn_connection.both-clouds_council_primary');
  expect(text).toContain('azurerm_vpn_gateway_connection.both-clouds_council_primary');
  expect(text).toContain('AWS: MTU 1446');
  expect(text).toContain('Azure: MTU 1400');
  expect(text).toMatch(/ DNS {8}10\.0\.31\.4, /);
});

test('wan show: a datacentre, with what its router has to do', () => {
  const { text, issues } = showCommand('small.yaml', smallWorkspace(), 'dc-one');
  expect(issues).toEqual([]);
  expect(text).toMatch(/^First datacentre · building · AS 64700 · council\n/);
  expect(text).toMatch(/dx-1 {2,}direct-connect {2,}live {2,}london {2,}EqLD5 {2,}10000 Mbps {2,}101/);
  expect(text).toMatch(/er-1 {2,}express-route {2,}live {2,}uksouth/);
  expect(text).toMatch(
    /council {2,}over circuits {2,}london {2,}172\.31\.255\.\d+ {2,}169\.254\.[\d./]+, 169\.254\.[\d./]+ {2,}aws-datacentre-dc-one {2,}aws_vpn_connection\.dc-one_council_direct/,
  );
  expect(text).toContain('azurerm_vpn_gateway_connection.dc-one_council_direct');
  expect(text).toContain('over the internet local preference 100, own AS number 4 times');
  expect(text).toContain('announces 172.31.255.0/27 over its circuits and nothing else, and takes 10.0.');
  expect(text).toContain('in tunnels of council announces 10.18.0.0/17 whichever way');
  expect(text).toContain('refuses the default route');
  for (const line of text.split('\n')) expect(line).toBe(line.trimEnd());
});

test('wan show: a slip of the keyboard', () => {
  expect(showCommand('small.yaml', smallWorkspace(), 'libary').issues.map((issue) => renderIssue(issue))).toEqual([
    'SITE_UNKNOWN\n    Nothing in the catalogue is called "libary", and no site has that name, address or postcode.\n    Did you mean "library"?\n',
  ]);
});
