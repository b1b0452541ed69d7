import { type AwsBreakoutStackInput, breakoutStacks } from './breakout';
import { type AwsDatacentreStackInput, datacentreStacks } from './datacentre';
import { type AwsHubStackInput, hubStack } from './hub';
import type { HubParts } from './hub-parts';
import { type AwsInspectStackInput, inspectStack } from './inspect';
import { type AwsNetStackInput, netStacks } from './net';
import { type AwsServicesStackInput, servicesStack } from './services';
import { type AwsSitesStackInput, siteStacks } from './sites';

export type AwsStackInput =
  | AwsHubStackInput
  | AwsInspectStackInput
  | AwsBreakoutStackInput
  | AwsServicesStackInput
  | AwsNetStackInput
  | AwsDatacentreStackInput
  | AwsSitesStackInput;

/** Stacks of one AWS hub, hub first. */
export function planHubStacks(parts: HubParts): readonly AwsStackInput[] {
  return [
    hubStack(parts),
    ...breakoutStacks(parts),
    // It holds every row that leads to a firewall, those of breakouts too.
    inspectStack(parts),
    ...servicesStack(parts),
    ...netStacks(parts),
    ...datacentreStacks(parts),
    ...siteStacks(parts),
  ];
}
