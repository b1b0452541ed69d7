import { cidr } from '../../../catalogue/values/cidr';
import type { Catalogue, Service } from '../../../catalogue/model';
import { notReached } from '../../../plan/routing/not-reached';
import { prepareOrThrow } from '../../support/synth';

const { catalogue, plan } = prepareOrThrow('sites.yaml');

/** The shipped catalogue with one more service. */
function withService(over: Partial<Service>): Catalogue {
  const [first] = catalogue.services;
  if (!first) throw new Error('the catalogue has services');
  return { ...catalogue, services: [...catalogue.services, { ...first, id: 'more', ...over }] };
}
const added = (model: Catalogue): readonly string[] =>
  notReached(model, plan.connections).filter((text) => !plan.notReached.includes(text));

test('nothing that the shipped catalogue grants is out of reach for good', () => {
  expect(plan.notReached.filter((text) => /^(services|flows)\./.test(text))).toEqual([]);
});

test('a service in datacentres that its owner has no way to from Azure is said to be out of reach for whoever lives there', () => {
  const fire = { owner: 'fire', addresses: [cidr('10.67.4.0/28'), cidr('10.67.132.0/28')] };
  expect(added(withService({ ...fire, consumers: ['cheshire-east', 'police'] }))).toEqual([
    'services.more from hub uksouth for cheshire-east: fire has no way from there to Crewe datacentre or Chester datacentre, and nothing of a datacentre crosses between the clouds',
  ]);
  // Police live in AWS alone.
  expect(added(withService({ ...fire, consumers: ['police'] }))).toEqual([]);
  // One address in AWS is reached over the link.
  expect(
    added(withService({ owner: 'fire', addresses: [cidr('10.65.1.1/32')], consumers: ['cheshire-east'] })),
  ).toEqual([]);
});

test('so is one in a datacentre that AWS has no way to, for whoever lives in AWS', () => {
  const datacentres = catalogue.datacentres.map((datacentre) =>
    datacentre.id === 'dc-crewe'
      ? {
          ...datacentre,
          circuits: datacentre.circuits.filter(({ kind }) => kind === 'express-route'),
          ...(datacentre.vpnBackup ? { vpnBackup: { ...datacentre.vpnBackup, hubs: ['uksouth'] } } : {}),
        }
      : datacentre,
  );
  const service = { owner: 'cheshire-east', addresses: [cidr('10.18.4.1/32')], consumers: ['police', 'cheshire-east'] };
  const [said, ...more] = added({ ...withService(service), datacentres }).filter((text) =>
    text.startsWith('services.more'),
  );
  expect(said).toContain(
    'services.more from hub london for cheshire-east, police: cheshire-east has no way from there to Crewe',
  );
  expect(more).toEqual([]);
});
