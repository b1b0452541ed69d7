import { AWS_DNS } from './arguments/aws-dns';
import { AWS_FIREWALL } from './arguments/aws-firewall';
import { AWS_LOGS } from './arguments/aws-logs';
import { AWS_SHARING } from './arguments/aws-sharing';
import { AWS_TRANSIT } from './arguments/aws-transit';
import { AWS_VPC } from './arguments/aws-vpc';
import { AWS_VPN } from './arguments/aws-vpn';
import { AZURE_HUB } from './arguments/azure-hub';
import { AZURE_RULES } from './arguments/azure-rules';
import { AZURE_SERVICES } from './arguments/azure-services';
import type { Arguments } from './rule';

/** Every argument of every type of resource that has a place. */
export const ARGUMENTS: Arguments = {
  ...AWS_TRANSIT,
  ...AWS_VPN,
  ...AWS_VPC,
  ...AWS_DNS,
  ...AWS_FIREWALL,
  ...AWS_LOGS,
  ...AWS_SHARING,
  ...AZURE_HUB,
  ...AZURE_RULES,
  ...AZURE_SERVICES,
};
