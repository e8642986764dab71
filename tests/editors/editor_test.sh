#!/usr/bin/env bash
# usage: editor_test.sh NODE NAME FILE...: runs NAME.test.mjs in Node.js, with editors that need each FILE.
set -euo pipefail

node=$PWD/$1
name=$2
for file in /usr/bin/tmux "${@:3}"; do
  if [[ ! -e "$file" ]]; then
    echo "editor_test: $file is not installed: run tools/setup --with-editors" >&2
    exit 1
  fi
done
export WORDSERVER="$PWD/cmd/examples/wordserver/wordserver"
export GOTELEMETRY="$PWD/cmd/gotelemetry/gotelemetry"
export EXTENSION="$PWD/tests/editors/bundle"

# Copies, since Node.js looks for node_modules beside the real files.
scratch=$TEST_TMPDIR/sources
mkdir "$scratch"
cp -L --parents cmd/examples/wordserver/README.md tests/browser/chromium.mjs tests/editors/*.mjs \
  tests/editors/vscode/*.mjs "$scratch"
ln -s "$PWD/../npm_editors/node_modules" "$scratch/node_modules"
# The browser writes files to the home directory.
export HOME=$TEST_TMPDIR
exec "$node" --test "$scratch/tests/editors/$name.test.mjs"
