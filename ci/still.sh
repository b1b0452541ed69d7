#!/usr/bin/env bash
# Whether BASE is what is deployed still: ci/still.sh BASE
# A run that is started again after a newer one has gone through would put back what was before. Where nobody can be asked (a laptop) it is taken as said.
set -euo pipefail
cd "$(dirname "$0")/.."
base=${1:?what was deployed when the run began?}
. ci/host.sh
if [ -z "$host" ]; then exit 0; fi
now=$(GITHUB_OUTPUT='' ci/deployed.sh)
if [ "$now" != "$base" ]; then
  echo "This run began when $base was deployed, and now $now is: start a new run of what is merged last, and leave this one." >&2
  exit 2
fi
