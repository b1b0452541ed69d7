/** A resource that was there before this program. What of it can't change in place is in its id. */
export interface There {
  readonly id: string;
  readonly name: string;
  readonly resourceGroup: string;
}

/** `/subscriptions/…/resourceGroups/network/providers/Microsoft.Network/vpnSites/crewe`. */
export function thereOf(id: string): There {
  const parts = id.split('/');
  return { id, name: parts.at(-1) ?? '', resourceGroup: parts[4] ?? '' };
}
