#!/usr/bin/env bash
# Puts a page on a pull request, as one comment that is updated in place: ci/comment.sh PAGE
# Asks the host's API and nothing else (ci/host.sh): it needs no role, and a token that may write comments. PULL_REQUEST is the number in GitHub. Exit code 2
# where the page is too long.
set -euo pipefail
page=${1:?which page? ci/comment.sh review.md}
. "$(dirname "$0")/host.sh"
marker='<!-- wan: review -->'
[ -s "$page" ] || { echo "$page is empty: there is nothing to say" >&2; exit 2; }
# GitHub takes 65,536 (docs.github.com/en/rest/issues/comments), and whether characters or bytes is disputed; the others take more.
most=65000
bytes=$(($(wc -c <"$page") + ${#marker} + 1))
if [ "$bytes" -gt "$most" ]; then
  echo "$page has $bytes bytes, and a comment takes $most: it was not posted. \`wan review --format markdown\` writes pages that fit." >&2
  exit 2
fi
# LIST holds comments and ONE/ID is one of them; GitHub and GitLab call the text `body`, and give a hundred at a time.
mine='(list) => list.find(({ body }) => (body ?? "").startsWith("'$marker'"))?.id'
case "$host" in
  github) list="$api/issues/${PULL_REQUEST:?which pull request?}/comments"; one="$api/issues/comments"; change=PATCH ;;
  gitlab) list="$api/merge_requests/${CI_MERGE_REQUEST_IID:?which merge request?}/notes"; one=$list; change=PUT ;;
  azure)
    list="$api/git/repositories/$BUILD_REPOSITORY_ID/pullRequests/${SYSTEM_PULLREQUEST_PULLREQUESTID:?which pull request?}/threads"
    one=$list
    change=PATCH
    mine='({ value }) => { const own = value.find(({ comments }) => (comments?.[0]?.content ?? "").startsWith("'$marker'")); return own && `${own.id}/comments/${own.comments[0].id}`; }' ;;
  *)
    echo 'This is none of GitHub Actions, GitLab CI and Azure DevOps: the page is there, and nobody knows where to put it.' >&2
    exit 2 ;;
esac
# find: the comment of ours, over all pages of the list. Within $(…) nothing ends by itself: every failure is passed on.
find_own() {
  local number=1 answer found length
  if [ "$host" = azure ]; then ask "$list?api-version=7.1" | json "$mine"; return; fi
  while :; do
    answer=$(ask "$list?per_page=100&page=$number") || return 1
    found=$(printf '%s' "$answer" | json "$mine") || return 1
    if [ -n "$found" ]; then echo "$found"; return; fi
    length=$(printf '%s' "$answer" | json '(list) => list.length') || return 1
    if [ "$length" -lt 100 ]; then return; fi
    number=$((number + 1))
  done
}
id=$(find_own)
body=$(mktemp)
trap 'rm -f "$body"' EXIT
# In Azure DevOps a comment is the first of a thread.
MARKER=$marker node -e '
  const [page, host, isNew] = process.argv.slice(1);
  const text = `${process.env.MARKER}\n${require("node:fs").readFileSync(page, "utf8")}`;
  const thread = { comments: [{ parentCommentId: 0, content: text, commentType: 1 }], status: 4 };
  console.log(JSON.stringify(host !== "azure" ? { body: text } : isNew === "new" ? thread : { content: text }));
' "$page" "$host" "${id:-new}" >"$body"
version=$(if [ "$host" = azure ]; then echo '?api-version=7.1'; fi)
if [ -n "$id" ]; then ask -X "$change" -d "@$body" "$one/$id$version" >/dev/null; else ask -X POST -d "@$body" "$list$version" >/dev/null; fi
