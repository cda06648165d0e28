#!/usr/bin/env bash
# The tests of the DAG, once in each Airflow that it supports, both at once. Run by `make test-dags`.
set -euo pipefail
cd "$(dirname "$0")/.."

versions=(2.11 3.3)
for version in "${versions[@]}"; do ci/airflow-env.sh "$version"; done

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
test_dags() { AIRFLOW_HOME=$home/$1 ".venv-airflow-$1/bin/python" -m pytest -c tests/dags/pytest.ini tests/dags; }

echo "test-dags: Airflow ${versions[*]}, at once (2 min on 2 cores)"
running=()
for version in "${versions[@]}"; do
  test_dags "$version" >"$home/$version.log" 2>&1 &
  running+=($!)
done
failed=0
for index in "${!versions[@]}"; do
  wait "${running[index]}" || failed=1
  printf '\ntest-dags: Airflow %s\n' "${versions[index]}"
  cat "$home/${versions[index]}.log"
done
[ "$failed" = 0 ] || exit 1
echo "test-dags: all passed. Next: make test-cluster (a cluster, and a registry it pulls from)."
