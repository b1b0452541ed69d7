#!/usr/bin/env bash
# Whether a wave may be applied: ci/approved.sh WAVE
# WAN_APPROVAL=committed: somebody has merged what `npx wan approve --wave N` writes, for this very commit. Otherwise whoever the pipeline
# asked (an environment's reviewers, a manual job) has agreed already, and this says so.
set -euo pipefail
cd "$(dirname "$0")/.."
wave=${1:?which wave?}
case "${WAN_APPROVAL:-environment}" in
  committed) node bin/wan.cjs approve --check --wave "$wave" ;;
  environment) echo "Wave $wave: agreed to in the pipeline." ;;
  *) echo "WAN_APPROVAL is neither committed nor environment: $WAN_APPROVAL" >&2; exit 2 ;;
esac
