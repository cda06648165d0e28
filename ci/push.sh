#!/usr/bin/env bash
# push.sh: pushes the images that ci/build.sh made, and their layers for the next build.
#
# IMAGE_REGISTRY and COMMIT as in ci/images.sh.
set -euo pipefail
cd "$(dirname "$0")/.."
. ci/images.sh

for name in "${IMAGES[@]}"; do
  docker push --quiet "$(image "$name")"
  docker push --quiet "$(layers "$name" build)"
  docker push --quiet "$(layers "$name" image)"
done
