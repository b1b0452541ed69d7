#!/usr/bin/env bash
# Where plans wait for their apply: ci/store.sh put FOLDER, ci/store.sh get FOLDER STACK…
# A plan holds keys in clear. WAN_PLANS names an encrypted place that the pipeline alone can read, and files are keyed by commit and stack:
#   s3://BUCKET/PREFIX                            with WAN_PLANS_KEY, the ARN of a KMS key; needs aws
#   https://ACCOUNT.blob.core.windows.net/CONTAINER/PREFIX   encrypted by the account; needs az, and a login
#   /a/folder                                     on a machine of your own
# Let the place forget what is older than a day or two: a lifecycle rule (docs/pipeline.md).
set -euo pipefail
what=${1:?put or get?}
folder=${2:?which folder?}
shift 2
place="${WAN_PLANS:?WAN_PLANS names no place}/$(git rev-parse HEAD)"
copy() { # FROM TO, one file
  case "$WAN_PLANS" in
    s3://*) aws s3 cp --only-show-errors ${WAN_PLANS_KEY:+--sse aws:kms --sse-kms-key-id "$WAN_PLANS_KEY"} "$1" "$2" ;;
    https://*.blob.core.windows.net/*)
      case "$2" in
        https://*) az storage blob upload --only-show-errors --auth-mode login --overwrite --file "$1" --blob-url "$2" >/dev/null ;;
        *) az storage blob download --only-show-errors --auth-mode login --blob-url "$1" --file "$2" >/dev/null ;;
      esac ;;
    /*) mkdir -p -m 700 "$(dirname "$2")" && cp "$1" "$2" ;;
    *) echo "WAN_PLANS is neither s3://…, nor https://….blob.core.windows.net/…, nor an absolute folder: $WAN_PLANS" >&2; exit 2 ;;
  esac
}
case "$what" in
  put)
    for note in "$folder"/*.plan.json; do
      [ -e "$note" ] || continue
      plan="${note%.plan.json}.tfplan"
      if [ -e "$plan" ]; then copy "$plan" "$place/$(basename "$plan")"; fi
      copy "$note" "$place/$(basename "$note")"
    done ;;
  get)
    for stack in "$@"; do
      # What is not there is told by `wan deploy --saved`, with what to do.
      copy "$place/$stack.plan.json" "$folder/$stack.plan.json" || { echo "$stack: no plan of this commit in $WAN_PLANS" >&2; continue; }
      if grep -q '"planned"' "$folder/$stack.plan.json"; then copy "$place/$stack.tfplan" "$folder/$stack.tfplan"; fi
    done ;;
  *) echo "put or get, not $what" >&2; exit 2 ;;
esac
