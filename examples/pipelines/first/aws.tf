# What a pipeline needs in AWS before its first run: state, plans, and the three roles that it takes on (docs/pipeline.md).
# Apply it once, by hand, with credentials of the hub's account: `terraform init && terraform apply`. It is not part of the network, and its own state,
# which holds no key, stays where you keep such things.
terraform {
  required_version = ">= 1.10"
  required_providers {
    aws = { source = "hashicorp/aws", version = ">= 5.100" }
  }
}

variable "region" { type = string }                                                  # of the state: wan.state.region
variable "bucket" { type = string }                                                  # wan.state.bucket
variable "account" { type = string }                                                 # hubs[].account.id: its files below say what the roles may
variable "permissions" { # folder that `npx wan permissions` writes: ../../../sites.permissions
  type = string
  # A role that nothing is allowed to would be found out hours later.
  validation {
    condition     = fileexists("${var.permissions}/state-deploy.json") && length(fileset(var.permissions, "aws-${var.account}-*.json")) > 0
    error_message = "It has no state-deploy.json, or no file of this account: is it the folder that npx wan permissions writes, and is the account that of the hub?"
  }
}
variable "repository" { type = string }                                              # OWNER/REPOSITORY
variable "repository_ids" { type = object({ owner = number, repository = number }) } # gh api repos/OWNER/REPOSITORY --jq '{owner: .owner.id, repository: .id}'

variable "alias" { type = string } # wan.state.kmsKey, such as alias/council-wan-state: the name that this key is given

variable "provider_arn" {
  type    = string
  default = "" # an account has one provider for GitHub: its ARN, where it has it already
}

variable "secrets" {
  type    = list(string)
  default = [] # where WAN_KEYS reads Secrets Manager: ["arn:aws:secretsmanager:REGION:ACCOUNT:secret:wan/*"]
}

provider "aws" {
  region              = var.region
  allowed_account_ids = [var.account]
}

# State, and plans that wait for their apply. Both hold keys in clear.
resource "aws_kms_key" "wan" {
  description             = "State and plans of the WAN"
  enable_key_rotation     = true
  deletion_window_in_days = 30
}

resource "aws_kms_alias" "wan" {
  name          = var.alias
  target_key_id = aws_kms_key.wan.key_id
}

resource "aws_s3_bucket" "state" {
  bucket = var.bucket
  lifecycle { prevent_destroy = true }
}

resource "aws_s3_bucket_versioning" "state" {
  bucket = aws_s3_bucket.state.id
  versioning_configuration { status = "Enabled" }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "state" {
  bucket = aws_s3_bucket.state.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.wan.arn
    }
    bucket_key_enabled = true
  }
}

resource "aws_s3_bucket_public_access_block" "state" {
  bucket                  = aws_s3_bucket.state.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# A plan is good for one commit: after two days nobody applies it any more.
resource "aws_s3_bucket_lifecycle_configuration" "plans" {
  bucket     = aws_s3_bucket.state.id
  depends_on = [aws_s3_bucket_versioning.state]
  rule {
    id     = "plans"
    status = "Enabled"
    filter { prefix = "plans/" }
    expiration { days = 2 }
    noncurrent_version_expiration { noncurrent_days = 1 }
  }
}

# GitHub says who runs; no key of AWS is kept anywhere. Repositories made after 2026-07-15 send the second form of `sub`, older ones the first
# (docs.github.com/en/actions/reference/security/oidc).
resource "aws_iam_openid_connect_provider" "github" {
  count          = var.provider_arn == "" ? 1 : 0
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}

locals {
  provider_arn = var.provider_arn == "" ? one(aws_iam_openid_connect_provider.github[*].arn) : var.provider_arn
  owner        = split("/", var.repository)[0]
  name         = split("/", var.repository)[1]
  # Role to the environment whose jobs may take it on: `plan` for every branch, the others for main alone (settings of the environments).
  roles = { plan = "plan", prepare = "prepare", deploy = "production" }
  # Files of the hub's account and of the state; each becomes a managed policy of the role.
  reads = concat(tolist(fileset(var.permissions, "aws-${var.account}-plan.json")), tolist(fileset(var.permissions, "state-plan.json")))
  files = {
    plan    = local.reads
    prepare = local.reads
    deploy  = concat(tolist(fileset(var.permissions, "aws-${var.account}-*.json")), tolist(fileset(var.permissions, "state-*.json")))
  }
  policies = merge([for role, files in local.files : { for file in files : "${role}-${trimsuffix(file, ".json")}" => { role = role, file = file } }]...)
}

data "aws_iam_policy_document" "trust" {
  for_each = local.roles
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [local.provider_arn]
    }
    condition {
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:aud"
      values   = ["sts.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:sub"
      values = [
        "repo:${var.repository}:environment:${each.value}",
        "repo:${local.owner}@${var.repository_ids.owner}/${local.name}@${var.repository_ids.repository}:environment:${each.value}",
      ]
    }
  }
}

resource "aws_iam_role" "wan" {
  for_each             = local.roles
  name                 = "wan-${each.key}"
  assume_role_policy   = data.aws_iam_policy_document.trust[each.key].json
  max_session_duration = 21600 # 6 hours, as long as a job; the variable AWS_DEPLOY_SECONDS says how much is asked for
}

resource "aws_iam_policy" "wan" {
  for_each = local.policies
  name     = "wan-${each.key}"
  policy   = file("${var.permissions}/${each.value.file}")
}

resource "aws_iam_role_policy_attachment" "wan" {
  for_each   = local.policies
  role       = aws_iam_role.wan[each.value.role].name
  policy_arn = aws_iam_policy.wan[each.key].arn
}

# What main plans for an apply is put into the store, and taken from there by the role that deploys. Whoever plans a branch has no way to it: a plan that
# somebody put there would be applied.
data "aws_iam_policy_document" "plans" {
  for_each = local.roles
  dynamic "statement" {
    for_each = each.key == "plan" ? [] : [each.key]
    content {
      actions   = each.key == "prepare" ? ["s3:PutObject"] : ["s3:PutObject", "s3:GetObject"]
      resources = ["${aws_s3_bucket.state.arn}/plans/*"]
    }
  }
  statement {
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.wan.arn]
  }
  # Keys of tunnels that are told to stacks (WAN_KEYS, docs/secrets.md).
  dynamic "statement" {
    for_each = length(var.secrets) == 0 ? [] : [var.secrets]
    content {
      actions   = ["secretsmanager:GetSecretValue"]
      resources = statement.value
    }
  }
  # When certificates of circuits end (ci/drift.sh). It has no narrower resource.
  statement {
    actions   = ["acm:ListCertificates"]
    resources = ["*"]
  }
}

resource "aws_iam_role_policy" "plans" {
  for_each = local.roles
  name     = "plans"
  role     = aws_iam_role.wan[each.key].name
  policy   = data.aws_iam_policy_document.plans[each.key].json
}

# What the settings of the repository want: `terraform output -json settings`.
output "settings" {
  value = {
    AWS_REGION         = var.region
    AWS_PLAN_ROLE      = aws_iam_role.wan["plan"].arn
    AWS_PREPARE_ROLE   = aws_iam_role.wan["prepare"].arn
    AWS_DEPLOY_ROLE    = aws_iam_role.wan["deploy"].arn
    AWS_DEPLOY_SECONDS = "21600"
    WAN_PLANS          = "s3://${aws_s3_bucket.state.bucket}/plans"
    WAN_PLANS_KEY      = aws_kms_key.wan.arn
  }
}
