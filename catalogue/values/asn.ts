import type { IssueCode } from '../issues/issue';

/**
 * AS numbers: what each cloud refuses, and the two pools that sites are given numbers from.
 * Sources: AWS Site-to-Site VPN "customer gateway options" (7224 everywhere, 9059 eu-west-1, 10124 ap-northeast-1,
 * 17943 ap-southeast-1); Azure VPN FAQ "ASNs reserved by Azure or IANA". The provider checks none of them.
 */
const RESERVED: readonly { readonly from: number; readonly to: number; readonly by: string }[] = [
  { from: 0, to: 0, by: 'IANA (RFC 7607)' },
  { from: 7224, to: 7224, by: 'AWS' },
  { from: 8074, to: 8075, by: 'Azure' },
  { from: 9059, to: 9059, by: 'AWS' },
  { from: 10124, to: 10124, by: 'AWS' },
  { from: 12076, to: 12076, by: 'Azure' },
  { from: 17943, to: 17943, by: 'AWS' },
  { from: 23456, to: 23456, by: 'IANA (AS_TRANS, RFC 6793)' },
  { from: 64496, to: 64511, by: 'IANA (documentation, RFC 5398)' },
  { from: 65515, to: 65515, by: "Azure (the virtual hub's own)" },
  { from: 65517, to: 65520, by: 'Azure' },
  { from: 65535, to: 65551, by: 'IANA (RFC 7300, RFC 5398)' },
  { from: 4294967295, to: 4294967295, by: 'IANA (RFC 7300)' },
];

/** What a site in Azure can use: private 2-byte numbers below Azure's own. */
export const TWO_BYTE_POOL = { first: 64512, last: 65514 } as const;
/** What a site on AWS alone is given: private 4-byte numbers (RFC 6996). */
export const FOUR_BYTE_POOL = { first: 4200000000, last: 4294967294 } as const;

/**
 * What every VPN gateway of Azure speaks BGP with unless it was made with another number.
 * Source: learn.microsoft.com/azure/vpn-gateway/vpn-gateway-vpn-faq (BGP)
 */
export const AZURE_GATEWAY_ASN = 65_515;

export function reservedBy(asn: number): string | undefined {
  return RESERVED.find((range) => range.from <= asn && asn <= range.to)?.by;
}

/** Why a value can't be the AS number of a peer; undefined where it can. */
export function asnFault(
  value: unknown,
): { code: IssueCode; problem: string; allowed?: string; fix?: string } | undefined {
  const allowed = 'a whole number 1–4294967294 that nobody reserves, such as 64600 or 4200000017';
  if (value === undefined) return { code: 'MISSING_KEY', problem: '"asn" is missing.', allowed };
  const written = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
  const dotted = /^(\d+)\.(\d+)$/.exec(written);
  if (dotted) {
    return {
      code: 'ASN_ASDOT',
      problem: `${written} is asdot notation, which YAML reads as a decimal fraction (64512.10 becomes 64512.1).`,
      allowed,
      fix: `Write the plain number. high.low is high × 65536 + low: ${written} as asdot would be ${Number(dotted[1]) * 65536 + Number(dotted[2])}.`,
    };
  }
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    return { code: 'WRONG_TYPE', problem: 'An AS number is a whole number, without quotes.', allowed };
  }
  if (value < 0 || value > 4294967295) {
    return { code: 'ASN_RANGE', problem: `${value} is outside the range of AS numbers.`, allowed };
  }
  const owner = reservedBy(value);
  return owner === undefined
    ? undefined
    : {
        code: 'ASN_RESERVED',
        problem: `AS ${value} is reserved by ${owner}; a session with it never comes up.`,
        allowed,
        fix: 'Use a private number (64512–65514, or 4200000000–4294967294). A site may leave asn out: the lock chooses one.',
      };
}
