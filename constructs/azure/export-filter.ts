import { RouteMap } from '@cdktf/provider-azurerm/lib/route-map';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { address } from '../naming';

export interface ExportFilterProps {
  readonly name: string;
  readonly virtualHubId: string;
  /** All that is told: these and what lies in them. */
  readonly exported: readonly string[];
}

/**
 * A route map for what a hub tells the other cloud: it would else tell of everything it has learned, private or not. What
 * lies in a listed prefix is left as it is, all else is dropped.
 * Source: learn.microsoft.com/azure/virtual-wan/route-maps-about (contains, terminate; what no rule matches is allowed)
 */
export class ExportFilter extends Construct {
  readonly id: string;
  readonly made: ITerraformDependable;

  constructor(scope: Construct, id: string, props: ExportFilterProps) {
    super(scope, id);
    const map = address(
      new RouteMap(this, 'map', {
        name: props.name,
        virtualHubId: props.virtualHubId,
        rule: [
          {
            name: 'told',
            matchCriterion: [{ matchCondition: 'Contains', routePrefix: [...props.exported] }],
            nextStepIfMatched: 'Terminate',
          },
          { name: 'nothing-else', action: [{ type: 'Drop' }], nextStepIfMatched: 'Terminate' },
        ],
        timeouts: { create: '180m', update: '180m', delete: '180m' },
      }),
      'export',
    );
    this.id = map.id;
    this.made = map;
  }
}
