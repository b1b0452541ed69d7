import { AWS_QUOTAS } from './aws';
import { AZURE_QUOTAS } from './azure';
import type { Quota } from './quota';

/** Every limit that preflight holds the plan against. `quotas:` in the catalogue overrides a value by its code. */
export const QUOTAS = { ...AWS_QUOTAS, ...AZURE_QUOTAS } as const satisfies Readonly<Record<string, Quota>>;

export type QuotaName = keyof typeof QUOTAS;
