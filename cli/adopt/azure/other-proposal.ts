import type { CryptoProfileName } from '../../../catalogue/model';
import { azureProposal } from '../../../verify/ledger/asked/crypto';

/** What is asked of a proposal stands at this path. */
const AT = 'vpn_link[].ipsec_policy[].';
const WORDS: Readonly<Record<string, string>> = {
  dh_group: 'group',
  encryption_algorithm: 'encryption',
  ike_encryption_algorithm: 'IKE encryption',
  ike_integrity_algorithm: 'IKE integrity',
  integrity_algorithm: 'integrity',
  pfs_group: 'group of keys',
};

/** What a connection in Azure is set to and the profile is not, in words; lives of keys are nobody's worry. */
export function otherThanProposal(
  proposal: Readonly<Record<string, string | number>> | undefined,
  profile: CryptoProfileName,
): readonly string[] {
  const wanted = Object.entries(azureProposal(profile)).flatMap(([path, value]) => {
    const name = path.replace(AT, '');
    return name in WORDS ? [[name, value] as const] : [];
  });
  if (proposal === undefined)
    return [`Azure’s own proposals → ${[...new Set(wanted.map(([, value]) => String(value)))].join(', ')}`];
  return wanted.flatMap(([name, value]) =>
    proposal[name] === value ? [] : [`${WORDS[name] ?? name} ${proposal[name] ?? 'anything'} → ${String(value)}`],
  );
}
