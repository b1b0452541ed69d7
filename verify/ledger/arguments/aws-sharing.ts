import { type Arguments, asked, inert, refers, TAGS } from '../rule';

export const AWS_SHARING: Arguments = {
  aws_ram_principal_association: {
    principal: asked('text'),
    resource_share_arn: refers('aws_ram_resource_share.arn'),
  },
  aws_ram_resource_association: {
    resource_arn: refers('aws_ec2_transit_gateway.arn'),
    resource_share_arn: refers('aws_ram_resource_share.arn'),
  },
  aws_ram_resource_share: {
    allow_external_principals: asked('truth'),
    name: inert('text'),
    tags: TAGS,
  },
  aws_ram_resource_share_accepter: {
    provider: asked('text'),
    share_arn: refers('aws_ram_principal_association.resource_share_arn'),
  },
};
