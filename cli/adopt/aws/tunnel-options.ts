import type { CryptoProfileName } from '../../../catalogue/model';
import { CRYPTO } from '../../../plan/stacks/crypto';
import type { Connection, TunnelOptions } from '../estate';

/** What tunnels are set to and the profile is not, in words; empty where both are the same in all that is compared. */
export function otherThanProfile({ tunnels, keysIn }: Connection, profile: CryptoProfileName): readonly string[] {
  const wanted = CRYPTO[profile];
  const of = (
    what: string,
    values: (tunnel: TunnelOptions) => readonly (string | number)[],
    own: string | number,
  ): readonly string[] => {
    const all = tunnels.map(values);
    if (all.length > 0 && all.every((each) => each.length === 1 && each[0] === own)) return [];
    const said = [...new Set(all.flat())];
    const isOpen = all.some((each) => each.length === 0);
    return [`${what} ${isOpen ? 'anything' : said.join(' or ')} → ${own}`];
  };
  return [
    ...of('IKE', ({ ikeVersions }) => ikeVersions, wanted.ikeVersion),
    ...of('encryption', ({ encryption }) => encryption, wanted.encryption),
    ...of('integrity', ({ integrity }) => integrity, wanted.integrity),
    ...of('group', ({ dhGroups }) => dhGroups, wanted.dhGroup),
    ...(keysIn === 'service' ? ['keys in the VPN service → Secrets Manager'] : []),
  ];
}
