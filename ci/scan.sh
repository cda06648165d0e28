#!/usr/bin/env bash
# scan.sh: looks for known vulnerabilities in the images that ci/build.sh made, before any is pushed. Fails where
# one is severe and has a fix; those without a fix are only told, because nobody here could mend them.
#
#   SCAN_LOCATION  us, europe or asia: where Artifact Analysis works on the package list
#   SCAN_BLOCKS    severities that fail (default: CRITICAL HIGH)
# IMAGE_REGISTRY and COMMIT as in ci/images.sh. Needs gcloud and a Docker engine.
set -euo pipefail
cd "$(dirname "$0")/.."
. ci/images.sh

location=${SCAN_LOCATION:?scan: set SCAN_LOCATION to us, europe or asia}
blocks=${SCAN_BLOCKS:-CRITICAL HIGH}
format='csv[no-heading](vulnerability.effectiveSeverity,vulnerability.fixAvailable,vulnerability.shortDescription)'
blocked=

for name in "${IMAGES[@]}"; do
  scan=$(gcloud artifacts docker images scan "$(image "$name")" --location "$location" --format 'value(response.scan)')
  found=$(gcloud artifacts docker images list-vulnerabilities "${scan:?scan: no scan of $name was made}" --format "$format")
  while IFS=, read -r severity fixable what; do
    [[ " $blocks " == *" $severity "* ]] || continue
    echo "scan: $name: $severity $what, fix available: ${fixable:-False}"
    [ "$fixable" != True ] || blocked+=" $name:$what"
  done <<<"$found"
done
[ -z "$blocked" ] || { echo "scan: not to be pushed:$blocked. Renew the base image or run \`make lock\`." >&2; exit 1; }
