/** One limit of a cloud, as data. */
export interface Quota {
  /** Service Quotas code, or our own name where the cloud has none. */
  readonly code: string;
  readonly what: string;
  readonly value: number;
  /** Whether the cloud raises it on request. */
  readonly adjustable: boolean;
  readonly source: string;
  /** When the source was read. */
  readonly date: string;
  /** What to do where asking the cloud for more is not the way. */
  readonly remedy?: string;
}
