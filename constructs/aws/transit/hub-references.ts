/** The shared resources of a hub, as another stack knows them: Terraform expressions, not values. */
export interface HubReferences {
  readonly transitGatewayId: string;
  readonly transitGatewayArn: string;
  /** Key that encrypts every log of the hub. */
  readonly logKeyArn: string;
  /** Role by which flow logs are written. */
  readonly flowLogRoleArn: string;
  routeTableId(table: string): string;
  concentratorId(concentrator: string): string;
}

/** Names of the hub stack's outputs: written by the hub, read by every other stack of that hub. */
export const HUB_OUTPUTS = {
  transitGatewayId: 'transit_gateway_id',
  transitGatewayArn: 'transit_gateway_arn',
  logKeyArn: 'log_key_arn',
  flowLogRoleArn: 'flow_log_role_arn',
  routeTable: (table: string): string => `route_table_${table}`,
  concentrator: (concentrator: string): string => `concentrator_${concentrator}`,
} as const;
