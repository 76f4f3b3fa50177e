#!/usr/bin/env bash
# Time from process start to the order list shown, and memory, with N made-up orders (default 1,000,000), beside the same on an empty folder.
set -euo pipefail
orders=${1:-1000000}
bin=${CARGO_TARGET_DIR:-target}/release
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
"$bin/yidan-cli" --data "$work/full" orders demo --orders "$orders" --seed 1
"$bin/yidan-cli" --data "$work/empty" orders list > /dev/null
for kind in empty full; do
  for run in 1 2 3; do
    line=$(YIDAN_DATA="$work/$kind" YIDAN_TIMING=1 timeout 60 xvfb-run -a -s "-screen 0 1366x768x24" "$bin/yidan" 2>&1 >/dev/null &
      pid=$!; wait $pid || true)
    echo "window $kind run $run: $(grep -E 'first_list_ms|rss_kb' <<< "$line" | tr '\n' ' ')"
  done
done
