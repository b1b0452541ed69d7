import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { Construct } from 'constructs';
import { address, prefixName } from '../../naming';
import { resourceTags } from '../../tags';

export interface PortGroupProps {
  /** Terraform name. */
  readonly terraformName: string;
  /** Cloud-side name; can't change in place. */
  readonly name: string;
  readonly description: string;
  readonly vpcId: string;
  readonly direction: 'ingress' | 'egress';
  readonly prefixes: readonly string[];
  readonly ports: readonly {
    readonly protocol: 'tcp' | 'udp' | 'icmp' | 'any';
    readonly from: number;
    readonly to: number;
  }[];
  readonly tenant?: string;
  readonly costCentre?: string;
}

/** A security group that admits some prefixes on some ports in one direction, and nothing in the other. */
export class PortGroup extends Construct {
  readonly id: string;

  constructor(scope: Construct, id: string, props: PortGroupProps) {
    super(scope, id);
    const tags = resourceTags(props);
    const group = address(
      new SecurityGroup(this, 'group', {
        name: props.name,
        description: props.description,
        vpcId: props.vpcId,
        tags,
      }),
      props.terraformName,
    );
    this.id = group.id;
    const Rule = props.direction === 'ingress' ? VpcSecurityGroupIngressRule : VpcSecurityGroupEgressRule;
    for (const prefix of props.prefixes) {
      for (const { protocol, from, to } of props.ports) {
        const name = `${props.terraformName}_${protocol}-${from}_${prefixName(prefix)}`;
        address(
          new Rule(this, name, {
            securityGroupId: group.id,
            cidrIpv4: prefix,
            ipProtocol: protocol === 'any' ? '-1' : protocol,
            // AWS takes -1 for all ICMP types, and no ports at all for all protocols.
            ...(protocol === 'any'
              ? {}
              : protocol === 'icmp'
                ? { fromPort: -1, toPort: -1 }
                : { fromPort: from, toPort: to }),
            tags,
          }),
          name,
        );
      }
    }
  }
}

/** DNS over UDP and TCP. */
export const DNS_PORTS = [
  { protocol: 'tcp', from: 53, to: 53 },
  { protocol: 'udp', from: 53, to: 53 },
] as const;
