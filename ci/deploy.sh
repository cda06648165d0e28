#!/usr/bin/env bash
# deploy.sh: makes a new revision of the Cloud Run service from the serving image of images.json. It gets no
# traffic, only the tag `candidate`, by which ci/rollout.sh tries it. The service itself is Terraform's.
#
#   REGION, SERVICE  where the service is, and its name
set -euo pipefail
cd "$(dirname "$0")/.."

image=$(sed -n 's/.*"serving": "\([^"]*\)".*/\1/p' images.json)
gcloud run deploy "${SERVICE:?deploy: name the Cloud Run service}" --region "${REGION:?deploy: name its region}" \
  --image "${image:?deploy: images.json names no serving image; run ci/manifest.sh}" --no-traffic --tag candidate --quiet
