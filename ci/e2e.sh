#!/usr/bin/env bash
# e2e.sh: the end-to-end run. A made-up advertiser goes through the images that ci/build.sh made, as they run in
# production: no root, no capabilities, nothing writable but the store and /tmp, no network.
#
# IMAGE_REGISTRY and COMMIT as in ci/images.sh. Leaves nothing behind.
set -euo pipefail
cd "$(dirname "$0")/.."
. ci/images.sh

run=runs/e2e
server=
store=$(docker volume create)
trap '[ -z "$server" ] || docker rm --force "$server" >/dev/null; docker volume rm "$store" >/dev/null' EXIT

confined=(--read-only --tmpfs /tmp --network none --cap-drop ALL --security-opt no-new-privileges --volume "$store:/store")

step() { # NAME INPUT...: INPUT is NAME=PLACE below the store
  local name=$1 inputs=()
  shift
  [ "$name" != validate ] || inputs=(--param as_of=2026-01-05)
  for input in "$@"; do inputs+=(--input "${input/=/=/store/}"); done
  echo "e2e: $name"
  docker run --rm "${confined[@]}" "$(image "$name")" "${inputs[@]}" --output "/store/$run/$name.json"
}

# A new volume is root's: root fills it and hands it to the images' user.
docker run --rm --interactive --user 0 --network none --volume "$store:/store" \
  --entrypoint /venv/bin/python "$(image train)" - /store <ci/sample.py
docker run --rm --user 0 --network none --volume "$store:/store" --entrypoint chown "$(image train)" -R 10001:10001 /store

validated=validate=$run/validate.json trained=train=$run/train.json
step validate raw=raw/
step train "$validated"
step evaluate "$validated" "$trained"
step publish "$validated" "$trained" "evaluate=$run/evaluate.json"

echo "e2e: serving"
server=$(docker run --detach "${confined[@]}" "$(image serving)" --store /store)
docker exec --interactive "$server" /venv/bin/python - /store e2e http://127.0.0.1:8080 <ci/check_run.py
