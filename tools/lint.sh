#!/usr/bin/env bash
# Fails on code that .clang-format would change, on what cppcheck finds and on types of web/ that do not fit; a second run
# checks only what changed.
set -euo pipefail
cd "$(dirname "$0")/.."

find src tests -name '*.[ch]' -print0 | xargs -0 -r clang-format --dry-run --Werror
mkdir -p build/cppcheck
# The files in C++ are the compiler's alone. autoVariables: a scope on the stack is the binder's current one for as long as its function runs.
cppcheck --quiet --std=c11 --language=c --enable=warning,performance,portability --inline-suppr \
  --suppress=missingIncludeSystem --suppress=autoVariables --error-exitcode=1 --cppcheck-build-dir=build/cppcheck \
  -j "$(nproc)" -D_GNU_SOURCE -DSNOWGLOBE_VERSION='""' -I src --template=gcc \
  $(printf -- '-i %s ' src/*/*.cpp) src
if [ -e web/node_modules ]; then
  deps/nodejs/bin/node web/node_modules/vue-tsc/bin/vue-tsc.js --noEmit -p web
fi
echo "lint: clean"
