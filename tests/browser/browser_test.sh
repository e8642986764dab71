#!/usr/bin/env bash
# usage: browser_test.sh NODE TEST. Runs the tests of one file in Node.js.
set -euo pipefail

if [[ ! -x /usr/bin/chromium ]]; then
  echo "browser_test: /usr/bin/chromium is not installed: run tools/setup --with-browser," >&2
  echo "browser_test: or leave these tests out with --test_tag_filters=-browser" >&2
  exit 1
fi
export GOTELEMETRY="$PWD/cmd/gotelemetry/gotelemetry"
export COLLECTOR="$PWD/cmd/collector/collector"
export WORDCOUNT="$PWD/cmd/examples/wordcount"

# Copies, since Node.js looks for node_modules beside the real files.
scratch=$TEST_TMPDIR/sources
mkdir "$scratch"
cp -L tests/browser/*.mjs "$scratch"
ln -s "$PWD/../npm_browser_tests/node_modules" "$scratch/node_modules"
# The browser writes files to the home directory.
export HOME=$TEST_TMPDIR
exec "$1" --test "$scratch/$(basename "$2")"
