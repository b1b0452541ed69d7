import { counted } from '../../text/counts';
import type { Draft } from '../../draft';

/** What statutory guidance asks of schools' internet access: filtering, and more than one way in. */
export function checkSchools(draft: Draft): void {
  const { raw } = draft;
  const schools = raw.tenants.filter((tenant) => tenant.kind === 'schools');
  for (const tenant of schools.filter(({ filtering }) => filtering === undefined)) {
    draft.report(tenant, ['id'], {
      code: 'FILTERING_MISSING',
      problem: `${tenant.id} is a tenant of schools and does not say how its web access is filtered.`,
      allowed:
        'filtering: { kind: proxy, … } or { kind: secure-web-gateway, … } as the only way out, or { kind: exception, … } with an owner',
      fix: 'Keeping Children Safe in Education asks for appropriate filtering and monitoring; the DfE standard asks that the provider is a member of the Internet Watch Foundation, blocks its list and the police-assessed list of unlawful terrorist content, and is reviewed every year. Firewall categories are no substitute.',
    });
  }
  for (const tenant of schools) {
    const single = raw.sites.filter(
      (site) =>
        site.circuits.length === 1 &&
        (site.state === 'live' || site.state === 'building') &&
        site.segments[0]?.tenant === tenant.id,
    );
    if (single.length === 0) continue;
    const named = single
      .slice(0, 3)
      .map((site) => site.name)
      .join(', ');
    draft.report(tenant, ['id'], {
      code: 'SCHOOL_ONE_CIRCUIT',
      severity: 'warning',
      problem: `${counted(single.length, 'site')} of ${tenant.id} ${single.length === 1 ? 'has' : 'have'} one circuit: ${named}${single.length > 3 ? `, and ${single.length - 3} more` : ''}.`,
      fix: 'The DfE broadband standard asks for a backup connection of a different type that takes over by itself.',
    });
  }
}
