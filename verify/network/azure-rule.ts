import type { AddressMatch, PortMatch } from '../terraform/suricata-rule';

/** One rule of an Azure firewall policy, as far as this proof reads it. */
export interface AzureRule {
  /** `group/collection/rule`. */
  readonly label: string;
  readonly action: 'Allow' | 'Deny';
  readonly source: AddressMatch;
  readonly destination: AddressMatch;
  readonly match:
    | {
        readonly on: 'packets';
        readonly protocols: readonly ('tcp' | 'udp' | 'icmp' | 'any')[];
        /** Empty: every port. */
        readonly ports: readonly PortMatch[];
      }
    | {
        readonly on: 'names';
        readonly protocols: readonly { readonly speaks: 'http' | 'tls'; readonly port: number }[];
        readonly names: readonly string[];
      };
}
