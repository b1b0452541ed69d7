#!/usr/bin/env bash
# The commit that is deployed, or `none`: ci/deployed.sh
# It is the one of the last deployment that went through to its end, which GitHub Actions, GitLab CI or Azure DevOps is asked for; what came after it
# may be deployed in part, and is compared with as well (--unfinished). Silence is no answer: where the host knows of no deployment, WAN_DEPLOYED has to say
# what is deployed, a commit, or none. Where it knows one, WAN_DEPLOYED counts only if it is newer: somebody has deployed by hand.
set -euo pipefail
cd "$(dirname "$0")/.."
. ci/host.sh
branch=${WAN_BRANCH:-main}
known=
case "$host" in
  # docs.github.com/en/rest/actions/workflow-runs: newest first
  github) known=$(ask "$api/actions/workflows/deploy.yml/runs?branch=$branch&status=success&per_page=1" | json '(it) => it.workflow_runs[0]?.head_sha') ;;
  # docs.gitlab.com/api/deployments: the last one that went through
  gitlab) known=$(ask "$api/deployments?environment=production&status=success&order_by=id&sort=desc&per_page=1" | json '([last]) => last?.sha') ;;
  # learn.microsoft.com/rest/api/azure/devops/build/builds/list: of merges, and of runs that somebody started; nights deploy nothing
  azure)
    known=$(ask "$api/build/builds?definitions=$SYSTEM_DEFINITIONID&branchName=refs/heads/$branch&resultFilter=succeeded&queryOrder=queueTimeDescending&\$top=100&api-version=7.1" |
      json '(it) => it.value.find(({ reason }) => ["individualCI", "batchedCI", "manual"].includes(reason))?.sourceVersion') ;;
esac
commit=${known:-${WAN_DEPLOYED:-}}
case "${WAN_DEPLOYED:-}" in
  '' | none) ;;
  *) if [ -n "$known" ] && git merge-base --is-ancestor "$known" "$WAN_DEPLOYED"; then commit=$WAN_DEPLOYED; fi ;;
esac
if [ -z "$commit" ]; then
  echo 'Nobody knows what is deployed: set WAN_DEPLOYED to its commit, or to none where nothing is.' >&2
  exit 2
fi
if [ "$commit" != none ] && ! git merge-base --is-ancestor "$commit" HEAD; then
  echo "What is deployed ($commit) is no ancestor of what is checked out: something newer is deployed, another branch is, or history is missing (fetch-depth: 0)." >&2
  exit 2
fi
echo "$commit"
if [ -n "${GITHUB_OUTPUT:-}" ]; then echo "base=$commit" >>"$GITHUB_OUTPUT"; fi
