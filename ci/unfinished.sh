# Sourced: `unfinished` is with what else than `base` a deployment is compared, since it may be deployed in part. Where nothing has gone through yet, only
# commits of which a deployment was begun are: the host knows them. Where nobody can be asked (a laptop) `wan` takes the last ten.
unfinished=(--unfinished)
if [ "$base" = none ]; then
  . ci/host.sh
  branch=${WAN_BRANCH:-main}
  begun=
  case "$host" in
    # docs.github.com/en/rest/actions/workflow-runs: `conclusion` is null while a run goes on
    github) begun=$(ask "$api/actions/workflows/deploy.yml/runs?branch=$branch&per_page=100" |
      json '(it) => it.workflow_runs.filter(({ conclusion }) => !["success", "skipped"].includes(conclusion)).map((run) => run.head_sha).join(" ")') ;;
    # docs.gitlab.com/api/deployments
    gitlab) begun=$(ask "$api/deployments?environment=production&order_by=id&sort=desc&per_page=100" |
      json '(all) => all.filter(({ status }) => !["success", "blocked", "skipped"].includes(status)).map((run) => run.sha).join(" ")') ;;
    # learn.microsoft.com/rest/api/azure/devops/build/builds/list
    azure) begun=$(ask "$api/build/builds?definitions=$SYSTEM_DEFINITIONID&branchName=refs/heads/$branch&queryOrder=queueTimeDescending&\$top=100&api-version=7.1" |
      json '(it) => it.value.filter(({ reason, result }) => ["individualCI", "batchedCI", "manual"].includes(reason) && result !== "succeeded").map((run) => run.sourceVersion).join(" ")') ;;
  esac
  if [ -n "$host" ]; then unfinished+=(--begun "$begun"); fi
fi
