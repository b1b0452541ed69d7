#!/usr/bin/env bash
# Plans stacks: ci/plan.sh BASE OUT STACK…
# BASE is what is deployed: a commit, or `none`. OUT gets what each plan says, without what it holds (one file a stack): that may be shown.
# The plans themselves hold keys. They go into the store that WAN_PLANS names (ci/store.sh), and nowhere else; without it they are dropped.
# Needs: a role that may read; WAN_KEYS where stacks have shared keys (docs/secrets.md). Exit code: as `wan plan`.
set -euo pipefail
cd "$(dirname "$0")/.."
base=${1:?what is deployed? ci/plan.sh COMMIT OUT STACK…}
out=${2:?where to? ci/plan.sh COMMIT OUT STACK…}
shift 2
umask 077
plans=$(mktemp -d)
trap 'rm -rf "$plans"' EXIT
node bin/start.cjs >&2
code=0
node bin/wan.cjs plan --changed --base "$base" --save "$plans" --digest "$out" "$@" || code=$?
if [ -n "${WAN_PLANS:-}" ]; then ci/store.sh put "$plans"; fi
exit "$code"
