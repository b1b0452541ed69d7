/**
 * Parts of a configuration that hold lists, by the statements that write into them. `set` adds to a list and takes nothing away: pasted over
 * an older file, a prefix that operations gave up would still manage the router, and one that is gone would still be announced.
 */
const PARTS: readonly RegExp[] = [
  /^set (firewall family inet filter \S+) /,
  /^set (policy-options policy-statement \S+) /,
  /^set (protocols bgp group \S+) /,
  /^set (routing-instances \S+) /,
  /^set (security zones security-zone \S+) /,
  /^set (security nat source rule-set \S+) /,
  /^set (applications application \S+) /,
  /^set (routing-options static route \S+) qualified-next-hop /,
  /^set (security address-book global address local-\S+) /,
  /^set (security policies from-zone \S+ to-zone \S+ policy \S+) /,
  // An address stays beside another, and excludes `dhcp`. Source: Juniper's model, junos-es-conf-interfaces ("Incompatible with interface assigned with address")
  /^set (interfaces \S+ unit \d+ family inet) (?!filter)/,
];

/** A line that takes PPPoE may have no family. Source: Juniper's model, junos-es-conf-interfaces ("Can't configure protocol family with encapsulation ppp-over-ether") */
const PPPOE = /^set (interfaces \S+ unit \d+) encapsulation ppp-over-ether$/;

/**
 * The same commands after those that take away what an older file left of it. A commit is one transaction: nothing is without its
 * rules meanwhile, and what comes back as it was does not flap. Source: juniper.net, CLI User Guide ("Commit Operation")
 */
export function afresh(commands: readonly string[]): readonly string[] {
  const parts = commands.flatMap((command) => {
    const pppoe = PPPOE.exec(command)?.[1];
    if (pppoe !== undefined) return [`${pppoe} family inet`];
    return PARTS.flatMap((part) => part.exec(command)?.[1] ?? []);
  });
  return [...[...new Set(parts)].map((part) => `delete ${part}`), ...commands];
}
