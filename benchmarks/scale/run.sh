#!/usr/bin/env bash
# What a step costs in flows of 10 to 100,000 steps and in 1 to 10,000 runs at the same time, and what runs weigh: writes
# docs/images/scale-{steps,runs}.{csv,svg} and prints the same and the weights as Markdown.
#   benchmarks/scale/run.sh [FOLDER]      about 2 minutes
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 DOTNET_CLI_UI_LANGUAGE=en
dotnet build benchmarks/AsyncFlow.Benchmarks --configuration Release --disable-build-servers --verbosity quiet >&2
benchmarks/AsyncFlow.Benchmarks/bin/Release/net10.0/AsyncFlow.Benchmarks --scale "${1:-docs/images}"
