import { failure, type Result, success } from '../../catalogue/issues/issue';
import type { Proof } from '../walk/proof';
import { routesOf } from '../walk/route';

/**
 * What a site could draw to itself by announcing anything: transit gateways and virtual hubs take every announcement. A
 * longer prefix beats whatever is in the tables that take this site's announcements, blackholes included; it can't get
 * into any other. A virtual hub sends what is not private by RFC 1918 to whoever announces it, past its firewall.
 */
export function rogue(proof: Proof, site: string): Result<string> {
  const own = [...proof.network.attachments.values()].filter((attachment) =>
    (proof.announcements.byAttachment.get(attachment.key) ?? []).some((each) => each.owner.place === site),
  );
  if (own.length === 0)
    return failure([{ code: 'SITE_UNKNOWN', problem: `There is no site "${site}" with a connection.` }]);
  if (own.every(({ isStatic }) => isStatic))
    return success(
      `${site} has static routing: it announces nothing, and rows of the hub's tables lead it what the catalogue says and no more.\n`,
    );
  const tables = new Set(own.flatMap((attachment) => attachment.propagatesTo));
  const names = [...tables].map((key) => proof.network.tables.get(key)?.name ?? key).sort();
  const drawn = new Map<string, Set<string>>();
  for (const source of proof.sources) {
    if (source.owner.place === site) continue;
    for (const each of proof.classes) {
      const [destination] = each.members;
      if (!destination || destination.owner?.place === site) continue;
      for (const { forward } of routesOf(proof.walker, proof.network, source, destination.address)) {
        const tried = forward.steps.some((step) => step.table !== undefined && tables.has(step.table));
        const lost = forward.end.kind === 'dropped' && tables.has(forward.end.table ?? '');
        if (!tried && !lost) continue;
        const to = destination.owner ? destination.owner.tenant : 'addresses nobody announces';
        drawn.set(source.owner.tenant, (drawn.get(source.owner.tenant) ?? new Set()).add(to));
      }
    }
  }
  const lines = [...drawn]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([from, to]) => `  ${from} → ${[...to].sort().join(', ')}`);
  return success(
    [
      `${site} announces into ${names.join(', ')}. By announcing longer prefixes it could draw to itself what others send`,
      'through there, as far as a firewall rule passes it:',
      ...(lines.length === 0 ? ['  nothing'] : lines),
      ...(own.some(({ cloud }) => cloud === 'azure')
        ? ['A virtual hub would send it whatever it announces that is not private by RFC 1918, past the firewall.']
        : []),
      'Its router’s export filter is what stands against this; it can’t get into any other table.',
      '',
    ].join('\n'),
  );
}
