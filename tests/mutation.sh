#!/usr/bin/env bash
# Mutation testing: Stryker changes the library at one place after the other, and runs the tests that come by there. What no test notices is listed.
#   tests/mutation.sh [FOLDER...]      of src/AsyncFlow.Runtime; Locks Scheduling Execution by default. Reports are in artifacts/mutation.
# FILTER in the environment chooses the tests, as for dotnet test; without it a folder takes hours.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/AsyncFlow.Runtime.Tests"
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 DOTNET_CLI_UI_LANGUAGE=en
artifacts=$(realpath ../..)/artifacts/mutation
dotnet tool restore > /dev/null
[ $# -gt 0 ] || set -- Locks Scheduling Execution
for folder; do
  dotnet stryker --mutate "$folder/**/*.cs" --test-case-filter "${FILTER:-}" --output "$artifacts/$folder"
done
