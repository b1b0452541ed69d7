#!/usr/bin/env bash
# What a pull request is told before any cloud is asked: ci/check.sh BASE [OUT]
# BASE is what the change is compared with, such as origin/main, with its history, or `none`; OUT (default: cdktf.out.review) gets review.md and
# check.sarif. Every step runs, whatever those before it said, so that all is told at once. Exit code: the worst of them.
set -uo pipefail
cd "$(dirname "$0")/.."
base=${1:?what is it compared with? ci/check.sh origin/main}
out=${2:-cdktf.out.review}
format=text
if [ "${GITHUB_ACTIONS:-}" = true ]; then format=github; fi
worst=0
step() {
  echo "== $*" >&2
  "$@" || { local code=$?; if [ "$code" -gt "$worst" ]; then worst=$code; fi; }
}
mkdir -p "$out"
rm -f "$out/review.md" "$out/check.sarif"

step node bin/wan.cjs --format "$format" check
# Where nothing is deployed there is no lock of before.
if [ "$base" = none ]; then step node bin/wan.cjs --format "$format" lock --check
else step node bin/wan.cjs --format "$format" lock --check --base "$base"; fi
step node bin/wan.cjs --format "$format" policy --check
step node bin/wan.cjs --format "$format" permissions --check
step npm start --silent -- --format "$format"
step node bin/wan.cjs --format "$format" verify
step ci/review.sh "$base" "$out"
# The same problems once more, for code scanning and editors: what they say has been told above.
node bin/wan.cjs --format sarif check >"$out/check.sarif" || true
echo "$out/review.md: what the change does" >&2
exit "$worst"
