#!/usr/bin/env bash
# Compiles every hash-locked requirements.txt from the rooms' pyproject.toml files. Run by `make lock`.
#
# One resolution of everything is made first and constrains the rest, so that an image and a laptop
# never hold different versions of one package. Releases younger than a week are left out: most broken
# or malicious ones are withdrawn within days.
set -euo pipefail
cd "$(dirname "$0")/.."

uv=${UV:-uv}
command -v "$uv" >/dev/null || { echo "lock: uv is needed (pip install uv, or set UV=path)" >&2; exit 69; }

rooms=(libs/contract libs/storage libs/ingest libs/mixmodel libs/report steps/validate steps/train steps/evaluate steps/publish serving cli)
ours=()
for room in "${rooms[@]}"; do
  name=$(sed -n 's/^name = "\(.*\)"/\1/p' "$room/pyproject.toml")
  ours+=(--no-emit-package "$name")
done
cooldown=${LOCK_BEFORE:-$(date -u -d '7 days ago' +%Y-%m-%dT00:00:00Z)}
constraints=$(mktemp)
backend=$(mktemp)
init=$(mktemp)
trap 'rm -f "$constraints" "$backend" "$init"' EXIT
echo 'flit-core>=3.11,<5' >"$backend" # the build backend is installed from the lock too
echo 'dumb-init>=1.2.5' >"$init" # each image's process number 1

compile() { # OUTPUT SOURCE...
  local output=$1
  shift
  "$uv" pip compile --quiet --universal --python-version 3.11 --exclude-newer "$cooldown" --generate-hashes \
    --no-annotate --no-header --no-emit-index-url "${ours[@]}" --constraints "$constraints" --output-file "$output.new" "$@" >/dev/null
  { echo "# Made by ci/lock.sh; edit the pyproject.toml files and run \`make lock\`."; cat "$output.new"; } >"$output"
  rm "$output.new"
  echo "lock: $output ($(grep -c '==' "$output") packages)"
}

"$uv" pip compile --quiet --universal --python-version 3.11 --exclude-newer "$cooldown" --no-annotate --no-header "${ours[@]}" \
  --all-extras "${rooms[@]/%//pyproject.toml}" tests/requirements.in tests/browser/requirements.in "$backend" "$init" | grep '==' >"$constraints"

for room in steps/validate steps/train steps/evaluate steps/publish serving; do
  compile "$room/requirements.txt" "$room/pyproject.toml" "$backend" "$init"
done
compile cli/requirements.txt "${rooms[@]/%//pyproject.toml}" "$backend"
compile tests/requirements.txt tests/requirements.in
compile tests/browser/requirements.txt tests/browser/requirements.in

# Airflow's environments stand alone: Composer, not we, decides what is in them.
for source in tests/dags/requirements-airflow-*.in; do
  output=${source%.in}.txt
  "$uv" pip compile --quiet --python-version 3.11 --exclude-newer "$cooldown" --generate-hashes --no-annotate --no-header \
    --no-emit-index-url --output-file "$output.new" "$source" >/dev/null
  { echo "# Made by ci/lock.sh; edit ${source##*/} and run \`make lock\`."; cat "$output.new"; } >"$output"
  rm "$output.new"
  echo "lock: $output ($(grep -c '==' "$output") packages)"
done
