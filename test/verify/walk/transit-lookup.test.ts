import { announcementsOf } from '../../../verify/intent/announcements';
import { buildNetwork } from '../../../verify/read/read-network';
import { parseStackText } from '../../../verify/terraform/stack-json';
import { TransitLookup } from '../../../verify/walk/transit-lookup';
import { prepareOrThrow, renderAll } from '../../support/synth';

/** Where each table of a catalogue's network sends a site's prefix that it has over several circuits. */
function choices(file: string): readonly { readonly site: string; readonly table: string; readonly chosen: string }[] {
  const { catalogue, lock } = prepareOrThrow(file);
  const network = buildNetwork([...renderAll(file)].map(([name, text]) => parseStackText(name, text)));
  const announcements = announcementsOf(catalogue, lock, network);
  const lookup = new TransitLookup(network, announcements);
  const backedUp = catalogue.sites.filter(({ circuits }) => circuits.some(({ role }) => role === 'backup'));
  return backedUp.flatMap(({ id }) =>
    [...network.tables.values()].flatMap((table) => {
      const told = table.propagated.flatMap((key) => announcements.byAttachment.get(key) ?? []);
      const shared = told.filter(
        ({ prefix, owner }) =>
          owner.place === id &&
          told.filter((other) => other.prefix.equals(prefix) && other.owner.place === id).length > 1,
      );
      return shared.map(({ prefix }) => ({
        site: id,
        table: table.name,
        chosen: lookup.find(table.key, prefix.first)?.to ?? '',
      }));
    }),
  );
}

test.each([
  ['sites.yaml', /aws_vpn_connection/],
  ['test/fixtures/everywhere/small.yaml', /aws_vpn_connection/],
  ['test/fixtures/azure/wan.yaml', /azurerm_vpn_gateway_connection/],
])(
  '%s: a backup circuit, which prepends, is taken by nothing while the other is up, whatever they are called',
  (file, type) => {
    const { catalogue } = prepareOrThrow(file);
    const found = choices(file);
    expect(found.length).toBeGreaterThan(0);
    expect(found.some(({ chosen }) => type.test(chosen))).toBe(true);
    const backups = new Map(
      catalogue.sites.map(({ id, circuits }) => [
        id,
        circuits.filter(({ role }) => role === 'backup').map((circuit) => circuit.id),
      ]),
    );
    for (const { site, chosen } of found)
      for (const backup of backups.get(site) ?? []) expect(chosen).not.toMatch(new RegExp(`_${backup}$`));
  },
);

test('a backup circuit whose name comes first is among them: names decide nothing', () => {
  const { catalogue } = prepareOrThrow('sites.yaml');
  const before = catalogue.sites.filter(({ circuits }) =>
    circuits.some(
      ({ id, role }) => role === 'backup' && circuits.every((other) => other.role === 'backup' || id < other.id),
    ),
  );
  expect(before.length).toBeGreaterThan(0);
});
