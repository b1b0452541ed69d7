#!/usr/bin/env bash
# What is not as it was deployed, and what ends soon: ci/drift.sh OUT
# What is checked out has to be what is deployed (ci/deployed.sh says which commit). OUT gets drift.md, which holds names and no values. Needs a role
# that may read, and aws where circuits have certificates: the account of the role is asked for those in the regions that WAN_CERTIFICATE_REGIONS names.
# Exit code 1 where somebody has to look.
set -euo pipefail
cd "$(dirname "$0")/.."
. ci/signals.sh
out=${1:?where to? ci/drift.sh OUT}
mkdir -p "$out"
node bin/start.cjs >&2
certificates=()
for region in ${WAN_CERTIFICATE_REGIONS:-}; do
  # Private certificates with a key that isn't RSA 2048 are left out unless they are asked for.
  aws acm list-certificates --region "$region" --output json \
    --includes keyTypes=RSA_2048,RSA_3072,RSA_4096,EC_prime256v1,EC_secp384r1,EC_secp521r1 >"$out/certificates-$region.json"
  certificates+=("$out/certificates-$region.json")
done
code=0
run node bin/wan.cjs drift ${certificates[@]+--certificates "${certificates[@]}"} >"$out/drift.md" || code=$?
cat "$out/drift.md"
exit "$code"
