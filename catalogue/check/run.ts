import type { Draft } from '../draft';
import { checkAddresses } from './addresses';
import { checkClouds } from './clouds';
import { checkDatacentres } from './datacentres';
import { checkEgress } from './egress';
import { checkHubs } from './hubs';
import { checkIds } from './ids';
import { checkNames } from './names';
import { checkReferences } from './references';
import { checkRouting } from './routing';
import { checkSchools } from './schools';
import { checkShadows } from './shadows';
import { checkSharing } from './sharing';
import { checkSites } from './sites';
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
  checkDatacentres(draft);
  checkAddresses(draft);
  checkSharing(draft);
  checkEgress(draft);
  checkSchools(draft);
  checkNames(draft);
  checkShadows(draft);
}
