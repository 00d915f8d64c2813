#!/usr/bin/env bash
# Generates many more random flows than the tests do, in parts, and stops at the first part that fails.
#   tests/run-random.sh [FLOWS] [FIRST SEED]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
flows=${1:-20000} first=${2:-1} part=2000
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0
dotnet build tests/AsyncFlow.Generator.Tests --configuration Release --disable-build-servers --verbosity quiet
for ((seed = first; seed < first + flows; seed += part)); do
  echo "seeds $seed to $((seed + part - 1))"
  ASYNCFLOW_RANDOM_FLOWS=$part ASYNCFLOW_RANDOM_SEED=$seed dotnet test tests/AsyncFlow.Generator.Tests --configuration Release --no-build --verbosity quiet --filter FullyQualifiedName~RandomFlowTests
done
