#!/usr/bin/env bash
# airflow-parts.sh: Airflow's scheduler, DAG processor, triggerer and API server side by side, each line of their logs
# with its part's name, until a signal comes or one of them ends. `airflow standalone` is the same but for its log
# servers, which listen on every address of a machine; here the API server reads the logs from the disk.
set -euo pipefail

run() { # PART OPTION...
  airflow "$@" > >(sed -u "s/^/$1 | /") 2>&1 &
}
# shellcheck disable=SC2329 # the trap below calls it
end() { # what has run tasks may wait for its workers for ever, so its time is limited
  for part in $(jobs -pr); do
    kill "$part" || true
  done
  for _ in $(seq 40); do
    [ -n "$(jobs -pr)" ] || return 0
    sleep 0.5
  done
  for part in $(jobs -pr); do
    pkill -KILL -P "$part" || true
    kill -KILL "$part" || true
  done
}
trap end EXIT
trap 'exit 0' INT TERM
run scheduler --skip-serve-logs
run dag-processor
run triggerer --skip-serve-logs
run api-server
wait -n || true
echo "airflow: one of its parts has ended, so the others do; its last lines say why" >&2
exit 70
