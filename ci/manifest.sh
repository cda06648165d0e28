#!/usr/bin/env bash
# manifest.sh: writes images.json, the build manifest: {"commit": ..., "images": {NAME: REGISTRY/NAME@sha256:...}}.
# The digests are those that the registry answered when ci/push.sh pushed; an image that was not pushed is an error.
#
# IMAGE_REGISTRY and COMMIT as in ci/images.sh.
set -euo pipefail
cd "$(dirname "$0")/.."
. ci/images.sh

digest() { # NAME
  local repository=$IMAGE_REGISTRY/$1
  docker image inspect --format '{{range .RepoDigests}}{{println .}}{{end}}' "$(image "$1")" | grep -F "$repository@" || {
    echo "manifest: no registry has answered for $(image "$1"); run ci/push.sh first" >&2
    return 65
  }
}

entries=
for name in "${IMAGES[@]}"; do
  entries+="${entries:+,}"$'\n'"    \"$name\": \"$(digest "$name")\""
done
printf '{\n  "commit": "%s",\n  "images": {%s\n  }\n}\n' "$COMMIT" "$entries" >images.json
echo "manifest: images.json"
cat images.json
