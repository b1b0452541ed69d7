#!/usr/bin/env bash
# Plans stacks: ci/plan.sh BASE OUT STACK…
# BASE is what is deployed: a commit, or `none`. OUT gets what each plan says, without what it holds (one file a stack): that may be shown.
# The plans themselves hold keys. With WAN_APPLY=true, for a deployment, they go into the store that WAN_PLANS names (ci/store.sh), and BASE has to be what
# is deployed still; without it, for whoever only looks, they are dropped, and nobody is kept from any state. WAN_STRICT=true, or agreement by
# commits (WAN_APPROVAL=committed): nobody looks at these plans, so they have to be what was foreseen.
# Needs: a role that may read; WAN_KEYS where stacks have shared keys (docs/secrets.md). Exit code: as `wan plan`.
set -euo pipefail
cd "$(dirname "$0")/.."
. ci/signals.sh
base=${1:?what is deployed? ci/plan.sh COMMIT OUT STACK…}
out=${2:?where to? ci/plan.sh COMMIT OUT STACK…}
shift 2
how=(--no-lock)
if [ "${WAN_APPLY:-}" = true ]; then
  : "${WAN_PLANS:?where shall the plans wait? WAN_PLANS names the store}"
  ci/still.sh "$base"
  . ci/unfinished.sh
  how=("${unfinished[@]}")
  if [ "${WAN_STRICT:-}" = true ] || [ "${WAN_APPROVAL:-}" = committed ]; then how+=(--strict); fi
fi
umask 077
plans=$(mktemp -d)
trap 'rm -rf "$plans"' EXIT
node bin/start.cjs >&2
code=0
run node bin/wan.cjs plan --changed --base "$base" "${how[@]}" --save "$plans" --digest "$out" "$@" || code=$?
if [ "${WAN_APPLY:-}" = true ]; then ci/store.sh put "$plans"; fi
exit "$code"
