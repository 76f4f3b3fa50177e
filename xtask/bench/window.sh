#!/usr/bin/env bash
# Time from process start to the order list shown, and memory, with N made-up orders (default 1,000,000), beside the same on an empty folder.
set -euo pipefail
orders=${1:-1000000}
bin=${CARGO_TARGET_DIR:-target}/release
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$bin/yidan-cli" --data "$work/full" orders demo --orders "$orders" --seed 1 > /dev/null
"$bin/yidan-cli" --data "$work/empty" orders list > /dev/null
for kind in empty full; do
  for run in 1 2 3; do
    YIDAN_DATA="$work/$kind" YIDAN_TIMING=1 setsid timeout 90 xvfb-run -a -s "-screen 0 1366x768x24" "$bin/yidan" > "$work/said" 2>&1 &
    group=$!
    # The window stays open after it has told its time.
    for _ in $(seq 300); do
      grep -q first_list_ms "$work/said" && break
      sleep 0.2
    done
    echo "window $kind run $run: $(grep first_list_ms "$work/said" || echo 'no list within 60 s')"
    kill -- "-$group" 2> /dev/null || true
    wait "$group" 2> /dev/null || true
  done
done
