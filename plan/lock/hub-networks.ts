import type { HubLock } from './lock-file';

/** The networks of each hub that the lock has chosen; rules name two kinds of them. */
export type HubNetworks = Readonly<Record<string, Pick<HubLock, 'services'> & Partial<Pick<HubLock, 'networks'>>>>;
