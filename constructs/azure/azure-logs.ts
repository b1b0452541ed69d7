import { LogAnalyticsWorkspace } from '@cdktf/provider-azurerm/lib/log-analytics-workspace';
import { MonitorDiagnosticSetting } from '@cdktf/provider-azurerm/lib/monitor-diagnostic-setting';
import { Construct } from 'constructs';
import { address } from '../naming';

export interface AzureLogsProps {
  readonly name: string;
  readonly region: string;
  readonly resourceGroupName: string;
  /** Days, 30 to 730. */
  readonly logRetentionDays: number;
  /** Ids of what is logged, by Terraform name. */
  readonly sources: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

/** A workspace that keeps every log of a hub's firewall (rules, names, DNS) and VPN gateway (tunnels, IKE, routes). */
export class AzureLogs extends Construct {
  constructor(scope: Construct, id: string, props: AzureLogsProps) {
    super(scope, id);
    const workspace = address(
      new LogAnalyticsWorkspace(this, 'workspace', {
        name: props.name,
        location: props.region,
        resourceGroupName: props.resourceGroupName,
        sku: 'PerGB2018',
        retentionInDays: props.logRetentionDays,
        tags: props.tags,
        lifecycle: { preventDestroy: true },
      }),
      'hub',
    );
    for (const [source, targetResourceId] of Object.entries(props.sources))
      address(
        new MonitorDiagnosticSetting(this, source, {
          name: 'all-logs',
          targetResourceId,
          logAnalyticsWorkspaceId: workspace.id,
          // One table per kind of log: rules and names can be asked for without parsing text. Gateways have no such tables.
          ...(source === 'firewall' ? { logAnalyticsDestinationType: 'Dedicated' } : {}),
          enabledLog: [{ categoryGroup: 'allLogs' }],
        }),
        source,
      );
  }
}
