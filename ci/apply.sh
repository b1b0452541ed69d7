#!/usr/bin/env bash
# Applies stacks whose plans were kept by ci/plan.sh, those plans and no others: ci/apply.sh BASE STACK…
# A stack that could not be planned before is planned when what it reads is applied, and applied only if that is what was foreseen.
# Needs: a role that may write, WAN_PLANS; and BASE to be what is deployed still. Exit code: as `wan deploy`.
set -euo pipefail
cd "$(dirname "$0")/.."
. ci/signals.sh
base=${1:?what is deployed? ci/apply.sh COMMIT STACK…}
shift
: "${WAN_PLANS:?where are the plans? WAN_PLANS names the store that ci/plan.sh kept them in}"
ci/still.sh "$base"
. ci/unfinished.sh
umask 077
plans=$(mktemp -d)
trap 'rm -rf "$plans"' EXIT
ci/store.sh get "$plans" "$@"
node bin/start.cjs >&2
code=0
run node bin/wan.cjs deploy --changed --base "$base" "${unfinished[@]}" --saved "$plans" --yes "$@" || code=$?
exit "$code"
