#!/usr/bin/env bash
# Fails on code that .clang-format would change and on what cppcheck finds; a second run checks only what changed.
set -euo pipefail
cd "$(dirname "$0")/.."

find src tests -name '*.[ch]' -print0 | xargs -0 -r clang-format --dry-run --Werror
mkdir -p build/cppcheck
# The one file in C++ is the compiler's alone. autoVariables: a scope on the stack is the binder's current one for as long as its function runs.
cppcheck --quiet --std=c11 --language=c --enable=warning,performance,portability --inline-suppr \
  --suppress=missingIncludeSystem --suppress=autoVariables --error-exitcode=1 --cppcheck-build-dir=build/cppcheck \
  -j "$(nproc)" -D_GNU_SOURCE -DSNOWGLOBE_VERSION='""' -I src --template=gcc -i src/engine/engine_fallible.cpp -i src/engine/engine_stream.cpp src
echo "lint: clean"
