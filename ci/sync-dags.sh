#!/usr/bin/env bash
# sync-dags.sh: puts the DAG and the build manifest beside it into a folder of their own in Composer's bucket. What
# was there and is no longer part of it goes; nothing outside the folder is touched.
#
#   REGION, COMPOSER  where the Composer environment is, and its name
set -euo pipefail
cd "$(dirname "$0")/.."

dags=$(gcloud composer environments describe "${COMPOSER:?sync-dags: name the Composer environment}" \
  --location "${REGION:?sync-dags: name its region}" --format 'value(config.dagGcsPrefix)')
[[ $dags == gs://*/dags ]] || { echo "sync-dags: Composer named '$dags' as its folder of DAGs" >&2; exit 70; }

staged=$(mktemp -d)
trap 'rm -rf "$staged"' EXIT
shopt -s nullglob
cp images.json dags/.airflowignore dags/*.py dags/*.html "$staged"
gcloud storage rsync "$staged" "$dags/spendcast" --recursive --delete-unmatched-destination-objects
