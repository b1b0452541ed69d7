import { showSite, siteData } from '../../../cli/show/site';
import { showTenant } from '../../../cli/show/tenant';
import { prepare } from '../../../plan/prepare';
import { plain } from '../../../catalogue/text/paint';
import type { Site } from '../../../catalogue/model';
import { SCHOOL_LINES, SCHOOL_LOCAL } from '../../support/lines';
import { relock } from '../../support/relock';
import { must, prepareOrThrow } from '../../support/synth';
import { smallWorkspace } from '../../support/workspace';

const prepared = prepareOrThrow('examples/small.yaml');
function siteOf(id: string): Site {
  const found = prepared.catalogue.sites.find((site) => site.id === id);
  if (!found) throw new Error(id);
  return found;
}
const shown = (id: string): string => showSite(siteOf(id), prepared, 200, plain);

test('a partner without BGP: no AS number, no hold time, and what the far end does instead', () => {
  const text = shown('payroll-office');
  expect(text).toContain('static routes, no BGP: the far end routes what it asks for into both tunnels');
  expect(text).not.toMatch(/BGP hold|ASN +\d/);
  expect(siteData(siteOf('payroll-office'), prepared)).toMatchObject({
    connections: [{ routing: 'static' }],
  });
  expect(shown('library')).toContain('hold 30 s');
});

test('crypto is said by circuit where circuits differ, as they do in the middle of a change', () => {
  const text = shown('town-hall').replaceAll(/\s+/g, ' ');
  expect(text).toMatch(/Crypto [a-z]+\/primary.*: ncsc-recommended \(ikev2.*; .*\/mobile.*: ncsc-plus \(/);
  expect(shown('library')).toMatch(/Crypto +ncsc-/);
});

test('a segment that leaves by the lines of its building: where to, on which ports', () => {
  const folder = smallWorkspace([...SCHOOL_LINES, SCHOOL_LOCAL]);
  const local = must(prepare('small.yaml', folder));
  const school = local.catalogue.sites.find(({ id }) => id === 'primary-school');
  const tenant = local.catalogue.tenants.find(({ id }) => id === 'schools');
  if (!school || !tenant) throw new Error('there are schools');
  expect(showSite(school, local, 200, plain)).toContain(
    ' Breakout   schools leaves by the lines of the building: to 198.18.200.1/32 on tcp/8080, past the cloud’s firewall\n',
  );
  expect(siteData(school, local)).toMatchObject({
    segments: [{ breakout: 'to 198.18.200.1/32 on tcp/8080, past the cloud’s firewall' }],
  });
  expect(showTenant(tenant, local, 200, plain)).toContain('leaves by schools; 1 site by their own lines\n');
  expect(shown('primary-school')).not.toContain('Breakout');
});

test('whoever accepted that nothing filters it is named, with the last day of that', () => {
  const folder = smallWorkspace([
    ...SCHOOL_LINES,
    SCHOOL_LOCAL,
    {
      file: 'small.yaml',
      replace: '{ kind: proxy, provider: FilterCo (IWF member), addresses: [198.18.200.1], ports: [tcp/8080] }',
      with: '{ kind: exception, reason: Filtered on every device, owner: head@example.gov.uk, expires: 2027-08-31 }',
    },
  ]);
  relock(folder, 'small.yaml');
  const open = must(prepare('small.yaml', folder));
  const school = open.catalogue.sites.find(({ id }) => id === 'primary-school');
  if (!school) throw new Error('there is a school');
  expect(showSite(school, open, 300, plain)).toContain(
    'to anywhere that is not private on tcp/80, tcp/443, past the cloud’s firewall; head@example.gov.uk has accepted it until 2027-08-31\n',
  );
});
