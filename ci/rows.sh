#!/usr/bin/env bash
# What goes in which wave: ci/rows.sh BASE [--plannable] [--unfinished]
# BASE is what is deployed: a commit, or `none`. Prints JSON: for each wave the rows of a matrix, each the stacks that one machine takes one
# after the other. In GitHub Actions the outputs wave0, wave1, … and rows (all of them) are set. --plannable: those alone that can be
# planned before anything is applied. --unfinished: what came after BASE may be deployed in part.
set -euo pipefail
cd "$(dirname "$0")/.."
base=${1:?what is deployed? ci/rows.sh COMMIT, or none}
how=()
for each in "${@:2}"; do
  if [ "$each" = --unfinished ]; then
    . ci/unfinished.sh
    how+=("${unfinished[@]}")
  else how+=("$each"); fi
done
rows=$(node bin/wan.cjs --format json stacks --changed --base "$base" --rows ${how[@]+"${how[@]}"})
printf '%s\n' "$rows"
if [ -n "${GITHUB_OUTPUT:-}" ]; then
  printf '%s' "$rows" | node -e '
    const { waves } = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
    const all = waves.flatMap(({ include }, wave) => include.map((row) => ({ wave, ...row })));
    // GitHub takes 256 jobs of one matrix: docs.github.com/en/actions/reference/limits
    if (all.length > 256) throw new Error(`${all.length} rows are more than a matrix takes (256): split the change`);
    waves.forEach((wave, number) => console.log(`wave${number}=${JSON.stringify(wave)}`));
    console.log(`rows=${JSON.stringify({ include: all })}`);
  ' >>"$GITHUB_OUTPUT"
fi
