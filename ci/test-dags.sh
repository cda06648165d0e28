#!/usr/bin/env bash
# The tests of the DAG, once in each Airflow that it supports. Run by `make test-dags`.
set -euo pipefail
cd "$(dirname "$0")/.."

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
for version in 2.11 3.3; do
  ci/airflow-env.sh "$version"
  echo "test-dags: Airflow $version"
  AIRFLOW_HOME=$home/$version ".venv-airflow-$version/bin/python" -m pytest -c tests/dags/pytest.ini tests/dags
done
echo "test-dags: all passed. Next: make test-cluster (a cluster, and a registry it pulls from)."
