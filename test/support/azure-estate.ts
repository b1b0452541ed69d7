import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { adoptCommand, type AdoptOptions } from '../../cli/adopt/adopt';
import type { CommandResult } from '../../cli/command-result';
import { type Lock, parseLock } from '../../plan/lock/lock-file';
import { type AdoptionData, wrong } from './adopted';
import type { Row } from './stand-in-ec2';
import { must } from './synth';
import { temporaryFolder } from './workspace';

/** What `az network … list` prints of a Virtual WAN with one hub, as the command line has it: properties beside names. */
export interface AzureAnswers {
  readonly wans: readonly Row[];
  readonly hubs: readonly Row[];
  readonly gateways: readonly Row[];
  readonly sites: readonly Row[];
  readonly vnets: readonly Row[];
}

/** A line into the hub, as its makers called it. */
export interface Branch {
  readonly name: string;
  readonly asn?: number;
  readonly peer?: string;
  readonly address?: string;
  readonly fqdn?: string;
  /** Further members of the VPN site, the connection and its link, over what is there. */
  readonly site?: Row;
  readonly connection?: Row;
  readonly link?: Row;
}

export const SUBSCRIPTION = '00000000-0000-4000-8000-000000000001';
export const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/Branches/providers/Microsoft.Network`;
/** What must never come out of anything. */
export const PLANTED_SHARED_KEY = 'PlantedSharedKeyOfAzure1234567890';

/** The lines of examples/small.yaml that lead to Azure, as they were before that catalogue was written. */
export const OFFICE: Branch = { name: 'office', asn: 64790, peer: '10.20.240.77', address: '198.18.0.5' };
export const PLANNING: readonly Branch[] = [
  { name: 'planning-1', asn: 64791, peer: '10.17.240.201', address: '198.18.0.4' },
  { name: 'planning-2', asn: 64791, peer: '10.17.240.202', fqdn: 'planning.dyn.example.net' },
];

const siteOf = ({ name, asn, peer, address, fqdn, site }: Branch): Row => ({
  id: `${GROUP}/vpnSites/${name}`,
  name,
  location: 'uksouth',
  addressSpace: { addressPrefixes: [] },
  deviceProperties: { deviceVendor: 'Cisco', linkSpeedInMbps: 0 },
  virtualWan: { id: `${GROUP}/virtualWans/wan`, resourceGroup: 'Branches' },
  vpnSiteLinks: [
    {
      id: `${GROUP}/vpnSites/${name}/vpnSiteLinks/line`,
      name: 'line',
      ...(address === undefined ? { fqdn } : { ipAddress: address }),
      linkProperties: { linkProviderName: 'FibreCo', linkSpeedInMbps: 100 },
      ...(asn === undefined ? {} : { bgpProperties: { asn, bgpPeeringAddress: peer } }),
    },
  ],
  ...site,
});

const connectionOf = ({ name, asn, connection, link }: Branch): Row => ({
  id: `${GROUP}/vpnGateways/gateway/vpnConnections/to-${name}`,
  name: `to-${name}`,
  remoteVpnSite: { id: `${GROUP}/vpnSites/${name}` },
  enableInternetSecurity: false,
  vpnLinkConnections: [
    {
      id: `${GROUP}/vpnGateways/gateway/vpnConnections/to-${name}/vpnLinkConnections/over-line`,
      name: 'over-line',
      enableBgp: asn !== undefined,
      sharedKey: PLANTED_SHARED_KEY,
      vpnConnectionProtocolType: 'IKEv2',
      vpnSiteLink: { id: `${GROUP}/vpnSites/${name}/vpnSiteLinks/line` },
      ...link,
    },
  ],
  ...connection,
});

export function answersOf(
  branches: readonly Branch[] = [OFFICE, ...PLANNING],
  hub: Row = {},
  gateway: Row = {},
): AzureAnswers {
  return {
    wans: [{ id: `${GROUP}/virtualWans/wan`, name: 'wan', location: 'uksouth' }],
    hubs: [
      {
        id: `${GROUP}/virtualHubs/hub-uks`,
        name: 'hub-uks',
        location: 'UK South',
        addressPrefix: '10.0.2.0/23',
        sku: 'Standard',
        virtualWan: { id: `${GROUP}/virtualWANs/wan` },
        vpnGateway: { id: `${GROUP}/vpnGateways/gateway` },
        azureFirewall: null,
        p2SVpnGateway: null,
        bgpConnections: [],
        ...hub,
      },
    ],
    gateways: [
      {
        id: `${GROUP}/vpnGateways/gateway`,
        name: 'gateway',
        location: 'uksouth',
        virtualHub: { id: `${GROUP}/virtualHubs/hub-uks` },
        vpnGatewayScaleUnit: 2,
        isRoutingPreferenceInternet: false,
        bgpSettings: { asn: 65515, peerWeight: 0 },
        natRules: [],
        connections: branches.map(connectionOf),
        ...gateway,
      },
    ],
    sites: branches.map(siteOf),
    vnets: [
      {
        id: `${GROUP}/virtualHubs/hub-uks/hubVirtualNetworkConnections/to-planning`,
        name: 'to-planning',
        remoteVirtualNetwork: {
          id: '/subscriptions/00000000-0000-4000-8000-000000000002/resourceGroups/planning/providers/Microsoft.Network/virtualNetworks/planning',
        },
      },
    ],
  };
}

/** examples/small.yaml in a folder of its own. */
export function small(edit: (text: string) => string = (text) => text): string {
  const folder = temporaryFolder();
  for (const name of ['small.yaml', 'small.lock.yaml', 'small', 'small.policies'])
    cpSync(path.join(__dirname, '../../examples', name), path.join(folder, name), { recursive: true });
  for (const name of ['small.yaml', 'small/sites.yaml']) {
    const file = path.join(folder, name);
    writeFileSync(file, edit(readFileSync(file, 'utf8')));
  }
  return folder;
}

/** Runs `wan adopt` over answers of Azure, a file each. */
export async function adoptingAzure(
  folder: string,
  { wans, hubs, gateways, sites, vnets }: AzureAnswers = answersOf(),
  options: Partial<AdoptOptions> = {},
): Promise<CommandResult> {
  const files = {
    vwan: wans,
    vhub: hubs,
    'vpn-gateway': gateways,
    'vpn-site': sites,
    'branches-hub-uks-networks': vnets,
  };
  mkdirSync(path.join(folder, 'estate'), { recursive: true });
  for (const [name, rows] of Object.entries(files))
    writeFileSync(path.join(folder, `estate/${name}.json`), JSON.stringify(rows, undefined, 2));
  return adoptCommand(
    'small.yaml',
    folder,
    Object.keys(files).map((name) => `estate/${name}.json`),
    { today: '2026-11-22', width: 200, ...options },
  );
}

/** The lock of `small`. */
export const lockOfSmall = (folder: string): Lock =>
  must(parseLock(readFileSync(path.join(folder, 'small.lock.yaml')), 'small.lock.yaml'));

/** What it says as data, where nothing is wrong. */
export async function dataOfAzure(
  folder: string,
  answers?: AzureAnswers,
  write = false,
  base?: string,
): Promise<AdoptionData> {
  const { data, issues } = await adoptingAzure(folder, answers, { write, ...(base === undefined ? {} : { base }) });
  expect(wrong(issues)).toBe('');
  return data as unknown as AdoptionData;
}

/** Nothing is deployed yet: circuits too are only being built. */
export const unbuilt = (text: string): string =>
  text
    .replaceAll(/(kind: (?:direct-connect|express-route)(?:,|\n *) ?state: )live/g, '$1building')
    .replace(', encryption: must_encrypt', '');
export const withdrawn = (text: string): string =>
  text.replace(/(id: azure-office\n {4}name: Azure Office\n {4}state: )live/, '$1planned');
