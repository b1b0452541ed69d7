import { z } from 'zod';
import { changeSchema } from './changes';
import { datacentreSchema } from './datacentre';
import { doc, id } from './field';
import { egressDomainSchema, flowSchema, serviceSchema, supplierSchema } from './sharing';
import { profileSchema, siteSchema } from './site';
import { tenantSchema } from './tenant';
import { acceptedWarningSchema, hubSchema, quotaSchema, wanSchema } from './wan';

/** The nouns that are lists, which an included file may carry. */
export const LIST_NOUNS = {
  hubs: doc(
    z.array(hubSchema).min(1),
    'Where tunnels end: a transit gateway in AWS or a Virtual WAN hub in Azure. The WAN grows by adding hubs.',
  ),
  tenants: doc(
    z.array(tenantSchema).min(1),
    'Agencies, each isolated from the others unless a service or flow says otherwise.',
  ),
  egressDomains: doc(
    z.array(egressDomainSchema).min(1),
    'Breakouts to the internet. A guest never shares one with an agency.',
  ),
  services: doc(z.array(serviceSchema).default([]), 'Standing shared services.', { omitted: 'Nothing is shared.' }),
  flows: doc(z.array(flowSchema).default([]), 'Dated exceptions between two tenants.', { omitted: 'Nothing crosses.' }),
  suppliers: doc(z.array(supplierSchema).default([]), 'Supplier-hosted platforms.', {
    omitted: 'None is reached privately.',
  }),
  datacentres: doc(z.array(datacentreSchema).default([]), 'Datacentres and their circuits.', {
    omitted: 'None is connected.',
  }),
  sites: doc(z.array(siteSchema).default([]), 'Buildings on the network.', { omitted: 'Hubs only.' }),
  quotas: doc(z.array(quotaSchema).default([]), 'Limits that have been raised.', {
    omitted: "The clouds' defaults hold, and check fails where they are too small.",
  }),
  acceptedWarnings: doc(
    z.array(acceptedWarningSchema).default([]),
    'Warnings that somebody answers for: they are counted in one line, and said again once they are to be reviewed.',
    { omitted: 'Every warning is said.' },
  ),
  changes: doc(
    z.array(changeSchema).default([]),
    'What may be done to buildings, agreed before it is: dated and owned. `wan review` says what is needed, ready to paste.',
    { omitted: 'Nothing that takes anybody off the network is built.' },
  ),
} as const;

export type ListNoun = keyof typeof LIST_NOUNS;

export function isListNoun(noun: string): noun is ListNoun {
  return Object.hasOwn(LIST_NOUNS, noun);
}

/** The one schema: types, the JSON Schema for editors, docs/catalogue.md and the loader are all made from it. */
export const catalogueSchema = z.strictObject({
  include: doc(
    z.array(z.string().min(1)).default([]),
    "Files that hold further entries of the list nouns: paths or globs below this file's folder, read in order of path.",
    {
      omitted: 'Everything is in this file.',
    },
  ),
  wan: doc(wanSchema, 'The network as a whole.'),
  hubs: LIST_NOUNS.hubs,
  tenants: LIST_NOUNS.tenants,
  egressDomains: LIST_NOUNS.egressDomains,
  profiles: doc(z.record(id(), profileSchema), 'Named site defaults, so that a site is a few lines.'),
  services: LIST_NOUNS.services,
  flows: LIST_NOUNS.flows,
  suppliers: LIST_NOUNS.suppliers,
  datacentres: LIST_NOUNS.datacentres,
  sites: LIST_NOUNS.sites,
  quotas: LIST_NOUNS.quotas,
  acceptedWarnings: LIST_NOUNS.acceptedWarnings,
  changes: LIST_NOUNS.changes,
});

/** What an included file may hold: list nouns, nothing else. */
export type RawCatalogue = z.output<typeof catalogueSchema>;
export type RawSite = RawCatalogue['sites'][number];
export type RawTenant = RawCatalogue['tenants'][number];
export type RawHub = RawCatalogue['hubs'][number];
