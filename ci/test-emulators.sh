#!/usr/bin/env bash
# The tests that need a GCS emulator: that at STORAGE_EMULATOR_HOST, or else a fake-gcs-server of our own, which
# ends with the tests. With neither it fails, unless SKIP_EMULATORS=1. Run by `make test-emulators`.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ -n "${STORAGE_EMULATOR_HOST:-}" ]; then
  echo "test-emulators: the GCS emulator at $STORAGE_EMULATOR_HOST"
elif command -v fake-gcs-server >/dev/null; then
  echo "test-emulators: a fake-gcs-server of our own, started and ended by the tests"
else
  echo "test-emulators: a GCS emulator is needed: set STORAGE_EMULATOR_HOST, or put fake-gcs-server on the PATH:" >&2
  echo "  go install github.com/fsouza/fake-gcs-server@v1.56.1" >&2
  [ "${SKIP_EMULATORS:-}" = 1 ] || { echo "test-emulators: SKIP_EMULATORS=1 leaves these tests out" >&2; exit 69; }
  echo "test-emulators: skipped, as SKIP_EMULATORS=1 asks"
  exit 0
fi
.venv/bin/python -m pytest --numprocesses 2 --quiet tests/emulators
echo "test-emulators: all passed."
