#!/usr/bin/env bash
# build.sh NAME...: builds images (validate, train, evaluate, publish, serving) with the layers that ci/push.sh kept.
#
# IMAGE_REGISTRY and COMMIT as in ci/images.sh; BASE_IMAGE to start from another image than the Dockerfiles name.
# The stage that installs packages is an image of its own here, because layers inside the last image are all
# that every Docker engine can keep in a registry.
set -euo pipefail
cd "$(dirname "$0")/.."
. ci/images.sh

[ $# -gt 0 ] || { echo "build: name one or more of: ${IMAGES[*]}" >&2; exit 64; }

dockerfile() { [ "$1" = serving ] && echo serving/Dockerfile || echo "steps/$1/Dockerfile"; }

build() { # NAME ARGUMENT...
  local name=$1 cache=()
  shift
  # Without the host of a registry of ours, the engine would ask a public one for a name that anybody can take.
  [[ $IMAGE_REGISTRY != *[.:]* ]] || cache=(--cache-from "$(layers "$name" build)" --cache-from "$(layers "$name" image)")
  DOCKER_BUILDKIT=1 docker build --file "$(dockerfile "$name")" --build-arg BUILDKIT_INLINE_CACHE=1 "${cache[@]}" \
    ${BASE_IMAGE:+--build-arg "BASE_IMAGE=$BASE_IMAGE"} --build-arg "COMMIT=$COMMIT" "$@" .
}

for name in "$@"; do
  echo "build: $(image "$name")"
  build "$name" --target build --tag "$(layers "$name" build)"
  build "$name" --tag "$(image "$name")" --tag "$(layers "$name" image)"
done
