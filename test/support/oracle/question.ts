/* eslint-disable @typescript-eslint/no-explicit-any -- raw JSON is the point here */
export interface OracleNetwork {
  /** Stack name to its Terraform JSON. */
  readonly stacks: Readonly<Record<string, Record<string, any>>>;
  /** `stack/type.name` of an attachment to the prefixes it announces. */
  readonly announces: Readonly<Record<string, readonly string[]>>;
  /** How often an attachment's router repeats its AS number; none where it is not here. */
  readonly prepends?: Readonly<Record<string, number>>;
  /** The same of what ends of links are told by the other cloud. */
  readonly told?: Readonly<Record<string, readonly string[]>>;
}

export interface OraclePacket {
  readonly attachment: string;
  readonly source: string;
  readonly destination: string;
  readonly protocol: string;
  readonly port: number;
  readonly speaks?: string;
  readonly name?: string;
  /** Said with the first packet already. */
  readonly early?: boolean;
}

export interface OracleAnswer {
  readonly arrives: boolean;
  readonly answered: boolean;
}
