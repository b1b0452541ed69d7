import { showSite, siteData } from '../../../cli/show/site';
import { plain } from '../../../catalogue/text/paint';
import type { Site } from '../../../catalogue/model';
import { prepareOrThrow } from '../../support/synth';

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
