#!/usr/bin/env bash
# The tests that need a BigQuery emulator: that at BIGQUERY_EMULATOR_HOST, or else a bigquery-emulator of our own,
# which ends with the tests. With neither it fails, unless SKIP_CLOUD=1. Run by `make test-cloud`.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ -n "${BIGQUERY_EMULATOR_HOST:-}" ]; then
  echo "test-cloud: the BigQuery emulator at $BIGQUERY_EMULATOR_HOST"
elif command -v bigquery-emulator >/dev/null; then
  echo "test-cloud: a bigquery-emulator of our own, started and ended by the tests"
else
  echo "test-cloud: a BigQuery emulator is needed: set BIGQUERY_EMULATOR_HOST, or put bigquery-emulator on the PATH" >&2
  echo "  (it needs clang, and a quarter of an hour on 2 cores):" >&2
  echo "  CGO_ENABLED=1 CXX=clang++ go install github.com/goccy/bigquery-emulator/cmd/bigquery-emulator@v0.6.6" >&2
  [ "${SKIP_CLOUD:-}" = 1 ] || { echo "test-cloud: SKIP_CLOUD=1 leaves these tests out" >&2; exit 69; }
  echo "test-cloud: skipped, as SKIP_CLOUD=1 asks"
  exit 0
fi
.venv/bin/python -m pytest --quiet tests/cloud
echo "test-cloud: all passed."
