#!/usr/bin/env bash
# Builds every image into the engine at DOCKER_HOST, or the usual one, as spendcast/NAME:latest: the names that
# `spendcast run --docker` looks for. Run by `make images`.
#
#   BASE_IMAGE  to start from another image than the Dockerfiles name
set -euo pipefail
cd "$(dirname "$0")/.."

commit=$(git describe --always --dirty --abbrev=40 --exclude '*')
for dockerfile in steps/*/Dockerfile serving/Dockerfile; do
  room=$(dirname "$dockerfile")
  image=spendcast/$(basename "$room"):latest
  DOCKER_BUILDKIT=1 docker build --quiet --file "$dockerfile" --tag "$image" --build-arg "COMMIT=$commit" \
    ${BASE_IMAGE:+--build-arg "BASE_IMAGE=$BASE_IMAGE"} . >/dev/null
  echo "images: $image"
done
