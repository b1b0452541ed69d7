/**
 * Problems as data. Every reader of this program gets the same fields; wording is done once, where the problem is
 * found, and layout once, in `renderIssues`. Codes are a public contract: CI filters and runbooks quote them.
 */
export interface Issue {
  readonly code: IssueCode;
  /** Path of the file as the user would type it, with line and column from 1; absent where no file is at fault. */
  readonly at?: Position;
  /** Where in the catalogue, in ids rather than positions: `sites.crewe-library.segments.0.prefixes.0`. */
  readonly path?: string;
  readonly problem: string;
  /** The line of the file, for a reader who sees where `at` points. Never set for a secret. */
  readonly excerpt?: string;
  /** The value given. Never set for a secret. */
  readonly got?: string;
  readonly allowed?: string;
  /** What to do, as a sentence a network engineer can act on. */
  readonly fix?: string;
  /** Lines to put into the catalogue, as they are. */
  readonly paste?: readonly string[];
  /** A warning is printed and changes no exit code. */
  readonly severity?: 'warning';
}

export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Every code this program can report, with the exit code it leads to (2 bad input, 1 the check says no). */
export const ISSUE_CODES = {
  ACCEPTS_NOTHING: 1,
  ACCOUNT_FOREIGN: 2,
  ADDRESSES_RELEASED: 2,
  ADDRESS_NOT_PUBLIC: 2,
  ADDRESS_SYNTAX: 2,
  ALIAS_EXPANSION: 2,
  APPROVAL_MISSING: 1,
  ASN_ASDOT: 2,
  ASN_DUPLICATE: 2,
  ASN_NEEDS_TWO_BYTES: 2,
  ASN_RANGE: 2,
  ASN_RESERVED: 2,
  AZURE_ADDRESS_SHARED: 2,
  AZURE_NOT_RFC1918: 2,
  BACKUP_WINS: 2,
  BAD_FORMAT: 2,
  BASE_FOREIGN: 2,
  BASE_PROGRAM: 2,
  BASE_SHALLOW: 2,
  BASE_UNKNOWN: 2,
  BASE_UNREADABLE: 2,
  BREAKOUT_UNFILTERED: 2,
  CHANGE_ALLOWS_NOTHING: 2,
  CHANGE_EXPIRED: 2,
  CHANGE_NOBODY: 2,
  CHANGE_SPENT: 1,
  CHANGE_WIDER: 1,
  CIRCUIT_NOT_ORDERED: 2,
  CIRCUIT_REMOVED: 2,
  CLOUD_REFUSES: 2,
  CONCENTRATOR_AZURE: 2,
  CONCENTRATOR_BANDWIDTH: 2,
  CONCENTRATOR_TWO_HUBS: 2,
  CREDENTIALS_MISSING: 2,
  CROSS_HUB: 2,
  DEPLOY_RUNNING: 2,
  DUAL_DC_ONE: 2,
  DUPLICATE_ID: 2,
  DUPLICATE_KEY: 2,
  DYNAMIC_ADDRESS: 2,
  EGRESS_MISMATCH: 2,
  EGRESS_PORT: 2,
  EMERGENCY_TOGETHER: 1,
  EMPTY_FILE: 2,
  ENDS_FOREIGN: 2,
  ENDS_UNREADABLE: 2,
  ENDS_WRONG: 2,
  ESTATE_UNREADABLE: 2,
  EXPECTATION_FAILED: 1,
  EXPECTATION_SYNTAX: 2,
  EXPIRES_LATE: 2,
  EXPIRES_SOON: 1,
  FAR_END_ACTS: 2,
  FILE_CHANGED: 2,
  FILE_MISSING: 2,
  FILE_NOT_A_FILE: 2,
  FILE_UNREADABLE: 2,
  FILTERING_EXPIRED: 1,
  FILTERING_MISSING: 1,
  FLOW_EXPIRED: 1,
  GATEWAY_REUSED: 2,
  GATE_REFUSES: 1,
  GRANTED_TWICE: 2,
  GUARD_LIFTED: 2,
  GUEST_ISOLATED: 2,
  GUEST_UNFILTERED: 2,
  HOME_BLOCK_MISSING: 2,
  HOST_BITS: 2,
  HUB_PER_CLOUD: 2,
  IMPORT_MAPPING: 2,
  IMPORT_ROW: 2,
  IMPORT_SYNTAX: 2,
  INCLUDE_LOOP: 2,
  INCLUDE_MISSING: 2,
  INCLUDE_NOT_LIST: 2,
  INCLUDE_OUTSIDE: 2,
  INTERFACES_TOO_MANY: 2,
  IPV6: 2,
  LEGACY_UNJUSTIFIED: 2,
  LOCK_DUPLICATE: 2,
  LOCK_FOREIGN: 2,
  LOCK_MISSING: 2,
  LOCK_STALE: 2,
  LOCK_SYNTAX: 2,
  LOCK_UNFIT: 2,
  LOG_RETENTION_CUT: 2,
  MERGE_CONFLICT: 2,
  MISSING_KEY: 2,
  NAME_NOT_SPOKEN: 2,
  NAME_TOO_WIDE: 2,
  NOT_ALLOWED: 2,
  NOT_UTF8: 2,
  OUTPUT_FOREIGN: 2,
  OUTPUT_INCOMPLETE: 2,
  OUTPUT_MISSING: 2,
  OUTPUT_STALE: 2,
  OUTPUT_STRAY: 1,
  OUTPUT_SYNTAX: 2,
  OUTPUT_UNWRITABLE: 2,
  OUT_OF_RANGE: 2,
  PACKET_SYNTAX: 2,
  PATH_CUT: 2,
  PERMISSIONS_STALE: 1,
  PLAN_FOREIGN: 2,
  PLAN_SURPRISE: 1,
  PLAN_UNFINISHED: 2,
  PLAN_UNREADABLE: 2,
  PLAN_VERSION: 2,
  POLICY_STALE: 1,
  POOL_EXHAUSTED: 2,
  PORT_SYNTAX: 2,
  PREFIX_NOT_PRIVATE: 2,
  PREFIX_OUTSIDE_HOME: 2,
  PREFIX_OUTSIDE_SUPERNET: 2,
  PREFIX_OVERLAP: 2,
  PREFIX_SYNTAX: 2,
  PROVIDERS_STALE: 1,
  PRICE_SHAPE: 2,
  PRICE_UNKNOWN: 2,
  PROVIDER_CHANGED: 2,
  QUOTA_EXCEEDED: 1,
  QUOTA_NEAR: 1,
  REGION_OUTSIDE_UK: 2,
  RENUMBERED: 2,
  RESILIENCE_BROKEN: 1,
  REVIEW_DUE: 1,
  ROLLOUT_TOO_LONG: 1,
  ROUTER_ENDS_MISSING: 1,
  ROUTER_FACTS: 2,
  ROUTER_NONE: 2,
  ROUTER_PLATFORM: 2,
  ROUTER_STALE: 1,
  RULE_TOO_LONG: 2,
  SCHOOL_ONE_CIRCUIT: 1,
  SECRET_IN_FILE: 2,
  SERVICES_VNET_MISSING: 2,
  SERVICES_VPC_MISSING: 2,
  SHADOWED: 1,
  SITE_CUT: 2,
  SITE_REMOVED: 2,
  SITE_UNKNOWN: 2,
  SITE_WITHDRAWN: 2,
  STACK_FAILED: 1,
  STACK_UNKNOWN: 2,
  STATE_LOCKED: 2,
  STATE_MOVED: 2,
  STATE_UNENCRYPTED: 2,
  STILL_USED: 2,
  TENANT_NOT_AT_HUB: 2,
  TERRAFORM_MISSING: 2,
  TERRAFORM_OLD: 2,
  TEXT_UNSAFE: 2,
  TUNNEL_ALONE: 1,
  TUNNEL_NARROW: 1,
  TUNNEL_REMOVED: 2,
  TUNNEL_REPLACED: 2,
  UNKNOWN_KEY: 2,
  UNKNOWN_REFERENCE: 2,
  USAGE: 2,
  VERIFY_DIFFERENCE: 1,
  VLAN_DUPLICATE: 2,
  WAS_IN_USE: 2,
  WRONG_TYPE: 2,
  YAML_SYNTAX: 2,
  ZONE_UNKNOWN: 2,
} as const;

export type IssueCode = keyof typeof ISSUE_CODES;

/** Warnings that a catalogue may accept: what may well be right, and somebody answers for. Never what has a day of its own. */
export const ACCEPTABLE_WARNINGS = [
  'GATEWAY_REUSED',
  'LOG_RETENTION_CUT',
  'QUOTA_NEAR',
  'SCHOOL_ONE_CIRCUIT',
  'SHADOWED',
  'TUNNEL_ALONE',
  'TUNNEL_NARROW',
] as const satisfies readonly IssueCode[];

/** A value, or all the reasons there is none. */
export type Result<T> = { readonly ok: true; readonly value: T; readonly warnings: readonly Issue[] } | Failure;

export interface Failure {
  readonly ok: false;
  readonly issues: readonly Issue[];
}

export function success<T>(value: T, warnings: readonly Issue[] = []): Result<T> {
  return { ok: true, value, warnings };
}

export function failure(issues: readonly Issue[]): Failure {
  return { ok: false, issues: sortIssues(issues) };
}

/** In reading order: file, line, column, then code. */
export function sortIssues(issues: readonly Issue[]): readonly Issue[] {
  return [...issues].sort(
    (a, b) =>
      compareText(a.at?.file ?? '', b.at?.file ?? '') ||
      (a.at?.line ?? 0) - (b.at?.line ?? 0) ||
      (a.at?.column ?? 0) - (b.at?.column ?? 0) ||
      compareText(a.code, b.code) ||
      compareText(a.problem, b.problem),
  );
}

/** Byte order, the same on every machine (unlike `localeCompare`). */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** 2 where any input is bad, 1 where only a check says no, 0 where there are only warnings. */
export function exitCodeOf(issues: readonly Issue[]): 0 | 1 | 2 {
  const codes = issues.filter((issue) => issue.severity !== 'warning').map((issue) => ISSUE_CODES[issue.code]);
  return codes.includes(2) ? 2 : codes.includes(1) ? 1 : 0;
}
