#!/usr/bin/env bash
# usage: types_test.sh TSC FOLDER. FOLDER has the tsconfig.json. Packages are where the front end's repository has them.
set -euo pipefail

scratch=$TEST_TMPDIR/sources
mkdir "$scratch"
# Copies, since the compiler looks for node_modules beside the real files. FOLDER imports from upload/web.
cp -rL --parents upload/web "$2" "$scratch"
ln -s "$PWD/../npm_front_end/node_modules" "$scratch/upload/web/node_modules"
exec "$(realpath "$1")" --project "$scratch/$2" --noEmit
