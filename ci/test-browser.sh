#!/usr/bin/env bash
# The tests of what people see, in a real browser: a Chromium on the PATH, at SPENDCAST_CHROMIUM, or Playwright's
# own. Without one it fails, unless SKIP_BROWSER=1. Run by `make test-browser`.
set -euo pipefail
cd "$(dirname "$0")/.."

status=0
.venv/bin/python -m pytest --quiet tests/browser || status=$?
if [ "$status" -eq 69 ] && [ "${SKIP_BROWSER:-}" = 1 ]; then
  echo "test-browser: skipped, as SKIP_BROWSER=1 asks"
  exit 0
fi
[ "$status" -ne 69 ] || echo "test-browser: SKIP_BROWSER=1 leaves these tests out" >&2
[ "$status" -eq 0 ] || exit "$status"
echo "test-browser: all passed."
