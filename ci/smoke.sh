#!/usr/bin/env bash
# smoke.sh URL: asks a server whether it is ready, and for the answer to a plan without spend.
#
#   SMOKE_TOKEN  identity token, where the server lets nobody in without one
set -euo pipefail

url=${1:?smoke: give the URL of a server}
ask() {
  curl --fail-with-body --silent --show-error --max-time 30 --retry 5 --retry-connrefused \
    ${SMOKE_TOKEN:+--header "Authorization: Bearer $SMOKE_TOKEN"} "$@"
}

ask "$url/readyz" >/dev/null
answer=$(ask "$url/v1/predict" --header 'Content-Type: application/json' --data '{"spend": {}}')
[[ $answer == *'"revenue"'* ]] || { echo "smoke: $url answered without a revenue: $answer" >&2; exit 1; }
echo "smoke: $url answers"
