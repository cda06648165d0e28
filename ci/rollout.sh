#!/usr/bin/env bash
# rollout.sh: tries the revision tagged `candidate`, then hands it the traffic step by step. When a try fails, or
# the revision answered a request with 5xx, or this is stopped, traffic goes back to where it was.
#
#   REGION, SERVICE   where the Cloud Run service is, and its name
#   TRAFFIC_STEPS     percentages (default: 10 50 100)
#   TRAFFIC_SECONDS   how long each is watched (default: 120)
set -euo pipefail
cd "$(dirname "$0")/.."

service=${SERVICE:?rollout: name the Cloud Run service}
region=${REGION:?rollout: name its region}
seconds=${TRAFFIC_SECONDS:-120}

describe() { gcloud run services describe "$service" --region "$region" "$@"; }
send() { gcloud run services update-traffic "$service" --region "$region" --to-revisions "$1" --quiet; }

# Fails when the candidate does not answer as it should, or did not answer somebody else.
try() {
  SMOKE_TOKEN=$token bash ci/smoke.sh "$url"
  local failure
  failure=$(gcloud logging read "resource.type=cloud_run_revision AND resource.labels.service_name=$service AND \
resource.labels.revision_name=$revision AND httpRequest.status>=500" --limit 1 --freshness 1h --format 'value(timestamp)')
  [ -z "$failure" ] || { echo "rollout: $revision answered with 5xx at $failure" >&2; return 1; }
}

before="" revision="" url=""
while IFS=, read -r name percent tag address; do
  [ "${percent:-0}" -eq 0 ] || before+="${before:+,}$name=$percent"
  [ "$tag" != candidate ] || { revision=$name url=$address; }
done < <(describe --flatten status.traffic --format \
  'csv[no-heading](status.traffic.revisionName,status.traffic.percent,status.traffic.tag,status.traffic.url)')
: "${revision:?rollout: $service has no revision tagged candidate; run ci/deploy.sh}"
: "${before:?rollout: $service has no revision that takes traffic}"
token=$(gcloud auth print-identity-token --audiences "$(describe --format 'value(status.url)')")

try
back() {
  local status=$?
  [ "$status" -ne 0 ] || return 0
  echo "rollout: back to $before" >&2
  send "$before"
}
trap back EXIT
trap 'exit 143' TERM INT
for percent in ${TRAFFIC_STEPS:-10 50 100}; do
  echo "rollout: $percent % to $revision"
  send "$revision=$percent"
  sleep "$seconds" & wait $! # in the background, or a signal would wait until it is over
  try
done
