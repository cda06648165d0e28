#!/usr/bin/env bash
# check.sh: lint and unit tests; needs Python 3.11 and make.
set -euo pipefail
cd "$(dirname "$0")/.."

make lint
.venv/bin/python -m pytest --numprocesses auto --quiet tests/unit
