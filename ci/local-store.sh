#!/usr/bin/env bash
# local-store.sh: prepares the store that a cluster's pods use in the local loop, and tells them of it by the
# ConfigMap `spendcast`. A store without a model gets a made-up advertiser and a first run. Does nothing the next time.
#
#   SPENDCAST_STORE        gs://bucket/prefix (default: gs://spendcast-local)
#   STORAGE_EMULATOR_HOST  address of a GCS emulator that this machine and the pods can reach; its bucket is made
# Run by Skaffold before it deploys; needs kubectl and .venv (make setup).
set -euo pipefail
cd "$(dirname "$0")/.."

export SPENDCAST_STORE=${SPENDCAST_STORE:-gs://spendcast-local}
export SPENDCAST_EVALUATIONS=sqlite:////tmp/evaluations.sqlite # of no use to a local loop, but evaluate wants one
spendcast=.venv/bin/spendcast
bucket=${SPENDCAST_STORE#gs://}
bucket=${bucket%%/*}

# Skaffold hands down the namespaces that it deploys to, and no context that kubectl would take them from.
in_namespace=(${SKAFFOLD_NAMESPACES:+--namespace="${SKAFFOLD_NAMESPACES%%,*}"})
apply() { kubectl "${in_namespace[@]}" create configmap "$@" --dry-run=client --output yaml | kubectl "${in_namespace[@]}" apply --filename -; }
apply spendcast-ci --from-file=ci/check_run.py
settings=(--from-literal=SPENDCAST_STORE="$SPENDCAST_STORE" --from-literal=SPENDCAST_EVALUATIONS="$SPENDCAST_EVALUATIONS")
emptied=false
if [ -n "${STORAGE_EMULATOR_HOST:-}" ]; then
  settings+=(--from-literal=STORAGE_EMULATOR_HOST="$STORAGE_EMULATOR_HOST")
  buckets=$STORAGE_EMULATOR_HOST/storage/v1/b
  if ! curl --fail --silent --output /dev/null "$buckets/$bucket"; then
    emptied=true # an emulator forgets all when it starts anew
    curl --fail-with-body --silent --show-error --output /dev/null "$buckets" --json "{\"name\": \"$bucket\"}"
  fi
fi
store=$(kubectl "${in_namespace[@]}" get configmap spendcast --ignore-not-found --output 'jsonpath={.data.SPENDCAST_STORE}')
[ "$store" != "$SPENDCAST_STORE" ] || "$emptied" || exit 0

if ! "$spendcast" models show >/dev/null 2>&1; then
  sample=$(mktemp -d)
  trap 'rm -rf "$sample"' EXIT
  "$spendcast" data sample "$sample"
  "$spendcast" data add "$sample"/*.csv*
  "$spendcast" run --as-of 2026-01-05
fi
apply spendcast "${settings[@]}"
