import type { Edit } from './workspace';

/** The lines of the small example's school, with where they lead: what leaves by them needs it. */
export const SCHOOL_LINES: readonly Edit[] = [
  {
    file: 'small/sites.yaml',
    replace: '{ id: primary, role: active, address: 198.18.0.6, supplier: FibreCo }',
    with: '{ id: primary, role: active, address: 198.18.0.6, supplier: FibreCo, wan: { interface: wan1, addressing: static, address: 198.18.0.6/30, nextHop: 198.18.0.5 } }',
  },
  {
    file: 'small/sites.yaml',
    replace: '{ id: mobile, role: backup, address: 198.18.0.12, supplier: MobileCo, mbps: 30 }',
    with: '{ id: mobile, role: backup, address: 198.18.0.12, supplier: MobileCo, mbps: 30, wan: { interface: wan2, addressing: static, address: 198.18.0.12/29, nextHop: 198.18.0.9 } }',
  },
];

/** Its segment leaves by them. */
export const SCHOOL_LOCAL: Edit = {
  file: 'small/sites.yaml',
  replace: 'size: /23, breakout: cloud',
  with: 'size: /23, breakout: local',
};
