# Sourced: the code host that a job runs on, and how its API is asked. `host` is github, gitlab, azure or empty; ask URL… asks it with the job's token.
# GitHub: GITHUB_TOKEN; GitLab: WAN_TOKEN (a project access token with the scope api), else the job's own, which may read deployments; Azure DevOps: SYSTEM_ACCESSTOKEN.
host=
if [ "${GITHUB_ACTIONS:-}" = true ]; then
  host=github
  api="$GITHUB_API_URL/repos/$GITHUB_REPOSITORY"
elif [ -n "${CI_API_V4_URL:-}" ]; then
  host=gitlab
  api="$CI_API_V4_URL/projects/$CI_PROJECT_ID"
elif [ -n "${SYSTEM_COLLECTIONURI:-}" ]; then
  host=azure
  api="$SYSTEM_COLLECTIONURI$SYSTEM_TEAMPROJECTID/_apis"
fi
ask() {
  local auth=()
  case "$host" in
    github) auth=(-H "Authorization: Bearer $GITHUB_TOKEN" -H 'Accept: application/vnd.github+json') ;;
    gitlab) if [ -n "${WAN_TOKEN:-}" ]; then auth=(-H "PRIVATE-TOKEN: $WAN_TOKEN"); else auth=(-H "JOB-TOKEN: $CI_JOB_TOKEN"); fi ;;
    azure) auth=(-H "Authorization: Bearer $SYSTEM_ACCESSTOKEN") ;;
  esac
  curl --fail-with-body --silent --show-error --max-time 60 -H 'Content-Type: application/json' "${auth[@]}" "$@"
}
# json FUNCTION: what it makes of the JSON that is read; nothing where it makes nothing. Node is what every job here has.
json() {
  node -e 'const made = ('"$1"')(JSON.parse(require("node:fs").readFileSync(0, "utf8"))); if (made !== undefined && made !== null) console.log(made)'
}
