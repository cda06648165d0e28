#!/usr/bin/env bash
# The tests that need a cluster: a whole Airflow runs the DAG in pods of the real images, on a GCS emulator.
#
#   KUBECONFIG             the cluster (or kubectl's usual one); the tests work in a namespace of their own
#   DOCKER_HOST            the engine that builds the images (or the usual one)
#   IMAGE_REGISTRY         a registry that the engine pushes to and the cluster pulls from
#   STORAGE_EMULATOR_HOST  a GCS emulator that this machine and the pods reach at one address
# and Skaffold 2.16 or newer and PostgreSQL's server (Debian: postgresql) for Airflow. BASE_IMAGE as in ci/build.sh. Where one is missing it fails, unless
# SKIP_CLUSTER=1. With bigquery-emulator on the PATH, evaluations go to it. Run by `make test-cluster`.
set -euo pipefail
cd "$(dirname "$0")/.."

lacks() {
  echo "test-cluster: $1" >&2
  [ "${SKIP_CLUSTER:-}" = 1 ] || { echo "test-cluster: SKIP_CLUSTER=1 leaves these tests out" >&2; exit 69; }
  echo "test-cluster: skipped, as SKIP_CLUSTER=1 asks"
  exit 0
}

kubectl get namespaces >/dev/null 2>&1 || lacks "a cluster is needed and kubectl reaches none: set KUBECONFIG, or make one (kind create cluster)"
docker version >/dev/null 2>&1 || lacks "a Docker engine is needed and none answers: set DOCKER_HOST"
[ -n "${IMAGE_REGISTRY:-}" ] || lacks "set IMAGE_REGISTRY to a registry that the cluster pulls from"
[ -n "${STORAGE_EMULATOR_HOST:-}" ] || lacks "set STORAGE_EMULATOR_HOST to a GCS emulator that the pods reach"
command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || lacks "PostgreSQL's server is needed (apt-get install postgresql)"
command -v skaffold >/dev/null || lacks "Skaffold 2.16 or newer is needed on the PATH: skaffold.dev/docs/install"

ci/airflow-env.sh 2.11
ci/airflow-env.sh 3.3
echo "test-cluster: images into $IMAGE_REGISTRY (5 min at first, seconds when nothing has changed)"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
{ ci/build.sh validate train evaluate publish serving && ci/push.sh && ci/manifest.sh; } >"$log" 2>&1 || {
  tail -n 40 "$log" >&2
  exit 70
}
echo "test-cluster: Airflow and pods (6 to 12 min on 2 cores)"
.venv/bin/python -m pytest --quiet tests/cluster
echo "test-cluster: all passed."
