#!/usr/bin/env bash
# Runs libFuzzer targets for some seconds each. What they find new stays in build/fuzz/corpus/<stem>; an input that
# fails lies in build/fuzz/failed, to become a file of tests/fuzz/corpus/<stem> together with its fix.
# usage: tools/fuzz.sh SECONDS [TARGET...]
set -uo pipefail
cd "$(dirname "$0")/.."
seconds=${1:?usage: tools/fuzz.sh SECONDS [TARGET...]}
shift
[ $# -gt 0 ] || set -- $(basename -a -s .c tests/fuzz/fuzz_*.c)
mkdir -p build/fuzz/failed
python3 tests/fuzz/seeds.py build/fuzz/corpus
export UBSAN_OPTIONS=print_stacktrace=1
failed=0
for target in "$@"; do
  stem=${target#fuzz_}
  mkdir -p "build/fuzz/corpus/$stem"
  dictionary=()
  [ -f "tests/fuzz/$stem.dict" ] && dictionary=("-dict=tests/fuzz/$stem.dict")
  echo "=== $target, $seconds s"
  "build/fuzz/tests/$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=4096 -print_final_stats=1 -verbosity=0 \
    -artifact_prefix="build/fuzz/failed/$stem-" "${dictionary[@]}" "build/fuzz/corpus/$stem" \
    "tests/fuzz/corpus/$stem" || { echo "!!! $target failed"; failed=$((failed + 1)); }
done
echo "$# targets, $failed failed"
[ "$failed" = 0 ]
