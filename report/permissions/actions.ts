/** What Terraform calls for one type of resource, by name of the permission. */
export interface TypeActions {
  /** A plan, which refreshes. */
  readonly read: readonly string[];
  /** Making and changing it, besides what a plan asks for. */
  readonly write: readonly string[];
  readonly delete: readonly string[];
  /** AWS service that makes a role of its own when it is first used. */
  readonly serviceRole?: string;
}

export type Actions = Readonly<Record<string, TypeActions>>;
