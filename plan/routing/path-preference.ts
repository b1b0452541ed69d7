/** How a router makes one circuit win over another, in each direction. */
export interface PathPreference {
  /** How often the router repeats its own AS number towards the cloud: the longer path loses. */
  readonly prepend: number;
  /** Local preference the router gives to what it learns there: the higher one wins. */
  readonly localPreference: number;
}

/**
 * What a circuit's role means. Both directions must agree, or a firewall sees half of a connection; and with ECMP on
 * the transit gateway would share the load onto a 4G backup if both paths were of one length.
 */
export const PATH_PREFERENCE: Readonly<Record<'active' | 'backup', PathPreference>> = {
  active: { prepend: 0, localPreference: 100 },
  backup: { prepend: 3, localPreference: 50 },
};
