#!/usr/bin/env bash
# The page of a change, with what plans say: ci/review.sh BASE OUT [DIGESTS]
# DIGESTS is the folder that ci/plan.sh wrote into. Needs no role: what plans hold is not in it. OUT gets review.md, always: where there is nothing to
# review it says so. Exit code: that of the gate (1 or 2 where it says no).
set -uo pipefail
cd "$(dirname "$0")/.."
base=${1:?what is it compared with? ci/review.sh origin/main OUT}
out=${2:?where to? ci/review.sh origin/main OUT}
mkdir -p "$out"
plans=()
if [ -n "${3:-}" ]; then for file in "$3"/*.json; do if [ -e "$file" ]; then plans+=("$file"); fi; done; fi
code=0
node bin/wan.cjs --format markdown review --gate --base "$base" ${plans[@]+--plan "${plans[@]}"} >"$out/review.md" || code=$?
if [ ! -s "$out/review.md" ]; then
  printf '### This change is refused before it can be reviewed\n\nWhat is wrong stands on its lines, and in the log of the run.\n' >"$out/review.md"
fi
exit "$code"
