import { RouteMap } from '@cdktf/provider-azurerm/lib/route-map';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { address } from '../naming';

export interface RouteFilterProps {
  /** Terraform name. */
  readonly terraformName: string;
  readonly name: string;
  readonly virtualHubId: string;
  /** All that passes: these and what lies in them. */
  readonly passed: readonly string[];
  /** What was changed before, since a hub takes one change at a time. @default - nothing */
  readonly after?: ITerraformDependable;
}

/**
 * A route map for what a hub tells a branch, or learns from it: without one it tells of everything it has learned, private or
 * not, and learns whatever it is told. What lies in a listed prefix is left as it is, all else is dropped.
 * Source: learn.microsoft.com/azure/virtual-wan/route-maps-about (contains, terminate; what no rule matches is allowed)
 */
export class RouteFilter extends Construct {
  readonly id: string;
  readonly made: ITerraformDependable;

  constructor(scope: Construct, id: string, props: RouteFilterProps) {
    super(scope, id);
    const map = address(
      new RouteMap(this, 'map', {
        name: props.name,
        virtualHubId: props.virtualHubId,
        rule: [
          {
            name: 'told',
            matchCriterion: [{ matchCondition: 'Contains', routePrefix: [...props.passed] }],
            nextStepIfMatched: 'Terminate',
          },
          { name: 'nothing-else', action: [{ type: 'Drop' }], nextStepIfMatched: 'Terminate' },
        ],
        timeouts: { create: '180m', update: '180m', delete: '180m' },
        ...(props.after === undefined ? {} : { dependsOn: [props.after] }),
      }),
      props.terraformName,
    );
    this.id = map.id;
    this.made = map;
  }
}
