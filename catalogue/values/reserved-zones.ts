/**
 * Names that Azure makes no private zone of; those below them, such as privatelink.blob.core.windows.net, may be.
 * Source: learn.microsoft.com/azure/dns/private-dns-privatednszone#restrictions (read 2026-11-29)
 */
export const RESERVED_ZONES: readonly string[] = [
  'azclient.ms',
  'azure.com',
  'cloudapp.net',
  'core.windows.net',
  'microsoft.com',
  'msidentity.com',
  'trafficmanager.net',
  'windows.net',
];
