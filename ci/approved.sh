#!/usr/bin/env bash
# Whether a wave may be applied: ci/approved.sh WAVE
# WAN_APPROVAL says who is asked; without it nothing is applied.
#   committed     somebody has merged what `npx wan approve --wave N` writes, for this very commit
#   environment   the pipeline has asked: in GitHub the reviewers of the environment `agree`; elsewhere a job that somebody pressed
# In GitHub environments come to be by being named, open to every branch and without reviewers: what they are is asked about
# (docs.github.com/en/rest/deployments/environments), and one that is open stops the wave.
set -euo pipefail
cd "$(dirname "$0")/.."
wave=${1:?which wave?}
. ci/host.sh
# rule NAME TEST WHAT: whether an environment is as it must be.
rule() {
  local answer is
  answer=$(ask "$api/environments/$1") || return 2
  is=$(printf '%s' "$answer" | json "$2") || return 2
  if [ "$is" != true ]; then
    echo "The environment \"$1\" $3 (docs/pipeline.md, Your first pipeline)." >&2
    return 2
  fi
}
if [ "$host" = github ]; then
  for each in prepare production; do
    rule "$each" '(it) => Boolean(it.deployment_branch_policy)' 'is open to every branch: limit it to main' || exit 2
  done
fi
case "${WAN_APPROVAL:-}" in
  committed) node bin/wan.cjs approve --check --wave "$wave" ;;
  environment)
    if [ "$host" = github ]; then
      rule agree '(it) => (it.protection_rules ?? []).some(({ type, reviewers }) => type === "required_reviewers" && reviewers.length > 0)' \
        'has no reviewers: nobody was asked. Give it some, or set WAN_APPROVAL to committed' || exit 2
    fi
    echo "Wave $wave: agreed to in the pipeline." ;;
  *)
    echo "Nobody is asked before a wave: set WAN_APPROVAL to environment or to committed (docs/pipeline.md). It is: ${WAN_APPROVAL:-nothing}" >&2
    exit 2 ;;
esac
