#!/usr/bin/env bash
# Keeps one issue for what a night found: ci/issue.sh PAGE open|clean
# `open`: the issue is made, or updated where there is one; `clean`: it is closed, where there is one. GitHub: GITHUB_TOKEN; GitLab: WAN_TOKEN.
# In Azure DevOps a failed run of the nightly pipeline is what tells. Asks the host's API and nothing else, and needs no role.
set -euo pipefail
page=${1:?which page?}
state=${2:?open or clean?}
title=${WAN_ISSUE_TITLE:-What is deployed is not what was left}
label=wan-drift
most=65000
if [ "$(wc -c <"$page")" -gt "$most" ]; then
  # What is beyond is told: a page that is cut never looks whole.
  head -c $((most - 200)) "$page" | sed '$d' >"$page.cut"
  printf '\n… and more: the run has the whole page.\n' >>"$page.cut"
  page="$page.cut"
fi
body=$(mktemp)
trap 'rm -f "$body"' EXIT
ask() { curl --fail-with-body --silent --show-error --max-time 60 -H 'Content-Type: application/json' "$@"; }
first() { node -e 'const [it] = JSON.parse(require("node:fs").readFileSync(0, "utf8")); if (it) console.log(it['"\"$1\""'])'; }
write() { node -e '
  const [page, textKey, title, labels] = process.argv.slice(1);
  console.log(JSON.stringify({ title, [textKey]: require("node:fs").readFileSync(page, "utf8"), ...JSON.parse(labels) }));
' "$page" "$@" >"$body"; }
if [ "${GITHUB_ACTIONS:-}" = true ]; then
  auth=(-H "Authorization: Bearer $GITHUB_TOKEN" -H 'Accept: application/vnd.github+json')
  issues="$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/issues"
  number=$(ask "${auth[@]}" "$issues?labels=$label&state=open&per_page=1" | first number)
  write body "$title" "{\"labels\":[\"$label\"]}"
  if [ "$state" = clean ]; then
    if [ -n "$number" ]; then ask "${auth[@]}" -X PATCH -d '{"state":"closed","state_reason":"completed"}' "$issues/$number" >/dev/null; fi
  elif [ -n "$number" ]; then ask "${auth[@]}" -X PATCH -d "@$body" "$issues/$number" >/dev/null
  else ask "${auth[@]}" -X POST -d "@$body" "$issues" >/dev/null; fi
elif [ -n "${CI_API_V4_URL:-}" ]; then
  auth=(-H "PRIVATE-TOKEN: ${WAN_TOKEN:?a token that may write issues}")
  issues="$CI_API_V4_URL/projects/$CI_PROJECT_ID/issues"
  number=$(ask "${auth[@]}" "$issues?labels=$label&state=opened&per_page=1" | first iid)
  write description "$title" "{\"labels\":\"$label\"}"
  if [ "$state" = clean ]; then
    if [ -n "$number" ]; then ask "${auth[@]}" -X PUT -d '{"state_event":"close"}' "$issues/$number" >/dev/null; fi
  elif [ -n "$number" ]; then ask "${auth[@]}" -X PUT -d "@$body" "$issues/$number" >/dev/null
  else ask "${auth[@]}" -X POST -d "@$body" "$issues" >/dev/null; fi
else
  cat "$page"
  if [ "$state" = open ]; then exit 1; fi
fi
