import { compareText } from '../../catalogue/issues/issue';
import type { Side } from '../sides/side';

/** A limit whose use differs. */
export interface QuotaMove {
  readonly code: string;
  readonly what: string;
  readonly scope: string;
  readonly from: number;
  readonly to: number;
  readonly limit: number;
}

/** Limits that are used otherwise after a change, fullest first. */
export function quotaMoves(base: Side, head: Side): readonly QuotaMove[] {
  const key = ({ quota, scope }: Side['prepared']['uses'][number]): string => `${quota.code} ${scope}`;
  const before = new Map(base.prepared.uses.map((use) => [key(use), use.used]));
  const after = new Map(head.prepared.uses.map((use) => [key(use), use]));
  return [...after.values()]
    .flatMap((use): readonly QuotaMove[] => {
      const from = before.get(key(use)) ?? 0;
      const { quota, scope, used, limit } = use;
      return from === used ? [] : [{ code: quota.code, what: quota.what, scope, from, to: used, limit }];
    })
    .sort((a, b) => b.to / b.limit - a.to / a.limit || compareText(a.code + a.scope, b.code + b.scope));
}
