/** The one table of defaults. The schema, its documentation and the editor read them from here, each with its reason. */
export const DEFAULTS = {
  /** NCSC's recommended profile; see docs/adr and plan/stacks/crypto.ts. */
  crypto: 'ncsc-recommended',
  /** Own sites may talk to each other, but only through the inspection firewall. */
  siteToSite: 'inspected',
  /** Datacentres keep their own way out; a default route from the cloud would quietly replace it. */
  defaultRoute: 'reject',
  /** Azure takes the shorter AS path; three more than the circuits' can't be taken for noise. */
  backupPrepend: 3,
  /** Half of what circuits have */
  backupLocalPreference: 100,
  /** One stack plans in about 6 s at this size and apply time on a local state grows with the square (docs/adr/0003). */
  maxSitesPerStack: 100,
  /** The shortest that AWS has: who was where is told to the minute. */
  flowLogIntervalSeconds: 60,
  /**
   * AWS makes ten at once in 4 to 7 minutes each: half an hour, within the hour that a chained role session lasts.
   * Sources: provider acceptance tests of aws_vpn_connection (236 to 394 s);
   * docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_terms-and-concepts.html (role chaining, one hour)
   */
  maxConnectionsPerStack: 50,
  /** Enough to notice a bad change, few enough to drive to. */
  canarySites: 5,
  /** A year of VPN, flow and firewall logs: what incident responders ask for. */
  logRetentionDays: 365,
  /** One address carries 55,000 flows to one destination; more are asked for, since each costs. */
  natAddressesPerZone: 1,
  /** Port lists of a breakout: web only, until somebody asks for more in a reviewed change. */
  egressPorts: ['tcp/80', 'tcp/443'],
  /** Names not listed are refused: a breakout is opened name by name. */
  egressDefault: 'deny',
  /** What a school or library with some fifty users holds to one cloud suite; a guess, so the catalogue may say better. */
  flowsPerSite: 250,
  /** Business lines are rarely full at once; a guess, so the catalogue may say better, and the gateway may be raised. */
  contention: 10,
  /** Public Wi-Fi: what the police usually ask for (no law sets it; see docs/town-centre-wifi.md). */
  guestLogRetentionDays: 365,
  /** A line that is paid for carries traffic unless somebody says that it waits. */
  circuitRole: 'active',
  /** Everything is inspected and logged, until somebody says that a filter is enough. */
  breakout: 'cloud',
} as const;

/**
 * CloudWatch Logs accepts only these retentions (days).
 * Source: docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
 */
export const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** What a datacentre's router gives to what it learns over circuits: its backup has less, or it is none. */
export const CIRCUIT_LOCAL_PREFERENCE = 200;
