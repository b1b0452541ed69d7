import type { Problem } from '../../catalogue/draft';
import type { Catalogue } from '../../catalogue/model';
import type { Path } from '../../catalogue/yaml/source';
import type { Lock } from '../lock/lock-file';

/** What the parts of reconciliation share. */
export interface Reconciliation {
  readonly catalogue: Catalogue;
  readonly keep: Lock | undefined;
  readonly renumber: ReadonlySet<string>;
  readonly twoByteAsn: ReadonlySet<string>;
  readonly firstHubs: Lock['firstHubs'];
  report(path: Path, problem: Problem): void;
}
