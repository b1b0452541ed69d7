#!/usr/bin/env bash
# The page of a change, with what plans say: ci/review.sh BASE OUT [DIGESTS]
# DIGESTS is the folder that ci/plan.sh wrote into. Needs no role: what plans hold is not in it. OUT gets review.md, always: where there is nothing to
# review it says so. WAN_WAVE, of a deployment: the page begins with which wave it is, and whose plans. Exit code: that of the gate (1 or 2 where it says no).
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
if [ -n "${WAN_WAVE:-}" ]; then
  stacks=
  for file in ${plans[@]+"${plans[@]}"}; do stacks="$stacks${stacks:+, }$(basename "$file" .json)"; done
  printf '## Wave %s: %s\n\nBelow is the whole change; what this wave does is what its plans say, at the end.\n\n' "$WAN_WAVE" "${stacks:-no plan}" | cat - "$out/review.md" >"$out/review.whole"
  mv "$out/review.whole" "$out/review.md"
fi
exit "$code"
