import { elementsOf } from '../../../verify/failures/elements';
import { type Failure, Failures } from '../../../verify/failures/failures';
import { buildNetwork } from '../../../verify/read/read-network';
import { lossText, renderFailure, renderTried } from '../../../verify/report/render-failures';
import { prepareProof } from '../../../verify/walk/proof';
import { prepareOrThrow } from '../../support/synth';
import { changedStacks, resource, type Tree } from '../../support/verify';

type Change = (stack: (name: string) => Tree) => void;

function failuresOf(file: string, change: Change = () => undefined): Failures {
  const { catalogue, lock } = prepareOrThrow(file);
  return new Failures(prepareProof(catalogue, lock, buildNetwork(changedStacks(file, change))), lock);
}

const lost = ({ losses }: Failure): readonly string[] => losses.map(lossText);
const SMALL = 'examples/small.yaml';
const small = failuresOf(SMALL);

describe('the shipped catalogue', () => {
  const all = failuresOf('sites.yaml').single();
  const of = (kind: string): readonly Failure[] => all.filter(({ elements }) => elements[0]?.kind === kind);

  test('survives each failure as well as its classes of resilience promise', () => {
    expect(all.length).toBeGreaterThan(2_000);
    expect(all.flatMap(({ breaches }) => breaches)).toEqual([]);
    expect(renderTried(all)).toContain('each failed by itself: nobody loses more than the class of resilience allows.');
  });

  test('has every kind of element', () => {
    const { catalogue } = prepareOrThrow('sites.yaml');
    for (const { id, circuits } of catalogue.datacentres) {
      expect(of('datacentre').map(({ elements }) => elements[0]?.id)).toContain(id);
      for (const circuit of circuits)
        expect(of('circuit of a datacentre').map(({ elements }) => elements[0]?.id)).toContain(`${id}.${circuit.id}`);
    }
    expect(of('tunnel of a link').length).toBeGreaterThan(0);
    expect(of('zone').length).toBeGreaterThan(2);
    expect(of('internet line of a datacentre')).toHaveLength(2);
  });

  test('no circuit, tunnel or internet line of a datacentre or a link is anybody’s only way', () => {
    for (const kind of ['circuit of a datacentre', 'tunnel', 'tunnel of a link', 'internet line of a datacentre'])
      expect([kind, of(kind).filter(({ losses }) => losses.length > 0)]).toEqual([kind, []]);
  });

  test('a site on one circuit goes with it, one on two stays', () => {
    const { catalogue } = prepareOrThrow('sites.yaml');
    for (const { elements, losses } of of('circuit of a site')) {
      const site = catalogue.sites.find(({ id }) => elements[0]?.id.startsWith(`${id}.`));
      expect([elements[0]?.id, losses.length > 0]).toEqual([elements[0]?.id, site?.circuits.length === 1]);
    }
  });
});

describe('single questions', () => {
  test('the only circuit to a hub: tunnels over it move to the backup', () => {
    const failure = small.without(['dc-one.dx-1']);
    expect(lost(failure)).toEqual([]);
    expect(small.moves(['dc-one.dx-1'])).toContainEqual(
      expect.objectContaining({
        prefix: '10.18.0.0/17',
        from: 'aws_vpn_connection.dc-one_council_direct',
        to: 'aws_vpn_connection.dc-one_council_backup',
      }),
    );
  });

  test('one of two ExpressRoute circuits: no tunnel moves; both: the backup takes over', () => {
    // What moves is where tunnels end, not what is in them.
    expect(small.moves(['dc-one.er-1']).map(({ prefix, to }) => `${prefix} ${to}`)).toEqual([
      '172.31.255.0/27 azurerm_express_route_connection.er-2',
    ]);
    expect(small.moves(['dc-one.er-1', 'dc-one.er-2']).map(({ to }) => to)).toContain(
      'azurerm_vpn_gateway_connection.dc-one_council_backup',
    );
  });

  test('circuits and internet line at once: the datacentre is off, and it says who loses what', () => {
    const ids = ['dc-one.dx-1', 'dc-one.er-1', 'dc-one.er-2', 'dc-one.internet'];
    const failure = small.without(ids);
    expect(lost(failure)).toContainEqual(
      expect.stringMatching(
        /^sites of council \(\d sites\): tenants\.council\.siteToSite at First datacentre, where others answer$/,
      ),
    );
    expect(renderFailure(failure, [], [])).toMatch(
      /^Without dc-one\.dx-1 \(Direct Connect of First datacentre at EqLD5\) and /,
    );
  });

  test('half a link carries all of it; a whole one takes what is between the clouds, and nothing inside one', () => {
    const link = [...small.elements.all.values()].filter(({ kind }) => kind === 'tunnel of a link').map(({ id }) => id);
    expect(link).toHaveLength(4);
    for (const id of link) expect(lost(small.without([id]))).toEqual([]);
    const all = small.without(link);
    expect(all.losses.length).toBeGreaterThan(0);
    const across = all.losses.map(({ who, what }) => `${who} ${what}`).join('\n');
    expect(across).toContain('tenants.council.siteToSite');
    // Fire is in AWS alone.
    expect(across).not.toContain('sites of fire');
  });

  test('a site with two circuits: neither, then both', () => {
    expect(lost(small.without(['town-hall.primary']))).toEqual([]);
    expect(lost(small.without(['town-hall.primary', 'town-hall.mobile']))).toEqual([
      'council at Town Hall: everything',
      'fire at Town Hall: everything',
    ]);
  });

  test('one tunnel of a connection of either cloud: nothing; both: that connection', () => {
    for (const [connection, names] of [
      ['library_council_primary', ['tunnel-1', 'tunnel-2']],
      ['azure-office_council_primary', ['instance-0', 'instance-1']],
    ] as const) {
      expect(lost(small.without([`${connection}.${names[0]}`]))).toEqual([]);
      expect(lost(small.without(names.map((name) => `${connection}.${name}`)))).toEqual([
        expect.stringMatching(/^council at .*: everything$/),
      ]);
    }
  });

  test('a partner without BGP: its tunnels take over from each other; a gateway of Azure hangs on both', () => {
    const connection = 'payroll-office_payroll_primary';
    const gone = ['payroll at Payroll office: everything'];
    for (const number of [1, 2]) expect(lost(small.without([`${connection}.tunnel-${number}`]))).toEqual([]);
    expect(lost(small.without([1, 2].map((number) => `${connection}.tunnel-${number}`)))).toEqual(gone);
    const { catalogue, lock } = prepareOrThrow(SMALL);
    const sites = catalogue.sites.map((site) =>
      site.id === 'payroll-office'
        ? { ...site, segments: site.segments.map((each) => ({ ...each, farEnd: 'azure-gateway' as const })) }
        : site,
    );
    const network = buildNetwork(changedStacks(SMALL, () => undefined));
    const azure = new Failures(prepareProof({ ...catalogue, sites }, lock, network), lock);
    for (const number of [1, 2]) expect(lost(azure.without([`${connection}.tunnel-${number}`]))).toEqual(gone);
  });

  test('a shared port takes the interfaces along that run on it', () => {
    const { catalogue } = prepareOrThrow(SMALL);
    const built = catalogue.datacentres.map((datacentre) => ({
      ...datacentre,
      circuits: datacentre.circuits.map((each) =>
        each.id === 'dx-3' ? { ...each, state: 'building' as const } : each,
      ),
    }));
    const network = buildNetwork(changedStacks(SMALL, () => undefined));
    const { takesAlong } = elementsOf({ ...catalogue, datacentres: built }, network);
    expect(takesAlong.get('dc-one.dx-1')).toEqual(['dc-one.dx-3']);
    // One that is planned is on no port yet.
    expect(small.elements.takesAlong.get('dc-one.dx-1')).toBeUndefined();
  });
});

describe('what is promised and not kept', () => {
  test('a backup that was taken away: whoever is promised more than one circuit loses it with the circuit', () => {
    const broken = failuresOf(SMALL, (stack) => {
      const { resource: all } = stack('aws-datacentre-dc-one');
      for (const type of Object.keys(all)) Reflect.deleteProperty(all[type] ?? {}, 'dc-one_council_backup');
    });
    const breaches = broken.without(['dc-one.dx-1']).breaches;
    expect(breaches.map(({ site }) => site.id)).toContain('town-hall');
    expect(breaches.map(({ site }) => site.resilience)).not.toContain('single');
    const [hall] = breaches.filter(({ site }) => site.id === 'town-hall');
    expect(hall?.what).toContain('tenants.council.siteToSite');
    expect(small.without(['dc-one.dx-1']).breaches).toEqual([]);
  });

  test('both circuits of a site on one connection: a dual site that goes with one circuit', () => {
    const broken = failuresOf(SMALL, (stack) => {
      const { resource: all } = stack('aws-fire-01');
      for (const type of Object.keys(all)) Reflect.deleteProperty(all[type] ?? {}, 'fire-station_fire_secondary');
    });
    const [breach] = broken.without(['fire-station.primary']).breaches;
    expect([breach?.site.id, breach?.what]).toEqual(['fire-station', ['everything']]);
  });

  test('a firewall in one zone: the zone takes everything that is inspected', () => {
    const broken = failuresOf(SMALL, (stack) => {
      const tree = stack('aws-inspect');
      const attachment = resource(tree, 'aws_ec2_transit_gateway_vpc_attachment', 'inspect');
      attachment['subnet_ids'] = (attachment['subnet_ids'] as string[]).slice(0, 1);
    });
    const [zone] = [...broken.elements.all.values()].filter(({ kind, id }) => kind === 'zone' && id === 'eu-west-2a');
    expect(broken.without([zone?.id ?? '']).breaches.map(({ site }) => site.resilience)).toEqual(
      expect.arrayContaining(['dual', 'dual-dc']),
    );
    expect(small.without([zone?.id ?? '']).breaches).toEqual([]);
  });
});
