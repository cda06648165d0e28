#!/usr/bin/env bash
# Names of the images, for the other scripts: source it. Sets IMAGES, IMAGE_REGISTRY and COMMIT unless they are set.
#
#   IMAGE_REGISTRY  where images live (default: spendcast, which is no registry: the images stay in the engine)
#   COMMIT          what they are made from (default: that of the checkout, with -dirty after changes)
set -euo pipefail

# shellcheck disable=SC2034 # the scripts that source this use it
IMAGES=(validate train evaluate publish serving)
export IMAGE_REGISTRY=${IMAGE_REGISTRY:-spendcast}
COMMIT=${COMMIT:-$(git describe --always --dirty --abbrev=40 --exclude '*')}
export COMMIT

image() { echo "$IMAGE_REGISTRY/$1:$COMMIT"; }

# layers NAME STAGE: where the layers of a Dockerfile's stage are kept for the next build.
layers() { echo "$IMAGE_REGISTRY/layers/$1:$2"; }
