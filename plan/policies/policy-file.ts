import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Issue } from '../../catalogue/issues/issue';
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
): {
  readonly policies: readonly DatacentrePolicy[];
  readonly issues: readonly Issue[];
  /** Files that ask something else of a router than catalogue and lock do, and what of it differs. */
  readonly stale: readonly { readonly file: string; readonly what: string }[];
  /** Datacentres without a file. */
  readonly missing: readonly string[];
} {
  const issues: Issue[] = [];
  const stale: { file: string; what: string }[] = [];
  const missing: string[] = [];
  const policies = planned.map((policy) => {
    const file = policyPathOf(catalogue, policy.datacentre);
    const absolute = path.resolve(cwd, file);
    if (!existsSync(absolute)) {
      missing.push(policy.datacentre);
      return policy;
    }
    const text = textOf(absolute);
    const read = schema.safeParse(text === undefined ? undefined : parsed(text));
    if (read.success) {
      const what = differing(read.data, policy);
      if (what.length > 0) stale.push({ file, what: what.join(', ') });
      return read.data;
    }
    issues.push({
      code: 'POLICY_STALE',
      at: { file, line: 1, column: 1 },
      problem: 'It is no policy that could be judged.',
      fix: 'Run `npx wan policy`, and read what it changes before you commit it.',
    });
    return policy;
  });
  return { policies, issues, stale, missing };
}

/** The text of a file; undefined for a folder and for what may not be read. */
function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Names of what differs: sessions by circuit or tunnel, else the router's own settings. */
function differing(committed: DatacentrePolicy, planned: DatacentrePolicy): readonly string[] {
  const named = ({ circuits, tunnels }: DatacentrePolicy): ReadonlyMap<string, unknown> =>
    new Map<string, unknown>([
      ...circuits.map((each) => [each.circuit, each] as const),
      ...tunnels.map((each) => [`${each.name} (${each.cloud})`, each] as const),
    ]);
  const [one, two] = [named(committed), named(planned)];
  const sessions = [...new Set([...one.keys(), ...two.keys()])].filter(
    (name) => !isDeepStrictEqual(one.get(name), two.get(name)),
  );
  const own = (['datacentre', 'asn', 'defaultRoute'] as const).filter((key) => committed[key] !== planned[key]);
  return [...own, ...sessions];
}

function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
