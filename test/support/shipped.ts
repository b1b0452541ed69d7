import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { readLock } from '../../plan/prepare';
import { relock } from './relock';
import { ROOT } from './run';

/** Sites that are left in each stack, beside those that the catalogue names. */
const LEFT = 2;

/**
 * The shipped catalogue with every stack that it has, but few sites in each: Terraform's time grows with the square of what a stack holds,
 * and sites are alike. Numbers are those of the shipped lock.
 */
export function layShipped(folder: string): void {
  for (const name of ['sites', 'sites.yaml', 'sites.lock.yaml', 'sites.providers.hcl'])
    cpSync(path.join(ROOT, name), path.join(folder, name), { recursive: true });
  const lock = readLock('sites.yaml', folder);
  if (!lock.ok) throw new Error('the shipped lock can be read');
  const named = readFileSync(path.join(folder, 'sites.yaml'), 'utf8');
  const taken = new Map<string, number>();
  for (const name of readdirSync(path.join(folder, 'sites'))) {
    const file = path.join(folder, 'sites', name);
    const { sites, ...rest } = parse(readFileSync(file, 'utf8')) as {
      readonly sites: readonly { readonly id: string }[];
    };
    const left = sites.filter(({ id }) => {
      const stacks = Object.values(lock.value.sites[id]?.stacks ?? {}).filter((stack) => stack !== undefined);
      const isLeft = stacks.some((stack) => (taken.get(stack) ?? 0) < LEFT) || new RegExp(`\\b${id}\\b`).test(named);
      if (isLeft) for (const stack of stacks) taken.set(stack, (taken.get(stack) ?? 0) + 1);
      return isLeft;
    });
    writeFileSync(file, stringify({ ...rest, sites: left }, { lineWidth: 0 }));
  }
  relock(folder, 'sites.yaml');
}
