/**
 * The obvious cdktf program, frozen: one file, one loop over sites, cdktf's own App, the same resources with the same
 * attributes as the real one. It checks nothing, plans nothing and trusts its lock. `npm run bench` measures against
 * it and first makes sure that its resources are still those of the real program.
 */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { App, S3Backend, TerraformOutput, TerraformStack, TerraformVariable, DataTerraformRemoteStateS3 } from 'cdktf';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { CustomerGateway } from '@cdktf/provider-aws/lib/customer-gateway';
import { Ec2TransitGatewayRouteTableAssociation } from '@cdktf/provider-aws/lib/ec2-transit-gateway-route-table-association';
import { Ec2TransitGatewayRouteTablePropagation } from '@cdktf/provider-aws/lib/ec2-transit-gateway-route-table-propagation';
import { AzurermProvider } from '@cdktf/provider-azurerm/lib/provider';
import { VpnGatewayConnection } from '@cdktf/provider-azurerm/lib/vpn-gateway-connection';
import { VpnSite } from '@cdktf/provider-azurerm/lib/vpn-site';
import { VpnConnection } from '@cdktf/provider-aws/lib/vpn-connection';
import { TerraformResource, type TerraformElement } from 'cdktf';

const file = process.env.WAN_CATALOGUE ?? 'sites.yaml';
const catalogue = parse(readFileSync(file, 'utf8'));
const lock = parse(readFileSync(file.replace(/\.yaml$/, '.lock.yaml'), 'utf8'));
const folder = file.replace(/[^/]*$/, '');
catalogue.sites = JSON.parse(process.env.BENCH_INCLUDES ?? '[]').flatMap((name: string) => parse(readFileSync(folder + name, 'utf8')).sites);
/** Hub, inspection and VPC stacks are a fixed part that any program has: their resources, as data. */
const shared = JSON.parse(readFileSync(process.env.BENCH_SHARED ?? '', 'utf8'));

const wan = catalogue.wan;
const prefix = `${wan.name}-${wan.environment}`;
const app = new App();
const tenants = Object.fromEntries(catalogue.tenants.map((tenant: any) => [tenant.id, tenant]));
const hubs = Object.fromEntries(catalogue.hubs.map((hub: any) => [hub.id, hub]));

class Raw extends TerraformResource {
  constructor(scope: TerraformStack, id: string, type: string, private readonly attributes: any) {
    super(scope, id, { terraformResourceType: type });
    for (const meta of ['lifecycle', 'depends_on', 'provider']) if (attributes[meta]) this.addOverride(meta, attributes[meta]);
  }
  protected override synthesizeAttributes() {
    return this.attributes;
  }
}

function named<T extends TerraformElement>(element: T, name: string): T {
  element.overrideLogicalId(name);
  return element;
}

function stackFor(name: string, hub: any): TerraformStack {
  const stack = new TerraformStack(app, name);
  const backend = new S3Backend(stack, { bucket: wan.state.bucket, key: `${prefix}/${name}.tfstate`, region: wan.state.region, encrypt: true, kmsKeyId: wan.state.kmsKey });
  backend.addOverride('use_lockfile', true);
  if (hub.cloud === 'azure') {
    new AzurermProvider(stack, 'azurerm', { features: [{}], subscriptionId: hub.subscription.id, resourceProviderRegistrations: 'none' });
    return stack;
  }
  new AwsProvider(stack, 'aws', {
    region: hub.region,
    allowedAccountIds: [hub.account.id],
    assumeRole: [{ roleArn: hub.account.roleArn, sessionName: 'terraform' }],
    defaultTags: [{ tags: { ...wan.tags, wan: wan.name, environment: wan.environment, operator: wan.operator, stack: name, 'managed-by': 'terraform' } }],
  });
  return stack;
}

for (const [name, resources] of Object.entries<any>(shared)) {
  const stack = stackFor(name, catalogue.hubs.find((hub: any) => hub.cloud === (name.startsWith('azure') ? 'azure' : 'aws')));
  for (const [type, byName] of Object.entries<any>(resources.resource)) for (const [id, attributes] of Object.entries<any>(byName)) named(new Raw(stack, `${type}-${id}`, type, attributes), id);
  for (const [id, output] of Object.entries<any>(resources.output)) named(new TerraformOutput(stack, `out-${id}`, output), id);
}

const CRYPTO: any = {
  'ncsc-recommended': { encryption: 'AES128-GCM-16', integrity: 'SHA2-256', group: 19 },
  'ncsc-plus': { encryption: 'AES256-GCM-16', integrity: 'SHA2-384', group: 20 },
  legacy: { encryption: 'AES128', integrity: 'SHA2-256', group: 14 },
};

const stacks: Record<string, { stack: TerraformStack; hub: DataTerraformRemoteStateS3; groups: Record<string, string> }> = {};
for (const site of catalogue.sites) {
  if (site.state === 'planned') continue;
  const profile = catalogue.profiles[site.profile];
  const hubId = profile.hubs.find((id: string) => hubs[id].cloud === 'aws');
  if (!hubId) continue;
  const held = lock.sites[site.id];
  for (const segment of site.segments) {
    const tenant = tenants[segment.tenant];
    for (const circuit of site.circuits) {
      const own = catalogue.profiles[circuit.profile ?? site.profile];
      const name = `${site.id}_${segment.tenant}_${circuit.id}`;
      const numbers = held.segments[segment.tenant].circuits[circuit.id];
      const stackName = held.stacks.aws;
      if (!stacks[stackName]) {
        const stack = stackFor(stackName, hubs[hubId]);
        const hub = named(new DataTerraformRemoteStateS3(stack, 'aws-hub', { bucket: wan.state.bucket, key: `${prefix}/aws-hub.tfstate`, region: wan.state.region, encrypt: true, kmsKeyId: wan.state.kmsKey }), 'aws-hub');
        stacks[stackName] = { stack, hub, groups: {} };
      }
      const { stack, hub, groups } = stacks[stackName]!;
      groups[segment.tenant] ??= named(
        new CloudwatchLogGroup(stack, `logs_${segment.tenant}`, {
          name: `/aws/vendedlogs/${prefix}/vpn/${stackName}/${segment.tenant}`,
          retentionInDays: wan.logRetentionDays ?? 365,
          kmsKeyId: hub.getString('log_key_arn'),
          tags: { Name: `${stackName}-${segment.tenant}-vpn`, tenant: segment.tenant, 'cost-centre': tenant.costCentre },
        }),
        `vpn_${segment.tenant}`,
      ).arn;
      const tags = { Name: name, tenant: segment.tenant, site: site.id, 'cost-centre': tenant.costCentre };
      const asn = site.asn ?? held.asn;
      const gateway = named(
        new CustomerGateway(stack, `gateway_${name}`, {
          type: 'ipsec.1',
          bgpAsn: asn > 2147483647 ? undefined : String(asn),
          bgpAsnExtended: asn > 2147483647 ? String(asn) : undefined,
          deviceName: name,
          ipAddress: circuit.address === 'dynamic' ? undefined : circuit.address,
          certificateArn: circuit.certificate,
          tags,
          lifecycle: { createBeforeDestroy: true },
        }),
        name,
      );
      const concentrated = (segment.termination ?? own.termination) === 'concentrator';
      const crypto = CRYPTO[circuit.crypto ?? own.crypto ?? tenant.crypto ?? 'ncsc-recommended'];
      const fixed = circuit.address !== 'dynamic';
      const options: any = {};
      for (const [tunnel, inside] of [[1, numbers.tunnels[0]], [2, numbers.tunnels[1]]]) {
        Object.assign(options, {
          [`tunnel${tunnel}InsideCidr`]: inside,
          [`tunnel${tunnel}IkeVersions`]: ['ikev2'],
          [`tunnel${tunnel}Phase1EncryptionAlgorithms`]: [crypto.encryption],
          [`tunnel${tunnel}Phase1IntegrityAlgorithms`]: [crypto.integrity],
          [`tunnel${tunnel}Phase1DhGroupNumbers`]: [crypto.group],
          [`tunnel${tunnel}Phase1LifetimeSeconds`]: 28800,
          [`tunnel${tunnel}Phase2EncryptionAlgorithms`]: [crypto.encryption],
          [`tunnel${tunnel}Phase2IntegrityAlgorithms`]: [crypto.integrity],
          [`tunnel${tunnel}Phase2DhGroupNumbers`]: [crypto.group],
          [`tunnel${tunnel}Phase2LifetimeSeconds`]: 3600,
          [`tunnel${tunnel}DpdTimeoutSeconds`]: 30,
          [`tunnel${tunnel}DpdTimeoutAction`]: fixed ? 'restart' : 'clear',
          [`tunnel${tunnel}StartupAction`]: fixed ? 'start' : 'add',
          [`tunnel${tunnel}RekeyMarginTimeSeconds`]: 540,
          [`tunnel${tunnel}RekeyFuzzPercentage`]: 100,
          [`tunnel${tunnel}ReplayWindowSize`]: 1024,
          [`tunnel${tunnel}EnableTunnelLifecycleControl`]: true,
          [`tunnel${tunnel}LogOptions`]: {
            cloudwatchLogOptions: { logEnabled: true, logGroupArn: groups[segment.tenant], logOutputFormat: 'json', bgpLogEnabled: true, bgpLogGroupArn: groups[segment.tenant], bgpLogOutputFormat: 'json' },
          },
        });
      }
      const connection = named(
        new VpnConnection(stack, `connection_${name}`, {
          type: 'ipsec.1',
          customerGatewayId: gateway.id,
          transitGatewayId: concentrated ? undefined : hub.getString('transit_gateway_id'),
          vpnConcentratorId: concentrated ? hub.getString(`concentrator_${numbers.concentrator}`) : undefined,
          staticRoutesOnly: false,
          tunnelInsideIpVersion: 'ipv4',
          presharedKeyStorage: circuit.certificate ? undefined : 'SecretsManager',
          ...options,
          tags,
        }),
        name,
      );
      if (!concentrated) {
        const transitGatewayAttachmentId = connection.transitGatewayAttachmentId;
        const post = tenant.kind === 'public-wifi' ? `rt-post-${tenant.egress}` : 'rt-post';
        named(new Ec2TransitGatewayRouteTableAssociation(stack, `association_${name}`, { transitGatewayAttachmentId, transitGatewayRouteTableId: hub.getString(`route_table_rt-${segment.tenant}`) }), name);
        named(new Ec2TransitGatewayRouteTablePropagation(stack, `propagation_${name}`, { transitGatewayAttachmentId, transitGatewayRouteTableId: hub.getString(`route_table_${post}`) }), name);
      }
      named(
        new CloudwatchMetricAlarm(stack, `alarm_${name}`, {
          alarmName: `${prefix}_${name}_tunnel-down`,
          alarmDescription: `${site.name}: a tunnel of ${segment.tenant} has been down for 15 minutes.`,
          namespace: 'AWS/VPN',
          metricName: 'TunnelState',
          dimensions: { VpnId: connection.id },
          statistic: 'Minimum',
          comparisonOperator: 'LessThanThreshold',
          threshold: 1,
          period: 300,
          evaluationPeriods: 3,
          treatMissingData: 'breaching',
          alarmActions: [wan.alarmTopic],
          okActions: [wan.alarmTopic],
          tags,
        }),
        name,
      );
    }
  }
}
const IPSEC: any = {
  'ncsc-recommended': { ike: ['GCMAES128', 'SHA256'], esp: ['GCMAES128', 'GCMAES128'], group: 'ECP256', pfs: 'ECP256' },
  'ncsc-plus': { ike: ['GCMAES256', 'SHA384'], esp: ['GCMAES256', 'GCMAES256'], group: 'ECP384', pfs: 'ECP384' },
  legacy: { ike: ['AES128', 'SHA256'], esp: ['AES128', 'SHA256'], group: 'DHGroup14', pfs: 'PFS14' },
};
const azureStacks: Record<string, any> = {};
const rendered = catalogue.sites.filter((site: any) => site.state !== 'planned');
for (const site of rendered.sort((a: any, b: any) => (a.id < b.id ? -1 : 1))) {
  const profile = catalogue.profiles[site.profile];
  const hubId = profile.hubs.find((id: string) => hubs[id].cloud === 'azure');
  if (!hubId) continue;
  const held = lock.sites[site.id];
  for (const segment of site.segments) {
    const tenant = tenants[segment.tenant];
    for (const circuit of [...site.circuits].sort((a: any, b: any) => (a.id < b.id ? -1 : 1))) {
      const name = `${site.id}_${segment.tenant}_${circuit.id}`;
      const numbers = held.segments[segment.tenant].circuits[circuit.id];
      const own = catalogue.profiles[circuit.profile ?? site.profile];
      const mbps = circuit.mbps ?? own.mbps;
      const stackName = held.stacks.azure;
      const state = (stack: TerraformStack, id: string): DataTerraformRemoteStateS3 =>
        named(new DataTerraformRemoteStateS3(stack, id, { bucket: wan.state.bucket, key: `${prefix}/${id}.tfstate`, region: wan.state.region, encrypt: true, kmsKeyId: wan.state.kmsKey }), id);
      if (!azureStacks[stackName]) {
        const stack = stackFor(stackName, hubs[hubId]);
        azureStacks[stackName] = { stack, wan: state(stack, 'azure-wan'), hub: state(stack, `azure-${hubId}-hub`), keys: named(new TerraformVariable(stack, 'keys', { type: 'map(string)', sensitive: true }), 'shared_keys') };
      }
      const at = azureStacks[stackName];
      const cloudName = `${prefix}-${name}`;
      const crypto = IPSEC[circuit.crypto ?? own.crypto ?? tenant.crypto ?? 'ncsc-recommended'];
      const vpnSite = named(
        new VpnSite(at.stack, `site_${name}`, {
          name: cloudName,
          location: hubs[hubId].region,
          resourceGroupName: `${prefix}-${hubId}`,
          virtualWanId: at.wan.getString('virtual_wan_id'),
          deviceVendor: own.router,
          link: [{ name: 'link', ...(circuit.address === 'dynamic' ? { fqdn: circuit.fqdn } : { ipAddress: circuit.address }), providerName: circuit.supplier, speedInMbps: mbps, bgp: { asn: site.asn ?? held.asn, peeringAddress: numbers.loopback.replace('/32', '') } }],
          tags: { ...wan.tags, wan: wan.name, environment: wan.environment, operator: wan.operator, stack: stackName, 'managed-by': 'terraform', tenant: segment.tenant, site: site.id, 'cost-centre': tenant.costCentre },
          dependsOn: at.last ? [at.last] : undefined,
        }),
        name,
      );
      at.last = named(
        new VpnGatewayConnection(at.stack, `connection_${name}`, {
          name: cloudName,
          vpnGatewayId: at.hub.getString('vpn_gateway_id'),
          remoteVpnSiteId: vpnSite.id,
          internetSecurityEnabled: profile.hubs[0] === hubId,
          vpnLink: [
            {
              name: 'link',
              vpnSiteLinkId: `\${azurerm_vpn_site.${name}.link[0].id}`,
              protocol: 'IKEv2',
              connectionMode: 'Default',
              bandwidthMbps: mbps,
              bgpEnabled: true,
              sharedKey: `\${var.shared_keys["${name}"]}`,
              ipsecPolicy: [{ ikeEncryptionAlgorithm: crypto.ike[0], ikeIntegrityAlgorithm: crypto.ike[1], dhGroup: crypto.group, encryptionAlgorithm: crypto.esp[0], integrityAlgorithm: crypto.esp[1], pfsGroup: crypto.pfs, saLifetimeSec: 3600, saDataSizeKb: 102400000 }],
            },
          ],
          timeouts: { create: '24h', update: '24h', delete: '24h' },
          dependsOn: at.last ? [at.last] : undefined,
        }),
        name,
      );
    }
  }
}
app.synth();
