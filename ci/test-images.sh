#!/usr/bin/env bash
# Builds the images and runs the tests that need a Docker engine: the one at DOCKER_HOST, or the usual one. With none
# it fails, unless SKIP_IMAGES=1. BASE_IMAGE as in ci/build-images.sh. Run by `make test-images`.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! answer=$(docker version --format '{{.Server.Version}}' 2>&1); then
  echo "test-images: a Docker engine is needed and none answers: ${answer##*$'\n'}" >&2
  echo "  start Docker Desktop or \`systemctl start docker\`, or set DOCKER_HOST to an engine's address" >&2
  [ "${SKIP_IMAGES:-}" = 1 ] || { echo "test-images: SKIP_IMAGES=1 leaves these tests out" >&2; exit 69; }
  echo "test-images: skipped, as SKIP_IMAGES=1 asks"
  exit 0
fi
echo "test-images: Docker $answer; building the images (5 min at first, seconds when nothing has changed)"
ci/build-images.sh
# -s shows the sizes and times that the tests measure.
SPENDCAST_IMAGES=spendcast/ .venv/bin/python -m pytest --quiet -s tests/images
echo "test-images: all passed."
