#!/usr/bin/env bash
# Every benchmark, one table after the other; with PEERS=1 the peers are fitted first. Run by `make bench`.
set -euo pipefail
cd "$(dirname "$0")/.."

python=.venv/bin/python
say() { printf '\nbench: %s\n' "$*"; }

make_peer() { # NAME: an environment of its own, from its lock
  local venv=.venv-peer-$1
  cmp -s "benchmarks/peers/$1.txt" "$venv/lock" && return
  say "an environment for $1 in $venv (a few minutes, up to 3 GB)"
  rm -rf "$venv"
  "$python" -m venv "$venv"
  "$venv/bin/python" -m pip install --quiet --no-input --disable-pip-version-check --require-hashes \
    --requirement "benchmarks/peers/$1.txt"
  cp "benchmarks/peers/$1.txt" "$venv/lock"
}

if [ -n "${PEERS:-}" ]; then
  for peer in meridian pymc; do make_peer "$peer"; done
  say "the peers on 48 worlds and the published sets: an hour or two; what is answered already is not asked again"
  "$python" -m benchmarks.peers.run
  "$python" -m benchmarks.public --ask >/dev/null
fi

say "time and memory of a fit"
"$python" -m benchmarks.speed
say "time and memory of the pipeline"
"$python" -m benchmarks.pipeline
say "time and memory of reading files"
"$python" -m benchmarks.ingest
say "accuracy on worlds whose truth is known"
"$python" -m benchmarks.accuracy
say "advice on worlds whose truth is known"
"$python" -m benchmarks.advice
say "the reference advertiser"
"$python" -m benchmarks.reference || say "left out: the reference advertiser is not at hand"
say "what published data say"
"$python" -m benchmarks.public || say "left out: the published sets are not at hand"
[ -n "${PEERS:-}" ] ||
  say "the peers' figures are of their answers on record, benchmarks/peers/answers; make bench PEERS=1 fits what is not there"
