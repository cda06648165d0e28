#!/usr/bin/env bash
# The product on sample data, in a store of its own under .demo. Run by `make run`; running it again changes nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

spendcast=.venv/bin/spendcast
sample=.demo/sample
store=.demo/store

if [ ! -d "$sample" ]; then
  echo "run: a made-up advertiser of 60 months, in $sample"
  rm -rf "$sample.new" # left by an interrupted call
  "$spendcast" data sample "$sample.new" --months 60 >/dev/null
  mv "$sample.new" "$sample"
fi
"$spendcast" --store "$store" data add "$sample/campaign_spend.csv.gz" "$sample/monthly_revenue.csv"
"$spendcast" --store "$store" run --as-of 2026-01-05
"$spendcast" --store "$store" predict --spend search_engine=500000 --spend social_media=300000 \
  --spend video=400000 --spend email=50000

printf '\nThat was the sample (%s), with its model in %s. What to do next:\n' "$sample" "$store"
next() { printf '  %-55s %s\n' "$spendcast $1" "$2"; }
next "--store $store models show" "what each channel earned, and how sure that is"
next "--store $store serve" "the same predictions over HTTP"
next "data add FILE..." "your own spend and revenue, in a store of your own"
next "run" "then train on them"
