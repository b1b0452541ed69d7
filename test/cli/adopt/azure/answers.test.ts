import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { adoptCommand } from '../../../../cli/adopt/adopt';
import { lockCommand } from '../../../../cli/lock/lock';
import {
  type AzureAnswers,
  answersOf,
  dataOfAzure,
  GROUP,
  OFFICE,
  PLANTED_SHARED_KEY,
  small,
} from '../../../support/azure-estate';
import { type AdoptionData as Data, why, wrong } from '../../../support/adopted';

const FULL = answersOf();

test('an empty list says of the hub that its file is called after that nothing is connected; no list says nothing', async () => {
  const folder = small((text) => text.replace(/ {4}vnets:\n(?: {6}.*\n)+/, ''));
  lockCommand('small.yaml', folder, { today: '2026-11-22' });
  expect((await dataOfAzure(folder, { ...FULL, vnets: [] })).taken).toHaveLength(3);
  writeFileSync(path.join(folder, 'estate/other-hub.json'), '[]');
  const { data } = await adoptCommand(
    'small.yaml',
    folder,
    ['vwan', 'vhub', 'vpn-gateway', 'vpn-site', 'other-hub'].map((name) => `estate/${name}.json`),
    { today: '2026-11-22' },
  );
  expect(why(data as unknown as Data)[0]).toBe('nothing says which virtual networks are connected to it');
});

test('as Azure itself answers, below `value` and `properties`, it is the same', async () => {
  const nested = (row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
    const { id, name, location, ...properties } = row;
    return { id, name, location, properties };
  };
  const folder = small();
  const given = await dataOfAzure(folder);
  const wrapped = Object.fromEntries(
    Object.entries(FULL).map(([key, rows]) => [
      key,
      { value: (rows as readonly Readonly<Record<string, unknown>>[]).map(nested) },
    ]),
  );
  expect((await dataOfAzure(folder, wrapped as unknown as AzureAnswers)).taken).toEqual(given.taken);
});

describe('another state', () => {
  const resource = (type: string, name: string, values: object): object => ({
    address: `module.wan.${type}.${name}`,
    mode: 'managed',
    type,
    name,
    values,
  });
  const state = {
    format_version: '1.0',
    values: {
      root_module: {
        child_modules: [
          {
            resources: [
              resource('azurerm_virtual_wan', 'wan', { id: `${GROUP}/virtualWans/wan`, location: 'uksouth' }),
              resource('azurerm_virtual_hub', 'hub', {
                id: `${GROUP}/virtualHubs/hub-uks`,
                location: 'uksouth',
                address_prefix: '10.0.2.0/23',
                sku: 'Standard',
                virtual_wan_id: `${GROUP}/virtualWans/wan`,
              }),
              resource('azurerm_vpn_gateway', 'gateway', {
                id: `${GROUP}/vpnGateways/gateway`,
                location: 'uksouth',
                virtual_hub_id: `${GROUP}/virtualHubs/hub-uks`,
                scale_unit: 2,
                routing_preference: 'Microsoft Network',
              }),
              resource('azurerm_vpn_site', 'office', {
                id: `${GROUP}/vpnSites/office`,
                location: 'uksouth',
                virtual_wan_id: `${GROUP}/virtualWans/wan`,
                address_cidrs: [],
                link: [
                  {
                    id: `${GROUP}/vpnSites/office/vpnSiteLinks/line`,
                    name: 'line',
                    ip_address: '198.18.0.5',
                    fqdn: '',
                    bgp: [{ asn: 64790, peering_address: '10.20.240.77' }],
                  },
                ],
              }),
              resource('azurerm_vpn_gateway_connection', 'office', {
                id: `${GROUP}/vpnGateways/gateway/vpnConnections/to-office`,
                vpn_gateway_id: `${GROUP}/vpnGateways/gateway`,
                remote_vpn_site_id: `${GROUP}/vpnSites/office`,
                internet_security_enabled: true,
                vpn_link: [
                  {
                    name: 'over-line',
                    vpn_site_link_id: `${GROUP}/vpnSites/office/vpnSiteLinks/line`,
                    bgp_enabled: true,
                    shared_key: PLANTED_SHARED_KEY,
                    ipsec_policy: [
                      {
                        dh_group: 'ECP256',
                        encryption_algorithm: 'GCMAES128',
                        ike_encryption_algorithm: 'GCMAES128',
                        ike_integrity_algorithm: 'SHA256',
                        integrity_algorithm: 'GCMAES128',
                        pfs_group: 'PFS24',
                        sa_data_size_kb: 102_400_000,
                        sa_lifetime_sec: 3_600,
                      },
                    ],
                  },
                ],
              }),
            ],
          },
        ],
      },
    },
  };

  test('holds what it made, and Azure says what else is in the hub; the other state is told what to let go of', async () => {
    const folder = small();
    const policy = {
      saLifeTimeSeconds: 3_600,
      saDataSizeKilobytes: 102_400_000,
      ipsecEncryption: 'GCMAES128',
      ipsecIntegrity: 'GCMAES128',
      ikeEncryption: 'GCMAES128',
      ikeIntegrity: 'SHA256',
      dhGroup: 'ECP256',
      pfsGroup: 'PFS24',
    };
    const listed = { ...OFFICE, connection: { enableInternetSecurity: true }, link: { ipsecPolicies: [policy] } };
    await dataOfAzure(folder, answersOf([listed]));
    writeFileSync(path.join(folder, 'estate/state.json'), JSON.stringify(state));
    const told = async (...names: readonly string[]): Promise<Data> => {
      const { data, issues } = await adoptCommand(
        'small.yaml',
        folder,
        names.map((name) => `estate/${name}.json`),
        { today: '2026-11-22' },
      );
      expect(wrong(issues)).toBe('');
      return data as unknown as Data;
    };
    expect(why(await told('state'))).toEqual([
      'nothing says what else stands in it',
      'its virtual hub is not taken over',
    ]);
    expect(why(await told('state', 'vhub', 'branches-hub-uks-networks'))[0]).toBe(
      'nothing says all that is connected to its VPN gateway',
    );
    const { taken, afterwards } = await told('state', 'vhub', 'vpn-gateway', 'branches-hub-uks-networks');
    expect(taken).toEqual([
      expect.objectContaining({
        site: 'azure-office',
        loopback: '10.20.240.77/32',
        keeps: ['group of keys PFS24 → ECP256'],
      }),
    ]);
    expect(afterwards.forget).toEqual([
      "terraform state rm 'module.wan.azurerm_virtual_wan.wan'",
      "terraform state rm 'module.wan.azurerm_virtual_hub.hub'",
      "terraform state rm 'module.wan.azurerm_vpn_gateway.gateway'",
      "terraform state rm 'module.wan.azurerm_vpn_site.office'",
      "terraform state rm 'module.wan.azurerm_vpn_gateway_connection.office'",
    ]);
  });
});
