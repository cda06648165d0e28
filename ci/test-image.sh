#!/usr/bin/env bash
# test-image.sh NAME [IMAGE]: runs the tests of a room inside its image, as the image runs in production:
# no root, no capabilities, nothing writable but /tmp, no network.
#
# IMAGE is by default the one that ci/build.sh made; BASE_IMAGE as there.
set -euo pipefail
cd "$(dirname "$0")/.."
. ci/images.sh

name=${1:?test-image: name an image: one of ${IMAGES[*]}}
image=${2:-$(image "$name")}
tests=$(mktemp)
trap 'rm -f "$tests"' EXIT

DOCKER_BUILDKIT=1 docker build --quiet --iidfile "$tests" --file ci/test.Dockerfile --build-arg "IMAGE=$image" \
  --build-arg "ROOM=$name" ${BASE_IMAGE:+--build-arg "BASE_IMAGE=$BASE_IMAGE"} . >/dev/null
docker run --rm --read-only --tmpfs /tmp --network none --cap-drop ALL --security-opt no-new-privileges \
  "$(cat "$tests")"
