import type { Path } from '../../catalogue/yaml/source';
import type { QuotaName } from '../quotas/quotas';

/** Notes a use; nothing where none of the limit is used. */
export type NoteUse = (name: QuotaName, used: number, scope: string, path?: Path, limit?: number) => void;
