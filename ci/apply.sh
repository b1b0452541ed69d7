#!/usr/bin/env bash
# Applies stacks whose plans were kept by ci/plan.sh, those plans and no others: ci/apply.sh BASE STACK…
# A stack that could not be planned before is planned when what it reads is applied, and applied only if that is what was foreseen.
# Needs: a role that may write, WAN_PLANS. Exit code: as `wan deploy`.
set -euo pipefail
cd "$(dirname "$0")/.."
base=${1:?what is deployed? ci/apply.sh COMMIT STACK…}
shift
: "${WAN_PLANS:?where are the plans? WAN_PLANS names the store that ci/plan.sh kept them in}"
umask 077
plans=$(mktemp -d)
trap 'rm -rf "$plans"' EXIT
ci/store.sh get "$plans" "$@"
node bin/start.cjs >&2
# Whoever cancels the job tells this shell alone: it passes the word on, `wan` lets Terraform end what it is at, and the plans go after that.
node bin/wan.cjs deploy --changed --base "$base" --saved "$plans" --yes "$@" &
wan=$!
trap 'kill -TERM "$wan" 2>/dev/null || true' INT TERM
code=0
wait "$wan" || code=$?
while kill -0 "$wan" 2>/dev/null; do
  code=0
  wait "$wan" || code=$?
done
exit "$code"
