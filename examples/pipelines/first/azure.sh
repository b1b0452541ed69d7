#!/usr/bin/env bash
# What a pipeline needs in Azure before its first run: three identities without any secret, which trust one environment of the repository each.
# Run it (it can be run again) signed in (`az login`) as somebody who may make applications and assign roles: azure.sh OWNER/REPOSITORY SUBSCRIPTION FOLDER
# FOLDER is what `npx wan permissions` writes. Names of the environments are part of what is trusted, letter by letter; an application takes
# 20 such credentials (learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations), and this is two of them at most.
set -euo pipefail
repository=${1:?OWNER/REPOSITORY}
subscription=${2:?the subscription of the hub}
folder=${3:?sites.permissions}
ids=$(gh api "repos/$repository" --jq '"\(.owner.login)@\(.owner.id)/\(.name)@\(.id)"')
tenant=$(az account show --subscription "$subscription" --query tenantId --output tsv)
again() { # COMMAND…: what was just made is not known everywhere at once
  local number
  for number in 1 2 3 4 5 6; do
    if "$@"; then return; fi
    sleep 10
  done
  "$@"
}
# What may be done, once for all three: what was just made is not found at once to be updated.
for file in plan deploy; do
  definition="$folder/azure-$subscription-$file.json"
  name=$(jq -r .Name "$definition")
  if [ -z "$(az role definition list --name "$name" --scope "/subscriptions/$subscription" --query '[].id' --output tsv)" ]; then
    az role definition create --role-definition "@$definition" --output none
  else
    az role definition update --role-definition "@$definition" --output none
  fi
done
for each in plan:plan prepare:prepare deploy:production; do
  role=${each%%:*}
  environment=${each##*:}
  # By its whole name: `--display-name` also finds what merely begins so.
  apps=$(az ad app list --filter "displayName eq 'wan-$role'" --query '[].appId' --output tsv)
  if [ "$(echo "$apps" | wc -w)" -gt 1 ]; then
    echo "There are several applications called wan-$role: give all but one another name." >&2
    exit 2
  fi
  app=$apps
  if [ -z "$app" ]; then app=$(az ad app create --display-name "wan-$role" --query appId --output tsv); fi
  az ad sp show --id "$app" --output none 2>/dev/null || again az ad sp create --id "$app" --output none
  number=0
  # Repositories made after 2026-07-15 send the second form, older ones the first.
  for subject in "repo:$repository:environment:$environment" "repo:$ids:environment:$environment"; do
    number=$((number + 1))
    name="github-$environment-$number"
    az ad app federated-credential show --id "$app" --federated-credential-id "$name" --output none 2>/dev/null ||
      again az ad app federated-credential create --id "$app" --output none --parameters "$(
        jq -n --arg name "$name" --arg subject "$subject" \
          '{name: $name, issuer: "https://token.actions.githubusercontent.com", subject: $subject, audiences: ["api://AzureADTokenExchange"]}'
      )"
  done
  # The role that deploys is assigned beside the one that reads.
  for file in plan $(if [ "$role" = deploy ]; then echo deploy; fi); do
    definition="$folder/azure-$subscription-$file.json"
    again az role assignment create --assignee "$app" --role "$(jq -r .Name "$definition")" --scope "/subscriptions/$subscription" --output none
  done
  echo "AZURE_$(echo "$role" | tr '[:lower:]' '[:upper:]')_CLIENT_ID=$app"
done
echo "AZURE_TENANT_ID=$tenant"
