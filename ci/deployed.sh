#!/usr/bin/env bash
# The commit that is deployed, or `none`: ci/deployed.sh
# It is the one of the last deployment that went through to its end: what failed in the middle is compared with what was there before, so
# that nothing of it is left out. WAN_DEPLOYED names it by hand. In GitHub Actions, GitLab CI and Azure DevOps the host is asked.
set -euo pipefail
cd "$(dirname "$0")/.."
ask() { curl --fail-with-body --silent --show-error --max-time 60 "$@"; }
pick() { node -e 'const it = JSON.parse(require("node:fs").readFileSync(0, "utf8")); console.log(('"$1"')(it) ?? "none")'; }
if [ -n "${WAN_DEPLOYED:-}" ]; then
  commit=$WAN_DEPLOYED
elif [ "${GITHUB_ACTIONS:-}" = true ]; then
  # docs.github.com/en/rest/actions/workflow-runs: newest first
  file=${GITHUB_WORKFLOW_REF%%@*}
  commit=$(ask -H "Authorization: Bearer $GITHUB_TOKEN" -H 'Accept: application/vnd.github+json' \
    "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/actions/workflows/${file##*/}/runs?branch=$GITHUB_REF_NAME&status=success&per_page=1" |
    pick '(it) => it.workflow_runs[0]?.head_sha')
elif [ -n "${CI_API_V4_URL:-}" ]; then
  # docs.gitlab.com/api/environments: the last deployment that went through
  commit=$(ask -H "JOB-TOKEN: $CI_JOB_TOKEN" \
    "$CI_API_V4_URL/projects/$CI_PROJECT_ID/deployments?environment=${WAN_ENVIRONMENT:-production}&status=success&order_by=id&sort=desc&per_page=1" |
    pick '(it) => it[0]?.sha')
elif [ -n "${SYSTEM_COLLECTIONURI:-}" ]; then
  # learn.microsoft.com/rest/api/azure/devops/build/builds/list
  commit=$(ask -H "Authorization: Bearer $SYSTEM_ACCESSTOKEN" \
    "$SYSTEM_COLLECTIONURI$SYSTEM_TEAMPROJECTID/_apis/build/builds?definitions=$SYSTEM_DEFINITIONID&branchName=$BUILD_SOURCEBRANCH&resultFilter=succeeded&queryOrder=finishTimeDescending&\$top=1&api-version=7.1" |
    pick '(it) => it.value[0]?.sourceVersion')
else
  echo 'Nobody knows what is deployed: set WAN_DEPLOYED to its commit, or to none.' >&2
  exit 2
fi
if [ "$commit" != none ] && ! git merge-base --is-ancestor "$commit" HEAD; then
  echo "What is deployed ($commit) is no ancestor of what is checked out: somebody has deployed another branch, or history is missing (fetch-depth: 0)." >&2
  exit 2
fi
echo "$commit"
if [ -n "${GITHUB_OUTPUT:-}" ]; then echo "base=$commit" >>"$GITHUB_OUTPUT"; fi
