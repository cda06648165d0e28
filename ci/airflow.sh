#!/usr/bin/env bash
# airflow.sh: Airflow's own pages on this machine, with the DAG as it stands in dags/ and pods in the cluster that
# kubectl uses. State is kept in .airflow. Run by `make airflow`; ends with ctrl-c.
#
#   SPENDCAST_STORE        gs://bucket/prefix (default: gs://spendcast-local, which ci/local-store.sh fills)
#   SPENDCAST_NAMESPACE    where pods run (default: default)
#   STORAGE_EMULATOR_HOST  address of a GCS emulator that this machine and the pods can reach
#   AIRFLOW_CONN_GOOGLE_CLOUD_DEFAULT  who reads a bucket of Google's (default: the credentials of this machine)
#   AIRFLOW_PORT           default: 8080
#   SPENDCAST_POOL         pool that bounds the pods of all runs (default: spendcast), made with SPENDCAST_MAX_PODS slots
# Needs images.json: ci/build.sh, ci/push.sh and ci/manifest.sh write it. Settings of the DAG as in dags/.
set -euo pipefail
cd -P "$(dirname "$0")/.."

[ -e images.json ] || {
  echo "airflow: images.json is missing; with IMAGE_REGISTRY set to a registry that the cluster pulls from, run" >&2
  echo "  ci/build.sh validate train evaluate publish serving && ci/push.sh && ci/manifest.sh" >&2
  exit 66
}
kubectl get namespaces >/dev/null || { echo "airflow: kubectl reaches no cluster; set KUBECONFIG" >&2; exit 69; }
ci/airflow-env.sh 3.3

home=$PWD/.airflow
passwords=$home/simple_auth_manager_passwords.json.generated
port=${AIRFLOW_PORT:-8080}
mkdir -p "$home/dags"
ln -sf "$PWD"/dags/.airflowignore "$PWD"/dags/*.py "$PWD"/dags/*.html "$PWD/images.json" "$home/dags"
[ -s "$passwords" ] || (umask 077 && printf '{"admin": "%s"}' "$(.venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(12))')" >"$passwords")
echo "airflow: http://localhost:$port in a minute or two; user admin, password $(sed 's/.*: "\(.*\)".*/\1/' "$passwords")"

export AIRFLOW_HOME=$home
export AIRFLOW__API__HOST=127.0.0.1 AIRFLOW__API__PORT=$port AIRFLOW__API__BASE_URL=http://localhost:$port
export AIRFLOW__CORE__EXECUTION_API_SERVER_URL=http://localhost:$port/execution/
export AIRFLOW__CORE__EXECUTOR=LocalExecutor AIRFLOW__CORE__PARALLELISM=4 AIRFLOW__CORE__LOAD_EXAMPLES=False
export AIRFLOW_VAR_SPENDCAST_STORES=${AIRFLOW_VAR_SPENDCAST_STORES:-${SPENDCAST_STORE:-gs://spendcast-local}}
export AIRFLOW_CONN_GOOGLE_CLOUD_DEFAULT=${AIRFLOW_CONN_GOOGLE_CLOUD_DEFAULT:-google-cloud-platform://}
export SPENDCAST_NAMESPACE=${SPENDCAST_NAMESPACE:-default}
export SPENDCAST_EVALUATIONS=${SPENDCAST_EVALUATIONS:-sqlite:////tmp/evaluations.sqlite}
export AIRFLOW__CORE__DAGBAG_IMPORT_TIMEOUT=120 # a task's process imports all of Airflow's providers itself
export SPENDCAST_POOL=${SPENDCAST_POOL:-spendcast}
export PATH=$PWD/.venv-airflow-3.3/bin:$PATH
airflow db migrate >"$home/migrate.log" 2>&1 || { echo "airflow: no database; see $home/migrate.log" >&2; exit 70; }
airflow pools set "$SPENDCAST_POOL" "${SPENDCAST_MAX_PODS:-8}" "pods of Spendcast" >/dev/null
exec ci/airflow-parts.sh
