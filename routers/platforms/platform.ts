import type { Router } from '../../catalogue/model';
import type { RouterPlan } from '../../plan/routers/router';
import { ciscoIosXe } from './cisco-ios-xe';
import { fortios } from './fortios';
import { junos } from './junos';
import { linux } from './linux';

/** Platforms that configurations are written for: what `router:` says, but for `generic` and `none`. */
export type Platform = Exclude<Router, 'generic' | 'none'>;

interface Rendering {
  readonly render: (plan: RouterPlan) => string;
  /** Last part of the file's name. */
  readonly extension: string;
}

export const PLATFORMS: Readonly<Record<Platform, Rendering>> = {
  'cisco-ios-xe': { render: ciscoIosXe, extension: 'ios' },
  fortinet: { render: fortios, extension: 'fortios' },
  'juniper-srx': { render: junos, extension: 'junos' },
  linux: { render: linux, extension: 'sh' },
};
