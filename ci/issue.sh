#!/usr/bin/env bash
# Keeps one issue for what a night found: ci/issue.sh PAGE open|clean
# `open`: the issue is made, or updated where there is one; `clean`: it is closed, where there is one. Asks the host's API and nothing else (ci/host.sh).
# In Azure DevOps, and on a machine of your own, the page is printed and the exit code tells.
set -euo pipefail
page=${1:?which page?}
state=${2:?open or clean?}
. "$(dirname "$0")/host.sh"
title='The WAN last night: what somebody has to look at'
label=wan-drift
most=65000
if [ "$(wc -c <"$page")" -gt "$most" ]; then
  # What is beyond is told: a page that is cut never looks whole.
  head -c $((most - 200)) "$page" | sed '$d' >"$page.cut"
  printf '\n… and more: the run has the whole page.\n' >>"$page.cut"
  page="$page.cut"
fi
case "$host" in
  github) opened=open; id=number; change=PATCH; text=body; labels="[\"$label\"]"; close='{"state":"closed","state_reason":"completed"}' ;;
  gitlab) opened=opened; id=iid; change=PUT; text=description; labels="\"$label\""; close='{"state_event":"close"}' ;;
  *)
    cat "$page"
    if [ "$state" = open ]; then exit 1; fi
    exit 0 ;;
esac
number=$(ask "$api/issues?labels=$label&state=$opened&per_page=1" | json "([first]) => first?.$id")
if [ "$state" = clean ]; then
  if [ -n "$number" ]; then ask -X "$change" -d "$close" "$api/issues/$number" >/dev/null; fi
  exit 0
fi
body=$(mktemp)
trap 'rm -f "$body"' EXIT
node -e '
  const [page, text, title, labels] = process.argv.slice(1);
  console.log(JSON.stringify({ title, [text]: require("node:fs").readFileSync(page, "utf8"), labels: JSON.parse(labels) }));
' "$page" "$text" "$title" "$labels" >"$body"
if [ -n "$number" ]; then ask -X "$change" -d "@$body" "$api/issues/$number" >/dev/null; else ask -X POST -d "@$body" "$api/issues" >/dev/null; fi
