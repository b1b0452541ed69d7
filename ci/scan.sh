#!/usr/bin/env bash
# Gives problems to GitHub's code scanning: ci/scan.sh FILE.sarif
# docs.github.com/en/rest/code-scanning: gzip, base64, and the commit that was looked at.
set -euo pipefail
file=${1:?which file?}
body=$(mktemp)
trap 'rm -f "$body"' EXIT
node -e '
  const { gzipSync } = require("node:zlib");
  const { GITHUB_SHA: commit_sha, GITHUB_REF: ref } = process.env;
  const sarif = gzipSync(require("node:fs").readFileSync(process.argv[1])).toString("base64");
  console.log(JSON.stringify({ commit_sha, ref, sarif }));
' "$file" >"$body"
curl --fail-with-body --silent --show-error --max-time 60 -H "Authorization: Bearer $GITHUB_TOKEN" -H 'Accept: application/vnd.github+json' \
  -X POST -d "@$body" "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/code-scanning/sarifs" >/dev/null
