#!/usr/bin/env bash
# airflow-env.sh VERSION: makes .venv-airflow-VERSION from tests/dags/requirements-airflow-VERSION.txt, unless it was
# made from that very list. VERSION is 2.11 or 3.3. Needs .venv with the tests' tools (ci/setup.sh --with-tests).
set -euo pipefail
cd "$(dirname "$0")/.."

version=${1:?airflow-env: name a version: 2.11 or 3.3}
venv=.venv-airflow-$version
lock=tests/dags/requirements-airflow-$version.txt
uv=.venv/bin/uv

state=$(cksum <"$lock")
[ "$state" != "$(cat "$venv/.installed" 2>/dev/null)" ] || exit 0
echo "airflow: $(grep -c '==' "$lock") locked packages into $venv (1 to 3 min at first, 1.5 GB)"
[ -x "$venv/bin/python" ] || "$uv" venv --quiet --python .venv/bin/python "$venv"
rm -f "$venv/.installed"
"$uv" pip sync --quiet --require-hashes --python "$venv/bin/python" "$lock"
echo "$state" >"$venv/.installed"
