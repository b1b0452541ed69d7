/** Where something was found, to be told and to be taken out of another state. */
export interface Found {
  readonly id: string;
  readonly name?: string;
  /** Its address in the state that it was read from: `module.vpn.aws_vpn_connection.this["crewe"]`. */
  readonly address?: string;
}
