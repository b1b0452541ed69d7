# Sourced: run COMMAND… runs it and passes on what a cancelled job is told. A runner tells the shell alone, several times over; Terraform must hear it
# once, since the second time it drops what it is at, and must end before anything that waits for it (the folder of plans) goes.
run() {
  "$@" &
  local child=$! code=0
  trap 'trap "" INT TERM; kill -TERM "$child" 2>/dev/null || true' INT TERM
  wait "$child" || code=$?
  while kill -0 "$child" 2>/dev/null; do
    code=0
    wait "$child" || code=$?
  done
  trap - INT TERM
  return "$code"
}
