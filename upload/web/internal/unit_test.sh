#!/usr/bin/env bash
# usage: unit_test.sh NODE ESBUILD SOURCES. Runs every test in SOURCES. Node.js 18 cannot run TypeScript, so they are
# bundled first.
set -euo pipefail

mapfile -t tests < <(find -L "$3" -name '*.test.ts' | sort)
((${#tests[@]} > 0)) || { echo "unit_test: no tests below $3" >&2; exit 1; }
NODE_PATH="$PWD/../npm_front_end/node_modules" "$2" "${tests[@]}" --bundle --platform=node --format=esm \
  --out-extension:.js=.mjs --outdir="$TEST_TMPDIR/tests" --log-level=warning
exec "$1" --test "$TEST_TMPDIR/tests"
