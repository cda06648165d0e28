#!/usr/bin/env bash
# The tests that need a GCS emulator: that at STORAGE_EMULATOR_HOST, or else a fake-gcs-server of our own, which
# ends with the tests. With neither it fails, unless SKIP_EMULATORS=1. Run by `make test-emulators`.
set -euo pipefail
cd "$(dirname "$0")/.."

python=.venv/bin/python

free_port() { "$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

start_emulator() {
  local port
  port=$(free_port)
  log=$(mktemp)
  fake-gcs-server -backend memory -scheme http -host 127.0.0.1 -port "$port" -public-host "127.0.0.1:$port" >"$log" 2>&1 &
  emulator=$!
  trap 'kill "$emulator" && wait "$emulator" || true; rm -f "$log"' EXIT
  export STORAGE_EMULATOR_HOST=http://127.0.0.1:$port
  for _ in $(seq 50); do
    ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || return 0
    kill -0 "$emulator" 2>/dev/null || break
    sleep 0.2
  done
  echo "test-emulators: fake-gcs-server did not answer on port $port; it said:" >&2
  tail -n 5 "$log" >&2
  exit 70
}

if [ -n "${STORAGE_EMULATOR_HOST:-}" ]; then
  echo "test-emulators: the GCS emulator at $STORAGE_EMULATOR_HOST"
elif command -v fake-gcs-server >/dev/null; then
  start_emulator
  echo "test-emulators: a fake-gcs-server of our own at $STORAGE_EMULATOR_HOST"
else
  echo "test-emulators: a GCS emulator is needed: set STORAGE_EMULATOR_HOST, or put fake-gcs-server on the PATH:" >&2
  echo "  go install github.com/fsouza/fake-gcs-server@v1.56.1" >&2
  [ "${SKIP_EMULATORS:-}" = 1 ] || { echo "test-emulators: SKIP_EMULATORS=1 leaves these tests out" >&2; exit 69; }
  echo "test-emulators: skipped, as SKIP_EMULATORS=1 asks"
  exit 0
fi
"$python" -m pytest --quiet tests/emulators
echo "test-emulators: all passed."
