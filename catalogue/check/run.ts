import type { Draft } from '../draft';
import { checkAddresses } from './addresses';
import { checkClouds } from './places/clouds';
import { checkDatacentres } from './places/datacentres';
import { checkEgress } from './rules/egress';
import { checkFarEnds } from './rules/far-ends';
import { checkHubs } from './places/hubs';
import { checkIds } from './ids';
import { checkLeaving } from './places/leaving';
import { checkLocalBreakouts } from './rules/local-breakout';
import { checkNames } from './names';
import { checkReferences } from './references';
import { checkRouting } from './rules/routing';
import { checkSchools } from './places/schools';
import { checkShadows } from './rules/shadows';
import { checkSharing } from './rules/sharing';
import { checkSites } from './places/sites';
import { checkTenants } from './tenants';

/** Everything that can be said of a catalogue without its lock. Each check reports into the draft and stops nothing. */
export function runChecks(draft: Draft): void {
  checkIds(draft);
  checkReferences(draft);
  checkHubs(draft);
  checkClouds(draft);
  checkTenants(draft);
  checkSites(draft);
  checkRouting(draft);
  checkFarEnds(draft);
  checkDatacentres(draft);
  checkAddresses(draft);
  checkSharing(draft);
  checkEgress(draft);
  checkSchools(draft);
  checkLocalBreakouts(draft);
  checkNames(draft);
  checkShadows(draft);
  checkLeaving(draft);
}
