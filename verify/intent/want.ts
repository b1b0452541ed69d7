import type { Cidr } from '../../catalogue/values/cidr';
import type { PortRange } from '../../catalogue/values/ports';
import type { Path } from '../../catalogue/yaml/source';

/** A path that the catalogue asks for. */
export interface Want {
  readonly from: string;
  readonly to: string;
  readonly sources: readonly Cidr[];
  readonly destinations: readonly Cidr[];
  readonly ports: readonly PortRange[];
  readonly because: string;
  readonly path: Path;
  /** `places`: between sites, VPCs and datacentres. `door`: to something in a hub's own network. `resolver`: from it. */
  readonly kind: 'places' | 'door' | 'resolver';
  /** Whether it passes an inspecting firewall: all does but a query at the domain's own resolver. */
  readonly inspected: boolean;
  /** Whether something in the hub's own networks must answer it, so that nobody there is a difference. */
  readonly answered?: true;
}
