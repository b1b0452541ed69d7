#!/usr/bin/env bash
# Puts a page on a pull request, as one comment that is updated in place: ci/comment.sh PAGE
# Asks the host's API and nothing else: it needs no role, and a token that may write comments. GitHub: GITHUB_TOKEN and PULL_REQUEST;
# GitLab: WAN_TOKEN (a project access token with the scope api); Azure DevOps: SYSTEM_ACCESSTOKEN. Exit code 2 where the page is too long.
set -euo pipefail
page=${1:?which page? ci/comment.sh review.md}
marker='<!-- wan: review -->'
[ -s "$page" ] || { echo "$page is empty: there is nothing to say" >&2; exit 2; }
# GitHub takes 65,536 (docs.github.com/en/rest/issues/comments), and whether characters or bytes is disputed; the others take more.
most=${WAN_COMMENT_BYTES:-65000}
bytes=$(($(wc -c <"$page") + ${#marker} + 1))
if [ "$bytes" -gt "$most" ]; then
  echo "$page has $bytes bytes, and a comment takes $most: it was not posted. \`wan review --format markdown\` writes pages that fit." >&2
  exit 2
fi
body=$(mktemp)
trap 'rm -f "$body"' EXIT
ask() { curl --fail-with-body --silent --show-error --max-time 60 -H 'Content-Type: application/json' "$@"; }
# write KEY: the page as JSON, under that key.
write() { MARKER=$marker node -e '
  const text = `${process.env.MARKER}\n${require("node:fs").readFileSync(process.argv[1], "utf8")}`;
  const key = process.argv[2];
  console.log(JSON.stringify(key === "thread" ? { comments: [{ parentCommentId: 0, content: text, commentType: 1 }], status: 4 } : { [key]: text }));
' "$page" "$1" >"$body"; }
# mine LIST TEXT ID: the id of the first entry whose text begins with the marker.
mine() { MARKER=$marker node -e '
  const [list, text, id] = process.argv.slice(1).map((source) => eval(source));
  const found = list(JSON.parse(require("node:fs").readFileSync(0, "utf8"))).find((each) => (text(each) ?? "").startsWith(process.env.MARKER));
  if (found) console.log(id(found));
' "$@"; }
# pages URL LIST TEXT ID [HEADER…]: the same over all pages of a list, by number.
pages() {
  local url=$1 number=1 answer found length
  shift
  while :; do
    # Within $(…) nothing ends by itself: every failure is passed on.
    answer=$(ask "${auth[@]}" "$url&page=$number") || return 1
    found=$(printf '%s' "$answer" | mine "$@") || return 1
    if [ -n "$found" ]; then echo "$found"; return; fi
    length=$(printf '%s' "$answer" | node -e 'const list = JSON.parse(require("node:fs").readFileSync(0, "utf8")); if (!Array.isArray(list)) process.exit(1); console.log(list.length)') || return 1
    if [ "$length" -lt 100 ]; then return; fi
    number=$((number + 1))
  done
}
if [ "${GITHUB_ACTIONS:-}" = true ]; then
  auth=(-H "Authorization: Bearer $GITHUB_TOKEN" -H 'Accept: application/vnd.github+json')
  issue="$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/issues"
  id=$(pages "$issue/${PULL_REQUEST:?which pull request?}/comments?per_page=100" '(it) => it' '(it) => it.body' '(it) => it.id')
  write body
  if [ -n "$id" ]; then ask "${auth[@]}" -X PATCH -d "@$body" "$issue/comments/$id" >/dev/null
  else ask "${auth[@]}" -X POST -d "@$body" "$issue/$PULL_REQUEST/comments" >/dev/null; fi
elif [ -n "${CI_API_V4_URL:-}" ]; then
  auth=(-H "PRIVATE-TOKEN: ${WAN_TOKEN:?a token that may write notes}")
  notes="$CI_API_V4_URL/projects/$CI_PROJECT_ID/merge_requests/${CI_MERGE_REQUEST_IID:?which merge request?}/notes"
  id=$(pages "$notes?per_page=100" '(it) => it' '(it) => it.body' '(it) => it.id')
  write body
  if [ -n "$id" ]; then ask "${auth[@]}" -X PUT -d "@$body" "$notes/$id" >/dev/null
  else ask "${auth[@]}" -X POST -d "@$body" "$notes" >/dev/null; fi
elif [ -n "${SYSTEM_COLLECTIONURI:-}" ]; then
  auth=(-H "Authorization: Bearer $SYSTEM_ACCESSTOKEN")
  threads="$SYSTEM_COLLECTIONURI$SYSTEM_TEAMPROJECTID/_apis/git/repositories/$BUILD_REPOSITORY_ID/pullRequests/${SYSTEM_PULLREQUEST_PULLREQUESTID:?which pull request?}/threads"
  id=$(ask "${auth[@]}" "$threads?api-version=7.1" |
    mine '(it) => it.value' '(it) => it.comments?.[0]?.content' '(it) => `${it.id}/comments/${it.comments[0].id}`')
  if [ -n "$id" ]; then write content; ask "${auth[@]}" -X PATCH -d "@$body" "$threads/$id?api-version=7.1" >/dev/null
  else write thread; ask "${auth[@]}" -X POST -d "@$body" "$threads?api-version=7.1" >/dev/null; fi
else
  echo 'This is none of GitHub Actions, GitLab CI and Azure DevOps: the page is there, and nobody knows where to put it.' >&2
  exit 2
fi
