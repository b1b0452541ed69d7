/**
 * Well-known resolvers that answer over HTTPS or TLS: asking them would go around the domain's resolver and its
 * filter. Refused by name in every breakout and by DNS Firewall, besides ports 53 and 853. A list can't be complete;
 * whoever wants to get around it needs a resolver that nobody knows. `use-application-dns.net` is no resolver: when
 * it doesn't resolve, Firefox leaves DNS over HTTPS off.
 * Sources: support.mozilla.org/kb/canary-domain-use-application-dnsnet; developers.google.com/speed/public-dns/docs/doh;
 * developers.cloudflare.com/1.1.1.1/encryption; quad9.net/service/service-addresses-and-features (read 2026-11-23).
 */
export const OPEN_RESOLVERS = [
  '.cloudflare-dns.com',
  '.dns.adguard-dns.com',
  '.dns.google',
  '.dns.nextdns.io',
  '.dns.quad9.net',
  '.doh.cleanbrowsing.org',
  '.doh.opendns.com',
  '.one.one.one.one',
  '.use-application-dns.net',
] as const;
