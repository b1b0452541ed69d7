#!/usr/bin/env bash
# Whether a wave may be applied: ci/approved.sh WAVE
# WAN_APPROVAL says who is asked; without it nothing is applied.
#   committed     somebody has merged what `npx wan approve --wave N` writes, for this very commit
#   environment   the pipeline has asked: in GitHub the reviewers of the environment `agree`, which has to have some; elsewhere a job that somebody pressed
set -euo pipefail
cd "$(dirname "$0")/.."
wave=${1:?which wave?}
case "${WAN_APPROVAL:-}" in
  committed) node bin/wan.cjs approve --check --wave "$wave" ;;
  environment)
    if [ "${GITHUB_ACTIONS:-}" = true ]; then
      # An environment that is merely named, or on a plan of GitHub without reviewers, asks nobody: docs.github.com/en/rest/deployments/environments
      asked=$(curl --fail-with-body --silent --show-error --max-time 60 -H "Authorization: Bearer $GITHUB_TOKEN" -H 'Accept: application/vnd.github+json' \
        "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/environments/agree")
      if ! printf '%s' "$asked" | jq -e 'any(.protection_rules[]?; .type == "required_reviewers" and (.reviewers | length) > 0)' >/dev/null; then
        echo 'The environment "agree" has no reviewers: nobody was asked. Give it some, or set WAN_APPROVAL to committed.' >&2
        exit 2
      fi
    fi
    echo "Wave $wave: agreed to in the pipeline." ;;
  *)
    echo "Nobody is asked before a wave: set WAN_APPROVAL to environment or to committed (docs/pipeline.md). It is: ${WAN_APPROVAL:-nothing}" >&2
    exit 2 ;;
esac
