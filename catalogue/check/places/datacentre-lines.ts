import { NOT_PUBLIC, parseAddress } from '../../values/cidr';
import type { Draft } from '../../draft';
import type { RawCatalogue } from '../../schema/catalogue';

type RawDatacentre = RawCatalogue['datacentres'][number];

/** Where tunnels over the internet end: a public address of this router alone, once to each hub. */
export function checkLine(draft: Draft, datacentre: RawDatacentre): void {
  const { vpnBackup, circuits } = datacentre;
  circuits.forEach(({ id }, index) => {
    if (id === 'internet')
      draft.report(datacentre, ['circuits', index, 'id'], {
        code: 'NOT_ALLOWED',
        problem: `${datacentre.id}.internet is what its internet line is called.`,
        got: id,
        fix: 'Give the circuit another id.',
      });
  });
  vpnBackup?.hubs.forEach((hub, index) => {
    if (vpnBackup.hubs.indexOf(hub) < index)
      draft.report(datacentre, ['vpnBackup', 'hubs', index], {
        code: 'DUPLICATE_ID',
        problem: `${hub} is there already: each tenant has one backup to a hub.`,
        fix: 'Remove it.',
      });
  });
  const others = new Map<string, string>();
  for (const site of draft.raw.sites) for (const { address } of site.circuits) others.set(address, site.name);
  for (const other of draft.raw.datacentres)
    if (other !== datacentre) for (const { address } of linesOf(other)) others.set(address, other.name);
  for (const { address, path } of linesOf(datacentre)) {
    const number = parseAddress(address);
    const taken = others.get(address);
    if (typeof number === 'number' && NOT_PUBLIC.some((block) => block.first <= number && number <= block.last))
      draft.report(datacentre, path, {
        code: 'ADDRESS_NOT_PUBLIC',
        problem: `${address} can't be reached from the cloud.`,
        fix: 'Write the public address of its router.',
      });
    else if (taken !== undefined)
      draft.report(datacentre, path, {
        code: 'DUPLICATE_ID',
        problem: `${address} is also an address of ${taken}: tunnels of the two would end at one router.`,
        fix: 'Write the public address of its own router.',
      });
  }
}

function linesOf({ vpnBackup, tenants }: RawDatacentre): readonly { address: string; path: (string | number)[] }[] {
  return [
    ...(vpnBackup ? [{ address: vpnBackup.address, path: ['vpnBackup', 'address'] }] : []),
    ...tenants.flatMap(({ backupAddress }, index) =>
      backupAddress === undefined ? [] : [{ address: backupAddress, path: ['tenants', index, 'backupAddress'] }],
    ),
  ];
}
