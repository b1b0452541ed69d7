import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Issue } from '../catalogue/issue';
import type { DatacentrePolicy } from './datacentre-policy';

const prefixes = z.array(z.cidrv4());
const schema = z.strictObject({
  datacentre: z.string(),
  asn: z.number(),
  defaultRoute: z.enum(['accept', 'reject']),
  circuits: z.array(
    z.strictObject({
      circuit: z.string(),
      kind: z.enum(['direct-connect', 'express-route']),
      hub: z.string(),
      vlan: z.number(),
      peerAsn: z.number(),
      peering: prefixes,
      announces: prefixes,
      accepts: prefixes,
    }),
  ),
  tunnels: z.array(
    z.strictObject({
      name: z.string(),
      tenant: z.string(),
      cloud: z.enum(['aws', 'azure']),
      hub: z.string(),
      way: z.enum(['direct', 'backup']),
      endsAt: z.string(),
      announces: prefixes,
      prepend: z.number().int().min(0),
      localPreference: z.number().int().min(0),
      sessions: z.array(z.strictObject({ own: z.string(), peer: z.string() })),
      peerAsn: z.number(),
      accepts: prefixes,
    }),
  ),
});

/** The policies of `x.yaml` are in `x.policies`, beside it. */
export function policyFolder(catalogue: string): string {
  return `${catalogue.replace(/\.ya?ml$/, '')}.policies`;
}

export function policyPathOf(catalogue: string, datacentre: string): string {
  return `${policyFolder(catalogue)}/${datacentre}.yaml`;
}

/**
 * The policies that are committed, since those are what routers are set by; where a datacentre has no file, the planned one.
 * A file that isn't a policy is reported: it can't be judged.
 */
export function committedPolicies(
  catalogue: string,
  cwd: string,
  planned: readonly DatacentrePolicy[],
): { readonly policies: readonly DatacentrePolicy[]; readonly issues: readonly Issue[] } {
  const issues: Issue[] = [];
  const policies = planned.map((policy) => {
    const file = policyPathOf(catalogue, policy.datacentre);
    const absolute = path.resolve(cwd, file);
    if (!existsSync(absolute)) return policy;
    const read = schema.safeParse(parsed(readFileSync(absolute, 'utf8')));
    if (read.success) return read.data;
    issues.push({
      code: 'POLICY_STALE',
      at: { file, line: 1, column: 1 },
      problem: 'It is no policy that could be judged.',
      fix: 'Run `npx wan policy`, and read what it changes before you commit it.',
    });
    return policy;
  });
  return { policies, issues };
}

function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
